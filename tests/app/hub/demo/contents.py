"""What a demo's hub keeps, for the tests that look at it."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.events import Event
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.people import Person, RoleTitle, Shift
from app.domain.plans import ResponsePlan
from app.domain.rooms import Invitation, Participation, Room
from app.domain.sla.clocks import SlaClock
from app.domain.streets import STREETS
from app.domain.units import Unit
from app.hub.demo.starting import Demo
from app.hub.settings import HubSettings
from app.services.rows import Attachment
from app.store.engine import sqlite_url
from app.store.store import Store
from tests.fakes.clock import FakeClock
from tests.servers.hub import DISTRICT

# A Sunday, ten in the morning in Beijing.
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1, hours=5)


@dataclass
class Contents:
    """Everything that a demo's hub keeps."""

    folder: Path
    events: list[Event]
    units: dict[str, Unit]
    people: dict[str, Person]
    shifts: list[Shift]
    plans: list[ResponsePlan]
    incidents: dict[str, Incident]
    assignments: list[Assignment]
    reports: list[IncidentReport]
    evidence: dict[str, Evidence]
    attachments: dict[str, Attachment]
    rooms: dict[str, Room]
    invitations: list[Invitation]
    participations: list[Participation]

    def path(self, unit_id: str) -> str:
        return self.units[unit_id].path

    def clocks(self) -> list[tuple[Incident, SlaClock]]:
        return [(incident, clock) for incident in self.incidents.values() for clock in incident.clocks]

    def drills(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if incident.is_drill]

    def still_open(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if not incident.status.over]


def prepare(folder: Path, now: datetime) -> None:
    asyncio.run(Demo(settings(folder), clock=FakeClock(now)).prepare_folder())


def settings(folder: Path) -> HubSettings:
    return HubSettings(data=folder, database=sqlite_url(folder / "hub.db"))


def contents(folder: Path) -> Contents:
    return asyncio.run(read_contents(folder))


async def read_contents(folder: Path) -> Contents:
    store = Store(sqlite_url(folder / "hub.db"), clock=FakeClock(), boot_id="looking")
    await store.start()
    try:
        async with store.reading() as reading:
            return Contents(
                folder,
                events=await reading.events(),
                units={one.unit_id: one for one in await reading.find(Unit)},
                people={one.person_id: one for one in await reading.find(Person)},
                shifts=await reading.find(Shift),
                plans=await reading.find(ResponsePlan),
                incidents={one.incident_id: one for one in await reading.find(Incident)},
                assignments=await reading.find(Assignment),
                reports=await reading.find(IncidentReport),
                evidence={one.evidence_id: one for one in await reading.find(Evidence)},
                attachments={one.attachment_id: one for one in await reading.find(Attachment)},
                rooms={one.room_id: one for one in await reading.find(Room)},
                invitations=await reading.find(Invitation),
                participations=await reading.find(Participation),
            )
    finally:
        await store.close()


def on_duty_of_all(shifts: list[Shift], moments: Iterable[datetime]) -> None:
    for moment in moments:
        on_duty = Counter((one.unit_id, one.title) for one in shifts if one.starts_at <= moment < one.ends_at)
        for unit_id in (DISTRICT, *(street.code for street in STREETS)):
            for title in (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STANDBY):
                assert on_duty[unit_id, title] == 1, (unit_id, title, moment)
