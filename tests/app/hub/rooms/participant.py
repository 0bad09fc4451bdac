"""A participant's end of the signalling, message by message."""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import websockets

PATIENCE_S = 30.0


class Participant:
    """Connects when it is entered, and says nothing by itself, not even a heartbeat. `heard` is everything so far."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("http", "ws", 1) + "/signalling"
        self.heard: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        self.socket: websockets.ClientConnection

    async def __aenter__(self) -> Self:
        self.socket = await websockets.connect(self._url, proxy=None, max_size=None, ping_interval=None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    @property
    def id(self) -> str:
        known: str = self.welcome["participant_id"]
        return known

    @property
    def key(self) -> str:
        known: str = self.welcome["resume_key"]
        return known

    async def say(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def next(self, *types: str) -> dict[str, Any]:
        """The next message, of one of these types if any are given. Raises ConnectionClosed."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                self.heard.append(message)
                if message["type"] in types or (not types and message["type"] != "heartbeat"):
                    return message

    async def ask(self, type_: str, *answers: str, **fields: Any) -> dict[str, Any]:
        """Say something; the next message of these types, or the refusal."""
        await self.say(type_, **fields)
        return await self.next(*answers, "error")

    async def problem(self, type_: str, **fields: Any) -> tuple[str, bool]:
        """Say something that is refused: why, and whether for good."""
        said = await self.ask(type_, **fields)
        return said["problem"], said["final"]

    async def hello(self, credential: str, **fields: Any) -> dict[str, Any]:
        """The welcome. Fails for a refusal."""
        said = await self.ask("hello", "welcome", credential=credential, **fields)
        assert said["type"] == "welcome", said
        self.welcome = said
        return said

    async def join(self, **fields: Any) -> str:
        """The status that they are told."""
        said = await self.ask("join", "status", **fields)
        assert said["type"] == "status", said
        status: str = said["status"]
        return status

    async def publish(self, *sources: str, sdp: str = "offer") -> dict[str, Any]:
        tracks = [{"mid": str(number), "source": source} for number, source in enumerate(sources)]
        return await self.ask("publish", "published", sdp=sdp, tracks=tracks)

    async def until_room(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The state of the room for which this holds first."""
        while True:
            room = await self.next("room")
            if holds(room):
                return room

    async def sees(self, participation_id: str, **fields: Any) -> dict[str, Any]:
        """Somebody, as soon as the room says this of them."""

        def holds(room: dict[str, Any]) -> bool:
            one = find(room, participation_id)
            return one is not None and all(one[name] == value for name, value in fields.items())

        found = find(await self.until_room(holds), participation_id)
        assert found is not None
        return found

    async def close_code(self) -> int:
        """Of the hub, which has to close."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                while True:
                    self.heard.append(json.loads(await self.socket.recv()))
            except websockets.ConnectionClosed:
                code = self.socket.close_code
        assert code is not None
        return code


def find(room: dict[str, Any], participation_id: str) -> dict[str, Any] | None:
    return next((one for one in room["participants"] if one["participant_id"] == participation_id), None)


def has_hand_up(room: dict[str, Any], participation_id: str) -> bool:
    one = find(room, participation_id)
    return one is not None and one["hand_up_since"] is not None
