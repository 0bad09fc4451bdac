"""Whether a subscriber's link carries what is sent to it, and how many videos it gets: voices must come through.

First the publishers are asked for less (`limit_bps`); if that does not help, videos are paused, half of them at a time;
they come back one after the other, more slowly each time that it was too early.
"""

_BAD_LOSS = 0.15
_GOOD_LOSS = 0.05
# An estimate of theirs this far below what is sent says that a queue grows, if loss or the round trip say so too: a
# busy device estimates low as well. Above, it follows what is sent: browsers say at most 1.5 times what they receive.
_OVERUSE = 0.8
_QUEUED_S = 0.15  # of the round trip, over the shortest
_BAD_S = 3
_GOOD_S = 5
_RELAPSE_S = 15.0
_LONGEST_GOOD_S = 60
_GROWTH = 1.15  # of the limit in a good second
_LOWEST_BPS = 100_000.0
UNLIMITED = float("inf")
EVERY_VIDEO = 10_000


class Downlink:
    """Of one subscriber. Fed with its reports, judged once a second."""

    def __init__(self) -> None:
        self.limit_bps = UNLIMITED
        self.most_videos = EVERY_VIDEO
        self.lost_share = 0.0
        self.estimate_bps: float | None = None
        self.round_trip_s: float | None = None
        self._shortest_s = float("inf")
        self._reported: list[float] = []
        self._bad_s = self._good_s = 0
        self._patience_s = _GOOD_S
        self._resumed_at = -_RELAPSE_S

    def reported(self, lost_share: float) -> None:
        """Of one stream."""
        self._reported.append(lost_share)

    def took(self, round_trip_s: float) -> None:
        self.round_trip_s = round_trip_s
        self._shortest_s = min(self._shortest_s, round_trip_s)

    def _queues(self) -> bool:
        longer = self.round_trip_s is not None and self.round_trip_s > self._shortest_s + _QUEUED_S
        return longer or self.lost_share > _GOOD_LOSS

    def judge(self, now: float, sent_bps: float, videos: int) -> None:
        """`sent_bps`: within the last second, with `videos` flowing."""
        if self._reported:
            self.lost_share = sum(self._reported) / len(self._reported)
            self._reported.clear()
        overused = self.estimate_bps is not None and self.estimate_bps < _OVERUSE * sent_bps and self._queues()
        if videos and (overused or self.lost_share > _BAD_LOSS):
            self._good_s = 0
            self._bad_s += 1
            carried = self.estimate_bps if overused and self.estimate_bps else sent_bps * (1 - self.lost_share)
            self.limit_bps = max(min(self.limit_bps, carried), _LOWEST_BPS)
            if self._bad_s >= _BAD_S:
                self._retreat(now, videos)
        else:
            self._bad_s = 0
            self._recover(now)

    def _retreat(self, now: float, videos: int) -> None:
        self._bad_s = 0
        self.most_videos = min(self.most_videos, videos) // 2
        if now - self._resumed_at < _RELAPSE_S:
            self._patience_s = min(self._patience_s * 2, _LONGEST_GOOD_S)
        else:
            self._patience_s = _GOOD_S

    def _recover(self, now: float) -> None:
        if self.limit_bps < UNLIMITED:
            self.limit_bps *= _GROWTH
            if self.limit_bps > 100 * 1e6:
                self.limit_bps = UNLIMITED
        if self.most_videos == EVERY_VIDEO or self.lost_share > _GOOD_LOSS:
            return
        self._good_s += 1
        if self._good_s >= self._patience_s:
            self._good_s = 0
            self._resumed_at = now
            self.most_videos += 1

    def satisfied(self, wanted: int) -> None:
        """All that is wanted may flow again."""
        if self.most_videos >= wanted:
            self.most_videos = EVERY_VIDEO
