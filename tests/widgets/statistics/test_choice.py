"""What a leader's choice asks the hub for: days are Beijing's and whole."""

from datetime import UTC, date, datetime

import pytest

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.policies import CONFERENCE, VIDEO
from widgets.statistics.choice import Choice, Period, first_day

# Sunday 22 November 23:30 in UTC is Monday 07:30 in Beijing.
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "today", "first"),
    [
        (Period.WEEK, date(2026, 11, 22), date(2026, 11, 16)),
        (Period.WEEK, date(2026, 11, 23), date(2026, 11, 23)),
        (Period.FOUR_WEEKS, date(2026, 11, 22), date(2026, 10, 26)),
        (Period.QUARTER, date(2026, 11, 22), date(2026, 10, 1)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_begin_where_the_calendar_says(period: Period, today: date, first: date) -> None:
    assert first_day(period, today) == first


def test_the_question_is_in_whole_days_of_beijing_about_both_promises() -> None:
    query = Choice(period=Period.WEEK).query(NOW)
    assert query.clock == (VIDEO, CONFERENCE)
    assert (query.since, query.until) == (
        datetime(2026, 11, 22, 16, tzinfo=UTC),
        datetime(2026, 11, 23, 16, tzinfo=UTC),
    )


def test_own_days_are_both_included_in_either_order() -> None:
    choice = Choice(period=Period.OWN, first=date(2026, 5, 3), last=date(2026, 5, 3))
    query = choice.query(NOW)
    assert query.since is not None
    assert query.until is not None
    assert (query.until - query.since).days == 1
    later = Choice(period=Period.OWN, first=date(2026, 6, 1), last=date(2026, 5, 3))
    assert later.days(NOW) == (date(2026, 5, 3), date(2026, 5, 3))


def test_everything_that_was_chosen_is_asked_for() -> None:
    choice = Choice(unit_id="310105001", incident_class=IncidentClass.ACCIDENT, level=IncidentLevel.II, drills=True)
    query = choice.query(NOW)
    assert (query.unit, query.incident_class, query.level, query.drills) == (
        ("310105001",),
        (IncidentClass.ACCIDENT,),
        (IncidentLevel.II,),
        True,
    )
