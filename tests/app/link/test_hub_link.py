"""A seat's line to its hub: what it tries again by itself, and what it leaves to a person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.domain.permissions import Role
from app.link.doors import Credentials, NamedHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.mirror import LinkState, Mirror
from tests.app.link.waiting import changed
from tests.servers.hub import PASSWORD, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")

_CANNOT = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@asynccontextmanager
async def unable(questions: asyncio.Queue[bytes]) -> AsyncIterator[str]:
    """What answers like a hub whose database is gone, or like a proxy before a hub that is not there."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(_CANNOT)
        await writer.drain()
        writer.close()
        questions.put_nowait(head.partition(b"\r\n")[0])

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def linked(url: str, door: NamedHubDoor, token: str = "") -> AsyncIterator[HubLink]:
    link = HubLink(HubClient(url, token=token), Mirror(), door, seat="seat")
    link.start()
    try:
        yield link
    finally:
        await link.close()


async def a_login(hub: RunningHub) -> str:
    """Of a new account that has no session."""
    client = await hub.client(Role.OPERATOR)
    account = hub.hub.sessions.account((await client.me()).account_id)
    assert account is not None
    await client.log_out()
    return account.login


async def until(link: HubLink, state: LinkState) -> None:
    await changed(link.mirror, lambda: link.mirror.status.state is state)


async def test_a_hub_that_cannot_answer_now_is_asked_again_with_the_same_session(hub: RunningHub) -> None:
    token = (await hub.client(Role.OPERATOR)).token
    questions: asyncio.Queue[bytes] = asyncio.Queue()
    async with unable(questions) as url, linked(url, NamedHubDoor(), token) as link:
        async with asyncio.timeout(30):
            for _ in range(2):
                assert (await questions.get()).startswith(b"GET /sessions/current ")
        link.client.move(hub.url)
        await until(link, LinkState.LIVE)


async def test_a_login_waits_for_a_hub_that_cannot_answer_now(hub: RunningHub) -> None:
    login = await a_login(hub)
    questions: asyncio.Queue[bytes] = asyncio.Queue()
    door = NamedHubDoor(Credentials(login, PASSWORD))
    async with unable(questions) as url, linked(url, door) as link:
        async with asyncio.timeout(30):
            for _ in range(2):
                assert (await questions.get()).startswith(b"POST /sessions ")
        link.client.move(hub.url)
        await until(link, LinkState.LIVE)


async def test_a_seat_whose_session_was_revoked_waits_for_a_person(hub: RunningHub) -> None:
    login = await a_login(hub)
    door = NamedHubDoor(Credentials(login, PASSWORD))
    async with linked(hub.url, door) as link:
        await until(link, LinkState.LIVE)
        administrator = await hub.client()
        assert link.me is not None
        for session in await administrator.sessions():
            if session.account_id == link.me.account_id:
                await administrator.revoke_session(session.session_id)
        await until(link, LinkState.REFUSED)
        assert link.mirror.status.detail == "not-logged-in"
        door.credentials = Credentials(login, PASSWORD)
        link.try_again()
        await until(link, LinkState.LIVE)
