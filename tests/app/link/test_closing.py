"""A client that is closed leaves nothing open, however far a question of its was."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.link.hub_client import HubClient
from app.link.hub_wire import HubUnreachableError

# A question is out after some tens of turns of the loop; its answer never comes.
TURNS = range(0, 60, 2)


class SilentHub:
    """Takes connections and says nothing."""

    def __init__(self) -> None:
        self.port = 0
        self._open, self._taken = 0, 0
        self._changed = asyncio.Condition()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._count(1)
        try:
            while await reader.read(1024):
                pass
        finally:
            writer.close()
            await self._count(-1)

    async def is_asked(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._taken > 0)

    async def is_left_alone(self) -> None:
        """By everybody who came before now."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await self.is_asked()
        writer.close()
        await writer.wait_closed()
        async with self._changed:
            await self._changed.wait_for(lambda: not self._open)

    async def _count(self, change: int) -> None:
        async with self._changed:
            self._open += change
            self._taken += change > 0
            self._changed.notify_all()


@pytest.fixture
async def hub() -> AsyncIterator[SilentHub]:
    silent = SilentHub()
    async with await asyncio.start_server(silent.take, "127.0.0.1", 0) as server:
        silent.port = server.sockets[0].getsockname()[1]
        yield silent


@pytest.fixture
def client(hub: SilentHub) -> HubClient:
    return HubClient(f"http://127.0.0.1:{hub.port}")


@pytest.mark.parametrize("turns", TURNS)
async def test_a_question_that_is_under_way_ends_with_the_client(hub: SilentHub, client: HubClient, turns: int) -> None:
    asked = asyncio.create_task(client.health())
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await client.close()
        with pytest.raises(HubUnreachableError):
            await asked
        await hub.is_left_alone()


async def test_who_asks_a_closed_client_is_told_so(client: HubClient) -> None:
    await client.close()
    with pytest.raises(HubUnreachableError):
        await client.health()


async def test_who_gives_up_a_question_is_cancelled(hub: SilentHub, client: HubClient) -> None:
    asked = asyncio.create_task(client.health())
    await hub.is_asked()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await client.close()
