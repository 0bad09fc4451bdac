"""How much a publisher may send, told to it in REMB: no more than its way up takes without a growing queue.

A browser that gets no transport-wide feedback falls back to loss alone, and on a phone's uplink the first loss comes
after seconds of queue. So the queue is watched here: how much later than ever packets come, by their send time.
"""

from collections import deque

_UNITS_PER_S = 1 << 18  # absolute send time: 6.18 fixed point, 24 bits
_WRAP, _HALF = 1 << 24, 1 << 23
_BASE_WINDOW_S = 10  # clocks of two devices drift less in it than matters
_QUEUE_S = 0.08
_QUEUED_TICKS = 3  # of 100 ms
_RETREAT = 0.85  # of what arrives
_RETREAT_INTERVAL_S = 1.0
_GROWTH_PER_S = 0.12
_LOWEST_BPS = 100_000.0


class UplinkEstimate:
    """Of one publisher. `limit_bps` begins at `most_bps` and comes back to it by growing."""

    def __init__(self, most_bps: float) -> None:
        self.most_bps = most_bps
        self.limit_bps = most_bps
        self._reference: int | None = None
        self._least: int | None = None  # of this tick
        self._bases: deque[int] = deque(maxlen=_BASE_WINDOW_S)
        self._base_began = 0.0
        self._queued_ticks = 0
        self._retreated = 0.0

    def arrived(self, send_time: int, now: float) -> None:
        """A packet that says when it was sent."""
        lateness = int(now * _UNITS_PER_S) - send_time
        if self._reference is None:
            self._reference = lateness
        lateness = ((lateness - self._reference + _HALF) & (_WRAP - 1)) - _HALF
        if self._least is None or lateness < self._least:
            self._least = lateness

    def tick(self, now: float, interval_s: float, received_bps: float) -> None:
        """Ten times a second."""
        least, self._least = self._least, None
        if least is not None:
            if now - self._base_began >= 1 or not self._bases:
                self._base_began = now
                self._bases.append(least)
            elif least < self._bases[-1]:
                self._bases[-1] = least
            queued = (least - min(self._bases)) / _UNITS_PER_S > _QUEUE_S
            self._queued_ticks = self._queued_ticks + 1 if queued else 0
        if self._queued_ticks >= _QUEUED_TICKS:
            if now - self._retreated >= _RETREAT_INTERVAL_S:
                self._retreated = now
                self.limit_bps = max(min(self.limit_bps, _RETREAT * received_bps), _LOWEST_BPS)
        else:
            self.limit_bps = min(self.limit_bps * (1 + _GROWTH_PER_S * interval_s), self.most_bps)
