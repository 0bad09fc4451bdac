"""What a seat learns of the hub, and when: the rows of its feed as they come, with the moment of their arrival."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

import websockets

from app.link.hub_client import HubClient

Row = dict[str, Any]

# What the bench looks at, with the field that is their key; nothing else is kept.
_KINDS = {"incident": "incident_id", "response": "incident_id", "room": "room_id", "output": "output_id"}


class Seen:
    """Of one loop."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {kind: {} for kind in _KINDS}
        self._listeners: list[Callable[[str, Row, float], None]] = []
        self._changed = asyncio.Event()
        self.live = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def of(cls, seat: HubClient) -> AsyncIterator[Self]:
        """Follow the feed for the length of the block; begins once it is live."""
        seen = cls()
        following = asyncio.create_task(seen._follow(seat))
        live = asyncio.create_task(seen.live.wait())
        try:
            await asyncio.wait({following, live}, return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                following.result()
            yield seen
        finally:
            for task in (following, live):
                task.cancel()
            await asyncio.gather(following, live, return_exceptions=True)

    def listen(self, listener: Callable[[str, Row, float], None]) -> Callable[[], None]:
        """Told of kind, row and arrival of each; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, true: Callable[[], bool], longest_s: float) -> bool:
        """Whether it came to be, looked at after every message."""
        try:
            async with asyncio.timeout(longest_s):
                while not true():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        """Something else happened that somebody may wait for."""
        self._changed.set()

    async def _follow(self, seat: HubClient) -> None:
        address = seat.url.replace("http", "ws") + "/events"
        headers = {"Authorization": f"Bearer {seat.token}"}
        async with websockets.connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
            async for message in socket:
                self._take(json.loads(message), time.monotonic())

    def _take(self, message: Row, at_s: float) -> None:
        for kind, key in _KINDS.items():
            for row in message.get("rows", {}).get(kind, ()):
                self.rows[kind][row[key]] = row
                for listener in tuple(self._listeners):
                    listener(kind, row, at_s)
        self.live.set()
        self._changed.set()
