"""What countdowns say, and when they say something else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.domain.sla.clock_rules import deadline
from app.domain.sla.clocks import ExclusionReason, SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from tests.fakes.sample_incidents import NOW, clock, incident
from widgets.incidents.countdown import Face, Sign, age_changes_at, age_s, clock_of, face_of
from widgets.incidents.countdown_words import age_words, face_caption, face_words, moment_words


def after(seconds: float, running: SlaClock | None = None) -> Face:
    return face_of(running or clock(), NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("made", "at_s", "said"),
    [
        (clock(), 139, "2:41 left"),
        (clock(), 0, "5:00 left"),
        (clock(), 149.9, "2:31 left"),
        (clock(), 252, "0:48 left"),
        (clock(), 337, "over 0:37"),
        (clock(target_s=7500), 60, "2 h 04 min left"),
        (clock(target_s=200_000), 0, "2 d 7 h left"),
        (clock(), 300 + 90_000, "over 1 d 1 h"),
        (clock(stopped_after_s=72), 400, "met 1:12 · evidence"),
        (clock(stopped_after_s=72, manner=StopManner.BY_HAND), 400, "met 1:12 · by hand"),
        (clock(stopped_after_s=337), 4000, "late by 0:37 · evidence"),
        (clock(stopped_after_s=337, manner=StopManner.BY_HAND), 4000, "late by 0:37 · by hand"),
        (clock(frozen=True), 4000, "never met"),
        (clock(excluded=ExclusionReason.NO_CAMERA_IN_RANGE), 4000, "excluded"),
        (clock(excluded=ExclusionReason.DRILL, stopped_after_s=400), 4000, "excluded, took 6:40"),
    ],
)
def test_a_countdown_in_words(application: QApplication, made: SlaClock, at_s: float, said: str) -> None:
    assert face_words(after(at_s, made)) == said


def test_running_and_warned_differ_by_sign_and_caption(application: QApplication) -> None:
    running, warned = after(149), after(150)
    assert (running.sign, face_caption(running)) == (Sign.RUNNING, "left")
    assert (warned.sign, face_caption(warned)) == (Sign.WARNED, "left, warned")


def test_words_change_on_whole_seconds_a_warning_and_a_breach_at_their_own_moment() -> None:
    odd = clock(started_at=NOW + timedelta(seconds=0.4))
    assert face_of(odd, NOW + timedelta(seconds=10.2)).changes_at == NOW + timedelta(seconds=11)
    assert face_of(odd, NOW + timedelta(seconds=150.2)).changes_at == NOW + timedelta(seconds=150.4)
    last = face_of(odd, NOW + timedelta(seconds=300.2))
    assert last.changes_at is not None
    assert (last.sign, last.seconds) == (Sign.WARNED, 1)
    assert deadline(odd) < last.changes_at < NOW + timedelta(seconds=300.5)
    assert face_of(odd, last.changes_at).sign is Sign.OVER


@given(st.floats(1, 400_000), st.sampled_from((300.0, 900.0, 7200.0, 250_000.0)), st.integers(0, 999_999))
def test_a_countdown_says_the_same_until_it_is_due(elapsed_s: float, target_s: float, microseconds: int) -> None:
    running = clock(started_at=NOW + timedelta(microseconds=microseconds), target_s=target_s)
    now = running.started_at + timedelta(seconds=elapsed_s)
    shown = face_of(running, now)
    assert shown.changes_at is not None
    assert shown.changes_at > now
    # The moment of a breach itself is still in time: what comes of it shows a millisecond later.
    last = max(now, shown.changes_at - timedelta(milliseconds=1))
    assert face_of(running, last) == shown
    assert face_of(running, shown.changes_at) != shown


def test_a_far_deadline_is_looked_at_once_a_minute_a_very_far_one_once_an_hour() -> None:
    for target_s, step in ((7230, 31), (200_000 + 1800, timedelta(hours=1).total_seconds())):
        changes_at = face_of(clock(target_s=target_s), NOW).changes_at
        assert changes_at is not None
        assert 1 < (changes_at - NOW).total_seconds() <= step


def test_a_breached_clock_is_bright_and_dark_by_turns() -> None:
    assert [after(400 + second).dimmed for second in range(4)] in ([True, False] * 2, [False, True] * 2)
    assert after(400).changes_at == NOW + timedelta(seconds=401)


def test_the_clock_of_the_present_cycle_counts() -> None:
    first, second = clock(frozen=True), clock(cycle=2)
    of_assignment = clock(subject_id="assignment-1", cycle=2)
    reopened = incident(cycle=2, clocks=(first, second, of_assignment))
    assert clock_of(reopened, VIDEO) is second
    assert clock_of(reopened, CONFERENCE) is None
    assert face_of(None, NOW).sign is Sign.NONE


def test_ages_and_moments_in_words(application: QApplication) -> None:
    assert [age_words(seconds) for seconds in (0, 59, 60, 3599, 3600, 86_400, 200_000)] == [
        *("0 min", "0 min", "1 min", "59 min", "1 h", "1 d", "2 d")
    ]
    assert moment_words(NOW, NOW) == "10:32:07"
    assert moment_words(NOW - timedelta(days=1), NOW) == "11-21 10:32:07"
    assert moment_words(NOW - timedelta(days=365), NOW) == "2025-11-22 10:32:07"


@given(st.floats(0, 300_000))
def test_an_age_says_the_same_until_it_is_due(seconds: float) -> None:
    now = NOW + timedelta(seconds=seconds)
    due = age_changes_at(NOW, now)
    assert due > now
    assert age_words(age_s(NOW, now + (due - now) * 0.99)) == age_words(age_s(NOW, now))
