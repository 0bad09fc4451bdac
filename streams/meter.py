"""Rates and ages from counters that only grow; nobody has to reset anything."""

import time
from dataclasses import dataclass, field

from streams.feed import Feed

# A picture older than this and than three mean intervals is not live (the freeze rule of the SLA, with a floor that
# lets an ordinary network hiccup pass).
STALE_FLOOR_S = 1.0


def stale_after_s(mean_interval_s: float) -> float:
    """Age in seconds from which a picture of a stream with this mean distance of pictures is called stale."""
    return max(STALE_FLOOR_S, 3 * mean_interval_s, mean_interval_s + 0.15)


@dataclass
class Meter:
    """Pictures and bits per second of one feed over the time between two calls of `read`, smoothed over a few."""

    feed: Feed
    fps: float = 0.0
    bitrate_bps: float = 0.0
    _read_s: float = field(default_factory=time.monotonic)
    _pictures: int = 0
    _bytes: int = 0

    def read(self) -> None:
        now_s = time.monotonic()
        elapsed_s = now_s - self._read_s
        counters = self.feed.counters
        if elapsed_s <= 0:
            return
        self.fps = (self.feed.lane.counters.decoded - self._pictures) / elapsed_s
        self.bitrate_bps = (counters.bytes_received - self._bytes) * 8 / elapsed_s
        self._read_s = now_s
        self._pictures = self.feed.lane.counters.decoded
        self._bytes = counters.bytes_received
