"""The conference engine as the rooms have it: begun when it is first needed, with the rooms that are open in it.

Loading what carries media takes some tenths of a second, which a hub that serves incidents does not wait for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.services.conference_engine import ConferenceEngine, EngineListener, EngineRefusal, EngineRefusedError

log = logging.getLogger(__name__)

_CLOSE_S = 8.0


class RunningEngine:
    """Owned by the hub's loop. `make` may take its time; it is awaited once."""

    def __init__(self, make: Callable[[], Awaitable[ConferenceEngine]], listener: EngineListener) -> None:
        self._make, self._listener = make, listener
        self._engine: ConferenceEngine | None = None
        self._starting = asyncio.Lock()
        self._rooms: dict[str, asyncio.Future[None]] = {}
        self._closed = False

    @property
    def runs(self) -> bool:
        return self._engine is not None

    async def started(self) -> ConferenceEngine:
        """Raises EngineRefusedError NOT_REACHABLE where it does not start; asked again it tries again."""
        async with self._starting:
            if self._closed:
                raise EngineRefusedError(EngineRefusal.NOT_REACHABLE, "the hub is closing")
            if self._engine is None:
                try:
                    engine = await self._make()
                    await engine.start(self._listener)
                except (OSError, ImportError) as error:
                    log.error("the conference engine does not start: %s", error)
                    raise EngineRefusedError(EngineRefusal.NOT_REACHABLE, "it does not start") from error
                self._engine = engine
            return self._engine

    async def of_room(self, room_id: str) -> ConferenceEngine:
        """With the room open in it. Raises EngineRefusedError."""
        engine = await self.started()
        opening = self._rooms.get(room_id)
        if opening is None:
            opening = self._rooms[room_id] = asyncio.ensure_future(engine.open_room(room_id))
        try:
            await asyncio.shield(opening)
        except BaseException:
            if opening.done():
                self._rooms.pop(room_id, None)
            raise
        return engine

    def if_open(self, room_id: str) -> ConferenceEngine | None:
        """For what there is nothing to do about where no media flows."""
        opening = self._rooms.get(room_id)
        return self._engine if opening is not None and opening.done() else None

    async def close_room(self, room_id: str) -> None:
        """Raises EngineRefusedError."""
        if self._rooms.pop(room_id, None) is not None and self._engine is not None:
            await self._engine.close_room(room_id)

    async def close(self) -> None:
        """Bounded; also where it never began."""
        async with self._starting:
            self._closed = True
            engine, self._engine = self._engine, None
        for opening in self._rooms.values():
            opening.cancel()
        await asyncio.gather(*self._rooms.values(), return_exceptions=True)
        if engine is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_S):
                await engine.close()
        except TimeoutError:
            log.error("the conference engine does not end")
