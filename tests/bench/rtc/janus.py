"""Debian's Janus with its VideoRoom, the SFU in C that the embedded forwarder is measured beside.

Configured as its documentation has it for one room, with nothing loaded that the room does not use. Two settings: as it
comes, a thread for each peer connection; and `event_loops = 1`, one thread for all of them, as ours.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.processes import Child, child
from tests.rtc.network import Network

_PORT = 8088
_ROOM = 1515
_VIDEOROOM = "janus.plugin.videoroom"
_START_S = 20.0
_ANSWER_S = 20.0


@dataclass(frozen=True, slots=True)
class JanusSetting:
    """`event_loops` 0: as Debian ships it."""

    name: str
    event_loops: int


JANUS_DEFAULT = JanusSetting("Janus", 0)
JANUS_ONE_LOOP = JanusSetting("Janus, event_loops = 1", 1)


@contextlib.contextmanager
def janus(network: Network, address: str, setting: JanusSetting, folder: Path, *, core: int) -> Iterator[Child]:
    """In `network`, where its API listens on `address` and its media use every address but the loopback; all of its
    threads on one processor core."""
    settings = folder / f"janus-{setting.event_loops}"
    settings.mkdir(parents=True, exist_ok=True)
    _configure(settings, address, setting)
    command = network.command(
        ["taskset", "--cpu-list", str(core), "janus", f"--configs-folder={settings}", "--debug-level=2"]
    )
    with child("janus", command, log=settings / "log") as running:
        yield running


class JanusRoom:
    """A session of its HTTP API and one room, from the loop of the load generator."""

    def __init__(self, address: str) -> None:
        self._root = f"http://{address}:{_PORT}/janus"
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(_ANSWER_S, read=60.0))
        self._numbers = itertools.count(1)
        self._session = ""
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._handles: dict[str, str] = {}
        self._feeds: dict[str, int] = {}
        self._polling: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Waits until the server answers."""
        async with asyncio.timeout(_START_S):
            while not self._session:
                with contextlib.suppress(httpx.TransportError):
                    self._session = str((await self._post("", {"janus": "create"}))["data"]["id"])
                    break
                await asyncio.sleep(0.05)
        self._polling = asyncio.create_task(self._poll())
        keeper = await self._attach()
        room = {"request": "create", "room": _ROOM, "publishers": 100, "bitrate": 0, "videocodec": "vp8"}
        await self._message(keeper, room)

    async def close(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
        with contextlib.suppress(httpx.HTTPError):
            await self._post(f"/{self._session}", {"janus": "destroy"})
        await self._client.aclose()

    async def publish(self, name: str, offer: str) -> str:
        """The answer to an offer of one voice and one video."""
        handle = await self._attach()
        body = {"request": "joinandconfigure", "room": _ROOM, "ptype": "publisher", "display": name}
        event = await self._message(handle, body, offer=offer)
        self._feeds[name] = event["plugindata"]["data"]["id"]
        return str(event["jsep"]["sdp"])

    async def subscribe(self, name: str, feeds: tuple[str, ...]) -> str:
        """The offer of everything that `feeds` publish."""
        handle = self._handles[name] = await self._attach()
        streams = [{"feed": self._feeds[feed]} for feed in feeds]
        body = {"request": "join", "room": _ROOM, "ptype": "subscriber", "streams": streams}
        return str((await self._message(handle, body))["jsep"]["sdp"])

    async def accept(self, name: str, answer: str) -> None:
        await self._message(self._handles[name], {"request": "start", "room": _ROOM}, answer=answer)

    async def _attach(self) -> str:
        answer = await self._post(f"/{self._session}", {"janus": "attach", "plugin": _VIDEOROOM})
        return str(answer["data"]["id"])

    async def _message(self, handle: str, body: dict[str, Any], *, offer: str = "", answer: str = "") -> dict[str, Any]:
        """Its event, or its answer where the request is answered at once. Raises RuntimeError as the plugin says."""
        transaction = f"bench-{next(self._numbers)}"
        message: dict[str, Any] = {"janus": "message", "body": body, "transaction": transaction}
        if offer or answer:
            message["jsep"] = {"type": "offer" if offer else "answer", "sdp": offer or answer, "trickle": False}
        waiting = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        said = await self._post(f"/{self._session}/{handle}", message)
        if said["janus"] == "ack":
            async with asyncio.timeout(_ANSWER_S):
                said = await waiting
        del self._waiting[transaction]
        data = said["plugindata"]["data"]
        if "error" in data:
            raise RuntimeError(data["error"])
        return said

    async def _post(self, path: str, message: dict[str, Any]) -> dict[str, Any]:
        response = await self._client.post(self._root + path, json={"transaction": "bench", **message})
        said: dict[str, Any] = response.json()
        if said["janus"] == "error":
            raise RuntimeError(said["error"]["reason"])
        return said

    async def _poll(self) -> None:
        while True:
            response = await self._client.get(f"{self._root}/{self._session}", params={"maxev": 20})
            events = response.json()
            for event in events if isinstance(events, list) else [events]:
                waiting = self._waiting.get(event.get("transaction", ""))
                if waiting is not None and event["janus"] == "event" and not waiting.done():
                    waiting.set_result(event)


def _configure(folder: Path, address: str, setting: JanusSetting) -> None:
    loops = f"event_loops = {setting.event_loops}" if setting.event_loops else ""
    (folder / "janus.jcfg").write_text(
        f"""general: {{
    plugins_folder = "/usr/lib/x86_64-linux-gnu/janus/plugins"
    transports_folder = "/usr/lib/x86_64-linux-gnu/janus/transports"
    events_folder = "/usr/lib/x86_64-linux-gnu/janus/events"
    loggers_folder = "/usr/lib/x86_64-linux-gnu/janus/loggers"
    log_to_stdout = true
    session_timeout = 0
    {loops}
}}
nat: {{
    ice_ignore_list = "vmnet"
}}
plugins: {{
    disable = "{_others("plugins", "libjanus_videoroom.so")}"
}}
transports: {{
    disable = "{_others("transports", "libjanus_http.so")}"
}}
events: {{
    broadcast = false
}}
"""
    )
    (folder / "janus.transport.http.jcfg").write_text(
        f"""general: {{
    json = "compact"
    base_path = "/janus"
    http = true
    port = {_PORT}
    ip = "{address}"
    https = false
}}
"""
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: {\n    events = false\n}\n")


def _others(kind: str, kept: str) -> str:
    found = Path(f"/usr/lib/x86_64-linux-gnu/janus/{kind}").glob("*.so")
    return ",".join(sorted(one.name for one in found if one.name != kept))
