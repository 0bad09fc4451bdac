"""Which step of a tour is due, computed from stored times.

Nothing counts down: a late timer, a sleeping laptop or a restart changes nothing about where the tour is now.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

# Timers wake a little early and floats of UTC seconds resolve 0.24 µs: so close to a change, it has happened.
_TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True)
class TourPosition:
    """Where a tour is at one moment.

    `next_step` is None at the end of a tour without loop. `changes_at_s` is when the next step (or the end) is due,
    None while paused and once finished. `open_next` says that the next step should be opened now, so that nothing goes
    black between. `lap` counts from 0.
    """

    step: int
    next_step: int | None
    remaining_s: float
    changes_at_s: float | None
    open_next: bool
    lap: int
    finished: bool


@dataclass(frozen=True, slots=True)
class TourClock:
    """The times of one running tour. All methods take `now_s` of one clock, seconds; start it with `tour_clock`.

    `started_s` is when step 0 of lap 0 began or, after pauses and skips, would have begun.
    """

    dwells_s: tuple[float, ...]
    loop: bool
    started_s: float
    paused_s: float | None = None

    @property
    def paused(self) -> bool:
        return self.paused_s is not None

    def at(self, now_s: float, *, preopen_s: float = 0.0) -> TourPosition:
        """The position at `now_s`; the next step is to be opened `preopen_s` before it is due."""
        ends_s = tuple(accumulate(self.dwells_s))
        moment_s = now_s if self.paused_s is None else self.paused_s
        elapsed_s = max(0.0, moment_s - self.started_s) + _TOLERANCE_S
        last = len(ends_s) - 1
        if not self.loop and elapsed_s >= ends_s[last]:
            return TourPosition(last, None, 0.0, None, open_next=False, lap=0, finished=True)
        lap = math.floor(elapsed_s / ends_s[last]) if self.loop else 0
        step = min(bisect_right(ends_s, elapsed_s - lap * ends_s[last]), last)
        following = step + 1 if step < last else 0 if self.loop else None
        changes_at_s = self.started_s + lap * ends_s[last] + ends_s[step]
        remaining_s = max(0.0, changes_at_s - moment_s)
        return TourPosition(
            step=step,
            next_step=following,
            remaining_s=remaining_s,
            changes_at_s=None if self.paused else changes_at_s,
            open_next=following is not None and following != step and remaining_s <= preopen_s + _TOLERANCE_S,
            lap=lap,
            finished=False,
        )

    def pause(self, now_s: float) -> "TourClock":
        """Stay where the tour is until `resume`."""
        return self if self.paused else replace(self, paused_s=now_s)

    def resume(self, now_s: float) -> "TourClock":
        """Go on with what was left of the step."""
        if self.paused_s is None:
            return self
        return replace(self, started_s=self.started_s + now_s - self.paused_s, paused_s=None)

    def skip(self, now_s: float, steps: int = 1) -> "TourClock":
        """Begin the step `steps` further on (negative: back) anew at `now_s`; without loop not beyond the ends."""
        wanted = self.at(now_s).step + steps
        count = len(self.dwells_s)
        wanted = wanted % count if self.loop else min(max(wanted, 0), count - 1)
        paused_s = None if self.paused_s is None else now_s
        return replace(self, started_s=now_s - sum(self.dwells_s[:wanted]), paused_s=paused_s)


def tour_clock(dwells_s: Sequence[float], *, loop: bool, now_s: float, step: int = 0) -> TourClock:
    """A clock whose step `step` begins now: a new tour, or one restored where it was."""
    if not dwells_s or min(dwells_s) <= 0:
        raise ValueError("a tour needs steps that last")
    return TourClock(tuple(dwells_s), loop, now_s).skip(now_s, step)
