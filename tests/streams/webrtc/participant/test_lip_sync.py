"""When pictures wait for their sound, how long, and that they never jump."""

import pytest

from streams.webrtc.participant.lip_sync import LONGEST_DELAY_S, LipSync, StreamClock


def settled(voice_s: float, picture_s: float, *, looks: int = 100) -> LipSync:
    """After ten seconds in which sound takes `voice_s` from the sender to the ear and pictures `picture_s` to the
    screen."""
    lips = LipSync()
    for look in range(looks):
        utc_s = 1_800_000_000 + look * 0.1
        lips.heard(utc_s, 50 + look * 0.1 + voice_s)
        lips.seen(utc_s, 50 + look * 0.1 + picture_s)
        lips.adjust()
    return lips


def test_a_picture_that_is_ahead_waits_for_its_sound() -> None:
    lips = settled(0.18, 0.03)
    assert lips.delay_s == pytest.approx(0.15, abs=0.001)
    assert lips.offset_s == pytest.approx(0.0, abs=0.001)


def test_what_nobody_notices_is_left_alone() -> None:
    lips = settled(0.06, 0.025)
    assert lips.delay_s == 0.0
    assert lips.offset_s == pytest.approx(0.035, abs=0.001)


def test_a_picture_that_is_late_cannot_be_helped_and_is_told() -> None:
    lips = settled(0.06, 0.2)
    assert lips.delay_s == 0.0
    assert lips.offset_s == pytest.approx(-0.14, abs=0.001)


def test_the_wait_has_a_bound() -> None:
    lips = settled(0.9, 0.02)
    assert lips.delay_s == pytest.approx(LONGEST_DELAY_S)
    assert lips.offset_s == pytest.approx(0.88 - LONGEST_DELAY_S, abs=0.001)


def test_the_delay_moves_in_small_steps_and_goes_when_the_sound_does() -> None:
    lips = settled(0.18, 0.03)
    before = lips.delay_s
    lips.silent()
    lips.adjust()
    assert before - lips.delay_s == pytest.approx(0.005)
    for _ in range(40):
        lips.adjust()
    assert lips.delay_s == 0.0
    assert lips.offset_s is None


def test_a_clock_that_was_set_is_followed_at_once() -> None:
    lips = settled(0.18, 0.03)
    lips.heard(1_700_000_000, 70)
    lips.seen(1_700_000_000, 70 - 0.03)
    assert lips.offset_s == pytest.approx(0.03 - lips.delay_s, abs=0.001)


def test_timestamps_are_told_in_the_hubs_time_across_their_wrap() -> None:
    clock = StreamClock(48_000)
    assert clock.utc_s(5) is None
    clock.follow(0xFFFFFFFF - 23_999, 1000.0)
    assert clock.utc_s(24_000) == pytest.approx(1001.0)
    assert clock.utc_s(0xFFFFFFFF - 47_999) == pytest.approx(999.5)
    clock.forget()
    assert clock.utc_s(5) is None
