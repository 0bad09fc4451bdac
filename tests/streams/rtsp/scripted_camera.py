"""A camera that answers as a test tells it: for misbehaviour that no real server can be asked for."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import Self

from streams.rtsp.message import Request, parse_head
from tests.streams.rtsp.nal_units import H264, rtp

Answer = Callable[[Request], bytes | Awaitable[bytes]]

DESCRIPTION = "\r\n".join(
    ["v=0", "s=x", "t=0 0", "a=control:*", "m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000", "a=control:track1", ""]
)


DIGEST = 'WWW-Authenticate: Digest realm="r", nonce="{}", qop="auth"'  # with a nonce


def reply(request: Request, status: str = "200 OK", *fields: str, body: str = "") -> bytes:
    """An answer to this request."""
    lines = [f"RTSP/1.0 {status}", f"CSeq: {request.headers.get('CSeq')}", *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", body]).encode()


def frame(packet: bytes, channel: int = 0) -> bytes:
    """An interleaved packet."""
    return b"$" + bytes((channel,)) + len(packet).to_bytes(2, "big") + packet


def picture(number: int, *, key: bool = False, channel: int = 0) -> bytes:
    """A picture of one interleaved packet; the sequence number is the picture's."""
    units = H264.aggregate([*H264.parameter_sets, H264.slice(key=True)]) if key else H264.slice()
    return frame(rtp(units, sequence=number, timestamp=number * 3600, marker=True), channel)


def guarded_by(*challenges: str, right: Callable[[str], bool]) -> Callable[[Request], bytes]:
    """A DESCRIBE that wants a login."""

    def answer(request: Request) -> bytes:
        if right(request.headers.get("Authorization") or ""):
            return reply(request, body=DESCRIPTION)
        return reply(request, "401 Unauthorized", *challenges)

    return answer


class ScriptedCamera:
    """Listens on an ephemeral port of `host`; one answer for each method, all good unless told otherwise.

    `requests` and `packets` (of interleaved channels) are what clients sent. `greet` replaces the whole dialogue.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        greet: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] | None = None,
        session: str = "12345678;timeout=60",
        **answers: Answer,
    ) -> None:
        self.host = host
        self.port = 0
        self.requests: list[Request] = []
        self.packets: list[tuple[int, bytes]] = []
        self.connections = 0
        self.answers: dict[str, Answer] = {
            "DESCRIBE": lambda request: reply(request, body=DESCRIPTION),
            "SETUP": lambda request: reply(
                request, "200 OK", f"Session: {session}", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"
            ),
            **answers,
        }
        self._greet = greet
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def url(self, path: str = "/live", *, login: str = "", host: str | None = None) -> str:
        shown = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"rtsp://{login}{shown}:{self.port}{path}"

    def push(self, data: bytes) -> None:
        """Send this to every client."""
        for writer in self._writers:
            writer.write(data)

    def hang_up(self) -> None:
        """Close every connection."""
        for writer in self._writers:
            writer.close()

    async def drained(self) -> None:
        """Wait until clients have taken most of what was pushed."""
        for writer in list(self._writers):
            await writer.drain()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that clients sent."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()
        await asyncio.sleep(0)  # transports close in the next turn

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio's would complain when it is cancelled.
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await (self._greet or self._talk)(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            first = await reader.readexactly(1)
            if first == b"$":
                head = await reader.readexactly(3)
                self.packets.append((head[0], await reader.readexactly(int.from_bytes(head[1:], "big"))))
            else:
                head = first + await reader.readuntil(b"\r\n\r\n")
                message = parse_head(head[:-4])
                if isinstance(message, Request):
                    self.requests.append(message)
                    await self._tell()
                    answer = self.answers.get(message.method, reply)(message)
                    data = answer if isinstance(answer, bytes) else await answer
                    if not data:
                        return
                    writer.write(data)
                else:
                    self.packets.append((-1, head))
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def udp_answer(sender: socket.socket) -> Answer:
    """A SETUP answer that agrees to UDP from this socket's port."""
    port = sender.getsockname()[1]

    def answer(request: Request) -> bytes:
        transport = request.headers.get("Transport") or ""
        if "/TCP" in transport:
            return reply(request, "461 Unsupported Transport")
        return reply(request, "200 OK", "Session: 1", f"Transport: {transport};server_port={port}-{port + 1}")

    return answer


def client_port(camera: ScriptedCamera) -> int:
    """The RTP port that the client named in its last SETUP over UDP."""
    fields = [request.headers.get("Transport") or "" for request in camera.requests if request.method == "SETUP"]
    newest = next(field for field in reversed(fields) if "client_port" in field)
    return int(newest.split("client_port=")[1].split("-")[0])
