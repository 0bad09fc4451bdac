"""Switches faults of a running simulator from outside: one line of words in, one line of JSON out.

    list                                      all cameras with titles, URLs, viewers and the faults that are on
    set CAMERA|* FAULT [NAME=VALUE …]         switch a fault on; `seconds=N` ends it by itself
    clear CAMERA|* [FAULT]                    switch one fault off, or all
    disconnect CAMERA|*                       end the connections of whoever watches

The answer has `ok`, and `error` with one sentence where it is false. Faults and their parameters: `faults.py`.
"""

import asyncio
import json
import socket
from types import TracebackType
from typing import Any, Self, cast

from streams.simulator.faults import Fault, Parameter
from streams.simulator.server import Simulator

_LONGEST_LINE = 4096
_LONGEST_FAULT_S = 1e6


class ControlServer:
    """Listens for one simulator, on its loop. There is no password: bind it to loopback."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._server: asyncio.Server | None = None
        self._connections: set[_ControlConnection] = set()
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Raises OSError where the port cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _ControlConnection(self._simulator, self._connections), host, port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()


class _ControlConnection(asyncio.Protocol):
    def __init__(self, simulator: Simulator, connections: set["_ControlConnection"]) -> None:
        self._simulator = simulator
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has the methods without being one
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        *lines, self._data = (self._data + data).split(b"\n")
        for line in lines:
            self._answer(line.decode("utf-8", "replace"))
        if len(self._data) > _LONGEST_LINE:
            self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _answer(self, line: str) -> None:
        try:
            said = {"ok": True} | obey(self._simulator, line)
        except (ValueError, KeyError) as error:
            said = {"ok": False, "error": str(error.args[0]) if error.args else "not understood"}
        if self._transport is not None:
            self._transport.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")


def obey(simulator: Simulator, line: str) -> dict[str, Any]:
    """Do what one line says. Raises ValueError or KeyError with the reason where it makes no sense."""
    match line.split():
        case ["list"]:
            return {"cameras": [_facts(simulator, camera.name) for camera in simulator.cameras]}
        case ["set", camera, word, *pairs]:
            fault, given = _fault(word), dict(_pair(pair) for pair in pairs)
            seconds = given.pop("seconds", None)
            if seconds is not None and not (isinstance(seconds, float) and 0 < seconds < _LONGEST_FAULT_S):
                raise ValueError(f"{seconds} is no number of seconds")
            simulator.set_fault(fault, _camera(simulator, camera), seconds=seconds, **given)
        case ["clear", camera]:
            simulator.clear(None, _camera(simulator, camera))
        case ["clear", camera, word]:
            simulator.clear(_fault(word), _camera(simulator, camera))
        case ["disconnect", camera]:
            simulator.disconnect(_camera(simulator, camera))
        case _:
            raise ValueError("understood are: list; set CAMERA FAULT; clear CAMERA [FAULT]; disconnect CAMERA")
    return {}


def _facts(simulator: Simulator, name: str) -> dict[str, Any]:
    camera = simulator.camera(name)
    return {
        "name": name,
        "title": camera.plan.title,
        "urls": {stream: simulator.url(name, stream) for stream in camera.mount_points},
        "viewers": {stream: len(mount.players) for stream, mount in camera.mount_points.items()},
        "faults": {str(fault): parameters for fault, parameters in camera.faults.items()},
    }


def _camera(simulator: Simulator, word: str) -> str | None:
    if word == "*":
        return None
    try:
        return simulator.camera(word).name
    except KeyError:
        raise KeyError(f"there is no camera {word!r}") from None


def _fault(word: str) -> Fault:
    try:
        return Fault(word)
    except ValueError:
        raise ValueError(f"there is no fault {word!r}; known: {', '.join(Fault)}") from None


def _pair(text: str) -> tuple[str, Parameter]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not NAME=VALUE")
    if value.lower() in ("true", "false"):
        return name, value.lower() == "true"
    try:
        return name, float(value)
    except ValueError:
        return name, value


class ControlClient:
    """The other end, for tests and drills. Blocking; one thread at a time."""

    def __init__(self, host: str, port: int, *, timeout_s: float = 5.0) -> None:
        """Raises OSError where nobody listens."""
        self._socket = socket.create_connection((host, port), timeout_s)
        self._file = self._socket.makefile("rwb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def cameras(self) -> list[dict[str, Any]]:
        cameras: list[dict[str, Any]] = self._ask("list")["cameras"]
        return cameras

    def set_fault(
        self, fault: Fault, camera: str = "*", *, seconds: float | None = None, **parameters: Parameter
    ) -> None:
        """Raises ValueError with the simulator's words where it refuses."""
        pairs = dict(parameters) if seconds is None else parameters | {"seconds": seconds}
        words = [f"{name}={value}" for name, value in pairs.items()]
        self._ask(" ".join(["set", camera, fault, *words]))

    def clear(self, fault: Fault | None = None, camera: str = "*") -> None:
        self._ask(f"clear {camera} {fault or ''}")

    def disconnect(self, camera: str = "*") -> None:
        self._ask(f"disconnect {camera}")

    def _ask(self, line: str) -> dict[str, Any]:
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        said: dict[str, Any] = json.loads(self._file.readline() or b'{"ok": false, "error": "the simulator is gone"}')
        if not said.pop("ok"):
            raise ValueError(said.get("error", "refused"))
        return said
