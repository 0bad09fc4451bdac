"""The conference engine as the rooms have it: begun when it is first needed, with the rooms that are open in it.

Loading what carries media takes some tenths of a second, which a hub that serves incidents does not wait for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.services.conference_engine import ConferenceEngine, EngineListener, EngineRefusal, EngineRefusedError
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_START_S = 20.0
_CLOSE_S = 8.0


class RunningEngine:
    """Owned by the hub's loop. What is begun is brought to its end, whoever has given up waiting for it: half an engine
    would be nobody's to close."""

    def __init__(self, make: Callable[[], Awaitable[ConferenceEngine]], listener: EngineListener) -> None:
        self._make, self._listener = make, listener
        self._engine: ConferenceEngine | None = None
        self._starting: asyncio.Task[ConferenceEngine] | None = None
        self._rooms: dict[str, asyncio.Task[None]] = {}
        self._tasks = TaskScope("conference engine")
        self._closed = False

    async def started(self) -> ConferenceEngine:
        """Raises EngineRefusedError NOT_REACHABLE where it does not start; asked again it tries again."""
        if self._engine is not None:
            return self._engine
        if self._closed:
            raise EngineRefusedError(EngineRefusal.NOT_REACHABLE, "the hub is closing")
        if self._starting is None or self._starting.done():
            self._starting = self._tasks.start("start", self._start())
        try:
            return await asyncio.shield(self._starting)
        except (OSError, ImportError) as error:
            raise EngineRefusedError(EngineRefusal.NOT_REACHABLE, "it does not start") from error

    async def _start(self) -> ConferenceEngine:
        engine = await self._make()
        await engine.start(self._listener)
        self._engine = engine
        return engine

    async def of_room(self, room_id: str) -> ConferenceEngine:
        """With the room open in it. Raises EngineRefusedError."""
        engine = await self.started()
        opening = self._rooms.get(room_id)
        if opening is None or (opening.done() and (opening.cancelled() or opening.exception() is not None)):
            opening = self._rooms[room_id] = self._tasks.start(f"open {room_id}", engine.open_room(room_id))
        await asyncio.shield(opening)
        return engine

    def if_open(self, room_id: str) -> ConferenceEngine | None:
        """For what there is nothing to do about where no media flows."""
        return self._engine if room_id in self._rooms else None

    async def close_room(self, room_id: str) -> None:
        """Raises EngineRefusedError."""
        opening = self._rooms.pop(room_id, None)
        if opening is not None and self._engine is not None:
            await asyncio.wait({opening})
            await self._engine.close_room(room_id)

    async def close(self) -> None:
        """Bounded; also where it never began."""
        self._closed = True
        if self._starting is not None:
            await asyncio.wait({self._starting}, timeout=_START_S)
        await self._tasks.close()
        engine, self._engine = self._engine, None
        if engine is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_S):
                await engine.close()
        except TimeoutError:
            log.error("the conference engine does not end")
