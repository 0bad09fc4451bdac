"""One client's RTSP connection: answers its requests, or does what the camera's faults say instead."""

import asyncio
import random
import secrets
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import urlsplit, urlunsplit

from streams.simulator.authentication import Authentication, Guard
from streams.simulator.camera import MountPoint
from streams.simulator.description import description
from streams.simulator.faults import Fault
from streams.simulator.messages import Request, RequestReader, answer, chosen_transport
from streams.simulator.outlets import DatagramOutlet, DatagramPorts, InterleavedOutlet
from streams.simulator.player import Outlet, Player

_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
_SEND_BUFFER = 256 * 1024  # bytes; a bigger one would hide old pictures in the kernel
_FLOOD_STEP = 64 * 1024


class Server(Protocol):
    """What a connection needs of its server."""

    authentication: Authentication
    session_timeout_s: int
    key_at_once: bool

    def mount_point(self, path: str) -> MountPoint | None: ...
    def datagram_ports(self) -> DatagramPorts: ...
    def opened(self, connection: "RtspConnection") -> None: ...
    def closed(self, connection: "RtspConnection") -> None: ...


@dataclass(slots=True)
class _Session:
    mount: MountPoint
    player: Player
    transport_answer: str
    start: asyncio.TimerHandle | None = None


class RtspConnection(asyncio.Protocol):
    """Belongs to the server's loop. Its sessions end with it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._reader = RequestReader()
        self._guard = Guard(server.authentication)
        self._sessions: dict[str, _Session] = {}
        self._transport: asyncio.Transport | None = None
        self._waiting = False  # for the pictures of a loop; later requests wait behind
        self._flood = 0
        self.heard_s = time.monotonic()

    # ---- the connection ---------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has the methods without being one
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        self._server.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        for session in list(self._sessions):
            self._end(session)
        self._transport = None
        self._server.closed(self)

    def data_received(self, data: bytes) -> None:
        self.heard_s = time.monotonic()
        self._reader.feed(data)
        self._work()

    def resume_writing(self) -> None:
        self._pour()

    @property
    def buffered(self) -> int:
        """Bytes that the client has not taken yet, beyond what the system's buffers hold."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def watches(self, camera_name: str) -> bool:
        return any(session.mount.camera.name == camera_name for session in self._sessions.values())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        if self._transport is None:
            return
        connection: socket.socket = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    # ---- requests ---------------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while not self._waiting and (request := next(self._reader.requests(), None)) is not None:
                self._handle(request)
        except ValueError:
            self._write(answer(400, {}))
            self.close()

    def _handle(self, request: Request) -> None:
        mount = self._server.mount_point(request.path)
        faults = mount.camera.faults if mount is not None else {}
        if Fault.REFUSE in faults or Fault.OFFLINE in faults:
            self.reset()
            return
        if Fault.SILENT in faults or Fault.HALF_OPEN in faults:
            return
        if faults.get(Fault.GARBAGE, {}).get("where") == "answer":
            self._write(random.randbytes(500))
            return
        if request.method == "OPTIONS":
            self._reply(request, 200, {"Public": _METHODS})
            return
        if mount is None or Fault.NO_SUCH_STREAM in faults:
            self._reply(request, 404)
            return
        plan = mount.camera.plan
        proof = request.headers.get("authorization")
        admitted = self._guard.admits(proof, method=request.method, user=plan.user, password=plan.password)
        if not admitted or Fault.WRONG_PASSWORD in faults:
            self._reply(request, 401, {"WWW-Authenticate": self._guard.challenge()})
            return
        handlers: dict[str, Callable[[Request, MountPoint], None]] = {
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "TEARDOWN": self._teardown,
            "GET_PARAMETER": self._parameter,
            "SET_PARAMETER": self._parameter,
        }
        handler = handlers.get(request.method)
        if handler is None:
            self._reply(request, 501)
        else:
            handler(request, mount)

    def _describe(self, request: Request, mount: MountPoint) -> None:
        faults = mount.camera.faults
        if Fault.REDIRECT in faults:
            self._reply(request, 302, {"Location": _elsewhere(request.url)})
            return
        if (huge := faults.get(Fault.HUGE_DESCRIPTION)) is not None:
            size = int(float(huge["megabytes"]) * 1_000_000)
            self._reply(request, 200, {"Content-Type": "application/sdp", "Content-Length": str(size)})
            self._flood = size
            self._pour()
            return
        begun = mount.clip.begun
        if not begun.done():
            self._waiting = True
            waiter = asyncio.wrap_future(begun)
            waiter.add_done_callback(lambda _: self._resume(request, mount))
            return
        self._describe_now(request, mount)

    def _resume(self, request: Request, mount: MountPoint) -> None:
        self._waiting = False
        if self._transport is not None:
            self._describe_now(request, mount)
            self._work()

    def _describe_now(self, request: Request, mount: MountPoint) -> None:
        clip = mount.clip
        if clip.parameter_sets is None:
            self._reply(request, 500)
            return
        faults = mount.camera.faults
        codec = str(faults[Fault.WRONG_CODEC]["codec"]) if Fault.WRONG_CODEC in faults else None
        body = description(
            mount.camera.plan.title, mount.camera.phase, clip, codec=codec, video=Fault.NO_VIDEO not in faults
        )
        base = request.url.rstrip("/") + "/"
        self._reply(request, 200, {"Content-Base": base, "Content-Type": "application/sdp"}, body)

    def _setup(self, request: Request, mount: MountPoint) -> None:
        choice = chosen_transport(request.headers.get("transport", ""))
        if choice is None or self._transport is None:
            self._reply(request, 461)
            return
        outlet: Outlet
        if choice.interleaved:
            outlet = InterleavedOutlet(self._transport, choice.first)
            text = f"RTP/AVP/TCP;unicast;interleaved={choice.first}-{choice.first + 1}"
        else:
            try:
                ports = self._server.datagram_ports()
            except OSError:
                self._reply(request, 461)
                return
            host = self._transport.get_extra_info("peername")[0]
            outlet = DatagramOutlet(ports, host, choice.first, choice.second)
            text = (
                f"RTP/AVP;unicast;client_port={choice.first}-{choice.second};server_port={ports.port}-{ports.port + 1}"
            )
        player = Player(outlet, mount.camera.faults, phase_ms=mount.camera.phase_ms)
        identity = request.headers.get("session", "").partition(";")[0] or secrets.token_hex(8)
        self._end(identity)
        text += f";ssrc={player.source:08X}"
        self._sessions[identity] = _Session(mount, player, text)
        timeout = f"{identity};timeout={self._server.session_timeout_s}"
        self._reply(request, 200, {"Transport": text, "Session": timeout})

    def _play(self, request: Request, mount: MountPoint) -> None:
        session = self._session(request)
        if session is None:
            return
        player = session.player
        first = player.timestamp(mount.camera.number())
        url = f"{request.url.rstrip('/')}/trackID=1"
        about = {"Range": "npt=now-", "RTP-Info": f"url={url};seq={player.sequence};rtptime={first}"}
        self._reply(request, 200, about | {"Session": request.headers["session"]})
        if player in mount.players or session.start is not None:
            return
        faults = mount.camera.faults
        if Fault.DELAYED_START in faults:
            delay_s = float(faults[Fault.DELAYED_START]["delay_s"])
            session.start = asyncio.get_running_loop().call_later(delay_s, self._begin, session)
        else:
            self._begin(session)

    def _begin(self, session: _Session) -> None:
        session.start = None
        at_once = self._server.key_at_once and Fault.KEY_INTERVAL not in session.mount.camera.faults
        session.mount.start(session.player, at_once=at_once)

    def _pause(self, request: Request, mount: MountPoint) -> None:
        session = self._session(request)
        if session is None:
            return
        mount.players.discard(session.player)
        self._reply(request, 200, {"Session": request.headers["session"]})

    def _teardown(self, request: Request, mount: MountPoint) -> None:  # noqa: ARG002 - the handlers' signature
        if self._session(request) is None:
            return
        self._end(request.headers["session"].partition(";")[0])
        self._reply(request, 200)

    def _parameter(self, request: Request, mount: MountPoint) -> None:  # noqa: ARG002 - the handlers' signature
        session = request.headers.get("session")
        self._reply(request, 200, {} if session is None else {"Session": session})

    # ---- parts ------------------------------------------------------------------------------------------------

    def _session(self, request: Request) -> _Session | None:
        """The session that the request names; without one the client is told."""
        session = self._sessions.get(request.headers.get("session", "").partition(";")[0])
        if session is None:
            self._reply(request, 454)
        return session

    def _end(self, identity: str) -> None:
        session = self._sessions.pop(identity, None)
        if session is None:
            return
        session.mount.players.discard(session.player)
        if session.start is not None:
            session.start.cancel()

    def _reply(self, request: Request, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        about = {"CSeq": request.headers.get("cseq", "0"), "Server": "Fivefifteen simulator"}
        self._write(answer(status, about | (headers or {}), body))

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _pour(self) -> None:
        """Send the rest of an endless description, as fast as the client takes it."""
        while self._flood > 0 and self._transport is not None and not self._transport.is_closing():
            step = min(_FLOOD_STEP, self._flood)
            self._flood -= step
            self._transport.write(b"a=tool:x\r\n" * (step // 10) + b"\n" * (step % 10))
            if self._transport.get_write_buffer_size() > _FLOOD_STEP:
                return


def _elsewhere(url: str) -> str:
    """The same address with the number of the hop in it, so that no client can tell the loop by equal addresses."""
    parts = urlsplit(url)
    hop = int(parts.query.removeprefix("hop=") or 0) if parts.query.removeprefix("hop=").isdecimal() else 0
    return urlunsplit(parts._replace(query=f"hop={hop + 1}"))
