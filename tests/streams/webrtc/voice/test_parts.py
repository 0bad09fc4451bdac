"""Ring, meter, tone, gate: small things with edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples, silence
from streams.webrtc.voice.level import SILENT_DBFS, LevelMeter, level_dbfs
from streams.webrtc.voice.sample_ring import SampleRing
from streams.webrtc.voice.speaking import SpeechWatch
from streams.webrtc.voice.talk_gate import TalkGate
from streams.webrtc.voice.tone import FREQUENCY_HZ, TestTone

STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=40)


@given(STEPS)
def test_a_ring_gives_back_the_newest_in_order_and_counts_the_rest(steps: list[tuple[bool, int]]) -> None:
    ring = SampleRing(16)
    waiting: list[int] = []
    number = 0
    lost = missed = 0
    for writes, count in steps:
        if writes:
            new = list(range(number, number + count))
            number += count
            waiting += new
            surplus = max(0, len(waiting) - 16)
            lost += surplus
            waiting = waiting[surplus:]
            ring.write(np.array(new, np.int16))
        else:
            into = np.full(count, -1, np.int16)
            ring.read(into)
            given_back, waiting = waiting[:count], waiting[count:]
            missed += count - len(given_back)
            assert list(into) == given_back + [0] * (count - len(given_back))
        assert (ring.level, ring.overrun, ring.underrun) == (len(waiting), lost, missed)


def sine(peak: float) -> Samples:
    return (np.sin(2 * np.pi * 1000 * np.arange(BLOCK_SAMPLES) / RATE_HZ) * 32767 * peak).astype(np.int16)


def test_a_sine_of_full_scale_is_0_dbfs() -> None:
    assert level_dbfs(sine(1.0)) == pytest.approx(0, abs=0.01)
    assert level_dbfs(sine(0.1)) == pytest.approx(-20, abs=0.05)
    assert level_dbfs(silence()) == SILENT_DBFS


def test_the_meter_goes_up_at_once_and_down_slowly() -> None:
    meter = LevelMeter()
    meter.take(sine(1.0))
    assert meter.dbfs == pytest.approx(0, abs=0.01)
    for _ in range(50):
        meter.take(silence())
    assert meter.dbfs == pytest.approx(-13, abs=0.1)
    for _ in range(500):
        meter.take(silence())
    assert meter.dbfs == SILENT_DBFS


def tone_alone() -> Samples:
    tone = TestTone(0.5)
    blocks = []
    while not tone.is_over:
        blocks.append(silence())
        tone.add_to(blocks[-1])
    return np.concatenate(blocks)


def test_the_tone_has_its_pitch_and_does_not_click() -> None:
    wave = tone_alone().astype(np.float64)
    assert len(wave) == RATE_HZ // 2
    assert int(np.abs(np.fft.rfft(wave)).argmax()) * 2 == FREQUENCY_HZ
    # A click is energy far from the tone.
    spectrum = np.abs(np.fft.rfft(wave)) ** 2
    assert spectrum[2500:].sum() < 1e-7 * spectrum.sum()


def test_the_tone_on_top_of_loud_sound_is_limited() -> None:
    tone = TestTone(0.5)
    block = np.full(BLOCK_SAMPLES, 32000, np.int16)
    for _ in range(10):
        block[:] = 32000
        tone.add_to(block)
    assert block.min() > 0
    assert block.max() == 32767


def test_a_voice_that_is_muted_and_let_out_again_does_not_click() -> None:
    gate = TalkGate()
    ends = []
    for muted in (False, False, True, True, False):
        gate.muted = muted
        block = np.full(BLOCK_SAMPLES, 1000, np.int16)
        gate.apply(block)
        assert np.abs(np.diff(block.astype(int))).max() <= 4
        ends.append((int(block[0]), int(block[-1])))
    assert ends == [(0, 1000), (1000, 1000), (1000, 0), (0, 0), (0, 1000)]


def test_a_word_is_speech_and_a_cough_is_none() -> None:
    watch = SpeechWatch()
    for _ in range(15):
        watch.take(0.9, -20)
    assert not watch.speaking
    for _ in range(15):
        watch.take(0.9, -20)
    assert watch.speaking
    for _ in range(150):
        watch.take(0.1, -60)
    assert watch.speaking, "a pause between sentences"
    for _ in range(60):
        watch.take(0.1, -60)
    assert not watch.speaking


def test_a_far_away_voice_is_not_ones_own() -> None:
    watch = SpeechWatch()
    for _ in range(100):
        watch.take(0.9, -60)
    assert not watch.speaking
