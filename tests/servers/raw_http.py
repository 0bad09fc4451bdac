"""HTTP/1.1 by hand: bytes that no client library would send, and requests that cost a test next to nothing."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class RawAnswer:
    """`headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of a refusal; "" for anything else."""
        return str(self.json["error"]["code"]) if self.status >= 400 else ""


class RawConnection:
    """One connection; requests one after the other. Raises EOFError where the server closes instead of answering."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writer.transport.abort()

    async def ask(
        self, method: str, path: str, *, token: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> RawAnswer:
        given = {"Host": self.host, "Content-Length": str(len(body)), **(headers or {})}
        if token:
            given["Authorization"] = f"Bearer {token}"
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self.answer()

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> RawAnswer:
        words = (await self._line()).split()
        headers = {}
        while line := await self._line():
            name, _, value = line.partition(b":")
            headers[name.decode().lower()] = value.strip().decode("latin-1")
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await self._line(), 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self._line()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return RawAnswer(int(words[1]), headers, body)

    async def _line(self) -> bytes:
        line = await self.reader.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the server closed the connection")
        return line.rstrip(b"\r\n")
