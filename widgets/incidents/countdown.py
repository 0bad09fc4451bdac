"""What a countdown shows at a moment, and when it will show something else.

Words change on whole seconds of the hub's clock, so that all countdowns of a screen move together with one wake-up;
a warning and a breach show at their own moment. Further away than an hour only minutes change, than a day only hours.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.incidents import Incident
from app.domain.sla.clock_rules import deadline, elapsed_s, status
from app.domain.sla.clocks import ClockStatus, SlaClock, StopManner

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400
_SECOND = timedelta(seconds=1)
# Of a task's time: in the rest of it its due time is near.
_LAST_PART = 0.75


class Sign(StrEnum):
    """A clock's status, and how it came to it."""

    NONE = "none"  # the incident has no such clock
    RUNNING = "running"
    WARNED = "warned"
    MET = "met"
    MET_BY_HAND = "met-by-hand"
    OVER = "over"  # past its target and still running
    LATE = "late"  # stopped after its target
    LATE_BY_HAND = "late-by-hand"
    NEVER_MET = "never-met"  # of a cycle that is over
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Face:
    """`seconds`, as exactly as told: left (RUNNING, WARNED), taken (MET, EXCLUDED) or past the target (OVER, LATE).

    Two faces that look alike are equal, whenever they change.
    """

    sign: Sign
    seconds: int | None = None
    dimmed: bool = False  # the dark half of a breached clock's blinking
    changes_at: datetime | None = field(default=None, compare=False)


NO_CLOCK = Face(Sign.NONE)


def clock_of(incident: Incident, kind: str) -> SlaClock | None:
    """The incident's own clock of this kind in its present cycle."""
    return next(
        (
            clock
            for clock in reversed(incident.clocks)
            if clock.kind == kind and clock.cycle == incident.cycle and clock.subject_id is None
        ),
        None,
    )


def is_running(clock: SlaClock | None) -> bool:
    """Whether its countdown moves: within the target or past it."""
    return clock is not None and clock.stop is None and not clock.frozen and not clock.exclusions


def face_of(clock: SlaClock | None, now: datetime) -> Face:
    if clock is None:
        return NO_CLOCK
    by_hand = clock.stop is not None and clock.stop.manner is StopManner.BY_HAND
    match status(clock, now):
        case ClockStatus.EXCLUDED:
            return Face(Sign.EXCLUDED, int(elapsed_s(clock, now)) if clock.stop is not None else None)
        case ClockStatus.MET:
            return Face(Sign.MET_BY_HAND if by_hand else Sign.MET, int(elapsed_s(clock, now)))
        case ClockStatus.BREACHED if clock.stop is not None:
            late_s = int(elapsed_s(clock, now) - clock.target_s)
            return Face(Sign.LATE_BY_HAND if by_hand else Sign.LATE, late_s)
        case ClockStatus.BREACHED if clock.frozen:
            return Face(Sign.NEVER_MET)
        case ClockStatus.BREACHED:
            return _over(clock, now)
        case ClockStatus.WARNED:
            return _left(clock, now, Sign.WARNED)
        case _:
            return _left(clock, now, Sign.RUNNING)


def due_face(begun_at: datetime, due_at: datetime, now: datetime) -> Face:
    """Of a task that is not done: time left, or how long it is overdue."""
    second = now.replace(microsecond=0)
    if now > due_at:
        over_s = max(0, math.floor((second - due_at).total_seconds()))
        return Face(Sign.OVER, _told(over_s), dimmed=_is_odd(second), changes_at=second + _SECOND)
    left_s = math.ceil((due_at - second).total_seconds())
    warned = now - begun_at > (due_at - begun_at) * _LAST_PART
    changes_at = min(second + timedelta(seconds=left_s % _step_s(left_s) + 1), due_at + timedelta(milliseconds=1))
    return Face(Sign.WARNED if warned else Sign.RUNNING, _told(left_s), changes_at=changes_at)


def _is_odd(second: datetime) -> bool:
    return int(second.timestamp()) % 2 == 1


def _left(clock: SlaClock, now: datetime, sign: Sign) -> Face:
    second = now.replace(microsecond=0)
    ends_at = deadline(clock)
    left_s = min(math.ceil((ends_at - second).total_seconds()), math.ceil(clock.target_s))
    first = min((percent for percent, _title in clock.thresholds), default=100)
    # A clock that the deadline finds exactly is still in time.
    turns_at = [clock.started_at + timedelta(seconds=clock.target_s) * first / 100, ends_at + timedelta(milliseconds=1)]
    words_change_at = second + timedelta(seconds=left_s % _step_s(left_s) + 1)
    return Face(sign, _told(left_s), changes_at=min(words_change_at, *(turn for turn in turns_at if turn > now)))


def _over(clock: SlaClock, now: datetime) -> Face:
    second = now.replace(microsecond=0)
    over_s = max(0, math.floor((second - deadline(clock)).total_seconds()))
    return Face(Sign.OVER, _told(over_s), dimmed=_is_odd(second), changes_at=second + _SECOND)


def _step_s(seconds: int) -> int:
    if seconds < HOUR_S:
        return 1
    return MINUTE_S if seconds < DAY_S else HOUR_S


def _told(seconds: int) -> int:
    """What words tell of it: all, whole minutes, whole hours."""
    return seconds - seconds % _step_s(seconds)


def age_s(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))


def age_changes_at(since: datetime, now: datetime) -> datetime:
    """When the words of the age change: each minute, from a day on each hour."""
    age = age_s(since, now)
    step = MINUTE_S if age < DAY_S else HOUR_S
    changes_at = since + timedelta(seconds=age - age % step + step)
    # With the countdowns, on a whole second.
    return changes_at if not changes_at.microsecond else changes_at.replace(microsecond=0) + _SECOND


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
