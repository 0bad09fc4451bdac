"""Hears what walls say of cameras, of every wall and all the time: a picture that is painted is the best word there is,
and one that a wall has lost is out of order before the patrol would come by."""

import asyncio
import logging
from collections.abc import Iterable, Set
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition, CameraHealth
from app.hub.patrol.pace import PatrolPace
from app.hub.patrol.walls import words_of_walls
from app.hub.patrol.writing import ON_WALL, HealthWriter
from app.services.rows import SharedCamera
from app.store.errors import StoreError
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# Seats take a camera for live a minute long; they are told often enough that it never runs out.
_TOLD_EVERY = timedelta(seconds=25)


class WallWatch:
    """Owned by the hub's loop; what it finds goes to `writer`."""

    def __init__(self, hub: "Hub", writer: HealthWriter, pace: PatrolPace) -> None:
        self._hub = hub
        self._pace = pace
        self._known = hub.responses.known
        self._writer = writer
        self._tasks = TaskScope("walls of the patrol")
        self._told: dict[str, datetime] = {}
        self._troubled: Set[str] = frozenset()

    def start(self) -> None:
        self._known.on_seen = self._seen
        self._tasks.start("listen", self._listen())

    async def close(self) -> None:
        await self._tasks.close()

    async def _listen(self) -> None:
        await self._known.ready.wait()
        while True:
            await self.hear()
            await asyncio.sleep(self._pace.listens_s)

    async def hear(self) -> None:
        """What they say now."""
        now = self._hub.clock.now()
        words = words_of_walls(self._hub.outputs.all())
        for camera_id in words.painted:
            self._known.painted(camera_id, at=now)
            camera, before = self._known.camera(camera_id), self._known.health.get(camera_id)
            # What a wall said it takes back; what the patrol found in the picture the wall does not judge.
            if camera is not None and before is not None and _is_wall_trouble(before):
                await self._write(camera, before, CameraCondition.HEALTHY)
        self._tell_live(words.painted, now)
        for camera_id, condition in words.troubled.items():
            camera, before = self._known.camera(camera_id), self._known.health.get(camera_id)
            is_news = before is None or before.condition is not condition
            # Twice in a row: a camera that a seat has just opened, or a packet that was late, is none.
            if camera is not None and is_news and camera_id in self._troubled:
                await self._write(camera, before, condition)
        self._troubled = words.troubled.keys()

    def _tell_live(self, painted: Iterable[str], now: datetime) -> None:
        """Seats, of which many see no walls but their own."""
        told = {camera_id: at for camera_id, at in self._told.items() if now - at < _TOLD_EVERY}
        news = [self._known.health[one] for one in painted if one not in told and one in self._known.health]
        if news:
            self._hub.feed.passing(*news)
        self._told = told | {word.camera_id: now for word in news}

    def _seen(self, before: CameraHealth | None, word: CameraHealth) -> None:
        """The answer to a report has given the tile of a camera to another one."""
        camera = self._known.camera(word.camera_id)
        if camera is not None and (before is None or before.condition is not word.condition):
            self._tasks.start(f"seen {word.camera_id}", self._write(camera, before, word.condition))

    async def _write(self, camera: SharedCamera, before: CameraHealth | None, condition: CameraCondition) -> None:
        try:
            await self._writer.write(camera, before, condition, detail=ON_WALL)
        except StoreError as error:
            log.warning("what a wall says of camera %s waits for the store: %s", camera.camera_id, error)


def _is_wall_trouble(word: CameraHealth) -> bool:
    return word.detail == ON_WALL and word.condition is not CameraCondition.HEALTHY
