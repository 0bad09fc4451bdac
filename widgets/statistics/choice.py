"""What a leader chose to look at: a period in days of Beijing, and whose and which incidents."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.statistics_wire import StatisticsQuery
from widgets.beijing import BEIJING

_DAY = timedelta(days=1)


class Period(StrEnum):
    """All but OWN end today."""

    WEEK = "week"  # since Monday, as ISO 8601 counts weeks
    FOUR_WEEKS = "four-weeks"  # this one and the three before
    QUARTER = "quarter"  # since 1 January, April, July or October
    YEAR = "year"
    OWN = "own"


def first_day(period: Period, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    match period:
        case Period.WEEK:
            return monday
        case Period.FOUR_WEEKS:
            return monday - timedelta(weeks=3)
        case Period.QUARTER:
            return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        case Period.YEAR:
            return date(today.year, 1, 1)
        case Period.OWN:
            return today


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`first` and `last` (included) are those of Period.OWN; None takes all."""

    period: Period = Period.FOUR_WEEKS
    first: date | None = None
    last: date | None = None
    unit_id: str | None = None
    incident_class: IncidentClass | None = None
    level: IncidentLevel | None = None
    drills: bool = False

    def days(self, now: datetime) -> tuple[date, date]:
        """The first and the last day, both included."""
        today = now.astimezone(BEIJING).date()
        if self.period is not Period.OWN:
            return first_day(self.period, today), today
        last = self.last or today
        return min(self.first or today, last), last

    def query(self, now: datetime) -> StatisticsQuery:
        first, last = self.days(now)
        return StatisticsQuery(
            clock=(VIDEO, CONFERENCE),
            drills=self.drills,
            since=_midnight(first),
            until=_midnight(last + _DAY),
            unit=() if self.unit_id is None else (self.unit_id,),
            incident_class=() if self.incident_class is None else (self.incident_class,),
            level=() if self.level is None else (self.level,),
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
