"""The one form of sound between devices, echo canceller and codec, so that nobody converts twice."""

import numpy as np
import numpy.typing as npt

RATE_HZ = 48_000  # of Opus (RFC 7587, 4.1)
BLOCK_SAMPLES = 480  # 10 ms, the step of WebRTC's audio processing
BLOCK_S = BLOCK_SAMPLES / RATE_HZ

Samples = npt.NDArray[np.int16]
"""Mono at RATE_HZ, one dimension."""


def silence() -> Samples:
    """A new block."""
    return np.zeros(BLOCK_SAMPLES, np.int16)
