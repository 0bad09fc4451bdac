"""The simulator: an RTSP server for a whole district of cameras, on one loop, with one timer for all pictures."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from streams.access_unit import Codec
from streams.simulator.authentication import Authentication
from streams.simulator.camera import CameraPlan, MountPoint, SimulatedCamera
from streams.simulator.clip import ClipSpec
from streams.simulator.connection import RtspConnection
from streams.simulator.faults import Fault, Parameter
from streams.simulator.library import Library, Progress
from streams.simulator.outlets import DatagramPorts
from streams.simulator.time_code import FRAME_RATE, PHASE_MS, PICTURE_MS

SUB_SIZE = (640, 360)
MAIN_SIZE = (1280, 720)
LOOP_S = 60  # a minute: the seconds in the picture are the true ones

_BACKLOG = 1024  # a whole wall connects at once
_LATE_PICTURES = FRAME_RATE  # after a longer stall of the process the pictures in between are left out
_GRACE_MS = 0.5  # timers may fire early by their resolution


@dataclass(frozen=True, slots=True)
class Options:
    """How a district is simulated. `folder` is where loops are kept, None to make them each time.

    `loop_s` must divide 60; with less than 60 the seconds in the picture start over within the minute.
    `key_at_once` False makes a new client wait for the next regular key picture.
    """

    host: str = "127.0.0.1"
    port: int = 0
    codec: Codec = Codec.H264
    sub_size: tuple[int, int] = SUB_SIZE
    main_size: tuple[int, int] = MAIN_SIZE
    loop_s: int = LOOP_S
    folder: Path | None = None
    authentication: Authentication = Authentication.NONE
    session_timeout_s: int = 60
    key_at_once: bool = True
    tls: ssl.SSLContext | None = None
    progress: Progress | None = None


def numbered(titles: Iterable[str]) -> list[CameraPlan]:
    """Cameras cam01, cam02 … with these titles."""
    return [CameraPlan(f"cam{number:02d}", title) for number, title in enumerate(titles, 1)]


class Simulator:
    """Many cameras behind one port. Everything belongs to the loop that `start()` ran on."""

    def __init__(self, cameras: Sequence[CameraPlan], options: Options | None = None) -> None:
        self.options = options or Options()
        self.authentication = self.options.authentication
        self.session_timeout_s = self.options.session_timeout_s
        self.key_at_once = self.options.key_at_once
        if self.options.loop_s < 1 or 60 % self.options.loop_s:
            raise ValueError("the loop's length should divide a minute")
        self._library = Library(self.options.folder, progress=self.options.progress)
        self._cameras: dict[str, SimulatedCamera] = {}
        self._mounts: dict[str, MountPoint] = {}
        self._groups: dict[int, _Group] = {}
        for order, plan in enumerate(cameras):
            self._add(plan, order)
        self._server: asyncio.Server | None = None
        self.connections: set[RtspConnection] = set()
        self._ports: DatagramPorts | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sweeper: asyncio.TimerHandle | None = None
        self._ends: dict[tuple[str, Fault], asyncio.TimerHandle] = {}
        self._reopening: asyncio.Task[None] | None = None
        self.port = self.options.port

    async def start(self) -> None:
        """Listen and play. Raises OSError where the port cannot be had."""
        await self._listen()
        for camera in self._cameras.values():
            _ = camera.mount_points["sub"].clip
        self._tick()
        self._sweep()

    async def stop(self) -> None:
        """Disconnect everybody and end all threads. May be called more than once."""
        for handle in (self._timer, self._sweeper, *self._ends.values()):
            if handle is not None:
                handle.cancel()
        self._ends.clear()
        if self._reopening is not None:
            self._reopening.cancel()
            await asyncio.gather(self._reopening, return_exceptions=True)
        server = self._server
        self._stop_listening()
        for connection in list(self.connections):
            connection.reset()
        if server is not None:
            await server.wait_closed()
        if self._ports is not None:
            self._ports.close(asyncio.get_running_loop())
            self._ports = None
        await asyncio.to_thread(self._library.close)

    async def prepare(self, streams: Sequence[str] = ("sub",)) -> None:
        """Wait until the loops of these streams ("main", "sub") are made: nothing is encoded for them from then on."""
        for camera in self._cameras.values():
            for stream in streams:
                _ = camera.mount_points[stream].clip
        await asyncio.to_thread(self._library.complete)

    def camera(self, name: str) -> SimulatedCamera:
        """Raises KeyError for a name that no camera has."""
        return self._cameras[name]

    @property
    def cameras(self) -> list[SimulatedCamera]:
        return list(self._cameras.values())

    def url(self, camera: str, stream: str = "sub", *, credentials: bool = False) -> str:
        """The address of a stream, with user and password in it if asked."""
        scheme = "rtsp" if self.options.tls is None else "rtsps"
        host = f"[{self.options.host}]" if ":" in self.options.host else self.options.host
        plan = self._cameras[camera].plan
        who = f"{quote(plan.user, safe='')}:{quote(plan.password, safe='')}@" if credentials and plan.user else ""
        return f"{scheme}://{who}{host}:{self.port}/{camera}/{stream}"

    def urls(self) -> list[str]:
        """Main and sub of every camera, in order."""
        return [self.url(name, stream) for name in self._cameras for stream in ("main", "sub")]

    def disconnect(self, camera: str | None = None) -> None:
        """End the connections of whoever watches a camera, or of everybody."""
        for connection in list(self.connections):
            if camera is None or connection.watches(camera):
                connection.close()

    def set_fault(
        self, fault: Fault, camera: str | None = None, *, seconds: float | None = None, **parameters: Parameter
    ) -> None:
        """Switch a fault on for a camera or all, for some seconds or until cleared.

        Raises KeyError for an unknown camera, ValueError for parameters that the fault does not have.
        """
        for one in self._chosen(camera):
            one.set_fault(fault, **parameters)
            if (old := self._ends.pop((one.name, fault), None)) is not None:
                old.cancel()
            if seconds is not None:
                loop = asyncio.get_running_loop()
                self._ends[one.name, fault] = loop.call_later(seconds, self.clear, fault, one.name)

    def clear(self, fault: Fault | None = None, camera: str | None = None) -> None:
        """Switch a fault off, or all, for a camera or for all."""
        for one in self._chosen(camera):
            for key in [key for key in self._ends if key[0] == one.name and fault in (None, key[1])]:
                self._ends.pop(key).cancel()
            one.clear(fault)

    async def settled(self) -> None:
        """Wait until the port is open again after the last fault that had closed it was cleared."""
        if self._reopening is not None:
            await self._reopening

    # ---- for connections --------------------------------------------------------------------------------------

    def mount_point(self, path: str) -> MountPoint | None:
        return self._mounts.get("/".join(path.split("/")[:2]))

    def datagram_ports(self) -> DatagramPorts:
        if self._ports is None:
            self._ports = DatagramPorts(self.options.host)
            self._ports.watch(asyncio.get_running_loop())
        return self._ports

    def opened(self, connection: RtspConnection) -> None:
        self.connections.add(connection)

    def closed(self, connection: RtspConnection) -> None:
        self.connections.discard(connection)

    # ---- inside -----------------------------------------------------------------------------------------------

    def _add(self, plan: CameraPlan, order: int) -> None:
        if plan.name in self._cameras or "/" in plan.name or not plan.name:
            raise ValueError(f"unusable camera name {plan.name!r}")
        camera = SimulatedCamera(plan, order=order, on_faults=self._faults_changed)
        pictures = self.options.loop_s * FRAME_RATE
        for name, (width, height) in (("main", self.options.main_size), ("sub", self.options.sub_size)):
            spec = ClipSpec(
                name=f"{plan.name} {plan.title}", title=plan.title, codec=self.options.codec, width=width,
                height=height, loop_pictures=pictures, pictures=pictures, phase=camera.phase,
            )  # fmt: skip
            mount = MountPoint(camera, name, spec, self._library, lambda: self.disconnect(plan.name))
            camera.mount_points[name] = self._mounts[mount.path] = mount
        self._cameras[plan.name] = camera
        self._groups.setdefault(camera.phase, _Group(camera.phase * PHASE_MS, [])).cameras.append(camera)

    def _chosen(self, camera: str | None) -> list[SimulatedCamera]:
        return self.cameras if camera is None else [self._cameras[camera]]

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: RtspConnection(self), self.options.host, self.port, backlog=_BACKLOG, ssl=self.options.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _faults_changed(self, camera: SimulatedCamera) -> None:
        for mount in camera.mount_points.values():
            mount.adapt()
        if not camera.faults.keys().isdisjoint({Fault.OFFLINE}):
            for connection in list(self.connections):
                if connection.watches(camera.name):
                    connection.reset()
        # A district of which nothing is reachable does not even listen.
        gone = all(one.faults.keys() & {Fault.REFUSE, Fault.OFFLINE} for one in self._cameras.values())
        if gone:
            self._stop_listening()
        elif self._server is None and self._timer is not None and self._reopening is None:
            self._reopening = asyncio.get_running_loop().create_task(self._reopen(), name="simulator/reopen")

    async def _reopen(self) -> None:
        with contextlib.suppress(OSError):
            await self._listen()
        self._reopening = None

    def _tick(self) -> None:
        now_ms = time.time() * 1000 + _GRACE_MS
        due_ms = now_ms + PICTURE_MS
        for group in self._groups.values():
            number = int(now_ms - group.phase_ms) // PICTURE_MS
            if abs(number - group.last) > _LATE_PICTURES:  # the first time, a long stall, or the clock was set
                group.last = number - 1
            for late in range(group.last + 1, number + 1):
                for camera in group.cameras:
                    for mount in camera.mount_points.values():
                        mount.picture(late)
                group.last = late
            due_ms = min(due_ms, (group.last + 1) * PICTURE_MS + group.phase_ms)
        delay_s = max(0.0, due_ms / 1000 - time.time())
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._tick)

    def _sweep(self) -> None:
        """Close connections that nothing was heard of within the session's time."""
        limit_s = time.monotonic() - self.session_timeout_s
        for connection in list(self.connections):
            if connection.heard_s < limit_s:
                connection.close()
        self._sweeper = asyncio.get_running_loop().call_later(1.0, self._sweep)


@dataclass(slots=True)
class _Group:
    """Cameras that take their pictures at the same moment of the 40 ms."""

    phase_ms: int
    cameras: list[SimulatedCamera]
    last: int = 0
