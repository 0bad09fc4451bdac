"""A real hub on a real socket in the test's own loop, with people of every role to ask as."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL

from app.clock import Clock
from app.domain.accounts import Account
from app.domain.people import PersonType
from app.domain.permissions import Role
from app.hub.founding import found_district
from app.hub.hub import Hub
from app.hub.passwords import hash_random_password
from app.hub.server import HubServer
from app.hub.settings import HubSettings
from app.link.hub_client import HubClient
from app.services.commands.sessions import LogIn
from app.services.conference_engine import ConferenceEngine
from app.store.change import Change
from app.store.engine import READERS, sqlite_url
from app.store.secrets import AccountSecret
from tests.fakes.conference_engine import FakeConferenceEngine

DISTRICT = "310105"
STREET = "310105001"  # 华阳路街道
OTHER_STREET = "310105002"
PASSWORD = "correct horse battery"


@dataclass
class RunningHub:
    """`hub` is the server's inside, for what no client can ask; clients are closed with it."""

    hub: Hub
    url: str
    data: Path
    _clients: list[HubClient] = field(default_factory=list)

    def anonymous(self) -> HubClient:
        client = HubClient(self.url)
        self._clients.append(client)
        return client

    async def client(
        self,
        role: Role = Role.ADMINISTRATOR,
        unit_id: str = DISTRICT,
        *,
        seat: str = "seat",
        person_type: PersonType = PersonType.STAFF,
        person_id: str | None = None,
    ) -> HubClient:
        """Logged in as a new account of this role and unit."""
        account = Account(
            account_id=uuid.uuid4().hex,
            login=f"{role.value}-{uuid.uuid4().hex[:8]}",
            name=f"{role.value} of {unit_id}",
            role=role,
            unit_id=unit_id,
            person_type=person_type,
            person_id=person_id,
        )

        async def make(change: Change) -> None:
            change.insert(account)
            change.insert(AccountSecret(account_id=account.account_id, password_hash=hash_random_password(PASSWORD)))

        await self.hub.store.writer.run(make, actor=self.hub.actor)
        client = self.anonymous()
        await client.log_in(LogIn(login=account.login, password=PASSWORD, seat=seat))
        return client

    async def open_readers(self) -> None:
        """Of the database, whose threads begin now and not in the middle of a test."""
        async with AsyncExitStack() as readers:
            for _ in range(READERS):
                await readers.enter_async_context(self.hub.store.reading())

    async def close_clients(self) -> None:
        for client in self._clients:
            await client.close()


@asynccontextmanager
async def running_hub(
    data: Path,
    *,
    clock: Clock | None = None,
    database: URL | None = None,
    engine: ConferenceEngine | None = None,
    **settings: object,
) -> AsyncIterator[RunningHub]:
    """With the district's streets and the built-in policies; conferences without media where no `engine` is given.
    `settings` are further fields of HubSettings."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def make_engine(_settings: HubSettings, _clock: Clock) -> ConferenceEngine:
        return engine or FakeConferenceEngine()

    async def prepare(hub: Hub) -> None:
        await hub.store.writer.run(found_district, actor=hub.actor)

    # What a report sets going by itself is asked for by the tests that are about it.
    settings.setdefault("answers_reports", False)
    settings.setdefault("patrol", None)
    server = HubServer(
        HubSettings(data=data, database=database or sqlite_url(data / "hub.db"), **settings),  # type: ignore[arg-type]
        ready=ready.set_result,
        prepare=prepare,
        clock=clock,
        engine=make_engine,
    )
    serving = asyncio.create_task(server.run(), name="hub")
    await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    running = RunningHub(server.hub, ready.result(), data)
    try:
        yield running
    finally:
        await running.close_clients()
        server.stop()
        await serving
