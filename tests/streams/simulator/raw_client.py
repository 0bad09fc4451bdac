"""An RTSP client that takes everything literally: the tests see what the simulator really sends."""

import asyncio
import contextlib
import ssl
import struct
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Packet:
    """One RTP packet."""

    marker: bool
    sequence: int
    timestamp: int
    source: int
    payload: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        first, second, sequence, timestamp, source = struct.unpack_from(">BBHII", data)
        assert first == 0x80
        assert second & 0x7F == 96
        return cls(bool(second & 0x80), sequence, timestamp, source, data[12:])


@dataclass(frozen=True)
class SenderReport:
    ntp_s: float  # since 1900
    timestamp: int
    packets: int
    octets: int

    @classmethod
    def parse(cls, data: bytes) -> Self:
        _, kind, _, _, ntp, timestamp, packets, octets = struct.unpack_from(">BBHIQIII", data)
        assert kind == 200
        return cls(ntp / 2**32, timestamp, packets, octets)


class RawClient:
    """`async with RawClient(url)`; use from one task."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        self.url = url
        self._tls = tls
        self.session = ""
        self._sequence = 0
        self._frames: deque[tuple[int, bytes]] = deque()

    async def __aenter__(self) -> Self:
        parts = urlsplit(self.url)
        self.reader, self.writer = await asyncio.open_connection(
            parts.hostname, parts.port, limit=1 << 20, ssl=self._tls
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    async def request(self, method: str, url: str = "", **headers: str) -> Answer:
        """Send and await the answer; pictures that come in between are kept."""
        self._sequence += 1
        lines = [f"{method} {url or self.url} RTSP/1.0", f"CSeq: {self._sequence}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.session:
            lines.append(f"Session: {self.session}")
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        async with asyncio.timeout(PATIENCE_S):
            while True:
                first = await self.reader.readexactly(1)
                if first != b"$":
                    return await self._answer(first)
                self._frames.append(await self._frame())

    async def play(self, transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1") -> Answer:
        """SETUP and PLAY; the answer to SETUP."""
        answer = await self.request("SETUP", f"{self.url}/trackID=1", Transport=transport)
        assert answer.status == 200
        self.session = answer.headers["session"].partition(";")[0]
        assert (await self.request("PLAY", Range="npt=now-")).status == 200
        return answer

    async def frame(self) -> tuple[int, bytes]:
        """The next interleaved frame: channel and content."""
        if self._frames:
            return self._frames.popleft()
        async with asyncio.timeout(PATIENCE_S):
            assert await self.reader.readexactly(1) == b"$"
            return await self._frame()

    async def packet(self) -> Packet:
        """The next RTP packet, reports left out."""
        while True:
            channel, data = await self.frame()
            if channel % 2 == 0:
                return Packet.parse(data)

    async def report(self) -> SenderReport:
        """The next sender report, pictures left out."""
        while True:
            channel, data = await self.frame()
            if channel % 2 == 1:
                return SenderReport.parse(data)

    async def picture(self) -> list[Packet]:
        """The packets of one picture, up to its marker bit."""
        packets = [await self.packet()]
        while not packets[-1].marker:
            packets.append(await self.packet())
        return packets

    def forget(self) -> None:
        """Drop the frames that came while an answer was awaited."""
        self._frames.clear()

    async def _frame(self) -> tuple[int, bytes]:
        channel, size = struct.unpack(">BH", await self.reader.readexactly(3))
        return channel, await self.reader.readexactly(size)

    async def _answer(self, first: bytes) -> Answer:
        head = (first + await self.reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.strip().split("\r\n")
        assert status.startswith("RTSP/1.0 ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        assert headers["cseq"] == str(self._sequence)
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(status.split()[1]), headers, body)
