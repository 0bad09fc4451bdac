"""A voice through a bad network on a simulated clock: what is heard, how late, and what had to be made up."""

import random
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from streams.webrtc.participant.opus import FRAME_SAMPLES, SAMPLE_RATE, Samples, VoiceEncoder
from streams.webrtc.participant.room_sound import RoomSound
from streams.webrtc.participant.voice_buffer import LONGEST_DELAY_S, USUAL_DELAY_S, VoiceBuffer

BLOCK = 480
TONE_HZ = 3000
FIRST_TIMESTAMP = 0xFFFFFFFF - 20 * FRAME_SAMPLES  # wraps within the first half second


def tone(frames: int, *, amplitude: int = 8000) -> list[bytes]:
    encoder = VoiceEncoder()
    times = np.arange(frames * FRAME_SAMPLES) / SAMPLE_RATE
    samples = (amplitude * np.sin(2 * np.pi * TONE_HZ * times)).astype(np.int16)
    return [encoder.encode(samples[at : at + FRAME_SAMPLES]) for at in range(0, len(samples), FRAME_SAMPLES)]


@pytest.fixture(scope="module")
def ten_seconds() -> list[bytes]:
    return tone(500)


Way = Callable[[int], float | None]  # of packet number to its delay in s; None: lost


def heard(
    packets: Iterable[bytes], way: Way, *, drift: float = 0.0, start_s: float = 100.0
) -> tuple[VoiceBuffer, Samples]:
    """Played in blocks of 10 ms from the beginning to the last packet's time. `drift`: the sender's clock runs so much
    faster than ours."""
    voice = VoiceBuffer()
    arrivals = []
    for number, packet in enumerate(packets):
        delay_s = way(number)
        if delay_s is not None:
            sent_s = start_s + number * FRAME_SAMPLES / SAMPLE_RATE / (1 + drift)
            arrivals.append((sent_s + delay_s, (FIRST_TIMESTAMP + number * FRAME_SAMPLES) & 0xFFFFFFFF, packet))
    arrivals.sort()
    end_s = arrivals[-1][0]
    blocks, now, position = [], start_s, 0
    while now < end_s:
        while position < len(arrivals) and arrivals[position][0] <= now:
            arrived_s, timestamp, packet = arrivals[position]
            voice.put(timestamp, packet, arrived_s)
            position += 1
        blocks.append(voice.pull(BLOCK, now).copy())
        now += BLOCK / SAMPLE_RATE
    return voice, np.concatenate(blocks)


def broken_off_s(samples: Samples) -> float:
    """The longest silence after the first sound."""
    loud = np.abs(samples.reshape(-1, 48).astype(np.int32)).max(axis=1) > 500
    first = int(np.argmax(loud))
    longest = run = 0
    for one in loud[first:]:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return longest / 1000


def is_tone(samples: Samples) -> bool:
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64) * np.hanning(len(samples))))
    return abs(np.argmax(spectrum) * SAMPLE_RATE / len(samples) - TONE_HZ) < TONE_HZ * 0.03


def test_on_a_quiet_network_it_plays_sixty_milliseconds_late_and_nothing_is_made_up(ten_seconds: list[bytes]) -> None:
    voice, samples = heard(ten_seconds, lambda _: 0.02)
    counters = voice.counters
    assert (counters.underruns, counters.late, counters.concealed_samples, counters.restored_samples) == (0, 0, 0, 0)
    assert counters.target_s == USUAL_DELAY_S
    assert counters.delay_s == pytest.approx(USUAL_DELAY_S, abs=0.012)
    assert broken_off_s(samples) == 0
    assert is_tone(samples[SAMPLE_RATE:])


def test_jitter_of_fifty_milliseconds_breaks_nothing_off(ten_seconds: list[bytes]) -> None:
    chance = random.Random(5)
    voice, samples = heard(ten_seconds, lambda _: 0.02 + chance.uniform(0, 0.05))
    assert voice.counters.underruns == 0
    # Until the first late ones the buffer does not know of any jitter.
    assert voice.counters.concealed_samples <= 3 * FRAME_SAMPLES
    assert 0.06 <= voice.counters.delay_s < 0.12
    assert broken_off_s(samples) == 0
    assert is_tone(samples[SAMPLE_RATE:])


def test_five_lost_of_a_hundred_are_restored_or_concealed(ten_seconds: list[bytes]) -> None:
    chance = random.Random(7)
    voice, samples = heard(ten_seconds, lambda _: None if chance.random() < 0.05 else 0.02)
    counters = voice.counters
    assert counters.restored_samples + counters.concealed_samples >= 20 * FRAME_SAMPLES
    assert counters.restored_samples > counters.concealed_samples
    assert counters.underruns == 0
    assert broken_off_s(samples) < 0.015  # a lost packet is 0.02
    assert is_tone(samples[SAMPLE_RATE:])


