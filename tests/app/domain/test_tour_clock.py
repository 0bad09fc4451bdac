"""Tours step by stored times: whatever happens between two looks at the clock, the position is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tour_clock import TourClock, tour_clock

DWELLS = st.lists(st.floats(1, 3600), min_size=1, max_size=12)
STARTS = st.floats(0, 2e9)


def stepped(dwells: list[float], *, loop: bool = True) -> TourClock:
    return tour_clock(dwells, loop=loop, now_s=1000)


@pytest.mark.parametrize(
    ("now_s", "step", "following", "remaining_s", "lap"),
    [
        (1000, 0, 1, 10, 0),
        (1009, 0, 1, 1, 0),
        (1010, 1, 2, 20, 0),
        (1030, 2, 0, 5, 0),
        (1035, 0, 1, 10, 1),
        (1000 + 35 * 1000 + 12, 1, 2, 18, 1000),
        (900, 0, 1, 110, 0),
    ],
)
def test_the_step_follows_from_the_time_alone(
    now_s: float, step: int, following: int, remaining_s: float, lap: int
) -> None:
    now = stepped([10, 20, 5]).at(now_s)
    assert (now.step, now.next_step, now.lap, now.finished) == (step, following, lap, False)
    assert now.remaining_s == pytest.approx(remaining_s)
    assert now.changes_at_s == pytest.approx(now_s + remaining_s)


def test_the_next_step_is_opened_in_advance() -> None:
    clock = stepped([10, 20])
    assert not clock.at(1006.9, preopen_s=3).open_next
    assert clock.at(1007, preopen_s=3).open_next
    assert not clock.at(1010, preopen_s=3).open_next


def test_a_tour_of_one_step_opens_nothing() -> None:
    assert not stepped([10]).at(1009, preopen_s=3).open_next


def test_without_loop_a_tour_ends_on_its_last_step() -> None:
    clock = stepped([10, 20], loop=False)
    assert clock.at(1029).next_step is None
    assert not clock.at(1029, preopen_s=5).open_next
    end = clock.at(1030)
    assert (end.step, end.finished, end.changes_at_s, end.remaining_s) == (1, True, None, 0)


def test_a_pause_keeps_what_was_left_of_the_step() -> None:
    paused = stepped([10, 20]).pause(1004)
    assert paused.paused
    assert paused.at(9000).step == 0
    assert paused.at(9000).remaining_s == pytest.approx(6)
    assert paused.at(9000).changes_at_s is None
    assert paused.pause(5000) == paused
    resumed = paused.resume(9000)
    assert resumed.at(9000).remaining_s == pytest.approx(6)
    assert resumed.at(9006).step == 1
    assert resumed.resume(9001) == resumed


def test_skipping_begins_the_next_step_anew() -> None:
    skipped = stepped([10, 20, 5]).skip(1004)
    assert (skipped.at(1004).step, skipped.at(1004).remaining_s) == (1, pytest.approx(20))
    assert skipped.skip(1005).skip(1006).at(1006).step == 0
    assert stepped([10, 20, 5]).skip(1004, -1).at(1004).step == 2


def test_skipping_while_paused_stays_paused() -> None:
    skipped = stepped([10, 20]).pause(1004).skip(1010)
    assert skipped.paused
    assert (skipped.at(5000).step, skipped.at(5000).remaining_s) == (1, pytest.approx(20))


def test_without_loop_skipping_stops_at_the_ends() -> None:
    clock = stepped([10, 20], loop=False)
    assert clock.skip(1001, 5).at(1001).step == 1
    assert clock.skip(1001, -5).at(1001).step == 0
    assert clock.skip(1500, -1).at(1500).step == 0


def test_a_restored_tour_begins_its_step_anew() -> None:
    assert tour_clock([10, 20, 5], loop=True, now_s=77, step=2).at(77).step == 2


@pytest.mark.parametrize("dwells", [[], [0.0], [5, -1]])
def test_steps_without_length_are_refused(dwells: list[float]) -> None:
    with pytest.raises(ValueError, match="steps that last"):
        tour_clock(dwells, loop=True, now_s=0)


@given(DWELLS, STARTS, st.floats(0, 1e6))
def test_a_timer_set_to_the_change_finds_the_next_step(dwells: list[float], start_s: float, later_s: float) -> None:
    clock = tour_clock(dwells, loop=True, now_s=start_s)
    now = clock.at(start_s + later_s)
    assert now.changes_at_s is not None
    then = clock.at(now.changes_at_s)
    assert then.step == now.next_step
    assert then.lap == now.lap + (now.step == len(dwells) - 1)


@given(DWELLS, STARTS, st.floats(0, 1e6))
def test_what_remains_never_exceeds_the_step(dwells: list[float], start_s: float, later_s: float) -> None:
    now = tour_clock(dwells, loop=True, now_s=start_s).at(start_s + later_s)
    assert 0 <= now.remaining_s <= dwells[now.step] + 1e-5


@given(DWELLS, STARTS, st.integers(-30, 30), st.booleans())
def test_every_skip_lands_at_the_beginning_of_a_step(dwells: list[float], now_s: float, by: int, loop: bool) -> None:
    skipped = tour_clock(dwells, loop=loop, now_s=now_s).skip(now_s, by).at(now_s)
    assert skipped.step == (by % len(dwells) if loop else min(max(by, 0), len(dwells) - 1))
    assert skipped.remaining_s == pytest.approx(dwells[skipped.step], abs=1e-5)
