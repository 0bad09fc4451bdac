"""How loud it is, as an instrument shows it: quick up, slow down, so that an eye can follow."""

import math

import numpy as np

from streams.webrtc.voice.blocks import BLOCK_S, Samples

SILENT_DBFS = -96.0  # the step of 16 bits
_FALL_DB_PER_S = 26.0  # somewhat more than a programme level meter's 20 dB in 1.7 s (IEC 60268-10, type I)


def level_dbfs(samples: Samples) -> float:
    """Root mean square against a full-scale sine (AES17): 0 for that sine, SILENT_DBFS at least."""
    if not len(samples):
        return SILENT_DBFS
    wide = samples.astype(np.float32)
    square = 2.0 * float(np.dot(wide, wide)) / len(samples) / 32768.0**2
    return max(SILENT_DBFS, 10 * math.log10(square)) if square else SILENT_DBFS


class LevelMeter:
    """Of blocks of 10 ms. Written by one thread, read by any."""

    def __init__(self) -> None:
        self.dbfs = SILENT_DBFS

    def take(self, block: Samples) -> None:
        self.dbfs = max(level_dbfs(block), self.dbfs - _FALL_DB_PER_S * BLOCK_S, SILENT_DBFS)
