"""The operator's window as a whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.domain.layouts import parse_layout
from app.domain.permissions import Actor, Role
from app.domain.scenes import Scene, Source
from app.link.room_links import RoomLinks
from app.services.camera_registry import CameraRegistry
from app.services.documents import Problem, ProblemKind
from app.services.scene_library import SceneLibrary
from app.settings import LoadedSettings, Settings
from streams.feeds import Feeds
from tests.fakes.own_media import FakeDevices
from tests.fakes.room_media import FakeRoomMedia
from tests.fakes.sample_incidents import incident
from widgets.cameras.import_dialog import ImportDialog
from widgets.conference.conference import Conference
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.scenes.name_dialog import NameDialog
from widgets.shell.close_dialog import CloseDialog
from widgets.shell.console import COMMAND, HANDLE, OBSERVE, ConsoleWindow
from widgets.shell.figures import Figures, ProcessFigures
from widgets.shell.key_sheet import KeySheet
from widgets.shell.seat import Seat
from widgets.wall.outputs import Outputs
from widgets.wall.wall_states import camera_states

Press = Callable[..., None]
Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def console(
    outputs: Outputs,
    registry: CameraRegistry,
    feeds: Feeds,
    scenes_by_name: dict[str, Scene],
    tmp_path: Path,
) -> Iterator[ConsoleWindow]:
    library = SceneLibrary(tmp_path / "scenes.json")
    library.subscribe(lambda: scenes_by_name.update({scene.name: scene for scene in library.scenes}))
    seat = Seat(LoadedSettings(Settings(), tmp_path))
    # What an operator does with cameras and scenes is the same with a file as with a hub.
    seat.cameras, seat.scenes = registry, library  # type: ignore[assignment]
    seat.get_ready()
    links = RoomLinks(seat.mirror, seat.client, make_media=lambda _link: FakeRoomMedia(), looks=lambda: False)
    console = ConsoleWindow(
        outputs=outputs,
        seat=seat,
        own_outputs=frozenset,
        feeds=feeds,
        states=lambda: camera_states(outputs),
        figures=lambda: Figures(loop_lag_ms=4.2, cpu_percent=31.4),
        conference=Conference(links, seat.mirror, FakeDevices()),
    )
    console.resize(1920, 1080)
    console.show()
    yield console
    console.release()
    console.close()


def test_the_slash_goes_to_the_search(console: ConsoleWindow, press: Press, wait_until: Wait) -> None:
    press(console.overview, Qt.Key.Key_Slash)
    wait_until(console.cameras.search_box.hasFocus)
    QTest.keyClick(console.cameras.search_box, Qt.Key.Key_Slash)
    assert console.cameras.search_box.text() == "/"


def test_alt_and_a_digit_choose_the_output(console: ConsoleWindow, outputs: Outputs, press: Press) -> None:
    press(console.overview, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert outputs.current is outputs.all[1]
    press(console.overview, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    assert outputs.current is outputs.all[1]


def test_f1_opens_the_sheet_of_keys(console: ConsoleWindow, press: Press) -> None:
    press(console.overview, Qt.Key.Key_F1)
    sheet = console.findChild(KeySheet)
    assert sheet is not None
    assert sheet.isVisible()


def test_undo_and_redo_work_from_the_tree_too(console: ConsoleWindow, outputs: Outputs, press: Press) -> None:
    output = outputs.all[0]
    output.command(output.state.with_layout(parse_layout("3x3")))
    press(console.cameras.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert output.state.layout.name == "2x2"
    press(console.cameras.tree, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert output.state.layout.name == "3x3"


def test_ctrl_s_asks_for_the_name_of_a_scene(console: ConsoleWindow, press: Press) -> None:
    press(console.overview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert console.findChild(NameDialog) is not None


def test_import_opens_its_dialog(console: ConsoleWindow, press: Press) -> None:
    press(console.overview, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert console.findChild(ImportDialog) is not None


def test_a_dropped_scene_reaches_the_output(console: ConsoleWindow, outputs: Outputs) -> None:
    output = outputs.all[1]
    console.scenes.save(outputs.all[0], "早高峰")
    console.overview.dropped_scene.emit(output, "早高峰")
    assert output.state.scene == "早高峰"


def test_the_status_line_counts_tiles_and_tells_of_the_program(
    console: ConsoleWindow, outputs: Outputs, registry: CameraRegistry, wait_until: Wait
) -> None:
    assert console.status_line.texts() == []
    assert console.status_line.own_words() == "loop 4 ms   cpu 31 %"
    outputs.all[0].fill([Source.of_camera(camera.camera_id) for camera in registry.cameras[:3]])
    outputs.all[0].canvas.show()

    def three_offline() -> bool:
        console.status_line.refresh()
        return console.status_line.texts() == ["3 offline"]

    wait_until(three_offline)


def test_a_problem_of_a_file_becomes_a_banner(console: ConsoleWindow) -> None:
    console.show_problems([Problem(ProblemKind.MISSING, "the file is missing", Path("/data/cameras.json"))])
    assert console.notices.texts == [
        "cameras.json is missing: the file is missing. The program starts without what was in it."
    ]


def test_every_control_has_a_name_for_a_screen_reader(console: ConsoleWindow) -> None:
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in console.findChildren(QWidget)
        if isinstance(widget, QAbstractButton)
        and not (widget.accessibleName() or widget.text())
        and not widget.objectName().startswith("qt_")
        and type(widget.parent()).__name__ not in ("QTabBar", "QLineEdit")
    ]
    assert nameless == []


def test_one_key_too_many_keeps_the_wall_on(console: ConsoleWindow, wait_until: Wait) -> None:
    told: list[int] = []
    console.closed.connect(lambda: told.append(1))
    for answer in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        console.close()
        console.close()
        [dialog] = console.findChildren(CloseDialog)
        assert console.isVisible()
        QTest.keyClick(dialog.stay, answer)
        wait_until(lambda: not console.findChildren(CloseDialog))
    console.close()
    [dialog] = console.findChildren(CloseDialog)
    dialog.close()
    wait_until(lambda: not console.findChildren(CloseDialog))
    assert console.isVisible()
    assert told == []


def test_who_means_it_closes_the_console(console: ConsoleWindow) -> None:
    told: list[int] = []
    console.closed.connect(lambda: told.append(1))
    console.close()
    [dialog] = console.findChildren(CloseDialog)
    QTest.mouseClick(dialog.end, Qt.MouseButton.LeftButton)
    assert not console.isVisible()
    assert told == [1]


def test_without_outputs_nobody_is_asked(console: ConsoleWindow, outputs: Outputs) -> None:
    told: list[int] = []
    console.closed.connect(lambda: told.append(1))
    for output in outputs.all:
        outputs.remove(output)
        output.close()
    console.close()
    assert told == [1]
    assert not console.isVisible()


def test_once_let_go_of_it_closes_without_asking_and_letting_go_may_happen_twice(console: ConsoleWindow) -> None:
    told: list[int] = []
    console.closed.connect(lambda: told.append(1))
    console.release()
    console.release()
    console.close()
    assert told == [1]


def test_the_program_measures_itself(wait_until: Wait) -> None:
    figures = ProcessFigures()
    wait_until(lambda: figures.read().cpu_percent > 0)
    assert figures.read().loop_lag_ms >= 0


def sits_here(role: Role, key: str = "a1") -> Actor:
    return Actor(actor_id=key, name="王芳", role=role, unit_id="310105", unit_path="/310105/")


async def test_whoever_leads_sees_the_leaders_page_first_and_is_left_where_they_are_after_that(
    console: ConsoleWindow,
) -> None:
    assert console.header.page_buttons[OBSERVE].isChecked()
    console.enter(sits_here(Role.DUTY_LEADER))
    assert console.header.page_buttons[COMMAND].isChecked()
    assert console.pages.leader_page is not None
    assert console.pages.leader_page.isVisible()
    # The line was lost and came back.
    console.show_page(OBSERVE)
    console.enter(sits_here(Role.DUTY_LEADER))
    assert console.header.page_buttons[OBSERVE].isChecked()
    console.enter(sits_here(Role.DIRECTOR, "a2"))
    assert console.header.page_buttons[COMMAND].isChecked()


async def test_an_operator_begins_with_the_wall_and_comes_to_the_leaders_page_by_a_key(
    console: ConsoleWindow, press: Press
) -> None:
    console.enter(sits_here(Role.OPERATOR))
    assert console.header.page_buttons[OBSERVE].isChecked()
    assert console.pages.leader_page is None, "nobody pays for what they do not open"
    press(console.overview, Qt.Key.Key_F10)
    assert console.header.page_buttons[COMMAND].isChecked()
    assert console.pages.leader_page is not None


async def test_a_notice_moves_nothing_that_somebody_is_about_to_press(console: ConsoleWindow) -> None:
    console.enter(sits_here(Role.OPERATOR))
    QApplication.processEvents()
    before = console.pages.side.mapTo(console, QPoint())
    console.notify("first")
    console.notify("second")
    QApplication.processEvents()
    assert console.pages.side.mapTo(console, QPoint()) == before
    assert console.notices.height() < 60
    console.show_page(COMMAND)
    QApplication.processEvents()
    page = console.pages.leader
    assert console.notices.y() >= page.mapTo(console.notices.parentWidget(), QPoint()).y() + page.height()
    assert console.notices.height() < 60


async def test_who_has_reported_sees_it_on_every_page_with_incidents(console: ConsoleWindow) -> None:
    console.enter(sits_here(Role.OPERATOR))
    console.show_page(HANDLE)
    QApplication.processEvents()
    beside, alone = console.pages.side.findChild(IncidentsPanel), console.pages.incidents.findChild(IncidentsPanel)
    assert beside is not None
    assert alone is not None
    beside.form.reported.emit(incident(7), [])
    assert alone.page.opened.incident_id == beside.page.opened.incident_id == incident(7).incident_id
