"""What the loudspeaker plays, kept for the echo canceller until the microphone may hear it.

Loudspeaker and microphone have clocks of their own. A plain queue between them would run empty or over within minutes,
and each time the canceller would have to find the echo anew; so it is read a little quicker or slower than written.
"""

import math

import numpy as np

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples
from streams.webrtc.voice.sample_ring import SampleRing

# More than both devices' bursts (some 5 and 20 ms), less than the way through loudspeaker, air and microphone.
TARGET_SAMPLES = RATE_HZ * 30 // 1000
_CAPACITY = RATE_HZ // 4
# Devices take and give in bursts: only what lasts is a difference of clocks.
_SMOOTHING = 0.003  # of the level, per block: three seconds
_CORRECTION_S = 20.0  # in which a deviation is made good
# Beyond it something was lost on the way, and the reference lags behind what the microphone hears: no canceller helps.
_MOST_LAG_SAMPLES = RATE_HZ * 20 // 1000
# A crystal is within 100 ppm. The canceller follows 200 ppm without loss and loses 10 dB at 500 ppm (measured).
MOST_CORRECTION = 300e-6


class FarEnd:
    """Written and read by the thread of sound alone. Silence until the loudspeaker has played for a moment, and again
    when it has stopped; `restarts` counts how often a stop or a jump of a clock made that necessary."""

    def __init__(self) -> None:
        self._ring = SampleRing(_CAPACITY)
        self._running = False
        self._level = float(TARGET_SAMPLES)
        self._phase = 0.0  # of the next sample read, between two samples written
        self._steps = np.arange(BLOCK_SAMPLES, dtype=np.float64)
        self._window: Samples = np.zeros(BLOCK_SAMPLES + 4, np.int16)
        self._positions = np.arange(len(self._window), dtype=np.float64)
        self.restarts = 0

    @property
    def correction(self) -> float:
        """By which it is read quicker than written (0.0001 = 100 ppm): how far the clocks are apart."""
        correction = (self._level - TARGET_SAMPLES) / (_CORRECTION_S * RATE_HZ)
        return min(MOST_CORRECTION, max(-MOST_CORRECTION, correction))

    def write(self, samples: Samples) -> None:
        """What the loudspeaker took just now, any number of samples."""
        self._ring.write(samples)

    def read(self, into: Samples) -> None:
        """One block for the canceller, beside the block that the microphone gave just now."""
        ratio = 1.0 + self.correction
        last = self._phase + (BLOCK_SAMPLES - 1) * ratio
        needed = math.floor(last) + 2
        lags = self._level - TARGET_SAMPLES > _MOST_LAG_SAMPLES
        if self._running and (self._ring.level < needed or self._ring.overrun or lags):
            self._running = False
            self.restarts += 1
        if not self._running and not self._start(needed):
            into[:] = 0
            return
        window = self._window[:needed]
        self._ring.peek(window)
        into[:] = np.interp(self._phase + self._steps * ratio, self._positions[:needed], window)
        after = last + ratio
        self._ring.skip(math.floor(after))
        self._phase = after - math.floor(after)
        self._level += (self._ring.level - self._level) * _SMOOTHING

    def _start(self, needed: int) -> bool:
        """With the newest sound, as soon as there is enough of it."""
        enough = TARGET_SAMPLES + needed
        if self._ring.level < enough:
            return False
        self._ring.skip(self._ring.level - enough)
        self._ring.overrun = 0
        self._level = float(TARGET_SAMPLES)
        self._phase = 0.0
        self._running = True
        return True
