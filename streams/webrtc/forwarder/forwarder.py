"""All rooms of one process, their clock and their ceiling."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from streams.webrtc.forwarder.refusals import Refusal, RefusedError
from streams.webrtc.forwarder.room import Room
from streams.webrtc.forwarder.room_events import RoomEvents
from streams.webrtc.ice import IceSettings

log = logging.getLogger(__name__)

MOST_OUTGOING_VIDEOS = 120  # of all rooms; at 1.5 Mb/s each some 20,000 packets a second
_TICK_S = 0.1
_TICKS_PER_SECOND = 10


class Forwarder:
    """Made and used on the media loop. `start()` once, finally `close()`."""

    def __init__(self, settings: IceSettings, events: RoomEvents) -> None:
        self._settings, self._events = settings, events
        self._rooms: dict[str, Room] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._clock: asyncio.Task[None] | None = None
        # Reports tell the machine's time; it is read once, so that a step of it does not tear lips from voices.
        self._unix_offset_s = time.time() - time.monotonic()

    def start(self) -> None:
        self._clock = asyncio.get_running_loop().create_task(self._tick(), name="forwarder")

    def open_room(self, room_id: str) -> None:
        """Again is no error."""
        if room_id not in self._rooms:
            self._rooms[room_id] = Room(
                room_id,
                settings=self._settings,
                events=self._events,
                unix_offset_s=self._unix_offset_s,
                dispose=self._dispose,
                video_allowance=self._video_allowance,
            )

    def room(self, room_id: str) -> Room:
        """Raises RefusedError."""
        if (room := self._rooms.get(room_id)) is None:
            raise RefusedError(Refusal.UNKNOWN, "no such room")
        return room

    async def close_room(self, room_id: str) -> None:
        """Again is no error. Its sockets are gone afterwards."""
        if (room := self._rooms.pop(room_id, None)) is not None:
            room.close()
            await self.settled()

    async def settled(self) -> None:
        """Until all peers that were let go of are closed."""
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def close(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            await asyncio.gather(self._clock, return_exceptions=True)
            self._clock = None
        for room in self._rooms.values():
            room.close()
        self._rooms.clear()
        await self.settled()

    def _dispose(self, closing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(closing, name="closing")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _video_allowance(self) -> int:
        return MOST_OUTGOING_VIDEOS - sum(room.outgoing_videos for room in self._rooms.values())

    async def _tick(self) -> None:
        ticks = 0
        before = second_before = time.monotonic()
        while True:
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            ticks += 1
            full_second = ticks % _TICKS_PER_SECOND == 0
            for room_id, room in list(self._rooms.items()):
                try:
                    room.tick(now, now - before)
                    if full_second:
                        room.second(now, now - second_before)
                except Exception:
                    # One room's fault is not to stop the others' clock.
                    log.exception("the clock of room %s failed", room_id)
            before = now
            if full_second:
                second_before = now
