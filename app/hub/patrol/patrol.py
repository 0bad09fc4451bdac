"""The patrol over all cameras: one after the other is opened, watched for some seconds and closed again, for ever.

It never touches what a wall shows: what is painted there is live, and better proof there is none. A camera that comes
on a wall in the middle of a look is let go. Nothing of a look is somebody's view: no person sees the picture, so the
log has only changes of condition.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition, Reliance, observed, reliance
from app.hub.patrol.asked import AskedLooks
from app.hub.patrol.due import due_at, next_due
from app.hub.patrol.pace import PatrolPace
from app.hub.patrol.rounds import Rounds
from app.hub.patrol.wall_watch import WallWatch
from app.hub.patrol.walls import on_walls
from app.hub.patrol.writing import HealthWriter
from app.hub.rooms.camera_address import camera_address
from app.services.rows import SharedCamera
from app.store.change import Committed
from app.store.errors import StoreError
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub
    from app.services.camera_probe import CameraProbe
    from streams.feeds import Feeds

log = logging.getLogger(__name__)


class CameraPatrol:
    """Owned by the hub's loop; its feeds have a media thread and one decode thread of their own. `rounds` and `asked`
    say how far it is."""

    def __init__(self, hub: "Hub", pace: PatrolPace) -> None:
        self._hub = hub
        self._pace = pace
        self._known = hub.responses.known
        self._tasks = TaskScope("patrol")
        self._feeds: Feeds | None = None
        self._looked_at: set[str] = set()
        self._writer = HealthWriter(hub)
        self._wall_watch = WallWatch(hub, self._writer, pace)
        self._wanted = asyncio.Event()
        self._saved: dict[str, None] = {}
        self.rounds = Rounds()
        self.asked = AskedLooks()

    @property
    def goes(self) -> bool:
        return self._feeds is not None

    @property
    def on_walls(self) -> set[str]:
        """Keys of the cameras that are left alone."""
        return on_walls(self._hub.outputs.all())

    def start(self) -> None:
        self._hub.store.writer.on_commit(self._committed)
        self._tasks.start("begin", self._begin())
        self._wall_watch.start()

    async def close(self) -> None:
        await self._tasks.close()
        await self._wall_watch.close()
        if self._feeds is not None:
            await asyncio.to_thread(self._feeds.close)

    def ask(self, camera_id: str, account_id: str) -> int:
        """A look as soon as one of those that go is free; how many come before it. Raises TooManyAskedError."""
        ahead = self.asked.add(camera_id, account_id)
        self._wanted.set()
        return ahead

    def next_at(self, cameras: Iterable[SharedCamera], now: datetime) -> datetime | None:
        """When the first of these is due; not before now, None where none ever is."""
        walls, health = self.on_walls, self._known.health
        alone = (one.camera_id for one in cameras if one.camera_id not in walls)
        first = min((due_at(health.get(camera_id), now=now, pace=self._pace) for camera_id in alone), default=None)
        return max(now, first) if first is not None else None

    # -- walking

    async def _begin(self) -> None:
        await asyncio.sleep(self._pace.begins_after.total_seconds())
        await self._known.ready.wait()
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
            camera = self._choose()
            if camera is None:
                await self._rest()
                continue
            self._looked_at.add(camera.camera_id)
            begun_s = time.monotonic()
            try:
                await self._visit(probe, camera)
            except StoreError as error:
                log.warning("the patrol waits for the store: %s", error)
                await asyncio.sleep(self._pace.idle_s)
            except Exception:
                # One camera is not to end the walk over the others; its turn comes again after a while.
                log.exception("camera %s cannot be looked at", camera.camera_id)
                known = self._known.health
                known[camera.camera_id] = observed(
                    known.get(camera.camera_id),
                    camera.camera_id,
                    CameraCondition.UNKNOWN,
                    at=self._hub.clock.now(),
                    unit_id=camera.unit_id,
                    detail="fault",
                )
                await asyncio.sleep(self._pace.idle_s)
            finally:
                self._looked_at.discard(camera.camera_id)
            self.rounds.looked(time.monotonic() - begun_s)

    async def _rest(self) -> None:
        """Until somebody wants a look, or for a while."""
        self._wanted.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.idle_s):
                await self._wanted.wait()

    def _committed(self, committed: Committed) -> None:
        """Who has just put right a camera's address wants to know whether it works. New ones come first anyway."""
        for (row, (key, *_)), thing in committed.rows.items():
            if row is SharedCamera and thing is not None and key in self._known.health:
                self._saved[key] = None
                self._wanted.set()

    def _choose(self) -> SharedCamera | None:
        busy = self._looked_at | self.on_walls
        asked = self.asked.take(lambda camera_id: camera_id not in busy and self._known.camera(camera_id) is not None)
        if asked is not None:
            return self._known.camera(asked)
        while (saved := next((one for one in self._saved if one not in busy), None)) is not None:
            del self._saved[saved]
            if (camera := self._known.camera(saved)) is not None:
                return camera
        now = self._hub.clock.now()
        camera = next_due(self._known.cameras, self._known.health.get, busy=busy, now=now, pace=self._pace)
        if camera is None:
            self.rounds.nothing_due(now=now)
        else:
            self.rounds.chosen(self._known.health.get(camera.camera_id), now=now)
        return camera

    async def _visit(self, probe: "CameraProbe", camera: SharedCamera) -> None:
        from app.services.camera_probe import LeftAloneError, Look

        address = await camera_address(self._hub, camera.camera_id)
        try:
            if address is not None:
                look = await probe.look(address, gives_way=lambda: camera.camera_id in self.on_walls)
            else:
                # Gone meanwhile, or nobody can open it any more.
                look = Look(CameraCondition.OFFLINE, detail="no-address")
        except LeftAloneError:
            return
        before = self._known.health.get(camera.camera_id)
        is_live = reliance(before, now=self._hub.clock.now()) is Reliance.LIVE
        if is_live and look.condition is CameraCondition.OFFLINE:
            # It was on a wall just now: some cameras serve few at once, and the wall was first.
            return
        await self._writer.write(camera, before, look.condition, first_frame_ms=look.first_frame_ms, detail=look.detail)
