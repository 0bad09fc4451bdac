"""A wire between a hub and its PostgreSQL that breaks in the worst moment: while a commit is on its way.

Forwards bytes. The driver sends a commit as a simple query of its own, so that it is easily seen
(PostgreSQL, "Message Formats": Query).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum

from sqlalchemy.engine import URL

_COMMIT = b"COMMIT;\x00"
_READY_FOR_QUERY = b"Z\x00\x00\x00\x05I"


class _Fault(Enum):
    NONE = 0
    LOSE_COMMIT = 1
    LOSE_ANSWER = 2


class Wire:
    """`url` leads through it."""

    def __init__(self, target: URL) -> None:
        self._target = target
        self._fault = _Fault.NONE
        self._then_refuse = False
        self._refuses = False
        self.url = target

    def lose_commit(self) -> None:
        """The next one does not arrive."""
        self._fault = _Fault.LOSE_COMMIT

    def lose_answer_to_commit(self, *, then_refuse: bool = False) -> None:
        """The next one is done, and the connection ends before anybody is told; `then_refuse`: and cannot be had
        again until `mend()`."""
        self._fault, self._then_refuse = _Fault.LOSE_ANSWER, then_refuse

    def mend(self) -> None:
        self._refuses = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        if self._refuses:
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_connection(self._target.host, self._target.port)
        losing = asyncio.Event()

        async def up() -> None:
            while data := await reader.read(65536):
                if _COMMIT in data and self._fault is not _Fault.NONE:
                    losing.set()
                    if self._fault is _Fault.LOSE_COMMIT:
                        return
                server_writer.write(data)

        async def down() -> None:
            while data := await server_reader.read(65536):
                if not losing.is_set():
                    writer.write(data)
                elif _READY_FOR_QUERY in data:
                    return

        ways = [asyncio.create_task(up()), asyncio.create_task(down())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            if losing.is_set():
                self._refuses, self._then_refuse = self._then_refuse, False
                self._fault = _Fault.NONE
            for one in (writer, server_writer):
                one.close()
                with contextlib.suppress(OSError):
                    await one.wait_closed()


@asynccontextmanager
async def wire_to(target: URL) -> AsyncIterator[Wire]:
    wire = Wire(target)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.url = target.set(port=server.sockets[0].getsockname()[1])
    async with server:
        yield wire
