"""Commands to an output reach everybody who shows it."""

import pytest

from app.domain.layouts import Cell, LayoutError
from app.domain.scenes import Source
from app.domain.wall import WallState
from app.services.walls import WallOutput

A, B = Source.of_camera("A"), Source.of_camera("B")


def test_listeners_get_every_new_state_until_they_leave() -> None:
    output, heard = WallOutput("DP-1"), list[WallState]()
    leave = output.subscribe(heard.append)
    output.do(lambda wall: wall.assign(0, A))
    output.do(lambda wall: wall.assign(0, A))
    output.correct(lambda wall: wall.assign(1, B))
    leave()
    output.do(lambda wall: wall.clear_all())
    assert [state.sources[:2] for state in heard] == [(A, None), (A, B)], "no change is no news"


def test_undo_and_redo_are_news_too() -> None:
    output, heard = WallOutput("DP-1"), list[WallState]()
    output.do(lambda wall: wall.assign(0, A))
    output.subscribe(heard.append)
    assert (output.can_undo, output.can_redo) == (True, False)
    output.undo()
    assert (output.can_undo, output.can_redo) == (False, True)
    output.redo()
    output.redo()
    assert [state.sources[0] for state in heard] == [None, A]
    assert output.state.sources[0] == A


def test_a_refused_command_changes_nothing() -> None:
    output = WallOutput("DP-1")
    before = output.state
    with pytest.raises(LayoutError):
        output.do(lambda wall: wall.join(Cell(9, 9)))
    assert output.state is before
    assert not output.can_undo
