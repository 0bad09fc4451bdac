"""Scenes and tours: kept, shown, renamed, deleted, exchanged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, SceneStep, Source, SourceStep, Tour
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_registry import CameraRegistry
from app.services.scene_library import SceneLibrary
from tests.fakes.late_hub import LateScenes
from widgets.scenes.name_dialog import NameDialog
from widgets.scenes.panel import ScenesPanel
from widgets.scenes.scene_mime import scene_in
from widgets.scenes.tour_editor import TourEditor
from widgets.shell.notices import NoticeKind
from widgets.wall.outputs import Outputs

Press = Callable[..., None]
Wait = Callable[[Callable[[], bool]], None]
Notes = list[tuple[str, NoticeKind]]


def scene(name: str, layout: str = "1x1", source: Source | None = None) -> Scene:
    tiles = parse_layout(layout)
    return Scene(name, tiles, (source, *(None,) * (len(tiles) - 1)))


def answer(panel: ScenesPanel, words: str) -> str:
    """Press the button with these words on the question that is open; returns the question."""
    question = panel.findChild(QMessageBox)
    assert question is not None
    next(button for button in question.buttons() if button.text() == words).click()
    return question.text() + question.informativeText()


def test_saving_asks_for_a_name_and_keeps_what_the_output_shows(
    panel: ScenesPanel, library: SceneLibrary, outputs: Outputs
) -> None:
    outputs.all[0].command(outputs.all[0].state.with_layout(parse_layout("1+5")))
    panel.ask_to_save()
    dialog = panel.findChild(NameDialog)
    assert dialog is not None
    assert dialog.box.text() == "Scene 1"
    dialog.box.setText("  早高峰 ")
    QTest.keyClick(dialog.box, Qt.Key.Key_Return)
    assert [(one.name, one.layout.name) for one in library.scenes] == [("早高峰", "1+5")]
    assert panel.scenes.names() == ["早高峰"]
    assert outputs.all[0].state.scene == "早高峰"


def test_a_taken_name_is_said_before_it_replaces(panel: ScenesPanel, library: SceneLibrary, outputs: Outputs) -> None:
    library.save_scene(scene("早高峰"))
    panel.ask_to_save()
    dialog = panel.findChild(NameDialog)
    assert dialog is not None
    assert dialog.hint.text() == ""
    dialog.box.setText("早高峰")
    assert "taken" in dialog.hint.text()
    QTest.keyClick(dialog.box, Qt.Key.Key_Return)
    assert [(one.name, one.layout.name) for one in library.scenes] == [("早高峰", "2x2")]


def test_enter_shows_the_scene_on_the_current_output(
    panel: ScenesPanel, library: SceneLibrary, outputs: Outputs, press: Press
) -> None:
    library.save_scene(scene("早高峰", "3x3"))
    outputs.set_current(outputs.all[1])
    panel.scenes.select("早高峰")
    press(panel.scenes, Qt.Key.Key_Return)
    assert outputs.all[1].state.layout.name == "3x3"
    assert outputs.all[0].state.layout.name == "2x2"


def test_f2_renames_in_place_and_tours_follow(
    panel: ScenesPanel, library: SceneLibrary, press: Press, wait_until: Wait
) -> None:
    library.save_scene(scene("早高峰"))
    library.save_tour(Tour("巡", (SceneStep("早高峰", 5),)))
    panel.scenes.select("早高峰")
    press(panel.scenes, Qt.Key.Key_F2)
    editor = panel.scenes.findChild(QLineEdit)
    assert editor is not None
    editor.setText("晚高峰")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(lambda: [one.name for one in library.scenes] == ["晚高峰"])
    assert library.tours[0].steps[0] == SceneStep("晚高峰", 5)


def test_a_taken_new_name_is_refused_with_words(
    panel: ScenesPanel, library: SceneLibrary, notes: Notes, wait_until: Wait
) -> None:
    library.save_scene(scene("A"))
    library.save_scene(scene("B"))
    panel.scenes.item(0).setText("B")
    wait_until(lambda: bool(notes))
    assert panel.scenes.names() == ["A", "B"]
    assert panel.scenes.item(0).text() == "A"
    assert notes == [("The name B is taken.", NoticeKind.WARNING)]


def test_deleting_asks_and_names_the_tours_that_lose_it(
    panel: ScenesPanel, library: SceneLibrary, press: Press
) -> None:
    library.save_scene(scene("A"))
    library.save_scene(scene("B"))
    library.save_tour(Tour("T", (SceneStep("A", 5), SceneStep("B", 5))))
    panel.scenes.select("A")
    press(panel.scenes, Qt.Key.Key_Delete)
    assert len(library.scenes) == 2
    assert answer(panel, "Delete") == "Delete the scene A?It leaves the tours: T"
    assert panel.scenes.names() == ["B"]


def test_overwriting_asks_and_takes_what_the_output_shows(
    panel: ScenesPanel, library: SceneLibrary, outputs: Outputs
) -> None:
    library.save_scene(scene("A", "3x3"))
    panel.scenes.select("A")
    panel.overwrite()
    assert library.scenes[0].layout.name == "3x3"
    answer(panel, "Replace")
    assert library.scenes[0].layout.name == "2x2"


def test_next_and_previous_scene_go_round(panel: ScenesPanel, library: SceneLibrary, outputs: Outputs) -> None:
    for name in "ABC":
        library.save_scene(scene(name))
    output = outputs.all[0]
    shown = []
    for step in (1, 1, 1, 1, -1, -1):
        panel.step_scene(output, step)
        shown.append(output.state.scene)
    assert shown == ["A", "B", "C", "A", "C", "B"]


def test_a_dragged_scene_carries_its_name(panel: ScenesPanel, library: SceneLibrary) -> None:
    library.save_scene(scene("早高峰"))
    assert scene_in(panel.scenes.mimeData([panel.scenes.item(0)])) == "早高峰"


def test_enter_starts_the_tour_in_the_selected_tile(
    panel: ScenesPanel, library: SceneLibrary, outputs: Outputs, registry: CameraRegistry, press: Press
) -> None:
    first, second = (Source.of_camera(camera.camera_id) for camera in registry.cameras[:2])
    library.save_tour(Tour("T", (SourceStep(first, 60), SourceStep(second, 60))))
    output = outputs.all[0]
    output.command(output.state.select(3))
    panel.show_tours()
    panel.tours.select("T")
    press(panel.tours, Qt.Key.Key_Return)
    assert output.tour is not None
    assert output.state.sources[3] == first
    output.stop_tour()


def test_a_tour_of_selected_scenes_is_saved_from_the_editor(panel: ScenesPanel, library: SceneLibrary) -> None:
    library.save_scene(scene("A"))
    library.save_scene(scene("B"))
    panel.scenes.selectAll()
    panel.new_tour_of_scenes()
    editor = panel.findChild(TourEditor)
    assert editor is not None
    editor.name_box.setText("夜间")
    editor.buttons.accepted.emit()
    assert library.tours == (Tour("夜间", (SceneStep("A", 10), SceneStep("B", 10))),)
    assert panel.tours.names() == ["夜间"]


def test_an_edited_tour_may_get_a_new_name(panel: ScenesPanel, library: SceneLibrary) -> None:
    library.save_scene(scene("A"))
    library.save_tour(Tour("old", (SceneStep("A", 5),)))
    panel.tours.select("old")
    panel.edit_tour()
    editor = panel.findChild(TourEditor)
    assert editor is not None
    editor.name_box.setText("new")
    editor.loop.setChecked(False)
    editor.buttons.accepted.emit()
    assert library.tours == (Tour("new", (SceneStep("A", 5),), loop=False),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"version": 1, "scenes": [', "is half-written or mistyped (line 1"),
        ('{"version": 1,\n "scenes": [{"name": "A", "layout": "9+9"}]}', "scenes[0].layout"),
        ('{"version": 99}', "was written by a later version of the program"),
    ],
)
def test_a_bad_file_is_refused_whole_with_place_and_reason(
    panel: ScenesPanel, library: SceneLibrary, notes: Notes, tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "scenes.json"
    path.write_text(content)
    panel.files.import_file(path)
    (text, kind) = notes[0]
    assert text.startswith("scenes.json ")
    assert reason in text
    assert text.endswith("Nothing was imported.")
    assert kind is NoticeKind.ERROR
    assert library.scenes == ()
    assert panel.findChild(QMessageBox) is None


def test_a_file_that_is_not_there_is_told(panel: ScenesPanel, notes: Notes, tmp_path: Path) -> None:
    panel.files.import_file(tmp_path / "none.json")
    assert notes == [("none.json cannot be read: No such file or directory", NoticeKind.ERROR)]


def test_an_export_imports_again_and_a_taken_name_keeps_both(
    panel: ScenesPanel, library: SceneLibrary, tmp_path: Path
) -> None:
    library.save_scene(scene("A", "3x3"))
    path = tmp_path / "out.json"
    panel.files.export_to(path, with_passwords=False)
    library.save_scene(scene("A", "1x1"), overwrite=True)
    panel.files.import_file(path)
    assert answer(panel, "Keep both").endswith("Names that are there already: A")
    assert [(one.name, one.layout.name) for one in library.scenes] == [("A", "1x1"), ("A (2)", "3x3")]


def test_passwords_in_addresses_leave_only_where_asked(
    panel: ScenesPanel, library: SceneLibrary, tmp_path: Path
) -> None:
    library.save_scene(scene("A", source=Source.of_url("rtsp://u:s3cret@127.0.0.1/x")))
    for with_passwords in (False, True):
        path = tmp_path / f"{with_passwords}.json"
        panel.files.export_to(path, with_passwords=with_passwords)
        shown = json.loads(path.read_text())["scenes"][0]["sources"][0]["url"]
        assert ("s3cret" in shown) is with_passwords


def test_a_disk_that_refuses_is_told_and_the_list_stays(
    panel: ScenesPanel, library: SceneLibrary, outputs: Outputs, notes: Notes, tmp_path: Path
) -> None:
    (tmp_path / "library").write_text("in the way of a folder")
    panel.save(outputs.all[0], "A")
    assert panel.scenes.names() == []
    assert "was not saved; nothing has changed" in notes[0][0]


def test_a_scene_is_in_the_list_when_the_hub_has_it(outputs: Outputs, notes: Notes, wait_until: Wait) -> None:
    library = LateScenes()
    panel = ScenesPanel(library=library, outputs=outputs, name_of=str, selected_sources=list)
    panel.notice.connect(lambda text, kind: notes.append((text, kind)))
    output = outputs.all[0]
    panel.save(output, "A")
    assert (panel.scenes.names(), output.state.scene) == ([], None)
    library.waiting.pop()(HubRefusedError("name-taken", "There is a scene of this name already.", status=409))
    assert notes == [("Not saved. There is a scene of this name already.", NoticeKind.ERROR)]
    panel.save(output, "B")
    library.waiting.pop()(None)
    assert (panel.scenes.names(), output.state.scene) == (["B"], "B")
    panel.scenes.item(0).setText("C")
    wait_until(lambda: bool(library.waiting))
    library.waiting.pop()(HubUnreachableError("gone"))
    assert panel.scenes.item(0).text() == "B", "what the hub did not take is not shown"
    panel.unsubscribe()
