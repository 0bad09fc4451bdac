"""Lets the voice out or not, for mute and push-to-talk. It opens and closes in a ramp, because a jump clicks."""

import numpy as np

from streams.webrtc.voice.blocks import BLOCK_SAMPLES, Samples

_RISE = np.linspace(0.0, 1.0, BLOCK_SAMPLES, dtype=np.float32)
_FALL = _RISE[::-1].copy()


class TalkGate:
    """`muted` is set by whoever shows it and counts from the next block on, which is 10 ms at most."""

    def __init__(self) -> None:
        self.muted = False
        self._was_open = False

    def apply(self, block: Samples) -> None:
        """In place; muted it is silence."""
        is_open = not self.muted
        if is_open and not self._was_open:
            block[:] = block * _RISE
        elif not is_open and self._was_open:
            block[:] = block * _FALL
        elif not is_open:
            block[:] = 0
        self._was_open = is_open
