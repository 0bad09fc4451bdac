"""Are we within five and fifteen? A share with its interval, two percentiles, and everything that was left out.

Each figure is made from the raw samples of its own group: percentiles of percentiles and means of shares are no
figures. Days, hours and weeks are Beijing's, whoever looks from wherever.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.clocks import ExclusionReason, StopManner
from app.domain.statistics.estimators import nearest_rank, wilson
from app.domain.statistics.samples import BEIJING, Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """At `as_of`. `n` samples are decided and not excluded; `met` of them in time, `by_hand` of those that stopped were
    stopped by hand. `met_share` and the percentiles (seconds) are None without samples; a percentile is None as well
    where it falls among those that nothing stopped: it was never reached. `interval` is Wilson's, 95 %.

    Beside `n`: `pending` may still be met; `excluded` samples count once each, in `excluded_by_reason` once for every
    reason. `policies` are the versions (policy id, version) that the `n` were promised under.
    """

    as_of: datetime
    of_drills: bool
    n: int
    met: int
    by_hand: int
    met_share: float | None
    interval: tuple[float, float]
    p50_s: float | None
    p90_s: float | None
    pending: int
    excluded: int
    excluded_by_reason: tuple[tuple[ExclusionReason, int], ...]
    policies: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`key` is what its samples have in common, as the grouping says."""

    key: str
    summary: Summary


def summarise(samples: Iterable[Sample], *, now: datetime, drills: bool = False) -> Summary:
    """The figures of the real incidents among `samples`, or of the drills: never of both.

    Raises ValueError for clocks of several kinds: five minutes and fifteen have no median in common.
    """
    ours = [sample for sample in samples if sample.is_drill is drills]
    if len(kinds := {sample.kind for sample in ours}) > 1:
        raise ValueError(f"samples of several clocks: {', '.join(sorted(kinds))}")
    return _summary(ours, now=now, drills=drills)


def _summary(ours: Iterable[Sample], *, now: datetime, drills: bool) -> Summary:
    """Of samples of one sort and one kind, in one pass: a year is walked through once for each of five groupings."""
    times: list[float] = []
    policies: set[tuple[str, int]] = set()
    reasons: Counter[ExclusionReason] = Counter()
    met = by_hand = pending = excluded = 0
    for sample in ours:
        if sample.excluded:
            excluded += 1
            reasons.update(sample.excluded)
        elif sample.met is None:
            pending += 1
        else:
            times.append(math.inf if sample.elapsed_s is None else sample.elapsed_s)
            policies.add((sample.policy_id, sample.policy_version))
            met += sample.met
            by_hand += sample.manner is StopManner.BY_HAND
    times.sort()
    return Summary(
        as_of=now,
        of_drills=drills,
        n=len(times),
        met=met,
        by_hand=by_hand,
        met_share=met / len(times) if times else None,
        interval=wilson(met, len(times)),
        p50_s=nearest_rank(times, 50),
        p90_s=nearest_rank(times, 90),
        pending=pending,
        excluded=excluded,
        excluded_by_reason=tuple((reason, reasons[reason]) for reason in ExclusionReason if reasons[reason]),
        policies=tuple(sorted(policies)),
    )


def by_unit(
    samples: Iterable[Sample], *, now: datetime, drills: bool = False, depth: int | None = None
) -> tuple[Group, ...]:
    """Keys are unit ids, sorted. `depth` rolls up: 1 the district, 2 the streets; what is above stays itself."""

    def unit(sample: Sample) -> tuple[str, ...]:
        units = sample.unit_path.strip("/").split("/")
        return (sample.unit_id if depth is None else units[min(depth, len(units)) - 1],)

    return _grouped(samples, unit, now=now, drills=drills)


def by_class(samples: Iterable[Sample], *, now: datetime, drills: bool = False) -> tuple[Group, ...]:
    """Keys are the classes in their order. An incident of several counts in each: the groups add up to more than n."""
    order = [one.value for one in IncidentClass]
    return _grouped(samples, lambda sample: sample.classes, now=now, drills=drills, order=order)


def by_level(samples: Iterable[Sample], *, now: datetime, drills: bool = False) -> tuple[Group, ...]:
    """Keys are I to IV, the gravest first."""
    order = [one.value for one in IncidentLevel]
    return _grouped(samples, lambda sample: (sample.level,), now=now, drills=drills, order=order)


def by_hour(samples: Iterable[Sample], *, now: datetime, drills: bool = False) -> tuple[Group, ...]:
    """Keys are the hours of the day in which the clocks started, "00" to "23" in Beijing; empty ones are missing."""
    return _grouped(samples, lambda sample: (f"{_in_beijing(sample).hour:02}",), now=now, drills=drills)


def by_week(samples: Iterable[Sample], *, now: datetime, drills: bool = False) -> tuple[Group, ...]:
    """Keys are the ISO 8601 weeks in which the clocks started, "2026-W01", in Beijing; empty ones are missing."""

    def week(sample: Sample) -> tuple[str, ...]:
        year, number, _ = _in_beijing(sample).isocalendar()
        return (f"{year:04}-W{number:02}",)

    return _grouped(samples, week, now=now, drills=drills)


def _in_beijing(sample: Sample) -> datetime:
    return sample.started_at.astimezone(BEIJING)


def _grouped(
    samples: Iterable[Sample],
    keys: Callable[[Sample], Iterable[str]],
    *,
    now: datetime,
    drills: bool,
    order: list[str] | None = None,
) -> tuple[Group, ...]:
    groups: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.is_drill is drills:
            for key in keys(sample):
                groups[key].append(sample)
    ordered = sorted(groups, key=order.index if order else None)
    return tuple(Group(key=str(key), summary=summarise(groups[key], now=now, drills=drills)) for key in ordered)
