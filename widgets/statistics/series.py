"""What the pictures show of an answer: weeks without gaps in their order, hours of the day, units with most breaches
first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.summaries import Group, Summary
from app.services.statistics_wire import ClockStatistics

_DAYS_OF_A_WEEK = 7
# A P90 of hours would press all others to the floor: what is higher stands at the upper edge and says so.
HIGHEST_TARGETS = 3.0


def breaches(summary: Summary | None) -> int:
    return 0 if summary is None else summary.n - summary.met


def is_kept(summary: Summary) -> bool | None:
    """Whether nine of ten were in time, which is to say that the P90 is within the target; None without samples."""
    return None if not summary.n else summary.met * 10 >= summary.n * 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`place` counts weeks from the first; one without samples is left out and leaves its place empty."""

    place: int
    monday: date
    summary: Summary


def weeks(groups: Iterable[Group]) -> tuple[Week, ...]:
    """Groups of summaries.by_week, those with decided samples."""
    mondays = [(_monday(group.key), group.summary) for group in groups if group.summary.n]
    if not mondays:
        return ()
    first = mondays[0][0]
    return tuple(
        Week(place=(monday - first).days // _DAYS_OF_A_WEEK, monday=monday, summary=summary)
        for monday, summary in mondays
    )


def _monday(key: str) -> date:
    year, _, number = key.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def ceiling_s(found: Sequence[Week], target_s: float) -> float:
    """How high the picture of the weeks goes: above the target and above all that is not out of proportion."""
    highest = HIGHEST_TARGETS * target_s
    reached = [week.summary.p90_s for week in found if week.summary.p90_s is not None]
    above = [highest for week in found if week.summary.p90_s is None]
    return min(highest, 1.15 * max([1.3 * target_s, *reached, *above]))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBreaches:
    name: str
    video: Summary | None
    conference: Summary | None

    @property
    def count(self) -> int:
        return breaches(self.video) + breaches(self.conference)

    @property
    def samples(self) -> int:
        return sum(summary.n for summary in (self.video, self.conference) if summary is not None)


def units(clocks: Iterable[ClockStatistics], names: dict[str, str]) -> tuple[UnitBreaches, ...]:
    """Units with decided samples; most breaches first, then those with most samples."""
    by_kind = {clock.kind: {group.key: group.summary for group in clock.by_unit} for clock in clocks}
    videos, conferences = by_kind.get(VIDEO, {}), by_kind.get(CONFERENCE, {})
    found = [
        UnitBreaches(name=names.get(key, key), video=videos.get(key), conference=conferences.get(key))
        for key in {**videos, **conferences}
    ]
    return tuple(sorted((one for one in found if one.samples), key=lambda one: (-one.count, -one.samples, one.name)))


def hours(groups: Iterable[Group]) -> dict[int, Summary]:
    """By hour of the day, those with decided samples."""
    return {int(group.key): group.summary for group in groups if group.summary.n}
