"""The echo of a synthetic room goes, the voice stays; what is muted is silent."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples
from streams.webrtc.voice.chain import VoiceChain
from streams.webrtc.voice.level import level_dbfs
from tests.streams.webrtc.voice.room import echo, others, samples, somebody

# A microphone gives more at once than a loudspeaker asks for (PulseAudio: 21 ms and 5).
RECORDED_AT_ONCE = 960


class Seat:
    """A chain with a loudspeaker and a microphone in one room."""

    def __init__(self, remote: Samples) -> None:
        self.sent: list[Samples] = []
        self.sent_at_s: list[float] = []
        self._remote = remote
        self._next = 0
        self.chain = VoiceChain(playout=self._playout, send=self._send)

    def run(self, microphone: Samples) -> Samples:
        """The microphone's recording of the whole time, which the loudspeaker plays along."""
        for _ in range(4):  # what the device takes ahead
            self.chain.play()
        for start in range(0, len(microphone), RECORDED_AT_ONCE):
            for _ in range(RECORDED_AT_ONCE // BLOCK_SAMPLES):
                self.chain.play()
            part = microphone[start : start + RECORDED_AT_ONCE]
            self.chain.record(part, (start + len(part)) / RATE_HZ)
        return np.concatenate(self.sent)

    def _playout(self, into: Samples) -> None:
        part = self._remote[self._next : self._next + len(into)]
        self._next += len(into)
        into[: len(part)] = part

    def _send(self, block: Samples, at_s: float) -> None:
        self.sent.append(block.copy())
        self.sent_at_s.append(at_s)


def second(wave: Samples, number: int) -> float:
    return level_dbfs(wave[number * RATE_HZ : (number + 1) * RATE_HZ])


@pytest.mark.parametrize("delay_s", [0.06, 0.18])
def test_the_echo_of_a_room_goes_and_the_voice_stays(delay_s: float) -> None:
    remote = others(8)
    voice = somebody(8)
    voice[: 5 * RATE_HZ] = 0
    voice[7 * RATE_HZ :] = 0
    seat = Seat(samples(remote))
    recorded = samples(echo(remote, delay_s=delay_s) + voice)
    sent = seat.run(recorded)
    # Against each other, so that the gain does not count: the echo of second 3, the voice with echo of second 6.
    before = second(samples(voice), 6) - second(recorded, 3)
    after = second(sent, 6) - second(sent, 3)
    assert after - before >= 20
    assert second(sent, 6) >= second(samples(voice), 6) - 6
    assert seat.chain.figures().reference_restarts == 0


def test_a_block_says_when_it_was_recorded() -> None:
    seat = Seat(samples(others(0.1)))
    seat.run(samples(somebody(0.1)))
    assert seat.sent_at_s == pytest.approx([number / 100 for number in range(10)])


@pytest.mark.parametrize("lengths", [[480], [1, 479, 960], [333] * 10])
def test_every_sample_comes_out_in_blocks_of_10_ms(lengths: list[int]) -> None:
    seat = Seat(samples(others(0.1)))
    for length in lengths:
        seat.chain.record(np.zeros(length, np.int16), 0.0)
    assert [len(block) for block in seat.sent] == [BLOCK_SAMPLES] * (sum(lengths) // BLOCK_SAMPLES)


def played(chain: VoiceChain, seconds: int) -> Samples:
    return np.concatenate([chain.play() for _ in range(seconds * 100)])


def test_the_loudspeaker_gets_what_the_others_say() -> None:
    remote = samples(others(1))
    assert np.array_equal(played(Seat(remote).chain, 1), remote)


def test_a_muted_voice_is_silence_that_is_still_sent() -> None:
    seat = Seat(samples(others(1)))
    seat.chain.gate.muted = True
    sent = seat.run(samples(somebody(1)))
    assert len(sent) == RATE_HZ
    assert not sent.any()


def test_who_speaks_while_muted_is_noticed() -> None:
    seat = Seat(np.zeros(RATE_HZ, np.int16))
    seat.chain.gate.muted = True
    seat.run(samples(somebody(2)))
    assert seat.chain.speaks_unheard
    seat.chain.gate.muted = False
    assert not seat.chain.speaks_unheard


def test_silence_while_muted_is_no_speech() -> None:
    seat = Seat(np.zeros(RATE_HZ, np.int16))
    seat.chain.gate.muted = True
    seat.run((np.random.default_rng(3).normal(0, 20, 2 * RATE_HZ)).astype(np.int16))
    assert not seat.chain.speaks_unheard


def test_the_tone_is_on_the_loudspeaker_and_not_in_what_is_sent() -> None:
    seat = Seat(np.zeros(0, np.int16))
    seat.chain.play_tone()
    heard = played(seat.chain, 2)
    assert level_dbfs(heard[RATE_HZ // 4 : RATE_HZ // 2]) == pytest.approx(-12, abs=0.2)
    assert not heard[RATE_HZ:].any()
    assert not seat.sent


def test_more_than_fits_is_counted_and_the_newest_kept() -> None:
    seat = Seat(np.zeros(0, np.int16))
    seat.chain.record(np.zeros(RATE_HZ, np.int16), 1.0)
    assert seat.chain.figures().overrun_samples == RATE_HZ - RATE_HZ // 5
    assert len(seat.sent) == 20
    assert seat.sent_at_s[0] == pytest.approx(0.8)


def test_another_microphone_starts_from_nothing() -> None:
    seat = Seat(np.zeros(0, np.int16))
    seat.chain.record(np.ones(100, np.int16), 0.0)
    seat.chain.forget_recorded()
    seat.chain.record(np.ones(400, np.int16), 0.0)
    assert not seat.sent


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_hours_of_sound_take_no_more_memory_than_seconds(traced: None) -> None:
    chain = VoiceChain(playout=lambda into: None, send=lambda block, at_s: None)
    part = np.zeros(RECORDED_AT_ONCE, np.int16)

    def some_seconds() -> int:
        for number in range(150):
            chain.play()
            chain.play()
            chain.record(part, number / 50)
        return tracemalloc.get_traced_memory()[0]

    some_seconds()
    assert some_seconds() - some_seconds() < 2000
