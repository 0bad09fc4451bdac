"""The patrol over all cameras: one after the other is opened, watched for some seconds and closed again, for ever.

It never touches what a wall shows: a camera that was painted within the last minute is live, and better proof there is
none. Nothing of a look is somebody's view: no person sees the picture, so the log has only changes of condition.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition, CameraHealth, CameraLook, Reliance, observed, reliance
from app.domain.events import EventKind
from app.hub.patrol.pace import PatrolPace
from app.hub.rooms.camera_address import camera_address
from app.services.rows import SharedCamera
from app.store.change import Change
from app.store.errors import StoreError
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub
    from app.services.camera_probe import CameraProbe, Look
    from streams.feeds import Feeds

log = logging.getLogger(__name__)


# A condition that stays is written down now and then, so that a hub that restarts knows what is fresh.
_WRITTEN_EVERY = timedelta(hours=1)


class CameraPatrol:
    """Owned by the hub's loop; its feeds have a media thread and one decode thread of their own."""

    def __init__(self, hub: "Hub", pace: PatrolPace) -> None:
        self._hub = hub
        self._pace = pace
        self._tasks = TaskScope("patrol")
        self._feeds: Feeds | None = None
        self._looked_at: set[str] = set()
        self._written: dict[str, datetime] = {}

    def start(self) -> None:
        self._tasks.start("begin", self._begin())

    async def close(self) -> None:
        await self._tasks.close()
        if self._feeds is not None:
            await asyncio.to_thread(self._feeds.close)

    async def _begin(self) -> None:
        await asyncio.sleep(self._pace.begins_after.total_seconds())
        await self._hub.responses.known.ready.wait()
        # What decodes pictures is loaded now, long after the hub was ready.
        from app.services.camera_probe import CameraProbe
        from streams.feeds import Feeds

        feeds = self._feeds = await asyncio.to_thread(Feeds, decode_threads=1)
        probe = CameraProbe(feeds, clock=self._hub.clock)
        for number in range(self._pace.at_once):
            self._tasks.start(f"patrol {number}", self._walk(probe, feeds))

    async def _walk(self, probe: "CameraProbe", feeds: "Feeds") -> None:
        while True:
            feeds.sweep()
            camera = next_due(
                self._hub.responses.known.cameras,
                self._hub.responses.known.health.get,
                busy=self._looked_at,
                now=self._hub.clock.now(),
                pace=self._pace,
            )
            if camera is None:
                await asyncio.sleep(self._pace.idle_s)
                continue
            self._looked_at.add(camera.camera_id)
            try:
                await self._visit(probe, camera)
            except StoreError as error:
                log.warning("the patrol waits for the store: %s", error)
                await asyncio.sleep(self._pace.idle_s)
            except Exception:
                # One camera is not to end the walk over the others; its turn comes again after a while.
                log.exception("camera %s cannot be looked at", camera.camera_id)
                self._hub.responses.known.seen(
                    camera.camera_id, CameraCondition.UNKNOWN, at=self._hub.clock.now(), detail="fault"
                )
                await asyncio.sleep(self._pace.idle_s)
            finally:
                self._looked_at.discard(camera.camera_id)

    async def _visit(self, probe: "CameraProbe", camera: SharedCamera) -> None:
        from app.services.camera_probe import Look

        address = await camera_address(self._hub, camera.camera_id)
        if address is None:
            # Gone meanwhile, or nobody can open it any more.
            look = Look(CameraCondition.OFFLINE, detail="no-address")
        else:
            look = await probe.look(address)
        now = self._hub.clock.now()
        before = self._hub.responses.known.health.get(camera.camera_id)
        if reliance(before, now=now) is Reliance.LIVE and look.condition is CameraCondition.OFFLINE:
            # Brought on a wall meanwhile: some cameras serve few at once, and the wall was first.
            return
        await self._write(camera, before, look, now)

    async def _write(self, camera: SharedCamera, before: CameraHealth | None, look: "Look", now: datetime) -> None:
        word = observed(
            before,
            camera.camera_id,
            look.condition,
            at=now,
            unit_id=camera.unit_id,
            first_frame_ms=look.first_frame_ms,
            detail=look.detail,
        )
        changed = before is None or before.condition is not look.condition
        written = self._written.get(camera.camera_id)
        if not changed and written is not None and now - written < _WRITTEN_EVERY:
            self._hub.responses.known.health[camera.camera_id] = word
            return

        async def write(change: Change) -> None:
            known = await change.get(CameraHealth, camera.camera_id)
            if known is None:
                change.insert(word)
            else:
                change.replace(replace(word, version=max(word.version, known.version + 1)))
            if changed:
                seen = CameraLook(
                    camera_id=camera.camera_id,
                    at=now,
                    condition=look.condition,
                    first_frame_ms=look.first_frame_ms,
                    detail=look.detail,
                )
                change.insert(seen)
                payload = {
                    "camera": camera.camera_id,
                    "from": before.condition.value if before is not None else None,
                    "to": look.condition.value,
                    "detail": look.detail,
                }
                about = [("camera-health", camera.camera_id)]
                change.record(EventKind.CAMERA_CONDITION_CHANGED, payload, unit_id=camera.unit_id, about=about)

        await self._hub.store.writer.run(write, actor=self._hub.actor)
        self._written[camera.camera_id] = now


def next_due(
    cameras: Iterable[SharedCamera],
    health: Callable[[str], CameraHealth | None],
    *,
    busy: Collection[str],
    now: datetime,
    pace: PatrolPace,
) -> SharedCamera | None:
    """Those that nobody has ever looked at first, then the one that was looked at longest ago; None: nothing is due."""
    best: tuple[datetime, SharedCamera] | None = None
    for camera in cameras:
        if camera.camera_id in busy:
            continue
        word = health(camera.camera_id)
        if word is None:
            return camera
        worth = reliance(word, now=now)
        if worth is Reliance.LIVE:
            continue
        wait = pace.again_after if worth is Reliance.PROBED else pace.sooner_after
        if now - word.checked_at < wait:
            continue
        if best is None or word.checked_at < best[0]:
            best = word.checked_at, camera
    return best[1] if best is not None else None
