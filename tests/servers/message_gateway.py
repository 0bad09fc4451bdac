"""An HTTP gateway for messages on a socket of this machine, which keeps what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Gateway:
    """Answers with `statuses` one after the other, the last for good; None: it hangs up."""

    url: str = ""
    statuses: list[int | None] = field(default_factory=lambda: [200])
    said: str = "ok"
    asked: list[Asked] = field(default_factory=list)
    _goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    _was_asked: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self._goes_on.set()

    def hold(self) -> None:
        """Take what is asked and say nothing."""
        self._goes_on.clear()

    def let_go(self) -> None:
        self._goes_on.set()

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(30), self._was_asked:
            await self._was_asked.wait_for(lambda: len(self.asked) >= times)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            method, target, _ = first.split(" ")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            async with self._was_asked:
                self.asked.append(Asked(method, target, headers, body))
                self._was_asked.notify_all()
            await self._goes_on.wait()
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            if status is not None:
                content = self.said.encode()
                writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
                await writer.drain()
        except ConnectionError:
            # Who asked is gone.
            pass
        finally:
            writer.close()


@asynccontextmanager
async def open_gateway() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/send"
    async with server:
        yield gateway
