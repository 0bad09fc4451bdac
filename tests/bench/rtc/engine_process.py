"""The embedded engine alone in a process, asked over a socket as the hub would ask it: what it costs without the hub.

    python -m tests.bench.rtc.engine_process ADDRESS PORT [--core N]

One JSON object a line, answered by one; a connection is a room.
"""

import argparse
import asyncio
import json
import os
import sys
from typing import Any

import uvloop

from app.hub.engines.embedded import EmbeddedEngine
from app.services.conference_engine import Direction, Slot, StreamName, StreamSource, SubscriptionOffer
from streams.webrtc.ice import IceSettings

_SOURCES = {"0": StreamSource.MICROPHONE, "1": StreamSource.CAMERA}
_LONGEST_LINE = 1024 * 1024


class _Silent:
    """Nobody listens to the engine here."""

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None: ...

    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None: ...

    def first_media(self, room_id: str, stream: StreamName) -> None: ...

    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None: ...

    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None: ...

    def speaker(self, room_id: str, participant_id: str | None) -> None: ...


async def serve(address: str, port: int) -> None:
    engine = EmbeddedEngine(IceSettings(addresses=(address,)))
    await engine.start(_Silent())
    server = await asyncio.start_server(
        lambda reader, writer: _room(engine, reader, writer), address, port, limit=_LONGEST_LINE
    )
    async with server:
        await server.serve_forever()


async def _room(engine: EmbeddedEngine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    room_id = str(writer.get_extra_info("peername"))
    await engine.open_room(room_id)
    try:
        while line := await reader.readline():
            said = await _done(engine, room_id, json.loads(line))
            writer.write(json.dumps(said).encode() + b"\n")
            await writer.drain()
    finally:
        await engine.close_room(room_id)
        writer.close()


async def _done(engine: EmbeddedEngine, room_id: str, asked: dict[str, Any]) -> dict[str, Any]:
    name = asked["name"]
    match asked["do"]:
        case "publish":
            return {"sdp": await engine.publish(room_id, name, asked["sdp"], _SOURCES)}
        case "subscribe":
            offer = await engine.subscribe(room_id, name, None)
            return {"sdp": offer.sdp, "generation": offer.generation}
        case "accept":
            await engine.accept(room_id, name, asked["generation"], asked["sdp"])
        case "leave":
            await engine.leave(room_id, name)
    return {}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rtc.engine_process")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("--core", type=int)
    words = parser.parse_args()
    if words.core is not None:
        os.sched_setaffinity(0, {words.core})
    uvloop.run(serve(words.address, words.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
