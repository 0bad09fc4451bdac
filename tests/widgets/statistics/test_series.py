"""What the pictures show of an answer."""

from datetime import UTC, date, datetime, timedelta

from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.statistics_wire import ClockStatistics, StatisticsQuery
from tests.fakes.sample_incidents import NOW
from tests.widgets.statistics.answers import answer_to, over
from widgets.statistics.series import HIGHEST_TARGETS, ceiling_s, hours, is_kept, units, weeks

BOTH = StatisticsQuery(clock=(VIDEO, CONFERENCE))


def videos(*incidents: object) -> ClockStatistics:
    return answer_to(BOTH, incidents).clocks[0]  # type: ignore[arg-type]


def test_a_week_without_samples_leaves_its_place_empty() -> None:
    last_week_of_the_year = datetime(2026, 12, 31, tzinfo=UTC)
    found = weeks(
        answer_to(
            BOTH,
            [over(1, 60, at=last_week_of_the_year), over(2, 60, at=last_week_of_the_year + timedelta(weeks=2))],
            now=NOW + timedelta(days=90),
        )
        .clocks[0]
        .by_week
    )
    assert [(week.place, week.monday) for week in found] == [(0, date(2026, 12, 28)), (2, date(2027, 1, 11))]


def test_kept_means_that_nine_of_ten_were_in_time() -> None:
    nine = [over(number, 60) for number in range(9)]
    assert is_kept(videos(*nine, over(9, 400)).total) is True
    assert is_kept(videos(*nine[1:], over(9, 400)).total) is False
    assert is_kept(videos().total) is None


def test_the_picture_is_no_higher_than_needed() -> None:
    assert ceiling_s(weeks(videos(over(1, 100)).by_week), 300) == 1.15 * 1.3 * 300
    assert ceiling_s(weeks(videos(over(1, 500)).by_week), 300) == 1.15 * 500
    assert ceiling_s(weeks(videos(over(1, None)).by_week), 300) == HIGHEST_TARGETS * 300
    assert ceiling_s(weeks(videos(over(1, 9000)).by_week), 300) == HIGHEST_TARGETS * 300


def test_units_with_most_breaches_of_both_promises_come_first() -> None:
    answer = answer_to(
        BOTH,
        [
            over(1, 10, unit_id="310105001"),
            over(2, 400, unit_id="310105002"),
            over(3, 400, 1000, unit_id="310105008"),
            over(4, 10, unit_id="310105009"),
            over(5, 10, unit_id="310105009"),
        ],
    )
    found = units(answer.clocks, {"310105008": "仙霞新村街道"})
    assert [(one.name, one.count) for one in found] == [
        ("仙霞新村街道", 2),
        ("310105002", 1),
        ("310105009", 0),
        ("310105001", 0),
    ]


def test_hours_are_those_of_beijing() -> None:
    assert list(hours(videos(over(1, 10, at=datetime(2026, 11, 21, 16, 30, tzinfo=UTC))).by_hour)) == [0]
