"""A tone by which somebody hears whether their loudspeaker works, and that they are rung."""

import numpy as np

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, RATE_HZ, Samples

FREQUENCY_HZ = 1000
_PEAK = 0.25  # of full scale, −12 dBFS: clear, and no fright
_FADE_S = 0.05  # in and out: without, it clicks


class TestTone:
    """A sine of `duration_s`, faded in and out. `add_to` gives it out block by block."""

    __test__ = False  # pytest's

    def __init__(self, duration_s: float) -> None:
        time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
        fade = np.minimum(1.0, np.minimum(time_s, duration_s - time_s) / _FADE_S)
        wave = np.sin(2 * np.pi * FREQUENCY_HZ * time_s) * fade * _PEAK * 32767
        self._wave: Samples = wave.astype(np.int16)
        self._next = 0

    @property
    def is_over(self) -> bool:
        return self._next >= len(self._wave)

    def add_to(self, block: Samples) -> None:
        """On top of what is there, limited to full scale."""
        part = self._wave[self._next : self._next + BLOCK_SAMPLES]
        self._next += BLOCK_SAMPLES
        mixed = block[: len(part)].astype(np.int32) + part
        block[: len(part)] = np.clip(mixed, -32768, 32767)
