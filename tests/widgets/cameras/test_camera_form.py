"""One camera by hand."""

from PySide6.QtWidgets import QComboBox, QLineEdit

from app.domain.geo import ReferenceSystem
from app.services.camera_registry import CameraRegistry
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
