"""A seat's cameras as its hub has them: read from the mirror, changed by commands, opened with what the hub hands out.

What opens a camera is asked for when its picture is about to be shown, many at once, and kept in memory only. The hub
writes every such question down: it is how the log knows who looked through which camera.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.domain.cameras import Camera
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror
from app.link.sending import Sending
from app.services.camera_json import camera_object
from app.services.camera_registry import CameraRegistry, tree_order
from app.services.changes import Done
from app.services.rows import SharedCamera
from app.services.shared_cameras import MOST_VIEWS_AT_ONCE, CameraAccess, camera_of, opened_camera
from app.tasks import TaskScope

log = logging.getLogger(__name__)

# A camera that nobody asked for during this time and that is asked for again is viewed anew.
VIEW_OVER_S = 60.0
_TRY_AGAIN_S = 2.0
_NOT_PERMITTED = 403


@dataclass(frozen=True, slots=True)
class _Known:
    """`access` None: the hub does not open it for this seat. `row` is what it was asked for, None for an address."""

    access: CameraAccess | None
    row: SharedCamera | None = None

    def fits(self, row: SharedCamera) -> bool:
        """Whether it still opens a camera that was changed: renamed, moved on the map …"""
        return self.row is not None and _what_opens(self.row) == _what_opens(row)


class SharedCameras(CameraRegistry):
    """See the module; owned by the loop that feeds the mirror. `purpose` is what the log says that views are for.

    Changes are told to their `done`, or to `failed` where there is none; they are seen when the hub has them.
    """

    def __init__(
        self,
        mirror: Mirror,
        client: HubClient,
        *,
        failed: Callable[[Exception], None],
        purpose: str = "wall",
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._mirror = mirror
        self._client = client
        self._purpose = purpose
        self._monotonic_s = monotonic_s
        self._sending = Sending(mirror, name="camera changes", failed=failed)
        self._tasks = TaskScope("camera views")
        self._orders: dict[str, tuple[object, ...]] = {}
        self._known: dict[str, _Known] = {}
        self._used_s: dict[str, float] = {}
        # In the order of asking; the value says whether it is a camera's key or an address.
        self._wanted: dict[str, bool] = {}
        self._asking = False
        self._ends = [mirror.subscribe(SharedCamera, self._take), mirror.subscribe_status(self._ask_soon)]
        self._take(frozenset(mirror.all(SharedCamera)))

    async def close(self) -> None:
        for end in self._ends:
            end()
        self._ends.clear()
        await self._tasks.close()
        await self._sending.close()

    # -- what opens a camera

    def opened(self, camera_id: str) -> Camera | None:
        camera, row = self._by_id.get(camera_id), self._mirror.get(SharedCamera, camera_id)
        if camera is None or row is None:
            return None
        known = self._known.get(camera_id)
        if known is None or known.row is None or known.row.version != row.version or self._is_new_view(camera_id):
            self._want(camera_id, is_camera=True)
        if known is None or not known.fits(row):
            return None
        # Without an address it is shown as one that cannot be opened.
        return opened_camera(camera, known.access) if known.access else replace(camera, main_url="", sub_url="")

    def opened_address(self, address: str) -> CameraAccess | None:
        known = self._known.get(address)
        if known is None or self._is_new_view(address):
            self._want(address, is_camera=False)
        if known is None:
            return None
        return known.access or CameraAccess()

    def note_shown(self, keys: Iterable[str]) -> None:
        """These cameras (and sealed addresses) are on the screen now: to be told every few seconds. What was not for a
        minute is a new view in the log when it is shown again."""
        now_s = self._monotonic_s()
        self._used_s.update((key, now_s) for key in keys if key in self._used_s)

    def forget(self) -> None:
        """Somebody else sits here now: what is shown is asked for anew, and is that person's view in the log."""
        self._known.clear()
        self._used_s.clear()
        self._tell_opened()

    # -- changes

    def replace_all(self, cameras: Iterable[Camera], done: Done | None = None) -> None:
        new = list(cameras)
        ids = {camera.camera_id for camera in new}
        if len(ids) != len(new):
            raise ValueError("two cameras have the same key")
        self._send(new, done, replace_all=True)

    def add(self, cameras: Iterable[Camera], done: Done | None = None, *, instead_of: str | None = None) -> None:
        self._send(list(cameras), done, instead_of=instead_of)

    def remove(self, camera_ids: Iterable[str], done: Done | None = None) -> None:
        gone = set(camera_ids)
        rows = self._mirror.all(SharedCamera)
        self._sending.send(
            self._client.remove_cameras(sorted(gone)), done, row=SharedCamera, shown=lambda: gone.isdisjoint(rows)
        )

    def _send(
        self, cameras: list[Camera], done: Done | None, *, replace_all: bool = False, instead_of: str | None = None
    ) -> None:
        # A password that nobody typed is not known here: it stays what it is.
        objects = [camera_object(camera, with_passwords=True) for camera in cameras]
        command = self._client.save_cameras(objects, replace_all=replace_all, instead_of=instead_of)
        ids = {camera.camera_id for camera in cameras}
        rows = self._mirror.all(SharedCamera)
        self._sending.send(command, done, row=SharedCamera, shown=lambda: ids <= rows.keys())

    # -- following the mirror

    def _take(self, keys: frozenset[str]) -> None:
        """Only what changed is made anew: ten thousand cameras are sorted by keys that are there."""
        for camera_id in keys:
            row = self._mirror.get(SharedCamera, camera_id)
            if row is None:
                self._by_id.pop(camera_id, None)
                self._orders.pop(camera_id, None)
                self._known.pop(camera_id, None)
            else:
                camera = self._by_id[camera_id] = camera_of(row)
                self._orders[camera_id] = tree_order(camera)
        self._cameras = tuple(sorted(self._by_id.values(), key=lambda camera: self._orders[camera.camera_id]))
        for listener in tuple(self._listeners):
            listener()

    def _is_new_view(self, key: str) -> bool:
        """And note that it is used."""
        now_s = self._monotonic_s()
        used_s = self._used_s.get(key)
        self._used_s[key] = now_s
        return used_s is None or now_s - used_s > VIEW_OVER_S

    def _want(self, key: str, *, is_camera: bool) -> None:
        self._wanted[key] = is_camera
        self._used_s[key] = self._monotonic_s()
        self._ask_soon()

    def _ask_soon(self) -> None:
        if self._wanted and not self._asking and self._mirror.status.state is LinkState.LIVE:
            self._asking = True
            self._tasks.start("ask", self._ask())

    async def _ask(self) -> None:
        """Everything that is resolved in one turn of the loop is one question."""
        try:
            await asyncio.sleep(0)
            while self._wanted and self._mirror.status.state is LinkState.LIVE:
                some = dict(list(self._wanted.items())[:MOST_VIEWS_AT_ONCE])
                try:
                    await self._ask_for(some)
                except (HubRefusedError, HubUnreachableError) as error:
                    # The hub cannot write it down now, the session is over, or the line: they wait.
                    log.info("cameras wait for the hub: %s", error)
                    await asyncio.sleep(_TRY_AGAIN_S)
        finally:
            self._asking = False

    async def _ask_for(self, some: dict[str, bool]) -> None:
        rows = {key: self._mirror.get(SharedCamera, key) for key, is_camera in some.items() if is_camera}
        addresses = [key for key, is_camera in some.items() if not is_camera]
        try:
            answer = await self._client.view_cameras(list(rows), addresses=addresses, purpose=self._purpose)
        except HubRefusedError as error:
            if error.status != _NOT_PERMITTED:
                raise
            answer = {}
        news = False
        for key in some:
            self._wanted.pop(key, None)
            before = self._known.get(key)
            known = self._known[key] = _Known(answer.get(key), rows.get(key))
            news |= before is None or before.access != known.access or before.row != known.row
        if news:
            self._tell_opened()

    def _tell_opened(self) -> None:
        for listener in tuple(self._opened_listeners):
            listener()


def _what_opens(row: SharedCamera) -> tuple[object, ...]:
    return row.main_url, row.sub_url, row.user, row.has_password
