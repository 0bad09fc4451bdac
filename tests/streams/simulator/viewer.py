"""Watches a stream with FFmpeg, a client that nobody here wrote."""

import time
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from streams.simulator.time_code import read_time_code


@dataclass(frozen=True)
class Seen:
    """A decoded picture: grey levels, the time code in it, and how old that was (s, modulo the loop)."""

    pixels: npt.NDArray[np.uint8]
    second: float | None
    seen_at: float

    def age_s(self, loop_s: float) -> float:
        assert self.second is not None
        return (self.seen_at - self.second) % loop_s


def watch(url: str, count: int, *, transport: str = "tcp", **options: str) -> list[Seen]:
    """The first `count` pictures; blocks. Raises av.FFmpegError."""
    seen: list[Seen] = []
    chosen: dict[str, Any] = {"rtsp_transport": transport, "timeout": "5000000", "probesize": "32"} | options
    chosen["analyzeduration"] = "0"
    with av.open(url, options=chosen) as container:
        for frame in container.decode(video=0):
            pixels = frame.to_ndarray(format="gray")
            seen.append(Seen(pixels, read_time_code(pixels), time.time()))
            if len(seen) == count:
                break
    return seen
