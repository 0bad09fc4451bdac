"""One output of the wall: commands as operators give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.layouts import BUILT_IN, Cell, LayoutError, parse_layout
from app.domain.scenes import FitMode, Scene, Source
from app.domain.wall import LONGEST_HISTORY, WallHistory, WallState, empty_wall, wall_of

A, B, C, D, E, F = (Source.of_camera(name) for name in "ABCDEF")


def letters(state: WallState) -> str:
    """The wall at a glance: one letter a tile, a dot for an empty one, what waits after a bar."""

    def of(sources: tuple[Source | None, ...]) -> str:
        return "".join("." if source is None else source.value for source in sources)

    return of(state.sources) + (f"|{of(state.surplus)}" if state.surplus else "")


def wall(text: str, layout: str = "2x2") -> WallState:
    state = empty_wall(parse_layout(layout))
    for tile, letter in enumerate(text):
        state = state.assign(tile, None if letter == "." else Source.of_camera(letter))
    return state


def test_a_new_wall_has_sixteen_empty_tiles() -> None:
    assert letters(empty_wall()) == "." * 16


def test_assign_clear_and_swap() -> None:
    state = wall("AB")
    assert letters(state.assign(1, C)) == "AC.."
    assert letters(state.clear(0)) == ".B.."
    assert letters(state.swap(0, 3)) == ".B.A"
    assert letters(state.swap(1, 1)) == "AB.."
    assert letters(state) == "AB..", "states are values"


def test_several_sources_go_from_a_tile_on_and_leave_those_before_it() -> None:
    state = wall("ABCD")
    assert letters(state.assign_from(1, [E])) == "AECD"
    assert letters(state.assign_from(1, [E, F])) == "AEFD"
    assert letters(state.assign_from(3, [E, F])) == "ABCE|F", "what has no tile waits"


@pytest.mark.parametrize("tile", [-1, 4])
def test_a_tile_that_does_not_exist_is_our_own_mistake(tile: int) -> None:
    state = wall("ABCD")
    for command in (state.clear, state.expand, state.select, state.split, lambda tile: state.swap(0, tile)):
        with pytest.raises(IndexError):
            command(tile)


def test_placing_takes_the_selected_tile_only_if_it_is_empty() -> None:
    assert letters(wall("A.B.").place(C)) == "ACB."
    assert letters(wall("A.B.").select(3).place(C)) == "A.BC"
    assert letters(wall("A.B.").select(0).place(C)) == "ACB."
    assert wall("A.B.").place(C).selected == 1


def test_placing_on_a_full_wall_replaces_the_selected_tile() -> None:
    assert letters(wall("ABCD").select(2).place(E)) == "ABED"
    assert letters(wall("ABCD").place(E)) == "EBCD"


def test_filling_replaces_everything_and_keeps_what_does_not_fit() -> None:
    assert letters(wall("ABCD").fill([E])) == "E..."
    assert letters(wall("A").fill([A, B, C, D, E, F])) == "ABCD|EF"
    assert letters(wall_of([A, B], parse_layout("1x2"))) == "AB"


def test_a_bigger_layout_brings_out_what_waited() -> None:
    state = empty_wall(parse_layout("2x2")).fill([A, B, C, D, E, F])
    assert letters(state.with_layout(parse_layout("1+5"))) == "ABCDEF"


def test_a_smaller_layout_and_back_restores_every_tile() -> None:
    state = wall("A..B..C.D", "3x3")
    smaller = state.with_layout(parse_layout("2x2"))
    assert letters(smaller) == "ABCD"
    assert letters(smaller.with_layout(parse_layout("1x2"))) == "AB|CD"
    assert smaller.with_layout(parse_layout("1x2")).with_layout(parse_layout("3x3")).sources == state.sources


def test_sources_keep_their_tile_while_all_fit() -> None:
    assert letters(wall("A.B......", "3x3").with_layout(parse_layout("2x2"))) == "A.B."


def test_after_a_change_on_the_smaller_wall_order_is_kept_instead() -> None:
    smaller = wall("A..B..C.D", "3x3").with_layout(parse_layout("1x2"))
    assert letters(smaller.assign(0, E)) == "EB|CD"
    assert letters(smaller.assign(0, E).with_layout(parse_layout("3x3"))) == "EBCD....."
    assert letters(smaller.clear(0)) == ".B|CD", "clearing a tile moves no other"


@given(st.lists(st.sampled_from([None, A, B, C, D, E, F]), max_size=16), st.lists(st.sampled_from(BUILT_IN)))
def test_no_source_is_ever_lost_by_changing_layouts(sources: list[Source | None], names: list[str]) -> None:
    state = empty_wall(parse_layout("4x4"))
    for tile, source in enumerate(sources):
        state = state.assign(tile, source)
    changed = state
    for name in names:
        changed = changed.with_layout(parse_layout(name))
        kept = [source for source in (*changed.sources, *changed.surplus) if source]
        assert kept == [source for source in sources if source]
    assert changed.with_layout(parse_layout("4x4")).sources == state.sources


def test_joining_tiles_leaves_the_others_where_they_are() -> None:
    joined = wall("ABCDEF", "2x3").join(Cell(0, 1, 2, 2))
    assert joined.layout.name == "2x3:1,2,2x2"
    assert letters(joined) == "ABD|CEF"
    assert letters(joined.split(1)) == "ABCDEF"


def test_joining_keeps_the_first_source_that_is_there() -> None:
    assert letters(wall(".B.D").join(Cell(0, 0, 2, 2))) == "B|D"
    assert letters(wall("....").join(Cell(0, 0, 2, 2))) == "."


def test_taking_a_single_cell_apart_changes_nothing() -> None:
    assert wall("ABCD").split(1) == wall("ABCD")


def test_joining_outside_the_grid_is_refused() -> None:
    with pytest.raises(LayoutError):
        wall("ABCD").join(Cell(1, 1, 2, 2))


def test_expanding_shows_one_tile_and_restoring_all() -> None:
    state = wall("AB")
    expanded = state.toggle_expanded(1)
    assert (expanded.expanded, expanded.selected, expanded.visible_tiles) == (1, 1, (1,))
    assert expanded.toggle_expanded(1).visible_tiles == (0, 1, 2, 3)
    assert state.toggle_expanded(3) == state, "an empty tile has nothing to show"
    assert expanded.clear(1).expanded is None
    assert expanded.clear(0).expanded == 1
    assert expanded.with_layout(parse_layout("1x2")).expanded is None


def test_a_hidden_output_has_no_visible_tile() -> None:
    assert wall("AB").with_hidden(True).visible_tiles == ()


def test_a_camera_may_be_in_several_tiles() -> None:
    assert wall("ABAA").tiles_of(A) == (0, 2, 3)


def test_the_selection_survives_only_while_its_tile_does() -> None:
    assert wall("ABCD").select(1).with_layout(parse_layout("1x2")).selected == 1
    assert wall("ABCD").select(3).with_layout(parse_layout("1x2")).selected is None


def test_a_scene_goes_onto_the_wall_and_back() -> None:
    scene = Scene("早高峰", parse_layout("1x2"), (A, None), overlay=False, fit=FitMode.COVER)
    shown = wall("ABCD").fill([A, B, C, D, E]).with_hidden(True).apply(scene)
    assert (letters(shown), shown.overlay, shown.fit, shown.scene) == ("A.", False, FitMode.COVER, "早高峰")
    assert shown.hidden, "a scene does not bring a covered screen to light"
    assert shown.to_scene("早高峰") == scene
    assert shown.assign(1, B).to_scene("早高峰") != scene


def test_sources_and_tiles_agree_in_number() -> None:
    with pytest.raises(ValueError, match="1 sources for 4 tiles"):
        WallState(parse_layout("2x2"), (A,))


def test_undo_takes_back_commands_one_by_one_and_redo_gives_them_again() -> None:
    first = WallHistory(wall("A"))
    third = first.then(first.state.assign(1, B)).then(wall("AC"))
    assert letters(third.undo().state) == "AB.."
    assert third.undo().undo().state == first.state
    assert third.undo().undo().undo().state == first.state
    assert third.undo().redo().state == third.state
    assert third.redo() == third


def test_a_new_command_forgets_what_was_undone() -> None:
    history = WallHistory(wall("A")).then(wall("AB")).undo().then(wall("AC"))
    assert history.redo() == history


def test_looking_is_no_step_of_the_history() -> None:
    history = WallHistory(wall("AB")).then(wall("AB").select(1)).then(wall("AB").expand(0))
    assert history.past == ()
    assert history.state.expanded == 0


def test_undo_never_hides_or_shows_the_output() -> None:
    history = WallHistory(wall("A")).then(wall("AB"))
    assert history.then(history.state.with_hidden(True)).undo().state.hidden


def test_a_step_of_a_tour_is_nothing_to_undo() -> None:
    history = WallHistory(wall("A")).then(wall("AB"))
    toured = history.corrected(history.state.assign(0, C))
    assert letters(toured.state) == "CB.."
    assert letters(toured.undo().state) == "A..."


def test_the_history_is_bounded() -> None:
    history = WallHistory(wall("A"))
    for number in range(LONGEST_HISTORY + 20):
        history = history.then(history.state.assign(0, Source.of_camera(str(number))))
    assert len(history.past) == LONGEST_HISTORY
