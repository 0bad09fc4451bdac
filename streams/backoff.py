"""How long to wait before a source is tried again: quickly at first, then leaving a dead camera in peace."""

import random
from collections.abc import Callable

# (delay in seconds, up to and including this attempt)
_STEPS = ((1.0, 5), (5.0, 10), (10.0, 20))
_LAST_STEP_S = 60.0
# So that a switch that comes back is not met by a hundred cameras' clients in the same millisecond. Only ever sooner:
# a camera that is back within the first step is live again within 1.5 s.
JITTER = 0.2
# A source that ran this long is healthy again: its next failure starts at the first step.
HEALTHY_UPTIME_S = 10.0


class Backoff:
    """1 s for attempts 1–5, 5 s to 10, 10 s to 20, then 60 s, each up to 20 % sooner."""

    def __init__(self, random_unit: Callable[[], float] = random.random) -> None:
        self._random_unit = random_unit
        self.attempt = 0

    def failed(self, *, uptime_s: float = 0.0) -> float:
        """Count a failure after `uptime_s` of pictures (0 if there were none); returns the wait in seconds."""
        if uptime_s >= HEALTHY_UPTIME_S:
            self.attempt = 0
        self.attempt += 1
        delay_s = next((delay_s for delay_s, last in _STEPS if self.attempt <= last), _LAST_STEP_S)
        return delay_s * (1 - JITTER * self._random_unit())

    def reset(self) -> None:
        self.attempt = 0
