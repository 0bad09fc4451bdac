"""What the answer to a report needs at once: every camera, its health, every plan and every scene, in memory.

A report is answered within a third of a second; reading 8,000 cameras from the database alone takes longer.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.camera_health import CameraCondition, CameraHealth, observed
from app.domain.plans import ResponsePlan
from app.services.rows import SharedCamera, SharedScene
from app.store.change import Committed
from app.store.store import Store
from app.store.tables import MAPPED

log = logging.getLogger(__name__)


class Known:
    """Kept up from what is committed; `ready` once everything was read. Owned by the hub's loop."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.health: dict[str, CameraHealth] = {}
        # Called with the word before and the new one when a wall found something out of order.
        self.on_seen: Callable[[CameraHealth | None, CameraHealth], None] = lambda _before, _word: None
        self._cameras: dict[str, SharedCamera] = {}
        self._plans: dict[str, ResponsePlan] = {}
        self._scenes: dict[str, SharedScene] = {}
        # Removed before everything was read: what is read may be older.
        self._gone: set[tuple[type[Any], str]] = set()

    async def load(self, store: Store) -> None:
        """Raises StoreError. What was committed meanwhile counts: it came by `committed`."""
        async with store.reading() as reading:
            cameras = await reading.find(SharedCamera)
            plans = await reading.find(ResponsePlan)
            scenes = await reading.find(SharedScene)
            health = await reading.find(CameraHealth)
        for row, found in (
            (SharedCamera, cameras),
            (ResponsePlan, plans),
            (SharedScene, scenes),
            (CameraHealth, health),
        ):
            self._take_read(row, found)
        self._gone.clear()
        self.ready.set()

    def _take_read(self, row: type[Any], found: Iterable[Any]) -> None:
        kept = self._of(row)
        for thing in found:
            (key,) = MAPPED[row].key_of(thing)
            if kept is not None and (row, key) not in self._gone:
                kept.setdefault(key, thing)

    def committed(self, committed: Committed) -> None:
        for (row, (key, *_)), thing in committed.rows.items():
            if (kept := self._of(row)) is None:
                continue
            if thing is None:
                kept.pop(key, None)
                if not self.ready.is_set():
                    self._gone.add((row, key))
            else:
                kept[key] = thing

    def camera(self, camera_id: str) -> SharedCamera | None:
        return self._cameras.get(camera_id)

    def scene(self, name: str) -> SharedScene | None:
        return self._scenes.get(name)

    @property
    def camera_ids(self) -> Collection[str]:
        return self._cameras.keys()

    @property
    def cameras(self) -> Iterable[SharedCamera]:
        return self._cameras.values()

    @property
    def plans(self) -> tuple[ResponsePlan, ...]:
        return tuple(self._plans.values())

    def seen(
        self, camera_id: str, condition: CameraCondition, *, at: datetime, detail: str = ""
    ) -> CameraHealth | None:
        """What a wall found of a camera; None for one that is not registered."""
        camera = self._cameras.get(camera_id)
        if camera is None:
            return None
        known = self.health.get(camera_id)
        word = observed(known, camera_id, condition, at=at, unit_id=camera.unit_id, detail=detail)
        # It is not live any more, whatever the last minute was.
        self.health[camera_id] = replace(word, live_at=None)
        self.on_seen(known, self.health[camera_id])
        return self.health[camera_id]

    def painted(self, camera_id: str, *, at: datetime) -> None:
        """A wall shows a fresh picture of it."""
        camera = self._cameras.get(camera_id)
        known = self.health.get(camera_id)
        live_at = known.live_at if known is not None else None
        # Either way: the clock may have been set back.
        if camera is None or (live_at is not None and abs(at - live_at) < _OFTEN_ENOUGH):
            return
        word = known or observed(None, camera_id, CameraCondition.UNKNOWN, at=at, unit_id=camera.unit_id)
        self.health[camera_id] = replace(word, live_at=at)

    def __iter__(self) -> Iterator[CameraHealth]:
        return iter(self.health.values())

    def _of(self, row: type[Any]) -> dict[str, Any] | None:
        if row is SharedCamera:
            return self._cameras
        if row is ResponsePlan:
            return self._plans
        if row is SharedScene:
            return self._scenes
        return self.health if row is CameraHealth else None


# Reports come four times a second.
_OFTEN_ENOUGH = timedelta(seconds=5)
