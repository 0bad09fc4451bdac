"""The steps of a tour, in order and with their times."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialogButtonBox

from app.domain.scenes import SceneStep, Source, SourceStep, Tour
from widgets.scenes.tour_editor import TourEditor
from widgets.wall.sources_mime import mime_of

Make = Callable[..., TourEditor]


@pytest.fixture
def make() -> Make:
    def make(
        steps: Sequence[SceneStep | SourceStep] = (), *, over_scenes: bool = True, selected: Sequence[Source] = ()
    ) -> TourEditor:
        editor = TourEditor(
            name="T",
            steps=steps,
            over_scenes=over_scenes,
            scene_names=["A", "B", "C"],
            name_of=lambda source: source.value,
            selected_sources=lambda: selected,
            is_taken=lambda name: name == "taken",
        )
        editor.show()
        return editor

    return make


def save_enabled(editor: TourEditor) -> bool:
    return editor.buttons.button(QDialogButtonBox.StandardButton.Save).isEnabled()


def test_scenes_are_added_with_the_time_that_stands_there(make: Make) -> None:
    editor = make()
    assert not save_enabled(editor)
    editor.dwell.setValue(25)
    editor.add_scene("B")
    assert save_enabled(editor)
    assert editor.tour() == Tour("T", (SceneStep("B", 25),))


def test_a_new_time_is_that_of_the_selected_steps_only(make: Make) -> None:
    editor = make([SceneStep("A", 5), SceneStep("B", 6), SceneStep("C", 7)])
    editor.steps.setCurrentRow(1)
    assert editor.dwell.value() == 6
    editor.dwell.setValue(30)
    assert editor.tour().dwells_s == (5, 30, 7)


def test_steps_move_and_go(make: Make) -> None:
    editor = make([SceneStep("A", 5), SceneStep("B", 6), SceneStep("C", 7)])
    editor.steps.setCurrentRow(2)
    editor.move_selected(-1)
    assert [step.scene for step in editor.tour().steps if isinstance(step, SceneStep)] == ["A", "C", "B"]
    editor.remove_selected()
    assert [step.scene for step in editor.tour().steps if isinstance(step, SceneStep)] == ["A", "B"]


def test_cameras_come_from_the_tree_and_by_dropping(make: Make) -> None:
    one, two, three = (Source.of_camera(name) for name in ("c1", "c2", "c3"))
    editor = make(over_scenes=False, selected=[one])
    editor.add_sources([one])
    carried = mime_of([two, three])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    editor.steps.dropEvent(drop)
    assert [step.source for step in editor.tour().steps if isinstance(step, SourceStep)] == [one, two, three]


def test_a_taken_name_is_said_and_an_empty_one_refused(make: Make) -> None:
    editor = make([SceneStep("A", 5)])
    editor.name_box.setText("taken")
    assert "replaces" in editor.hint.text()
    assert save_enabled(editor)
    editor.name_box.setText("   ")
    assert not save_enabled(editor)


def test_saving_hands_over_the_tour(make: Make) -> None:
    editor = make([SceneStep("A", 5)])
    saved: list[Tour] = []
    editor.saved.connect(saved.append)
    editor.loop.setChecked(False)
    editor.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    assert saved == [Tour("T", (SceneStep("A", 5),), loop=False)]
