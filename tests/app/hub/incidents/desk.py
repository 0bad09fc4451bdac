"""A hub with people at its desks, as tests of what is done to incidents begin: each says only what it is about."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.domain.events import Event, EventKind
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, IncidentStatus, Place
from app.domain.permissions import Role
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import VIDEO
from app.domain.units import Point
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.incidents import MoveIncident, ReportIncident
from app.services.rows import IncidentPage
from app.store.change import Change
from app.store.store import Reading
from tests.fakes.clock import FakeClock
from tests.servers.hub import DISTRICT, RunningHub, running_hub

Result = TypeVar("Result")

PARK = Point(longitude=121.41625, latitude=31.22120)
_PATH = (IncidentStatus.OPENED, IncidentStatus.IN_PROGRESS, IncidentStatus.REPORTED_BACK, IncidentStatus.CHECKED)


class Desk:
    """`officer` is a duty officer of the district, `leader` its duty leader. Clients are kept by
    role, unit and seat."""

    def __init__(self, running: RunningHub, clock: FakeClock) -> None:
        self.running = running
        self.hub = running.hub
        self.clock = clock
        self._clients: dict[tuple[str, str, str], HubClient] = {}
        self.officer: HubClient
        self.leader: HubClient

    async def as_(self, role: Role, unit_id: str = DISTRICT, seat: str = "seat") -> HubClient:
        key = role.value, unit_id, seat
        if key not in self._clients:
            self._clients[key] = await self.running.client(role, unit_id, seat=seat)
        return self._clients[key]

    async def report(self, **changes: Any) -> Incident:
        known: dict[str, Any] = {
            "title": "商场火情",
            "classes": (IncidentClass.ACCIDENT,),
            "level": IncidentLevel.III,
            "place": Place(text="华阳路街道 中山公园", point=PARK),
        }
        return await self.officer.report_incident(ReportIncident(**(known | changes)))

    async def move(self, incident: Incident, *path: str) -> Incident:
        for to in path:
            command = MoveIncident(expected_version=incident.version, to=to)
            incident = await self.officer.move_incident(incident.incident_id, command)
        return incident

    async def opened(self, **changes: Any) -> Incident:
        return await self.move(await self.report(**changes), "opened")

    async def closed(self, **changes: Any) -> Incident:
        return await self.move(await self.report(**changes), *_PATH, "closed")

    async def page(self, incident: Incident) -> IncidentPage:
        return await self.officer.incident_page(incident.incident_id)

    async def now(self, incident: Incident) -> Incident:
        """The incident as the hub has it."""
        return (await self.page(incident)).incident

    async def told(self, incident: Incident, kind: EventKind) -> list[Event]:
        """Its events of this kind, the oldest first."""
        return [event for event in reversed((await self.page(incident)).timeline) if event.kind is kind]

    async def put(self, *rows: object) -> None:
        """Straight into the store: what other parts of the hub would have made."""

        async def insert(change: Change) -> None:
            for row in rows:
                change.insert(row)

        await self.hub.store.writer.run(insert, actor=self.hub.actor)

    async def replace(self, row: object) -> None:
        """As `put`, for the next state of one that is there."""

        async def replaced(change: Change) -> None:
            change.replace(row)

        await self.hub.store.writer.run(replaced, actor=self.hub.actor)

    def after(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)


async def refused(command: Awaitable[object]) -> tuple[int, str]:
    """Status and code of the refusal."""
    with pytest.raises(HubRefusedError) as caught:
        await command
    return caught.value.status, caught.value.code


async def place_of(command: Awaitable[object]) -> str:
    """The field that a 422 names."""
    with pytest.raises(HubRefusedError) as caught:
        await command
    assert caught.value.status == 422
    return caught.value.place.removeprefix("body.")


def clock_of(incident: Incident, kind: str = VIDEO, *, cycle: int | None = None) -> SlaClock:
    """The only one of this kind in the cycle, the present one if none is given."""
    wanted = incident.cycle if cycle is None else cycle
    (found,) = [one for one in incident.clocks if (one.kind, one.cycle) == (kind, wanted)]
    return found


@asynccontextmanager
async def open_desk(data: Path, *, clock: FakeClock | None = None, **settings: object) -> AsyncIterator[Desk]:
    """Outputs stay their seats' without a feed: only the tests of outputs are about that."""
    clock = clock or FakeClock()
    async with running_hub(data, clock=clock, output_grace=timedelta(hours=1), **settings) as running:
        desk = Desk(running, clock)
        await _open_all_readers(running)
        desk.officer = await desk.as_(Role.DUTY_OFFICER)
        desk.leader = await desk.as_(Role.DUTY_LEADER)
        yield desk


async def _open_all_readers(running: RunningHub) -> None:
    """Each connection has a thread, which is to be there before the first test looks for threads that it left."""
    async with AsyncExitStack() as open_together:
        readings: list[Reading] = [
            await open_together.enter_async_context(running.hub.store.reading()) for _ in range(4)
        ]
        await asyncio.gather(*(reading.last_seq() for reading in readings))
