"""Guessing passwords is slowed by name and by address, without locking out who knows the password for long."""

from collections import deque
from datetime import datetime, timedelta

from app.clock import Clock

_MOST_KEPT = 10_000


class LoginLimit:
    """Counts wrong passwords of each name and address within the window."""

    def __init__(self, clock: Clock, *, tries: int, window: timedelta) -> None:
        self._clock = clock
        self._tries = tries
        self._window = window
        self._failures: dict[str, deque[datetime]] = {}

    def wait_s(self, *keys: str) -> float:
        """Seconds until a password is looked at again; 0: now."""
        now = self._clock.now()
        waits = [0.0]
        for key in keys:
            failures = self._recent(key, now)
            if len(failures) >= self._tries:
                waits.append((failures[0] + self._window - now).total_seconds())
        return max(waits)

    def failed(self, *keys: str) -> None:
        now = self._clock.now()
        for key in keys:
            if key not in self._failures and len(self._failures) >= _MOST_KEPT:
                self._failures.pop(next(iter(self._failures)))
            self._failures.setdefault(key, deque(maxlen=self._tries)).append(now)

    def succeeded(self, *keys: str) -> None:
        for key in keys:
            self._failures.pop(key, None)

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        failures = self._failures.get(key, deque())
        # A clock that was set back leaves times in the future: they count as now.
        while failures and not (timedelta(0) <= now - failures[0] < self._window or failures[0] > now):
            failures.popleft()
        return failures
