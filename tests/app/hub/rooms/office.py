"""A district with people who can be rung, and a plan that asks for some of them: what the tests of rings begin with."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.events import Event
from app.domain.incidents import Incident
from app.domain.people import Contact, ContactKind, Hat, Person, RoleTitle, Shift
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.link.hub_client import HubClient
from app.services.rows import RoomPage
from app.store.tables import EVENT
from tests.app.hub.incidents.desk import Desk, open_desk
from tests.servers.hub import DISTRICT, STREET

T = RoleTitle
_PEOPLE = {
    # person: (unit, title, place among those who have it)
    "fire": (DISTRICT, T.FIRE, 0),
    "fire-deputy": (DISTRICT, T.FIRE, 1),
    "fire-second": (DISTRICT, T.FIRE, 2),
    "police": (DISTRICT, T.POLICE, 0),
    "street-leader": (STREET, T.STREET_LEADER, 0),
    "expert": (DISTRICT, T.EXPERT, 0),
    "on-shift": (DISTRICT, None, 0),
}


class Office:
    """Incidents are of the street; the plan for it requires fire and police, and invites the street's leader."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.hub, self.clock = desk, desk.hub, desk.clock
        self.officer = desk.officer

    async def incident(self, **fields: Any) -> Incident:
        return await self.desk.report(unit_id=STREET, **fields)

    async def opened(self, **fields: Any) -> Room:
        """The room of a new incident."""
        return await self.officer.open_room((await self.incident(**fields)).incident_id)

    async def page(self, room: Room) -> RoomPage:
        return await self.officer.room_page(room.room_id)

    async def rung(self, room: Room) -> dict[str, Invitation]:
        """By person."""
        return {one.person_id: one for one in (await self.page(room)).invitations}

    async def statuses(self, room: Room) -> dict[str, InvitationStatus]:
        return {person_id: one.status for person_id, one in (await self.rung(room)).items()}

    async def of(self, person_id: str, unit_id: str = DISTRICT, role: Role = Role.RESPONDER) -> HubClient:
        """The account of somebody who can be rung."""
        return await self.desk.running.client(role, unit_id, person_id=person_id)

    async def pass_time(self, seconds: int) -> None:
        """Second by second, as the watch looks."""
        for _ in range(seconds):
            self.clock.advance(1)
            await self.hub.ring_watch.fire_due()

    async def told(self, about: tuple[str, str], *, after: int = 0) -> list[Event]:
        """Of the log."""
        async with self.hub.store.reading() as reading:
            return [one for one in await reading.events(EVENT.table.c.seq > after) if about in one.about]


@asynccontextmanager
async def open_office(data: Path, **settings: Any) -> AsyncIterator[Office]:
    async with open_desk(data, **settings) as desk:
        yield Office(desk)


async def furnish(office: Office) -> None:
    people = [
        Person(
            person_id=person_id,
            name=f"人{person_id}",
            unit_id=unit_id,
            hats=(Hat(title=title, unit_id=unit_id, deputy_order=place),) if title is not None else (),
            contacts=(Contact(kind=ContactKind.MOBILE, value="13800138000"),) if person_id == "fire" else (),
        )
        for person_id, (unit_id, title, place) in _PEOPLE.items()
    ]
    shift = Shift(
        shift_id=uuid.uuid4().hex,
        unit_id=DISTRICT,
        person_id="on-shift",
        title=T.DUTY_LEADER,
        starts_at=office.clock.now() - timedelta(hours=1),
        ends_at=office.clock.now() + timedelta(days=2),
    )
    plan = ResponsePlan(
        plan_id="plan",
        name="街道预案",
        unit_id=STREET,
        required_titles=(T.FIRE, T.POLICE),
        invited_titles=(T.STREET_LEADER,),
    )
    await office.desk.put(*people, shift, plan)
