"""One camera by hand."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from app.domain.geo import ReferenceSystem
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_registry import CameraRegistry
from tests.fakes.late_hub import LateCameras
from widgets.cameras.camera_form import CameraForm


def fill(form: CameraForm, **texts: str) -> None:
    for field, text in texts.items():
        box = form.boxes[field]
        if isinstance(box, QComboBox):
            box.setCurrentText(text)
        else:
            assert isinstance(box, QLineEdit)
            box.setText(text)


def reasons(form: CameraForm) -> dict[str, str]:
    return {field: label.text() for field, label in form.reasons.items() if not label.isHidden()}


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(registry: CameraRegistry) -> None:
    form = CameraForm(registry)
    form.show()
    fill(form, main_url="http//nope", gb_id="123", longitude="121.4")
    form.save()
    assert set(reasons(form)) == {"name", "main_url", "gb_id", "latitude"}
    assert len(registry) == 5
    assert form.isVisible()


def test_a_new_camera_comes_in_with_everything_that_was_typed(registry: CameraRegistry) -> None:
    form = CameraForm(registry)
    saved: list[str] = []
    form.saved.connect(saved.append)
    fill(
        form,
        name="东门",
        code="E1",
        street="华阳路街道",
        site="中山公园",
        main_url="rtsp://127.0.0.1/e",
        user="u",
        password=" p@ss ",
        longitude="121.4",
        latitude="31.2",
        reference_system=ReferenceSystem.GCJ02,
        domain_tags="metro|mall",
    )
    form.save()
    camera = registry.get(saved[0])
    assert camera is not None
    assert (camera.name, camera.password, camera.domain_tags) == ("东门", " p@ss ", ("metro", "mall"))
    assert camera.position is not None
    assert camera.position.reference_system is ReferenceSystem.GCJ02


def test_a_changed_camera_takes_the_place_of_the_old_one(registry: CameraRegistry) -> None:
    old = registry.cameras[0]
    form = CameraForm(registry, old)
    fill(form, name="1号口")
    form.save()
    assert len(registry) == 5
    assert registry.cameras[0].name == "1号口"
    assert registry.cameras[0].main_url == old.main_url


def test_a_code_that_another_camera_has_is_refused(registry: CameraRegistry) -> None:
    first = CameraForm(registry)
    fill(first, name="东门", code="E1", main_url="rtsp://127.0.0.1/e")
    first.save()
    second = CameraForm(registry)
    fill(second, name="西门", code="E1", main_url="rtsp://127.0.0.1/w")
    second.save()
    assert reasons(second)["code"].startswith("Already registered")
    assert len(registry) == 6


def test_the_form_stays_until_the_camera_is_kept() -> None:
    cameras = LateCameras()
    form = CameraForm(cameras)
    saved: list[str] = []
    form.saved.connect(saved.append)
    form.show()
    fill(form, name="东门", code="E1", main_url="rtsp://127.0.0.1/e")
    form.save()
    assert form.isVisible()
    assert not form.buttons.isEnabled()
    cameras.waiting.pop()(HubRefusedError("not-permitted", "No.", status=403))
    assert form.summary.text() == "Not saved. Your role or unit does not allow this."
    assert form.text("name") == "东门"
    form.save()
    cameras.waiting.pop()(HubUnreachableError("gone"))
    assert form.summary.text().startswith("The hub did not answer.")
    form.save()
    cameras.waiting.pop()(None)
    assert not form.isVisible()
    assert saved == ["code:E1"]


def test_an_answer_that_comes_after_the_form_is_closed_disturbs_nothing(application: QApplication) -> None:
    cameras = LateCameras()
    form = CameraForm(cameras)
    form.show()
    fill(form, name="东门", code="E1", main_url="rtsp://127.0.0.1/e")
    form.save()
    form.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    cameras.waiting.pop()(None)
    assert len(cameras) == 1


def test_a_camera_that_somebody_renames_meanwhile_is_not_its_own_neighbour(registry: CameraRegistry) -> None:
    first = registry.cameras[0]
    form = CameraForm(registry, first)
    registry.add([replace(first, heading_deg=90.0)])
    fill(form, main_url="rtsp://127.0.0.1/other")
    form.save()
    assert len(registry) == 5
    assert registry.get(first.camera_id).main_url == "rtsp://127.0.0.1/other"
