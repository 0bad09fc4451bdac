"""The reference keeps its distance to the microphone although two clocks drive it."""

import numpy as np
import pytest

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples, silence
from streams.webrtc.voice.far_end import TARGET_SAMPLES, FarEnd


def tone(count: int, start: int = 0) -> Samples:
    return (np.sin(2 * np.pi * 440 * (np.arange(count) + start) / RATE_HZ) * 8000).astype(np.int16)


def read(far_end: FarEnd) -> Samples:
    block = silence()
    far_end.read(block)
    return block


def test_it_is_silent_until_the_loudspeaker_has_played_for_a_moment() -> None:
    far_end = FarEnd()
    far_end.write(tone(BLOCK_SAMPLES))
    assert not read(far_end).any()
    far_end.write(tone(2 * TARGET_SAMPLES))
    assert read(far_end).any()
    assert far_end.restarts == 0


@pytest.mark.parametrize("difference_ppm", [-200, -50, 0, 50, 200])
def test_clocks_that_differ_are_followed_without_a_break(difference_ppm: int) -> None:
    far_end = FarEnd()
    written = 0
    largest_step = 0
    last = 0
    far_end.write(np.zeros(0, np.int16))
    for number in range(120 * 100):
        due = round((number * BLOCK_SAMPLES + 2 * TARGET_SAMPLES) * (1 + difference_ppm * 1e-6))
        far_end.write(tone(due - written, written))
        written = due
        block = read(far_end)
        if number > 10:
            joined = np.concatenate([[last], block]).astype(np.int64)
            largest_step = max(largest_step, int(np.abs(np.diff(joined)).max()))
        last = int(block[-1])
    assert far_end.restarts == 0
    assert far_end.correction * 1e6 == pytest.approx(difference_ppm, abs=15)
    # A tone of 440 Hz goes up by 461 a sample at most: nothing was left out and nothing was put in.
    assert largest_step < 480


def test_a_loudspeaker_that_stops_is_silence_and_one_that_goes_on_is_heard() -> None:
    far_end = FarEnd()
    far_end.write(tone(3 * TARGET_SAMPLES))
    while read(far_end).any():
        pass
    assert far_end.restarts == 1
    assert not read(far_end).any()
    far_end.write(tone(3 * TARGET_SAMPLES))
    assert read(far_end).any()
    assert far_end.restarts == 1


def test_a_microphone_that_stood_still_goes_on_with_the_newest_sound() -> None:
    far_end = FarEnd()
    far_end.write(tone(3 * TARGET_SAMPLES))
    read(far_end)
    for start in range(0, RATE_HZ, BLOCK_SAMPLES):
        far_end.write(tone(BLOCK_SAMPLES, start))
    block = read(far_end)
    assert far_end.restarts == 1
    newest = tone(RATE_HZ)[-TARGET_SAMPLES - 2 * BLOCK_SAMPLES :]
    at = [start for start in range(2 * BLOCK_SAMPLES) if np.abs(newest[start : start + 480] - block).max() < 100]
    assert at


def test_a_microphone_that_lost_sound_does_not_hear_the_echo_before_its_reference_for_long() -> None:
    far_end = FarEnd()
    far_end.write(tone(3 * TARGET_SAMPLES))
    read(far_end)
    # 100 ms were played of which the microphone's device gave nothing.
    far_end.write(tone(RATE_HZ // 10))
    far_end.write(np.zeros(BLOCK_SAMPLES, np.int16))
    blocks_until_jump = 0
    while far_end.restarts == 0:
        read(far_end)
        far_end.write(np.zeros(BLOCK_SAMPLES, np.int16))
        blocks_until_jump += 1
        assert blocks_until_jump < 500
    for number in range(RATE_HZ // BLOCK_SAMPLES):
        far_end.write(np.full(BLOCK_SAMPLES, 1000 + number, np.int16))
        block = read(far_end)
    # What was written last is read 30 ms later.
    assert int(block[-1]) == pytest.approx(1000 + number - TARGET_SAMPLES / BLOCK_SAMPLES, abs=1.5)
    assert far_end.restarts == 1