def test_loss_and_jitter_together(ten_seconds: list[bytes]) -> None:
    chance = random.Random(9)
    voice, samples = heard(ten_seconds, lambda _: None if chance.random() < 0.05 else chance.uniform(0, 0.05))
    assert voice.counters.underruns == 0
    assert broken_off_s(samples[2 * SAMPLE_RATE :]) < 0.02


def test_the_delay_grows_with_jitter_and_comes_back_slowly(ten_seconds: list[bytes]) -> None:
    grown, _ = heard(ten_seconds[:300], lambda number: 0.2 if 50 <= number < 100 and number % 5 == 0 else 0.0)
    assert grown.counters.target_s > 0.15
    shrunk, samples = heard(ten_seconds * 6, lambda number: 0.2 if 50 <= number < 100 and number % 5 == 0 else 0.0)
    assert shrunk.counters.target_s < 0.1
    assert shrunk.counters.delay_s == pytest.approx(shrunk.counters.target_s, abs=0.02)
    assert broken_off_s(samples[3 * SAMPLE_RATE :]) == 0


@pytest.mark.parametrize("drift", [-0.0005, 0.0005])
def test_a_clock_that_runs_differently_is_followed(ten_seconds: list[bytes], drift: float) -> None:
    voice, samples = heard(ten_seconds * 6, lambda _: 0.02, drift=drift)  # 30 ms in a minute
    assert voice.counters.underruns == 0
    assert voice.counters.late == 0
    assert voice.counters.delay_s == pytest.approx(USUAL_DELAY_S, abs=0.03)
    assert broken_off_s(samples) == 0


def test_a_pause_of_the_speaker_is_no_underrun(ten_seconds: list[bytes]) -> None:
    quiet = VoiceEncoder()
    silence = [quiet.encode(np.zeros(FRAME_SAMPLES, np.int16)) for _ in range(50)]
    packets = [*silence, *tone(50)]
    voice, samples = heard(packets, lambda number: None if 10 <= number < 50 else 0.02)
    assert voice.counters.underruns == 0
    assert is_tone(samples[-SAMPLE_RATE // 2 :])


def test_a_network_that_stops_for_a_second_is_an_underrun_and_the_voice_comes_back(ten_seconds: list[bytes]) -> None:
    voice, samples = heard(ten_seconds, lambda number: (150 - number) * 0.02 if 100 <= number < 150 else 0.02)
    assert voice.counters.underruns >= 1
    assert voice.counters.target_s <= LONGEST_DELAY_S
    assert voice.counters.delay_s < 0.6
    assert is_tone(samples[-SAMPLE_RATE:])


def test_reordered_and_doubled_packets_are_heard_once_each(ten_seconds: list[bytes]) -> None:
    voice = VoiceBuffer()
    for number in range(0, 10, 2):
        for one in (number + 1, number, number + 1):
            voice.put(one * FRAME_SAMPLES, ten_seconds[one], 100.0 + number * 0.02)
    for block in range(16):
        voice.pull(BLOCK, 100.1 + block * 0.01)
    assert voice.counters.concealed_samples == voice.counters.restored_samples == 0


def test_nobody_listens_for_long_and_then_hears_the_present(ten_seconds: list[bytes]) -> None:
    voice = VoiceBuffer()
    for number, packet in enumerate(ten_seconds):
        voice.put(number * FRAME_SAMPLES, packet, 100 + number * 0.02)
    voice.pull(BLOCK, 110.0)
    assert voice.counters.delay_s < 0.2


def test_garbage_is_counted_and_not_heard(ten_seconds: list[bytes]) -> None:
    voice, samples = heard([b"\xff\xff\xff", b""] * 100, lambda _: 0.02)
    assert voice.counters.garbled > 150
    assert np.abs(samples).max() < 10


def test_voices_are_mixed_and_a_sum_too_loud_is_turned_down_without_clipping() -> None:
    sound = RoomSound()
    packets = tone(100, amplitude=20000)
    voices = [VoiceBuffer() for _ in range(3)]
    for voice in voices:
        sound.add(voice)
    blocks = []
    for block in range(200):
        now = 100 + block * 0.01
        if block % 2 == 0:
            for voice in voices:
                voice.put(block // 2 * FRAME_SAMPLES, packets[block // 2], now)
        blocks.append(sound.samples_at(BLOCK, now).copy())
    samples = np.concatenate(blocks)[SAMPLE_RATE // 2 :]
    assert 28_000 < np.abs(samples.astype(np.int32)).max() <= 29_001
    assert is_tone(samples)
    for voice in voices:
        sound.remove(voice)
    assert not sound.samples_at(BLOCK, 103.0).any()
