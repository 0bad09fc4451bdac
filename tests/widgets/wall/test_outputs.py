"""Which outputs there are and which one is worked on."""

from PySide6.QtCore import QRect

from widgets.wall.outputs import Outputs


def test_the_first_output_is_current_until_another_is_chosen(outputs: Outputs) -> None:
    first, second = outputs.all
    assert outputs.current is first
    told: list[object] = []
    outputs.current_changed.connect(lambda: told.append(outputs.current))
    outputs.set_current(second)
    outputs.set_current(second)
    assert told == [second]


def test_when_the_current_output_goes_another_takes_its_place(outputs: Outputs) -> None:
    first, second = outputs.all
    outputs.remove(first)
    assert (outputs.all, outputs.current) == ([second], second)
    outputs.remove(second)
    assert outputs.current is None
    for output in (first, second):
        output.close()


def test_a_moved_screen_is_told_once(outputs: Outputs) -> None:
    told: list[int] = []
    outputs.outputs_changed.connect(lambda: told.append(1))
    place = QRect(0, 1080, 3840, 2160)
    outputs.move(outputs.all[0], place)
    outputs.move(outputs.all[0], place)
    assert outputs.place_of(outputs.all[0]) == place
    assert told == [1]
