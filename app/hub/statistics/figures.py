"""From samples to the answer: every figure of every group from the raw samples, of one sort of incident at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.samples import Sample, select
from app.domain.statistics.summaries import by_class, by_hour, by_level, by_unit, by_week, summarise
from app.services.statistics_wire import ClockStatistics, StatisticsQuery


def clock_statistics(
    samples: Collection[Sample], query: StatisticsQuery, *, now: datetime, names: Mapping[str, str], depth: int
) -> tuple[ClockStatistics, ...]:
    """The kinds that were asked for; without any the two built-in ones and whatever else there are samples of.
    `names` of policies by kind; units are rolled up to `depth`."""
    return tuple(_of_one_kind(samples, kind, query, now, names, depth) for kind in kinds(samples, query))


def kinds(samples: Iterable[Sample], query: StatisticsQuery) -> tuple[str, ...]:
    """Of clocks, in the order in which they are shown."""
    if query.clock:
        return tuple(dict.fromkeys(query.clock))
    return (VIDEO, CONFERENCE, *sorted({sample.kind for sample in samples} - {VIDEO, CONFERENCE}))


def apart(samples: Iterable[Sample], query: StatisticsQuery) -> int:
    """How many incidents of the other sort the same filters take."""
    other = query.model_copy(update={"drills": not query.drills})
    asked = set(query.clock)
    filters = {kind: other.filters(kind) for kind in {sample.kind for sample in samples} if not asked or kind in asked}
    return len({one.incident_id for one in samples if one.kind in filters and filters[one.kind].take(one)})


def _of_one_kind(
    samples: Collection[Sample],
    kind: str,
    query: StatisticsQuery,
    now: datetime,
    names: Mapping[str, str],
    depth: int,
) -> ClockStatistics:
    ours = select(samples, query.filters(kind))
    drills = query.drills
    targets = Counter(sample.target_s for sample in ours if not sample.excluded)
    return ClockStatistics(
        kind=kind,
        name=names.get(kind, kind),
        targets_s=tuple(target_s for target_s, _ in targets.most_common()),
        total=summarise(ours, now=now, drills=drills),
        by_unit=by_unit(ours, now=now, drills=drills, depth=depth),
        by_class=by_class(ours, now=now, drills=drills),
        by_level=by_level(ours, now=now, drills=drills),
        by_hour=by_hour(ours, now=now, drills=drills),
        by_week=by_week(ours, now=now, drills=drills),
    )
