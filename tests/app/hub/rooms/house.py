"""A hub with rooms in it and people who come in: what the tests of signalling begin with."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from app.domain.accounts import Account
from app.domain.events import Event, EventKind
from app.domain.people import Hat, Person, RoleTitle
from app.domain.permissions import Role
from app.domain.rooms import JoinLink, Participation, Room, RoomKind
from app.hub.rooms.line_times import LineTimes
from app.link.hub_client import HubClient
from app.store.change import Change
from app.store.secrets import TokenSecret, new_token, token_hash
from app.store.tables import EVENT
from tests.app.hub.rooms.participant import PATIENCE_S, Participant
from tests.fakes.conference_engine import FakeConferenceEngine
from tests.servers.hub import DISTRICT, RunningHub, running_hub

Row = TypeVar("Row")

# Participants of tests beat no heart: that a test takes its time on a busy machine is no lost line.
_PATIENT = LineTimes(silence_s=300.0, hello_s=60.0)


class House:
    """`host` is a duty officer of the district. Participants end with it."""

    def __init__(self, running: RunningHub, engine: FakeConferenceEngine, stack: AsyncExitStack) -> None:
        self.running, self.hub, self.engine = running, running.hub, engine
        self._stack = stack
        self.host: HubClient

    # -- rows

    async def put(self, *rows: object) -> None:
        """New ones, or the next state of those that are there."""

        async def work(change: Change) -> None:
            for row in rows:
                change.insert(row)

        await self.hub.store.writer.run(work, actor=self.hub.actor)

    async def change(self, row: object) -> None:
        async def work(change: Change) -> None:
            change.replace(row)

        await self.hub.store.writer.run(work, actor=self.hub.actor)

    async def room(self, **fields: Any) -> Room:
        known: dict[str, Any] = {
            "room_id": uuid.uuid4().hex,
            "kind": RoomKind.INCIDENT,
            "name": "商场火情",
            "unit_id": DISTRICT,
            "opened_at": datetime.now(UTC),
            "opened_by": "hub",
        }
        room = Room(**(known | fields))
        await self.put(room)
        return room

    async def now(self, room: Room, **fields: Any) -> Room:
        """The room as it is from now on."""
        changed = replace(room, version=room.version + 1, **fields)
        await self.change(changed)
        return changed

    async def link(self, room: Room, **fields: Any) -> tuple[JoinLink, str]:
        """With its token."""
        token = new_token("ffl_")
        now = datetime.now(UTC)
        known: dict[str, Any] = {
            "link_id": uuid.uuid4().hex,
            "room_id": room.room_id,
            "incident_id": room.incident_id,
            "unit_id": room.unit_id,
            "created_at": now,
            "created_by": "hub",
            "expires_at": now + timedelta(hours=1),
        }
        link = JoinLink(**(known | fields))
        await self.put(link, TokenSecret(owner_id=link.link_id, token_hash=token_hash(token)))
        return link, token

    async def stored(self, participation_id: str) -> Participation:
        """As the database has it, with what waits to be written."""
        await self.written()
        async with self.hub.store.reading() as reading:
            found = await reading.get(Participation, participation_id)
        assert found is not None
        return found

    async def written(self) -> None:
        """Everything that happened so far is in the database."""
        async with asyncio.timeout(PATIENCE_S):
            await self.hub.rooms.ledger.settled()

    async def events(self, participation_id: str) -> list[Event]:
        await self.written()
        async with self.hub.store.reading() as reading:
            found = await reading.events(EVENT.table.c.kind.like("participant.%"))
        return [one for one in found if ("participation", participation_id) in one.about]

    async def kinds(self, participation_id: str) -> list[EventKind]:
        return [one.kind for one in await self.events(participation_id)]

    # -- people

    async def account(
        self, role: Role = Role.DUTY_OFFICER, unit_id: str = DISTRICT, *titles: RoleTitle, seat: str = "seat"
    ) -> tuple[HubClient, str]:
        """Of a new person with these titles."""
        client = await self.running.client(role, unit_id, seat=seat)
        person = Person(
            person_id=uuid.uuid4().hex,
            name="某人",
            unit_id=unit_id,
            hats=tuple(Hat(title=title, unit_id=unit_id) for title in titles),
        )
        known = self.hub.sessions.actor(client.token)
        assert known is not None
        account: Account | None = self.hub.sessions.account(known[0].actor_id)
        assert account is not None
        await self.put(person)
        await self.change(replace(account, version=account.version + 1, person_id=person.person_id))
        return client, person.person_id

    async def line(self) -> Participant:
        return await self._stack.enter_async_context(Participant(self.running.url))

    async def seat(self, room: Room, client: HubClient | None = None, **hello: Any) -> Participant:
        """At the door, as the host where nobody else is named."""
        participant = await self.line()
        await participant.hello((client or self.host).token, room_id=room.room_id, **hello)
        return participant

    async def inside(self, room: Room, client: HubClient | None = None) -> Participant:
        participant = await self.seat(room, client)
        assert await participant.join() == "in"
        return participant

    async def phone(self, token: str, *, device: str = "phone", **hello: Any) -> Participant:
        """At the door."""
        participant = await self.line()
        await participant.hello(token, device=device, **hello)
        return participant


@asynccontextmanager
async def open_house(data: Path, **settings: Any) -> AsyncIterator[House]:
    engine = settings.pop("engine", None) or FakeConferenceEngine()
    settings.setdefault("line_times", _PATIENT)
    async with running_hub(data, engine=engine, **settings) as running:
        await running.open_readers()
        async with AsyncExitStack() as stack:
            house = House(running, engine, stack)
            house.host = await running.client(Role.DUTY_OFFICER)
            yield house
