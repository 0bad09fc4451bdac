"""One remote voice between the network and the loudspeaker: a buffer that is as long as the jitter asks for.

`put` is called on the media loop, `pull` by the sound's thread; between them is only a bounded queue, whose ends are
safe to use from two threads. Everything else belongs to the sound's thread, so that nobody waits for anybody.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from streams.rtsp.assembly import signed_difference
from streams.webrtc.participant.opus import FRAME_SAMPLES, SAMPLE_RATE, Samples, VoiceDecoder

USUAL_DELAY_S = 0.06
LONGEST_DELAY_S = 0.5
# The buffer is as long as all but so few of the packets of the last half minute were late: what a stalled network did
# once is not waited for again, which would cost everybody half a second in every answer.
_IN_TIME_SHARE = 0.985
_FORGETTING = 1 / 1500  # for each packet, of which there are 50 in a second
_STEP_S = 0.01
# Over that: a frame may be needed up to a block of the sound system before it is due.
_MARGIN_S = 0.02
# The fastest packet of the last ten to twenty seconds is what lateness is measured against, so that clocks may drift.
_BASE_WINDOW_S = 10.0
# Later than this is no jitter but another clock: a new stream in the slot, a source that slept.
_NEW_CLOCK_S = 2.0
_QUEUED_PACKETS = 256  # 5 s, of which nobody pulls while there is no sound system
# Speed by which the delay is brought to its target; of a voice 2 % is not heard.
_MOST_STRETCH = 0.02
_STRETCH_PER_S = 0.5
_DEAD_BAND_S = 0.004
# Beyond this a quiet frame is left out or said twice, and beyond that a loud one is left out.
_QUIET_SKIP_S, _LOUD_SKIP_S = 0.05, 0.3
_QUIET_PEAK = 300
# So long the decoder goes on from what was before when nothing comes; it has faded by then.
_LONGEST_CONCEALMENT_S = 0.1
# Nothing came for a frame, which may be one lost packet; from now on it is heard.
_UNDERRUN_S = FRAME_SAMPLES / SAMPLE_RATE
_STEP_SAMPLES = 120  # 2.5 ms, in which a decoder conceals


@dataclass(slots=True)
class VoiceCounters:
    """Totals; samples of 48 kHz. Concealed frames had to be made up, restored ones came with their successor. An
    underrun is a voice that broke off because nothing was there, not a pause of the speaker."""

    packets: int = 0
    late: int = 0
    garbled: int = 0
    played_samples: int = 0
    concealed_samples: int = 0
    restored_samples: int = 0
    underruns: int = 0
    skipped_samples: int = 0
    repeated_samples: int = 0
    delay_s: float = 0.0  # of what is played, behind the fastest way through the network
    target_s: float = USUAL_DELAY_S


class VoiceBuffer:
    """See the module. Times are `time.monotonic()`. Raises OpusUnavailableError when made."""

    def __init__(self) -> None:
        self.counters = VoiceCounters()
        # When which timestamp was played last: (timestamp, monotonic s); replaced as a whole.
        self.played: tuple[int, float] | None = None
        self._arrived: deque[tuple[int, bytes, float]] = deque(maxlen=_QUEUED_PACKETS)
        self._decoder = VoiceDecoder()
        self._packets: dict[int, bytes] = {}  # by unwrapped timestamp
        self._ready: Samples = np.zeros(0, np.int16)
        self._reference: tuple[int, int] | None = None  # a timestamp and what it is unwrapped
        self._next = 0  # unwrapped timestamp of what is decoded next
        self._paused = True
        self._base_s = self._base_before_s = float("inf")
        self._base_since_s = 0.0
        self._lateness = np.zeros(round(LONGEST_DELAY_S / _STEP_S) + 1)  # share of the packets, by steps
        self._measured = 0
        self._concealed_s = 0.0
        self._peak = 0

    def put(self, timestamp: int, payload: bytes, now: float) -> None:
        """A packet's payload as it came."""
        self._arrived.append((timestamp, payload, now))

    def pull(self, samples: int, now: float) -> Samples:
        """The next `samples` of the voice, silence where there are none. Valid until the next call."""
        self._take_arrived()
        while len(self._ready) < samples:
            fresh = self._next_frame(now + len(self._ready) / SAMPLE_RATE)
            if fresh is None:
                # Silence until the pause ends: at the earliest with the next block.
                fresh = np.zeros(samples - len(self._ready), np.int16)
            self._ready = np.concatenate((self._ready, fresh))
        out, self._ready = self._ready[:samples], self._ready[samples:]
        self.counters.played_samples += samples
        if not self._paused:
            self.played = ((self._next - len(self._ready) - samples) & 0xFFFFFFFF, now)
        return out

    # -- arrival

    def _take_arrived(self) -> None:
        while self._arrived:
            timestamp, payload, arrived_s = self._arrived.popleft()
            self.counters.packets += 1
            unwrapped = self._unwrapped(timestamp)
            self._measure(unwrapped, arrived_s)
            if unwrapped < self._next:
                self.counters.late += 1
            else:
                self._packets[unwrapped] = payload

    def _unwrapped(self, timestamp: int) -> int:
        if self._reference is None:
            self._reference = (timestamp, timestamp)
        known, unwrapped = self._reference
        unwrapped += signed_difference(timestamp, known)
        self._reference = (timestamp, unwrapped)
        return unwrapped

    def _measure(self, timestamp: int, arrived_s: float) -> None:
        """Arrival over the sender's clock: its least value is the fastest way through the network."""
        offset_s = arrived_s - timestamp / SAMPLE_RATE
        base_s = min(self._base_s, self._base_before_s)
        if abs(offset_s - base_s) > _NEW_CLOCK_S:
            self._base_s = self._base_before_s = offset_s
            self._base_since_s = arrived_s
            self._measured = 0
            self._packets.clear()
            self._next, self._paused = timestamp, True
        elif arrived_s - self._base_since_s > _BASE_WINDOW_S:
            self._base_before_s, self._base_s = self._base_s, offset_s
            self._base_since_s = arrived_s
        else:
            self._base_s = min(self._base_s, offset_s)
        lateness_s = offset_s - min(self._base_s, self._base_before_s)
        self._measured += 1
        # The first packets count as many: they are all that is known.
        weight = max(_FORGETTING, 1 / self._measured)
        self._lateness *= 1 - weight
        self._lateness[min(int(lateness_s / _STEP_S), len(self._lateness) - 1)] += weight
        steps = int(np.searchsorted(np.cumsum(self._lateness), _IN_TIME_SHARE)) + 1
        self.counters.target_s = min(max(USUAL_DELAY_S, steps * _STEP_S + _MARGIN_S), LONGEST_DELAY_S)

    # -- playing

    def _next_frame(self, now: float) -> Samples | None:
        """Played from `now` on; None in a pause."""
        counters = self.counters
        if self._paused and not self._resumes(now):
            return None
        error_s = self._delay_s(self._next, now) - counters.target_s
        if error_s > _LOUD_SKIP_S or (error_s > _QUIET_SKIP_S and self._peak < _QUIET_PEAK):
            error_s = self._catch_up(now)
        counters.delay_s = error_s + counters.target_s
        packet = self._packets.pop(self._next, None)
        if packet is None:
            return self._without_packet(error_s, now)
        if self._decoder.duration(packet):
            frame = self._decoder.decode(packet)
            self._concealed_s = 0.0
            self._peak = int(np.abs(frame).max(initial=0))
        else:
            counters.garbled += 1
            frame = self._decoder.conceal(FRAME_SAMPLES)
        self._next += len(frame)
        return self._stretched(frame, error_s)

    def _resumes(self, now: float) -> bool:
        """Whether what waits after a pause is due."""
        if not self._packets:
            return False
        oldest = min(self._packets)
        if self._delay_s(oldest, now) < self.counters.target_s:
            return False
        self._next, self._paused = oldest, False
        return True

    def _delay_s(self, timestamp: int, now: float) -> float:
        return now - timestamp / SAMPLE_RATE - min(self._base_s, self._base_before_s)

    def _catch_up(self, now: float) -> float:
        """Leave out what is too old, as far as there is something after it; returns how late the next is then."""
        while (error_s := self._delay_s(self._next, now) - self.counters.target_s) > _QUIET_SKIP_S / 2:
            following = min((timestamp for timestamp in self._packets if timestamp > self._next), default=None)
            if following is None:
                break
            self._packets.pop(self._next, None)
            self.counters.skipped_samples += following - self._next
            self._next = following
        return error_s

    def _without_packet(self, error_s: float, now: float) -> Samples | None:
        """What was to come is not there: it is lost, late, or the speaker made a pause."""
        counters = self.counters
        following = min(self._packets, default=None)
        gap = FRAME_SAMPLES if following is None else following - self._next
        samples = min(gap, FRAME_SAMPLES) // _STEP_SAMPLES * _STEP_SAMPLES
        if not samples and following is not None:
            self._next = following  # not even a step is missing
            return self._next_frame(now)
        if following is not None and gap == FRAME_SAMPLES:
            counters.restored_samples += samples
            self._next += samples
            return self._decoder.restore(self._packets[following], samples).copy()
        if following is None and self._concealed_s == _UNDERRUN_S and self._peak >= _QUIET_PEAK:
            counters.underruns += 1
        if self._concealed_s >= _LONGEST_CONCEALMENT_S and gap >= FRAME_SAMPLES:
            self._paused = True
            return None
        self._concealed_s += samples / SAMPLE_RATE
        counters.concealed_samples += samples
        # Too early for what the network does: time is won here, and what is missing may still come.
        if following is not None or error_s >= 0:
            self._next += samples
        return self._decoder.conceal(samples).copy()

    def _stretched(self, frame: Samples, error_s: float) -> Samples:
        """A copy, a little shorter where we are late and longer where we are early."""
        if abs(error_s) < _DEAD_BAND_S:
            return frame.copy()
        if error_s < -_QUIET_SKIP_S and self._peak < _QUIET_PEAK:
            self.counters.repeated_samples += len(frame)
            return np.concatenate((frame, frame))
        change = min(max(error_s * _STRETCH_PER_S, -_MOST_STRETCH), _MOST_STRETCH)
        count = round(len(frame) * (1 - change))
        positions = np.arange(count) * (len(frame) / count)
        stretched: Samples = np.interp(positions, np.arange(len(frame)), frame).astype(np.int16)
        return stretched
