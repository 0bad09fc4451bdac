"""The raw samples behind a question, with no more of each incident read than they need.

A year of incidents is tens of thousands: they are read in portions and decoded on a thread, so that commands and feeds
go on meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, or_, select

from app.domain.incidents import Incident, IncidentClass, IncidentLevel
from app.domain.people import RoleTitle
from app.domain.sla.clocks import Firing, SlaClock
from app.domain.statistics.samples import Sample, samples_of
from app.hub.asking import Asking
from app.services.statistics_wire import StatisticsQuery
from app.store.store import Reading
from app.store.tables import MAPPED

# Making objects of so many rows holds the loop for some milliseconds.
_AT_ONCE = 2000

_INCIDENT = MAPPED[Incident].table
_COLUMNS = tuple(
    _INCIDENT.c[name] for name in ("incident_id", "number", "unit_id", "classes", "level", "is_drill", "clocks")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock(SlaClock):
    """Without its warnings: they are four fifths of its text and no figure's business."""

    thresholds: tuple[tuple[int, RoleTitle], ...] = field(default=(), init=False)
    firings: tuple[Firing, ...] = field(default=(), init=False)


_CLOCKS: TypeAdapter[tuple[_Clock, ...]] = TypeAdapter(tuple[_Clock, ...])
_CLASSES: TypeAdapter[tuple[IncidentClass, ...]] = TypeAdapter(tuple[IncidentClass, ...])


@dataclass(slots=True, kw_only=True)  # frozen ones take thrice as long to make
class _Timed:
    """See app.domain.statistics.samples.Timed."""

    incident_id: str
    number: str
    unit_id: str
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel
    is_drill: bool
    clocks: tuple[SlaClock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows of the incidents behind a question and the paths of the units that may count; not yet decoded."""

    rows: Sequence[Any]
    paths: Mapping[str, str]

    def samples(self, *, now: datetime) -> Iterator[Sample]:
        """Of both sorts and of every kind of clock. Takes 20 µs for each incident: not for the loop."""
        for incident_id, number, unit_id, classes, level, is_drill, clocks in self.rows:
            timed = _Timed(
                incident_id=incident_id,
                number=number,
                unit_id=unit_id,
                classes=_classes(classes),
                level=IncidentLevel(level),
                is_drill=is_drill,
                clocks=_CLOCKS.validate_json(clocks),
            )
            yield from samples_of(timed, now, unit_path=self.paths[unit_id])


async def find(asking: Asking, query: StatisticsQuery) -> Found:
    """Incidents of the actor's own units and all below them; a superset of what the filters take.

    Raises RefusedError 403 for a unit outside the actor's scope.
    """
    for unit_id in query.unit:
        asking.check(unit_id)
    units = [unit for unit in asking.hub.directory if asking.may(unit.unit_id)]
    if query.unit:
        units = [unit for unit in units if any(f"/{above}/" in unit.path for above in query.unit)]
    paths = {unit.unit_id: unit.path for unit in units}
    where: list[ColumnElement[bool]] = [_INCIDENT.c.unit_id.in_(paths)]
    if query.level:
        where.append(_INCIDENT.c.level.in_([level.value for level in query.level]))
    if query.since is not None:
        # No clock starts once its incident is over; that a clock started late says nothing about the receipt.
        where.append(or_(_INCIDENT.c.closed_at.is_(None), _INCIDENT.c.closed_at >= query.since))
    async with asking.hub.store.reading() as reading:
        return Found(rows=await _rows(reading, where), paths=paths)


async def _rows(reading: Reading, where: Sequence[ColumnElement[bool]]) -> list[Any]:
    statement = select(*_COLUMNS).where(*where).order_by(_INCIDENT.c.incident_id).limit(_AT_ONCE)
    rows = list(await reading.execute(statement))
    last = rows
    while len(last) == _AT_ONCE:
        last = list(await reading.execute(statement.where(_INCIDENT.c.incident_id > last[-1].incident_id)))
        rows += last
    return rows


@cache
def _classes(text: str) -> tuple[IncidentClass, ...]:
    return _CLASSES.validate_json(text)
