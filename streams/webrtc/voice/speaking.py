"""Whether somebody speaks: for "you are muted", which must not come up for a cough or a slammed door."""

from streams.webrtc.voice.blocks import BLOCK_S

_LIKELY = 0.5  # probability of speech in one block
_QUIETEST_DBFS = -55.0
_UP = BLOCK_S / 0.3  # said after 0.3 s of speech
_DOWN = BLOCK_S / 2.0  # taken back after 2 s without: a pause between sentences is shorter


class SpeechWatch:
    """Of blocks of 10 ms. Written by one thread, `speaking` is read by any."""

    def __init__(self) -> None:
        self.speaking = False
        self._sureness = 0.0

    def take(self, probability: float, level_dbfs: float) -> None:
        """`probability` of speech as the noise suppressor says, 0 … 1."""
        says_so = probability >= _LIKELY and level_dbfs >= _QUIETEST_DBFS
        self._sureness = min(1.0, self._sureness + _UP) if says_so else max(0.0, self._sureness - _DOWN)
        if self._sureness >= 1.0 - 1e-9:
            self.speaking = True
        elif self._sureness == 0.0:
            self.speaking = False
