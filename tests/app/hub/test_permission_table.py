"""Every route × every role × whose the thing is: the hub is asked, and the answer held against a matrix made by hand.

A route that is not in the matrix fails here until somebody has decided who may use it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import quote

import pytest
import pytest_asyncio
import websockets
from fastapi.routing import APIWebSocketRoute

from app.domain.people import PersonType
from app.domain.permissions import Role
from app.hub.feed import NOT_FOR_THIS_ROLE
from app.hub.login_limit import Tries
from app.hub.routers import ROUTERS
from app.hub.strict_route import StrictRoute
from app.link.hub_client import HubClient
from app.services.commands.sessions import IssueApiKey
from tests.app.hub.permission_matrix import MATRIX, NOT_FOR_TEMPORARY_STAFF, PUBLIC, ROLES, WHOLE_DISTRICT
from tests.app.hub.permission_probes import PROBES, Call
from tests.app.hub.permission_world import PICTURE, Asker, World
from tests.app.hub.rooms.participant import Participant
from tests.servers.hub import DISTRICT, STREET, RunningHub, running_hub
from tests.servers.raw_http import RawConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _routes() -> dict[str, StrictRoute | APIWebSocketRoute]:
    found: dict[str, StrictRoute | APIWebSocketRoute] = {}
    for route in [route for router in ROUTERS for route in router.routes]:
        if isinstance(route, APIWebSocketRoute):
            found[f"WS {route.path}"] = route
        else:
            assert isinstance(route, StrictRoute), f"{route.path}: make its router with strict_router(tag)"
            found.update({f"{method} {route.path}": route for method in route.methods})
    return found


ROUTES = _routes()
# Of one route, all that is asked.
_AT_ONCE = len(ROLES) * 4


@pytest.mark.asyncio(loop_scope="function")
async def test_every_route_has_its_line_in_the_matrix() -> None:
    unknown = ROUTES.keys() - MATRIX.keys() - PUBLIC
    assert not unknown, f"decide who may use these, in tests/app/hub/permission_matrix.py: {sorted(unknown)}"
    assert not MATRIX.keys() - ROUTES.keys(), f"no such routes: {sorted(MATRIX.keys() - ROUTES.keys())}"
    assert MATRIX.keys() == PROBES.keys(), f"ask them in permission_probes.py: {sorted(MATRIX.keys() ^ PROBES.keys())}"
    assert MATRIX.keys() >= NOT_FOR_TEMPORARY_STAFF


@pytest.mark.asyncio(loop_scope="function")
async def test_every_route_that_is_not_public_asks_for_one_permission() -> None:
    for name, route in ROUTES.items():
        if isinstance(route, StrictRoute):
            assert len(route.authorized) == (0 if name in PUBLIC else 1), name


class Desk:
    """A hub, and somebody of every role to ask as."""

    def __init__(self, running: RunningHub, connections: Iterable[RawConnection]) -> None:
        self.running = running
        self._idle: asyncio.LifoQueue[RawConnection] = asyncio.LifoQueue()
        for connection in connections:
            self._idle.put_nowait(connection)
        self.world = World(running.hub.directory)
        self._askers: dict[tuple[Role, str, PersonType], Asker] = {}

    async def asker(self, role: Role, unit_id: str, person_type: PersonType = PersonType.STAFF) -> Asker:
        key = role, unit_id, person_type
        if key not in self._askers:
            if role is Role.INTAKE:
                admin = await self.running.client()
                token = (await admin.issue_api_key(IssueApiKey(name="某系统", unit_id=unit_id))).token
            else:
                client: HubClient = await self.running.client(role, unit_id, person_type=person_type)
                token = client.token
            known = self.running.hub.sessions.actor(token)
            assert known is not None
            self._askers[key] = Asker(role, token, *known)
        return self._askers[key]

    def forget_askers(self) -> None:
        """They are about to log out."""
        self._askers.clear()

    async def prepare(self) -> None:
        await self.running.hub.store.writer.run(self.world.stage, actor=self.running.hub.actor)

    async def letter(self, route: str, call: Call, asker: Asker) -> str:
        """As in the matrix."""
        if route == "WS /events":
            return await self._feed_letter(asker)
        if route == "WS /signalling":
            return await self._signalling_letter(call.json, asker)
        body = (
            call.content if call.content is not None else b"" if call.json is None else json.dumps(call.json).encode()
        )
        connection = self._idle.get_nowait()
        try:
            answer = await connection.ask(
                route.partition(" ")[0],
                quote(call.path, safe="/?=&"),
                token=asker.token,
                body=body,
                headers={"Content-Type": call.media_type},
            )
        finally:
            self._idle.put_nowait(connection)
        if answer.status < 300:
            return "+" if call.shows is None or call.shows in answer.body.decode() else "e"
        if answer.code in call.passes:
            return "+"
        if answer.code in call.refuses:
            return "-"
        return {403: "-", 404: "0"}.get(answer.status, f"({answer.status} {answer.body.decode()})")

    async def _feed_letter(self, asker: Asker) -> str:
        url = self.running.url.replace("http", "ws", 1) + "/events"
        headers = {"Authorization": f"Bearer {asker.token}"}
        async with websockets.connect(url, additional_headers=headers, proxy=None) as socket:
            try:
                await socket.recv()
            except websockets.ConnectionClosed:
                assert socket.close_code == NOT_FOR_THIS_ROLE
                return "-"
            return "+"

    async def _signalling_letter(self, room_id: str, asker: Asker) -> str:
        async with Participant(self.running.url) as participant:
            said = await participant.ask("hello", "welcome", credential=asker.token, room_id=room_id)
            if said["type"] == "welcome":
                return "+"
            assert said == {"type": "error", "problem": "not-permitted", "final": True}
            return "-"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    tries = Tries(pair=1000, address=1000, name=1000)
    folder = tmp_path_factory.mktemp("hub")
    async with (
        running_hub(folder, login_tries=tries, output_grace=timedelta(hours=1)) as running,
        AsyncExitStack() as connections,
    ):
        opened = [await connections.enter_async_context(RawConnection(running.url)) for _ in range(_AT_ONCE)]
        await running.open_readers()
        attachment = World(running.hub.directory).attachment("own")
        (running.hub.settings.attachments / attachment.sha256).write_bytes(PICTURE)
        yield Desk(running, opened)


def _asking_unit(route: str, relation: str) -> str:
    return DISTRICT if route in WHOLE_DISTRICT and relation == "own" else STREET


async def _held(desk: Desk, expected: dict[tuple[Role, str, PersonType], str], route: str) -> None:
    """Ask all, and compare. What is refused is asked first and must leave no trace."""
    calls: dict[tuple[Role, str, PersonType], tuple[Call, Asker]] = {}
    for role, relation, person_type in expected:
        asker = await desk.asker(role, _asking_unit(route, relation), person_type)
        calls[role, relation, person_type] = (PROBES[route](desk.world, relation, asker), asker)
    await desk.prepare()

    async def ask(which: list[tuple[Role, str, PersonType]]) -> dict[tuple[Role, str, PersonType], str]:
        letters = await asyncio.gather(*(desk.letter(route, *calls[one]) for one in which))
        return dict(zip(which, letters, strict=True))

    if route == "DELETE /sessions/current":
        desk.forget_askers()
    writer = desk.running.hub.store.writer
    before = writer.head_seq
    found = await ask([one for one, letter in expected.items() if letter in "-0"])
    assert writer.head_seq == before, f"{route}: something refused was written down"
    found |= await ask([one for one, letter in expected.items() if letter not in "-0"])
    wrong = [
        f"{role.value}, {person_type.value}, {relation}: expected {letter}, is {found[role, relation, person_type]}"
        for (role, relation, person_type), letter in expected.items()
        if found[role, relation, person_type] != letter
    ]
    assert not wrong, f"{route}\n" + "\n".join(wrong)


@pytest.mark.parametrize("route", sorted(MATRIX))
async def test_who_may(desk: Desk, route: str) -> None:
    expected = {
        (role, relation, PersonType.STAFF): letter for role in ROLES for relation, letter in MATRIX[route][role].items()
    }
    await _held(desk, expected, route)


@pytest.mark.parametrize("route", sorted(MATRIX))
async def test_what_temporary_staff_may(desk: Desk, route: str) -> None:
    """As an administrator: what the matrix lets that role do, less what it lets no temporary staff do."""
    expected = {
        (Role.ADMINISTRATOR, relation, PersonType.TEMPORARY): "-" if route in NOT_FOR_TEMPORARY_STAFF else letter
        for relation, letter in MATRIX[route][Role.ADMINISTRATOR].items()
    }
    await _held(desk, expected, route)
