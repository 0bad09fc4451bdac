"""Are we within five and fifteen? Figures for whoever may see them, raw samples for whoever may take them out."""

import asyncio
from typing import Annotated

from fastapi import Query, Response

from app.domain.events import EventKind
from app.domain.permissions import Action
from app.domain.sla.clock_rules import newest_versions
from app.domain.units import UnitKind
from app.hub.asking import Asking, authorized
from app.hub.statistics.figures import apart, clock_statistics, kinds
from app.hub.statistics.samples import find_samples
from app.hub.strict_route import strict_router
from app.services.statistics_csv import MEDIA_TYPE, samples_csv
from app.services.statistics_wire import ClockStatistics, Statistics, StatisticsQuery, StatisticsUnit
from app.store.change import Change

router = strict_router("statistics")


@router.get("/statistics", response_model=Statistics)
async def statistics(
    query: Annotated[StatisticsQuery, Query()], asking: Annotated[Asking, authorized(Action.STATISTICS_READ)]
) -> Statistics:
    """Of the units of this seat: percentiles by nearest rank, shares with their interval, in total and by group, each
    from the raw samples. What nothing stopped counts as a breach; what is excluded stands beside."""
    now = asking.hub.clock.now()
    names = {policy.clock: policy.name for policy in newest_versions(asking.hub.policies.all())}
    depth = _depth(asking, query)

    async with asking.hub.statistics_turn:
        samples = await find_samples(asking, query, now=now)

        def work() -> tuple[tuple[ClockStatistics, ...], int]:
            return clock_statistics(samples, query, now=now, names=names, depth=depth), apart(samples, query)

        clocks, other = await asyncio.to_thread(work)
    return Statistics(as_of=now, query=query, clocks=clocks, apart=other, units=_units(asking, clocks))


@router.get(
    "/statistics.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "A head, an empty line and the samples' table"}},
)
async def export(
    query: Annotated[StatisticsQuery, Query()], asking: Annotated[Asking, authorized(Action.STATISTICS_EXPORT)]
) -> Response:
    """The raw samples with policy version and filters. Written down in the log before a byte of it leaves."""
    now = asking.hub.clock.now()
    unit_names = {unit.unit_id: unit.name for unit in asking.hub.directory}

    async with asking.hub.statistics_turn:
        samples = await find_samples(asking, query, now=now)

        def work() -> tuple[bytes, int]:
            return samples_csv(
                samples,
                query,
                kinds=kinds(samples, query),
                now=now,
                exported_by=asking.actor.name,
                unit_names=unit_names,
            )

        content, rows = await asyncio.to_thread(work)

    async def record(change: Change) -> None:
        change.record(
            EventKind.EXPORTED,
            {"what": "statistics", "rows": rows, "filters": query.model_dump(mode="json", exclude_defaults=True)},
            unit_id=asking.actor.unit_id,
        )

    await asking.hub.store.writer.run(record, actor=asking.actor)
    name = f"statistics-{now:%Y%m%dT%H%M%SZ}.csv"
    return Response(content, media_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _depth(asking: Asking, query: StatisticsQuery) -> int:
    """Of the children of the unit that was asked for, or of the actor's own."""
    top = query.unit[0] if len(query.unit) == 1 else asking.actor.unit_id
    return asking.hub.directory.path(top).count("/")


def _units(asking: Asking, clocks: tuple[ClockStatistics, ...]) -> tuple[StatisticsUnit, ...]:
    shown = {group.key for clock in clocks for group in clock.by_unit}
    units = [
        unit
        for unit in asking.hub.directory
        if asking.may(unit.unit_id) and (unit.kind in _CHOSEN_FROM or unit.unit_id in shown)
    ]
    units.sort(key=lambda unit: unit.path)
    return tuple(StatisticsUnit(unit_id=unit.unit_id, name=unit.name, path=unit.path) for unit in units)


_CHOSEN_FROM = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.DEPARTMENT)
