"""Finding a camera and putting it on the wall."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from app.domain.cameras import Camera
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from streams.state import Phase, StreamState
from widgets.cameras.tree_model import Role
from widgets.cameras.tree_panel import CameraPanel
from widgets.wall.outputs import Outputs

Wait = Callable[[Callable[[], bool]], None]
Press = Callable[[QWidget, Qt.Key], None]
States = dict[str, StreamState]


@pytest.fixture
def states() -> States:
    return {}


@pytest.fixture
def panel(registry: CameraRegistry, outputs: Outputs, states: States, wait_until: Wait) -> Iterator[CameraPanel]:
    panel = CameraPanel(registry=registry, outputs=outputs, states=lambda: states)
    panel.resize(320, 700)
    panel.show()
    wait_until(lambda: panel.search_is_ready)
    yield panel
    panel.close_threads()


def source_of(registry: CameraRegistry, name: str) -> Source:
    return Source.of_camera(next(camera.camera_id for camera in registry if camera.name == name))


def shown_names(panel: CameraPanel) -> list[str]:
    names = []
    index = panel.model.index(0, 0)
    while index.isValid():
        names.append(index.data())
        index = panel.tree.indexBelow(index)
    return names


def test_typing_shows_only_what_matches_below_its_street_and_site(panel: CameraPanel) -> None:
    QTest.keyClicks(panel.search_box, "xm")
    assert shown_names(panel) == ["程家桥街道", "上海动物园", "西门"]


def test_enter_in_the_search_box_shows_the_best_hit(
    panel: CameraPanel, outputs: Outputs, registry: CameraRegistry
) -> None:
    QTest.keyClicks(panel.search_box, "2hk")
    QTest.keyClick(panel.search_box, Qt.Key.Key_Return)
    assert outputs.all[0].state.sources[0] == source_of(registry, "2号口")


def test_escape_ends_the_search_and_closed_branches_are_closed_again(panel: CameraPanel) -> None:
    QTest.keyClicks(panel.search_box, "ximen")
    QTest.keyClick(panel.search_box, Qt.Key.Key_Escape)
    assert shown_names(panel) == ["华阳路街道", "程家桥街道"]


def test_opened_branches_stay_open_when_cameras_change(
    panel: CameraPanel, registry: CameraRegistry, make_camera: Callable[..., Camera]
) -> None:
    panel.tree.expand(panel.model.index(1, 0))
    registry.add([make_camera("北门", site="上海动物园", street="程家桥街道")])
    assert shown_names(panel) == ["华阳路街道", "程家桥街道", "上海动物园"]


def test_a_new_camera_can_be_found(
    panel: CameraPanel, registry: CameraRegistry, make_camera: Callable[..., Camera], wait_until: Wait
) -> None:
    registry.add([make_camera("熊猫馆", site="上海动物园", street="程家桥街道")])
    panel.search_box.setText("xmg")
    wait_until(lambda: "熊猫馆" in shown_names(panel))


def test_no_hit_is_said_in_words(panel: CameraPanel, application: QApplication) -> None:
    panel.search_box.setText("qqqq")
    application.processEvents()
    assert panel.empty_words() == "No camera matches “qqqq”. Esc shows all."


def test_an_empty_list_offers_what_to_do(outputs: Outputs, wait_until: Wait) -> None:
    panel = CameraPanel(registry=CameraRegistry(), outputs=outputs, states=dict)
    panel.show()
    asked: list[str] = []
    panel.import_asked.connect(lambda: asked.append("import"))
    panel.add_asked.connect(lambda: asked.append("add"))
    visible = [button for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert panel.empty_words() == "No cameras yet: import a CSV or add one"
    for button in visible:
        button.click()
    assert asked == ["import", "add"]
    panel.close_threads()


def test_enter_places_one_camera_in_the_selected_tile(
    panel: CameraPanel, press: Press, outputs: Outputs, registry: CameraRegistry
) -> None:
    output = outputs.all[0]
    output.command(output.state.select(2))
    panel.tree.expandAll()
    panel.tree.setCurrentIndex(panel.model.index_of(source_of(registry, "停车场").value))
    press(panel.tree, Qt.Key.Key_Return)
    assert output.state.sources[2] == source_of(registry, "停车场")


def test_enter_on_a_street_opens_it_and_changes_no_output(panel: CameraPanel, press: Press, outputs: Outputs) -> None:
    panel.tree.setCurrentIndex(panel.model.index(0, 0))
    press(panel.tree, Qt.Key.Key_Return)
    assert shown_names(panel) == ["华阳路街道", "中山公园", "程家桥街道"]
    assert set(outputs.all[0].state.sources) == {None}


def test_a_street_fills_the_current_output_with_its_cameras(
    panel: CameraPanel, outputs: Outputs, registry: CameraRegistry
) -> None:
    outputs.set_current(outputs.all[1])
    panel.tree.setCurrentIndex(panel.model.index(0, 0))
    assert panel.fill_button.text() == "Fill the wall (3)"
    panel.fill_button.click()
    wanted = [source_of(registry, name) for name in ("2号口", "10号口", "停车场")]
    assert list(outputs.all[1].state.sources) == [*wanted, None]
    assert set(outputs.all[0].state.sources) == {None}


def test_badges_follow_the_states(panel: CameraPanel, states: States, registry: CameraRegistry) -> None:
    camera = registry.cameras[0]
    states[camera.camera_id] = StreamState(Phase.RECONNECTING, 0.0)
    panel.refresh_states()
    assert panel.model.index_of(camera.camera_id).data(Role.SIDE_TEXT) == "Reconnecting"


def test_a_selected_camera_is_told_to_the_preview(panel: CameraPanel, registry: CameraRegistry) -> None:
    told: list[str] = []
    panel.camera_selected.connect(told.append)
    panel.tree.expandAll()
    panel.tree.setCurrentIndex(panel.model.index_of(registry.cameras[1].camera_id))
    assert told[-1] == registry.cameras[1].camera_id


def test_removing_asks_first(
    panel: CameraPanel, press: Press, registry: CameraRegistry, application: QApplication
) -> None:
    panel.tree.expandAll()
    panel.tree.setCurrentIndex(panel.model.index_of(source_of(registry, "停车场").value))
    press(panel.tree, Qt.Key.Key_Delete)
    question = panel.findChild(QMessageBox)
    assert question is not None
    assert "停车场" in question.text()
    assert len(registry) == 5
    next(button for button in question.buttons() if button.text() == "Remove").click()
    assert "停车场" not in [camera.name for camera in registry]
