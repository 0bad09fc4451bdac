"""A room of the engine in its own process, as the load generator asks it."""

import asyncio
import json
from typing import Any

PORT = 8089
_START_S = 20.0
_LONGEST_LINE = 1024 * 1024


class EngineRoom:
    """Over `engine_process`'s socket; one request at a time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._generations: dict[str, int] = {}
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Waits until the process answers."""
        async with asyncio.timeout(_START_S):
            while True:
                try:
                    self._reader, self._writer = await asyncio.open_connection(self._address, PORT, limit=_LONGEST_LINE)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    return

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def publish(self, name: str, offer: str) -> str:
        return str((await self._ask(do="publish", name=name, sdp=offer))["sdp"])

    async def subscribe(self, name: str, feeds: tuple[str, ...]) -> str:
        """Of everybody in the room, whoever `feeds` are: they are all."""
        said = await self._ask(do="subscribe", name=name)
        self._generations[name] = said["generation"]
        return str(said["sdp"])

    async def accept(self, name: str, answer: str) -> None:
        await self._ask(do="accept", name=name, sdp=answer, generation=self._generations[name])

    async def leave(self, name: str) -> None:
        await self._ask(do="leave", name=name)

    async def _ask(self, **words: object) -> dict[str, Any]:
        self._writer.write(json.dumps(words).encode() + b"\n")
        await self._writer.drain()
        said: dict[str, Any] = json.loads(await self._reader.readline())
        return said
