"""What each clock of each incident came to: the raw samples from which, and only from which, every figure is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.sla.clock_rules import deadline, elapsed_s, is_met
from app.domain.sla.clocks import ExclusionReason, SlaClock, StopManner

# China has had one time zone since 1949 and no summer time since 1991.
BEIJING = timezone(timedelta(hours=8), "CST")


class Timed(Protocol):
    """An incident, or as much of it as its samples need: a year of them is not decoded whole for a handful of
    figures."""

    @property
    def incident_id(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def unit_id(self) -> str: ...
    @property
    def classes(self) -> tuple[IncidentClass, ...]: ...
    @property
    def level(self) -> IncidentLevel: ...
    @property
    def is_drill(self) -> bool: ...
    @property
    def clocks(self) -> tuple[SlaClock, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One clock of one cycle as it stood at a moment. `elapsed_s` is None while nothing stopped it. `met` is None while
    that is still open; a target that passed, or a frozen clock that nothing stopped, is a breach. `excluded` has each
    reason once; `met` says what it would have been."""

    incident_id: str
    number: str
    clock_id: str
    kind: str
    cycle: int
    unit_id: str
    unit_path: str
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel
    is_drill: bool
    started_at: datetime
    elapsed_s: float | None
    target_s: float
    met: bool | None
    manner: StopManner | None
    excluded: tuple[ExclusionReason, ...]
    policy_id: str
    policy_version: int


def samples_of(incident: Timed, now: datetime, *, unit_path: str | None = None) -> tuple[Sample, ...]:
    """A sample for each clock of each cycle; without `unit_path` the unit is its own top."""
    path = f"/{incident.unit_id}/" if unit_path is None else unit_path
    return tuple(_sample(incident, clock, now, path) for clock in incident.clocks)


def _sample(incident: Timed, clock: SlaClock, now: datetime, unit_path: str) -> Sample:
    return Sample(
        incident_id=incident.incident_id,
        number=incident.number,
        clock_id=clock.clock_id,
        kind=clock.kind,
        cycle=clock.cycle,
        unit_id=incident.unit_id,
        unit_path=unit_path,
        classes=incident.classes,
        level=incident.level,
        is_drill=incident.is_drill,
        started_at=clock.started_at,
        elapsed_s=None if clock.stop is None else elapsed_s(clock, now),
        target_s=clock.target_s,
        met=_met(clock, now),
        manner=None if clock.stop is None else clock.stop.manner,
        excluded=tuple(dict.fromkeys(exclusion.reason for exclusion in clock.exclusions)),
        policy_id=clock.policy_id,
        policy_version=clock.policy_version,
    )


def _met(clock: SlaClock, now: datetime) -> bool | None:
    if clock.stop is not None:
        return is_met(clock)
    return False if clock.frozen or now > deadline(clock) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which samples: of one kind of clock, of drills or of real incidents, never both. Empty and None take all.

    Started from `since` (included) to `until`, in one of the `hours` of the day (0…23, Beijing's); `unit_ids` with all
    below them.
    """

    kind: str
    drills: bool = False
    since: datetime | None = None
    until: datetime | None = None
    unit_ids: tuple[str, ...] = ()
    classes: tuple[IncidentClass, ...] = ()
    levels: tuple[IncidentLevel, ...] = ()
    hours: tuple[int, ...] = ()

    def take(self, sample: Sample) -> bool:
        return (
            sample.kind == self.kind
            and sample.is_drill is self.drills
            and (self.since is None or self.since <= sample.started_at)
            and (self.until is None or sample.started_at < self.until)
            and (not self.unit_ids or any(f"/{unit_id}/" in sample.unit_path for unit_id in self.unit_ids))
            and (not self.classes or not set(self.classes).isdisjoint(sample.classes))
            and (not self.levels or sample.level in self.levels)
            and (not self.hours or sample.started_at.astimezone(BEIJING).hour in self.hours)
        )


def select(samples: Iterable[Sample], filters: Filters) -> tuple[Sample, ...]:
    """Those that the filters take, in their order."""
    return tuple(sample for sample in samples if filters.take(sample))
