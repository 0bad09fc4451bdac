"""Incidents that are over and what a hub would answer about them, without a hub."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.domain.incidents import Incident
from app.domain.sla.clocks import ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.samples import samples_of
from app.hub.statistics.figures import apart, clock_statistics
from app.services.statistics_wire import Statistics, StatisticsQuery, StatisticsUnit
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, clock, incident

PATHS = {unit.unit_id: unit.path for unit in sample.units()}


def over(
    number: int,
    video_s: float | None,
    conference_s: float | None = 600,
    *,
    at: datetime = NOW - timedelta(days=2),
    by_hand: bool = False,
    excluded: ExclusionReason | None = None,
    **facts: object,
) -> Incident:
    """With its video after so many seconds and its conference after so many; None: never."""
    manner = StopManner.BY_HAND if by_hand else StopManner.EVIDENCE
    clocks = tuple(
        clock(
            kind,
            incident_id=f"i{number}",
            started_at=at,
            stopped_after_s=seconds,
            frozen=True,
            manner=manner,
            excluded=excluded,
        )
        for kind, seconds in ((VIDEO, video_s), (CONFERENCE, conference_s))
    )
    return incident(number, received_at=at, registered_at=at, clocks=clocks, **facts)


def answer_to(query: StatisticsQuery, incidents: Iterable[Incident], *, now: datetime = NOW) -> Statistics:
    samples = [one for each in incidents for one in samples_of(each, now, unit_path=PATHS[each.unit_id])]
    units = [StatisticsUnit(unit_id=unit.unit_id, name=unit.name, path=unit.path) for unit in sample.units()]
    return Statistics(
        as_of=now,
        query=query,
        clocks=clock_statistics(samples, query, now=now, names={}, depth=2),
        apart=apart(samples, query),
        units=tuple(sorted(units, key=lambda unit: unit.path)),
    )


class FakeHub:
    """Answers about `incidents`, or raises `error`; answers wait until `free`, tables until `table_free`."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.incidents = incidents
        self.error: Exception | None = None
        self.table = b"rows"
        self.asked: list[StatisticsQuery] = []
        self.free = asyncio.Event()
        self.free.set()
        self.table_free = asyncio.Event()
        self.table_free.set()

    async def statistics(self, query: StatisticsQuery) -> Statistics:
        self.asked.append(query)
        await self.free.wait()
        if self.error is not None:
            raise self.error
        return answer_to(query, self.incidents)

    async def statistics_csv(self, query: StatisticsQuery) -> bytes:
        self.asked.append(query)
        await self.table_free.wait()
        if self.error is not None:
            raise self.error
        return self.table
