"""What was found of a camera, written down where it is news: seats hear every word, the log every change."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.camera_health import CameraCondition, CameraHealth, CameraLook, observed
from app.domain.events import EventKind
from app.services.rows import SharedCamera
from app.store.change import Change

if TYPE_CHECKING:
    from app.hub.hub import Hub

# A condition that stays is written down now and then, so that a hub that restarts knows what is fresh.
_WRITTEN_EVERY = timedelta(hours=1)
# `detail` of what a wall said, who judges no picture.
ON_WALL = "on-wall"


class HealthWriter:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._known = hub.responses.known
        self._written: dict[str, datetime] = {}

    async def write(
        self,
        camera: SharedCamera,
        before: CameraHealth | None,
        condition: CameraCondition,
        *,
        first_frame_ms: float | None = None,
        detail: str = "",
    ) -> None:
        """Somebody has looked just now. Raises StoreError."""
        now = self._hub.clock.now()
        word = observed(
            before,
            camera.camera_id,
            condition,
            at=now,
            unit_id=camera.unit_id,
            first_frame_ms=first_frame_ms,
            detail=detail,
        )
        if detail == ON_WALL and condition is not CameraCondition.HEALTHY:
            # The wall that has lost it takes back that it was live.
            word = replace(word, live_at=None)
        written = self._written.get(camera.camera_id)
        if (
            before is not None
            and before.condition is condition
            and written is not None
            and now - written < _WRITTEN_EVERY
        ):
            # With the version that is written down: after a restart of the hub no seat may have a newer one.
            word = self._known.health[camera.camera_id] = replace(word, version=before.version)
            self._hub.feed.passing(word)
            return

        async def work(change: Change) -> None:
            known = await change.get(CameraHealth, camera.camera_id)
            if known is None:
                change.insert(word)
            else:
                change.replace(replace(word, version=max(word.version, known.version + 1)))
            if before is None or before.condition is not condition:
                _note_change(change, before, word)

        await self._hub.store.writer.run(work, actor=self._hub.actor)
        self._written[camera.camera_id] = now


def _note_change(change: Change, before: CameraHealth | None, word: CameraHealth) -> None:
    change.insert(
        CameraLook(
            camera_id=word.camera_id,
            at=word.checked_at,
            condition=word.condition,
            first_frame_ms=word.first_frame_ms,
            detail=word.detail,
        )
    )
    payload = {
        "camera": word.camera_id,
        "from": before.condition.value if before is not None else None,
        "to": word.condition.value,
        "detail": word.detail,
    }
    about = [("camera-health", word.camera_id)]
    change.record(EventKind.CAMERA_CONDITION_CHANGED, payload, unit_id=word.unit_id, about=about)
