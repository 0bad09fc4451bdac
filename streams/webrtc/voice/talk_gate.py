"""Lets the voice out or not: mute, and push-to-talk. It opens and closes in a ramp, because a jump clicks."""

import numpy as np

from streams.webrtc.voice.blocks import BLOCK_S, BLOCK_SAMPLES, Samples

_HANG_BLOCKS = round(0.2 / BLOCK_S)  # after the key is let go: the end of the word is still on its way
_RISE = np.linspace(0.0, 1.0, BLOCK_SAMPLES, dtype=np.float32)
_FALL = _RISE[::-1].copy()


class TalkGate:
    """`muted` and `push_to_talk` are set by whoever shows them; `key_down` counts with push-to-talk alone, and beats
    nothing: who is muted stays so."""

    def __init__(self) -> None:
        self.muted = False
        self.push_to_talk = False
        self.key_down = False
        self._hang = 0
        self._was_open = False

    @property
    def is_open(self) -> bool:
        """Whether what is said is heard by the others."""
        return not self.muted and (not self.push_to_talk or self.key_down)

    def apply(self, block: Samples) -> None:
        """In place; closed it is silence."""
        if self.is_open:
            self._hang = _HANG_BLOCKS if self.push_to_talk else 0
            lets_out = True
        else:
            lets_out = not self.muted and self._hang > 0
            self._hang -= lets_out
        if lets_out and not self._was_open:
            block[:] = block * _RISE
        elif not lets_out and self._was_open:
            block[:] = block * _FALL
        elif not lets_out:
            block[:] = 0
        self._was_open = lets_out
