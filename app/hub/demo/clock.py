"""A clock that goes where the agenda sets it, so that a week of work is done in a second or two with its own times.

The hub that it belongs to has a boot of its own in the log: its monotonic time is as true within that boot as its UTC.
"""

from datetime import datetime


class SteppedClock:
    """See app.clock.Clock. Both clocks go on together and never back."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return (self._now - self._start).total_seconds()

    def step_to(self, moment: datetime) -> None:
        """A moment that is past changes nothing."""
        self._now = max(self._now, moment)
