"""Rates and ages from counters that only grow; nobody has to reset anything."""

import time

from streams.feed import Feed

# A picture older than this and than three mean intervals is not live (the freeze rule of the SLA, with a floor that
# lets an ordinary network hiccup pass).
STALE_FLOOR_S = 1.0
# A rate over less time than this says more about the moment than about the stream.
SHORTEST_S = 0.5


def stale_after_s(mean_interval_s: float) -> float:
    """Age in seconds from which a picture of a stream with this mean distance of pictures is called stale."""
    return max(STALE_FLOOR_S, 3 * mean_interval_s, mean_interval_s + 0.15)


class Meter:
    """Pictures and bits per second of one feed between two calls of `read`; before that the average of its life."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        counters = feed.counters
        self.fps = 1 / counters.mean_interval_s if counters.pictures_received else 0.0
        self.bitrate_bps = 8 * counters.bytes_received / max(1, counters.pictures_received) * self.fps
        self._read_s = time.monotonic()
        self._pictures = feed.lane.counters.decoded
        self._bytes = counters.bytes_received

    def read(self) -> None:
        now_s = time.monotonic()
        elapsed_s = now_s - self._read_s
        if elapsed_s < SHORTEST_S:
            return
        decoded, received = self.feed.lane.counters.decoded, self.feed.counters.bytes_received
        self.fps = (decoded - self._pictures) / elapsed_s
        self.bitrate_bps = (received - self._bytes) * 8 / elapsed_s
        self._read_s, self._pictures, self._bytes = now_s, decoded, received
