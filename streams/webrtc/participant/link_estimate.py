"""How much the way from the hub carries, told to it as REMB: by what is lost, and by what queues up on the way.

Nothing is said below what the link was seen to need: without loss and without a queue the limit only grows.
"""

from collections.abc import Iterable

HIGHEST_BPS = 50_000_000
LOWEST_BPS = 100_000
# draft-ietf-rmcat-gcc-02, 6: above a tenth lost the rate is too high, below a fiftieth it may grow.
_MUCH_LOST, _LITTLE_LOST = 0.10, 0.02
_BACK_OFF = 0.85
_GROWTH = 1.08
# A queue that grew by so much over the least delay known is one of a full link, not of jitter.
_QUEUE_S = 0.12
_LEAST_DELAY_WINDOW = 30  # intervals


class DelayTrend:
    """Arrival over media time of one stream: how much longer its packets take than the quickest of late."""

    def __init__(self) -> None:
        self._least_s: list[float] = []
        self._offsets: list[float] = []

    def note(self, media_time_s: float, arrived_s: float) -> None:
        """One picture, when it is complete."""
        self._offsets.append(arrived_s - media_time_s)

    def queue_s(self) -> float | None:
        """The least extra delay within the interval that ends here; None if nothing came."""
        offsets, self._offsets = self._offsets, []
        if not offsets:
            return None
        least_s = min(offsets)
        # A new stream in the slot has another clock.
        if self._least_s and abs(least_s - min(self._least_s)) > 2.0:
            self._least_s.clear()
        self._least_s = [*self._least_s[1 - _LEAST_DELAY_WINDOW :], least_s]
        return least_s - min(self._least_s)


class LinkEstimate:
    """`bits_per_s` is what the hub should keep to; look once a second."""

    def __init__(self) -> None:
        self.bits_per_s = HIGHEST_BPS

    def look(self, *, received_bps: float, lost_share: float, queues_s: Iterable[float]) -> None:
        """Figures of the last interval: of all streams together, and each one's queue."""
        queued = min(queues_s, default=0.0) > _QUEUE_S
        if lost_share > _MUCH_LOST:
            wanted = received_bps * (1 - 0.5 * lost_share)
        elif queued:
            wanted = received_bps * _BACK_OFF
        elif lost_share < _LITTLE_LOST:
            wanted = self.bits_per_s * _GROWTH
        else:
            wanted = self.bits_per_s
        self.bits_per_s = int(min(max(wanted, LOWEST_BPS), HIGHEST_BPS))
