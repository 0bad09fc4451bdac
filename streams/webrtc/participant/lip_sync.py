"""Voice and picture of one person at the same time: who is ahead waits, and only pictures can wait unnoticed.

Sender reports tie both streams' timestamps to the hub's clock. How long each takes from there to ear and eye is
measured on ours; the difference of the two is what matters, so that the clocks need not agree.
"""

from streams.rtsp.assembly import signed_difference

# ITU-R BT.1359: sound 45 ms early or 125 ms late is noticed. A picture that much ahead of its sound is held back.
NOTICED_S = 0.04
_RELEASED_S = 0.02
LONGEST_DELAY_S = 0.3
_WEIGHT = 0.1
_LARGEST_STEP_S = 0.005  # of the delay, each time that it is looked at: a jump would show as a stutter


class StreamClock:
    """RTP timestamps of one stream in the hub's time, as its newest sender report says."""

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._known: tuple[int, float] | None = None

    def follow(self, timestamp: int, utc_s: float) -> None:
        self._known = (timestamp, utc_s)

    def forget(self) -> None:
        self._known = None

    def utc_s(self, timestamp: int) -> float | None:
        """None before the first report."""
        if self._known is None:
            return None
        known, utc_s = self._known
        return utc_s + signed_difference(timestamp, known) / self._clock_rate


class LipSync:
    """Of one participant. `utc_s` is the hub's time of a sample or picture, `at_s` when it was heard or complete."""

    def __init__(self) -> None:
        self.delay_s = 0.0  # by which pictures are held back
        self._voice_s: float | None = None
        self._picture_s: float | None = None

    @property
    def offset_s(self) -> float | None:
        """By how much the voice comes after the picture, held back as it is; None while one of them is missing."""
        if self._voice_s is None or self._picture_s is None:
            return None
        return self._voice_s - self._picture_s - self.delay_s

    def heard(self, utc_s: float, at_s: float) -> None:
        self._voice_s = _smoothed(self._voice_s, at_s - utc_s)

    def seen(self, utc_s: float, at_s: float) -> None:
        self._picture_s = _smoothed(self._picture_s, at_s - utc_s)

    def silent(self) -> None:
        """Nothing is heard any more, so there is nothing to wait for."""
        self._voice_s = None

    def adjust(self) -> None:
        """About twenty times a second: come nearer to the delay that is needed."""
        needed_s = 0.0
        if self._voice_s is not None and self._picture_s is not None:
            ahead_s = self._voice_s - self._picture_s
            if ahead_s > (_RELEASED_S if self.delay_s else NOTICED_S):
                needed_s = min(ahead_s, LONGEST_DELAY_S)
        step_s = min(max(needed_s - self.delay_s, -_LARGEST_STEP_S), _LARGEST_STEP_S)
        self.delay_s = max(0.0, self.delay_s + step_s)


def _smoothed(before: float | None, value: float) -> float:
    # A step, not jitter: another clock at the other end.
    if before is None or abs(value - before) > 1.0:
        return value
    return before + (value - before) * _WEIGHT
