"""A room whose hub says what a test has it say: for states that no real room comes to by itself within seconds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import websockets
from pydantic import BaseModel

from app.domain.rooms import ParticipationKind, ParticipationStatus
from app.services import signalling as s
from app.services.conference_engine import StreamSource

OPENED_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def person(key: str, name: str, **fields: Any) -> s.RoomParticipant:
    """In the room, heard and seen."""
    known: dict[str, Any] = {
        "participant_id": key,
        "name": name,
        "kind": ParticipationKind.SEAT,
        "status": ParticipationStatus.IN,
        "sources": (StreamSource.MICROPHONE, StreamSource.CAMERA),
        "joined_at": OPENED_AT,
    }
    return s.RoomParticipant(**(known | fields))


def room_state(*people: s.RoomParticipant, **fields: Any) -> s.RoomState:
    known: dict[str, Any] = {
        "room_id": "room",
        "name": "商场火情",
        "lobby": True,
        "locked": False,
        "opened_at": OPENED_AT,
        "participants": people,
    }
    return s.RoomState(**(known | fields))


class SignallingRoom:
    """One line at a time; `heard` is what the seat said, without heartbeats."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.url = ""
        self.answers_hello = True
        self.first_status = ParticipationStatus.PREPARING
        self._socket: websockets.ServerConnection | None = None
        self.people: list[s.RoomParticipant] = []

    async def say(self, message: BaseModel) -> None:
        assert self._socket is not None
        await self._socket.send(message.model_dump_json())

    async def say_room(self, *people: s.RoomParticipant, **fields: Any) -> None:
        await self.say(room_state(*(people or self.people), **fields))

    async def hang_up(self) -> None:
        """The line is lost."""
        assert self._socket is not None
        self.answers_hello = False
        await self._socket.close()

    def said(self, kind: type[BaseModel]) -> list[Any]:
        return [one for one in self.heard if isinstance(one, kind)]

    async def serve(self, socket: websockets.ServerConnection) -> None:
        beating = asyncio.create_task(_beat(socket))
        # A seat that stood still for a while gives its line up and comes again, as at any hub.
        with contextlib.suppress(websockets.ConnectionClosed):
            await self._answer(socket)
        beating.cancel()

    async def _answer(self, socket: websockets.ServerConnection) -> None:
        self._socket = socket
        async for text in socket:
            message = s.FROM_PARTICIPANT.validate_json(text)
            if isinstance(message, s.Heartbeat):
                continue
            self.heard.append(message)
            if isinstance(message, s.Hello) and self.answers_hello:
                await self.say(
                    s.Welcome(
                        participant_id="me",
                        resume_key="key",
                        status=self.first_status,
                        name="值班员",
                        room_name="商场火情",
                        at=OPENED_AT,
                    )
                )
            elif isinstance(message, s.Join):
                await self.say(s.StatusChanged(status=ParticipationStatus.IN))
                await self.say_room()


async def _beat(socket: websockets.ServerConnection) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await asyncio.sleep(s.HEARTBEAT_S)
            await socket.send(s.Heartbeat().model_dump_json())


@asynccontextmanager
async def signalling_room() -> AsyncIterator[SignallingRoom]:
    room = SignallingRoom()
    async with websockets.serve(room.serve, "127.0.0.1", 0) as server:
        room.url = f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield room
        await asyncio.sleep(0)
