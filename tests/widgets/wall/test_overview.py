"""Working on the wall through its miniature."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source
from app.services.camera_registry import CameraRegistry
from widgets.scenes.scene_mime import scene_mime
from widgets.wall.gestures import Gestures
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs
from widgets.wall.overview import Spot, WallOverview
from widgets.wall.sources_mime import mime_of, tile_mime

Press = Callable[..., None]
Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def overview(outputs: Outputs, scenes_by_name: dict[str, Scene]) -> Iterator[WallOverview]:
    overview = WallOverview(outputs, find_scene=scenes_by_name.get)
    overview.resize(1000, 400)
    overview.show()
    yield overview
    overview.close()


@pytest.fixture
def cameras(registry: CameraRegistry) -> list[Source]:
    return [Source.of_camera(camera.camera_id) for camera in registry]


def centre(overview: WallOverview, output: WallOutput, tile: int) -> QPoint:
    return overview.rect_of_tile(output, tile).center()


def drop(overview: WallOverview, mime: QMimeData, point: QPoint) -> bool:
    event = QDropEvent(
        QPointF(point),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    overview.dropEvent(event)
    return event.isAccepted()


def test_every_tile_is_found_again_under_its_own_middle(overview: WallOverview, outputs: Outputs) -> None:
    outputs.all[1].command(outputs.all[1].state.with_layout(parse_layout("1+7")))
    for output in outputs.all:
        for tile in range(len(output.state.layout)):
            assert overview.spot_at(centre(overview, output, tile)) == Spot(output, tile)
    assert overview.spot_at(QPoint(2, 395)) is None


def test_a_click_selects_output_and_tile_and_tells_its_source(
    overview: WallOverview, outputs: Outputs, cameras: list[Source]
) -> None:
    output = outputs.all[1]
    output.fill(cameras[:4])
    told: list[Source | None] = []
    overview.tile_selected.connect(told.append)
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=centre(overview, output, 2))
    assert outputs.current is output
    assert output.state.selected == 2
    assert told == [cameras[2]]


def test_a_double_click_expands_and_restores(overview: WallOverview, outputs: Outputs, cameras: list[Source]) -> None:
    output = outputs.all[0]
    output.fill(cameras[:4])
    point = centre(overview, output, 3)
    QTest.mouseDClick(overview, Qt.MouseButton.LeftButton, pos=point)
    assert output.state.expanded == 3
    QTest.mouseDClick(overview, Qt.MouseButton.LeftButton, pos=point)
    assert output.state.expanded is None


def test_a_camera_dropped_on_a_tile_is_shown_there(
    overview: WallOverview, outputs: Outputs, cameras: list[Source]
) -> None:
    output = outputs.all[1]
    assert drop(overview, mime_of(cameras[:1]), centre(overview, output, 3))
    assert output.state.sources == (None, None, None, cameras[0])
    assert outputs.current is output


def test_several_cameras_go_from_the_tile_on(overview: WallOverview, outputs: Outputs, cameras: list[Source]) -> None:
    assert drop(overview, mime_of(cameras[:3]), centre(overview, outputs.all[1], 1))
    assert outputs.all[1].state.sources == (None, *cameras[:3])


def test_a_scene_dropped_on_an_output_is_asked_for(overview: WallOverview, outputs: Outputs) -> None:
    asked: list[tuple[WallOutput, str]] = []
    overview.dropped_scene.connect(lambda output, name: asked.append((output, name)))
    assert drop(overview, scene_mime("早高峰"), centre(overview, outputs.all[1], 0))
    assert asked == [(outputs.all[1], "早高峰")]


def test_tiles_change_places_within_an_output(overview: WallOverview, outputs: Outputs, cameras: list[Source]) -> None:
    output = outputs.all[0]
    output.fill(cameras[:2])
    assert drop(overview, tile_mime(output.name, 0, cameras[0]), centre(overview, output, 3))
    assert output.state.sources == (None, cameras[1], None, cameras[0])


def test_tiles_change_places_between_outputs(overview: WallOverview, outputs: Outputs, cameras: list[Source]) -> None:
    one, other = outputs.all
    one.fill(cameras[:1])
    other.fill(cameras[1:2])
    assert drop(overview, tile_mime(one.name, 0, cameras[0]), centre(overview, other, 0))
    assert one.state.sources[0] == cameras[1]
    assert other.state.sources[0] == cameras[0]


def test_what_is_no_source_is_refused(overview: WallOverview, outputs: Outputs) -> None:
    mime = QMimeData()
    mime.setText("not an address")
    assert not drop(overview, mime, centre(overview, outputs.all[0], 0))
    assert not drop(overview, mime_of([Source.of_url("rtsp://127.0.0.1/x")]), QPoint(2, 395))


def test_keys_work_on_the_current_output_as_on_the_wall(overview: WallOverview, outputs: Outputs, press: Press) -> None:
    output = outputs.all[1]
    gestures = Gestures(
        output,
        unhandled_key=lambda _event: False,
        take_snapshot=lambda _tile: None,
        copy_picture=lambda _tile: None,
        context_menu=lambda _tile, _point: None,
        pointer_moved=lambda: None,
    )
    assert gestures.parent() is output
    outputs.set_current(output)
    output.command(output.state.select(0))
    press(overview, Qt.Key.Key_Right)
    assert output.state.selected == 1
    press(overview, Qt.Key.Key_3)
    assert output.state.layout.name == "3x3"
    assert outputs.all[0].state.layout.name == "2x2"


def test_the_caption_says_layout_scene_and_whether_it_was_changed(
    overview: WallOverview, outputs: Outputs, scenes_by_name: dict[str, Scene], cameras: list[Source]
) -> None:
    output = outputs.all[0]
    scenes_by_name["早高峰"] = output.state.to_scene("早高峰")
    output.apply_scene(scenes_by_name["早高峰"])
    assert overview.caption_of(output) == "Output 1   2×2   \u2068早高峰\u2069"
    output.command(output.state.assign(0, cameras[0]))
    assert overview.caption_of(output) == "Output 1   2×2   \u2068早高峰\u2069 (changed)"


def test_a_tile_says_its_name_its_state_and_why(
    overview: WallOverview, outputs: Outputs, cameras: list[Source], wait_until: Wait
) -> None:
    output = outputs.all[0]
    output.fill(cameras[:1])
    output.canvas.show()
    refused = ["2号口", "Offline", "Connection refused"]
    wait_until(lambda: overview.words_at(Spot(output, 0))[:3] == refused)
    assert overview.words_at(Spot(output, 1)) == ["Empty tile: drop a camera here"]


def test_the_menu_of_a_tile_acts_on_it(overview: WallOverview, outputs: Outputs, cameras: list[Source]) -> None:
    output = outputs.all[0]
    output.fill(cameras[:2])
    point = centre(overview, output, 1)
    QTest.mouseClick(overview, Qt.MouseButton.RightButton, pos=point)
    overview.open_menu(Spot(output, 1), overview.mapToGlobal(point))
    menu = overview.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Clear tile").trigger()
    assert output.state.sources == (cameras[0], None, None, None)
    menu.close()


def test_it_paints_only_while_it_can_be_seen(overview: WallOverview) -> None:
    assert overview.is_refreshing
    overview.hide()
    assert not overview.is_refreshing
