"""What counts as a wall, when there was one, and which part of a picture ran without one beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.outputs import Output
from app.domain.plans import ResponsePlan
from app.domain.walls import WallSpan, WallTimes, counts_as_wall, first_held, planned_output, walls_beside
from tests.app.domain.examples import after, incident

DISTRICT, STREET, OTHER_STREET, SITE = "310105", "310105001", "310105002", "310105001-site"
PATHS = {
    DISTRICT: "/310105/",
    STREET: "/310105/310105001/",
    OTHER_STREET: "/310105/310105002/",
    SITE: "/310105/310105001/310105001-site/",
}
HELD = timedelta(seconds=3)
WALL = Output(output_id="wall", name="wall", seat="hall", unit_id=DISTRICT)
WINDOW = Output(output_id="window", name="window", seat="desk", unit_id=STREET, in_window=True)


def span(since_s: float, until_s: float | None = None, unit_id: str = DISTRICT, output_id: str = "wall") -> WallSpan:
    until = after(until_s) if until_s is not None else None
    return WallSpan(output_id=output_id, unit_id=unit_id, since=after(since_s), until=until)


def held(*walls: WallSpan, first_s: float = 10, last_s: float = 20) -> datetime | None:
    return first_held(first_at=after(first_s), last_at=after(last_s), held=HELD, walls=walls)


def test_an_output_with_a_screen_of_its_own_is_a_wall_and_so_is_what_the_plan_names() -> None:
    assert counts_as_wall(WALL, planned=None)
    assert not counts_as_wall(WINDOW, planned=None)
    assert not counts_as_wall(WINDOW, planned="wall")
    assert counts_as_wall(WINDOW, planned="window")


def test_of_several_plans_the_first_that_names_an_output_decides() -> None:
    plans = [
        ResponsePlan(plan_id=output or "none", name="p", unit_id=STREET, output_id=output)
        for output in (None, "window", "wall")
    ]
    assert planned_output(plans) == "window"
    assert planned_output(plans[:1]) is None


@pytest.mark.parametrize(
    ("unit_id", "counts"), [(DISTRICT, True), (STREET, True), (OTHER_STREET, False), (SITE, False)]
)
def test_the_walls_of_an_incident_are_those_of_its_unit_and_above(unit_id: str, counts: bool) -> None:
    known = span(0, unit_id=unit_id)
    found = walls_beside(WINDOW, [known], incident=incident(), planned=None, path_of=PATHS.__getitem__)
    assert found == ((known,) if counts else ())


def test_nothing_stands_beside_what_is_a_wall_itself() -> None:
    known = {"spans": [span(0)], "incident": incident(), "path_of": PATHS.__getitem__}
    assert walls_beside(replace(WALL, output_id="other"), planned=None, **known) == ()
    assert walls_beside(WINDOW, planned="window", **known) == ()
    itself = replace(WINDOW, output_id="wall")  # taken out of full screen
    assert walls_beside(itself, planned=None, **known) == ()


def test_the_three_seconds_are_those_without_a_wall() -> None:
    assert held() == after(13)
    assert held(span(0)) is None
    assert held(span(0, 15)) == after(18)
    assert held(span(0, 17)) == after(20)
    assert held(span(0, 17.01)) is None
    assert held(span(0, 12), span(13, 16)) == after(19)
    assert held(span(13, 16), span(0, 12)) == after(19), "in whatever order"
    assert held(span(0, 16), span(0, 12)) == after(19)
    # It was over before, or came when all was proved.
    assert held(span(0, 10)) == after(13)
    assert held(span(13)) == after(13)
    assert held(span(12.9)) is None
    assert held(span(20)) == after(13)


def test_that_a_picture_ran_too_short_is_not_the_walls_fault() -> None:
    assert held(last_s=12) == after(13)
    assert held(span(0, 9), last_s=12) == after(13)
    assert held(span(12), last_s=12) == after(13)
    assert held(span(11), last_s=12) is None


SECONDS = st.integers(0, 40)


@given(st.lists(st.tuples(SECONDS, SECONDS | st.none()), max_size=6), SECONDS, SECONDS)
def test_it_is_the_first_moment_that_the_slow_way_finds(
    walls: list[tuple[int, int | None]], first_s: int, runs_s: int
) -> None:
    """Second by second; walls of a length, a picture that is long enough."""
    spans = [span(since, until) for since, until in walls if until is None or until > since]
    last_s = first_s + 3 + runs_s

    def is_free(second: int) -> bool:
        between = after(second + 0.5)
        return not any(one.since <= between and (one.until is None or between < one.until) for one in spans)

    free = (end for end in range(first_s + 3, last_s + 1) if all(map(is_free, range(end - 3, end))))
    slow = next(free, None)
    assert held(*spans, first_s=first_s, last_s=last_s) == (after(slow) if slow is not None else None)


# -- when there was one


def times(*said: tuple[float, str]) -> list[tuple[float, float | None]]:
    """Spans in seconds after T0, of one output that was expected, or said to be a wall or a window, or is gone."""
    walls = WallTimes()
    for second, what in said:
        match what:
            case "expected":
                walls.expect(WALL)
            case "gone":
                walls.gone(WALL.output_id, after(second))
            case _:
                walls.said(replace(WALL, in_window=what == "window"), after(second))
    return [
        ((one.since - after(0)).total_seconds(), (one.until - after(0)).total_seconds() if one.until else None)
        for one in walls.spans()
    ]


def test_a_wall_is_one_from_its_first_word_until_it_is_gone_or_a_window() -> None:
    assert times((1, "wall"), (2, "wall")) == [(1, None)]
    assert times((1, "wall"), (3, "gone"), (4, "gone")) == [(1, 3)]
    assert times((1, "wall"), (3, "window"), (4, "gone"), (5, "wall")) == [(1, 3), (5, None)]
    assert times((1, "window"), (3, "gone")) == []
    assert times((1, "gone")) == []


def test_one_that_is_expected_back_counts_until_it_says_what_it_is() -> None:
    ((since_s, until_s),) = times((0, "expected"))
    assert (since_s < -1e9, until_s) == (True, None)
    assert times((0, "expected"), (1, "window")) == [], "it never was one"
    ((_, until_s),) = times((0, "expected"), (1, "gone"))
    assert until_s == 1
    ((_, until_s),) = times((0, "expected"), (1, "wall"), (4, "window"))
    assert until_s == 4


def test_one_that_comes_and_goes_for_a_day_fills_no_memory_and_frees_no_window() -> None:
    flapping = times(*((second, "gone" if second % 2 else "wall") for second in range(5000)))
    assert len(flapping) <= 32
    assert (flapping[0][0], flapping[-1]) == (0, (4998, 4999))
