"""A clock whose hands the test turns."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """See app.clock.Clock. Both clocks go on together until somebody sets the time of day."""

    def __init__(self, now: datetime = datetime(2024, 7, 1, 2, 0, tzinfo=UTC)) -> None:
        self._start = now
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed_s)

    def monotonic_s(self) -> float:
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        self._elapsed_s += seconds

    def step(self, seconds: float) -> None:
        """The machine's clock is set forward (or back); no time passes."""
        self._start += timedelta(seconds=seconds)
