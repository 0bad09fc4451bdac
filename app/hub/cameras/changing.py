"""Cameras go, and are shared with other units."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.events import EventKind
from app.hub.asking import Asking, expect, own
from app.hub.cameras.importing import about_cameras
from app.hub.errors import unusable
from app.services.commands.cameras import ShareCamera
from app.services.rows import SharedCamera
from app.store.change import Change
from app.store.secrets import CameraSecret
from app.store.tables import MAPPED

_KEYS_AT_ONCE = 400


async def remove(change: Change, asking: Asking, camera_ids: Sequence[str]) -> int:
    """How many went; keys of cameras that the actor may not see are as good as unknown.

    Raises RefusedError 403 for one that was only shared with the actor's unit.
    """
    table = MAPPED[SharedCamera].table
    rows: list[SharedCamera] = []
    for start in range(0, len(camera_ids), _KEYS_AT_ONCE):
        rows += await change.find(SharedCamera, table.c.camera_id.in_(camera_ids[start : start + _KEYS_AT_ONCE]))
    gone = {row.camera_id: row for row in rows if asking.visibility.row(row)}
    for row in gone.values():
        asking.check(row.unit_id)
    for camera_id in gone:
        change.remove(SharedCamera, camera_id)
        change.remove(CameraSecret, camera_id)
    if gone:
        change.record(
            EventKind.CAMERA_REMOVED,
            {"count": len(gone)},
            unit_id=asking.actor.unit_id,
            about=about_cameras(sorted(gone)),
        )
    return len(gone)


async def share(change: Change, asking: Asking, camera_id: str, command: ShareCamera) -> SharedCamera:
    """Raises RefusedError."""
    row = await own(change, asking, SharedCamera, camera_id, what="camera")
    expect(row.version, command.expected_version)
    units = tuple(dict.fromkeys(command.unit_ids))
    if any(asking.hub.directory.get(unit_id) is None for unit_id in units):
        raise unusable("body.unit_ids", "There is no such unit.")
    if units == row.shared_with:
        return row
    shared = replace(row, version=row.version + 1, shared_with=units)
    change.replace(shared)
    change.record(
        EventKind.CAMERA_SHARED,
        {"units": list(units)},
        unit_id=row.unit_id,
        about=[("camera", camera_id)],
    )
    return shared
