"""Whose turn it is."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from app.domain.camera_health import LIVE_FOR, CameraCondition, CameraHealth, Reliance, reliance
from app.hub.patrol.pace import PatrolPace
from app.services.rows import SharedCamera

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def due_at(word: CameraHealth | None, *, now: datetime, pace: PatrolPace) -> datetime:
    """When the turn of a camera comes of which `word` is known; where nothing is, it came long ago."""
    if word is None:
        return _LONG_AGO
    worth = reliance(word, now=now)
    if worth is Reliance.LIVE and word.live_at is not None:
        # It left its wall just now.
        return max(word.live_at + LIVE_FOR, word.checked_at + pace.again_after)
    wait = pace.again_after if worth is Reliance.PROBED else pace.sooner_after
    # A word of the future was said before the clock was set back, and nobody waits for that long.
    return word.checked_at + wait if word.checked_at - now <= wait else _LONG_AGO


def next_due(
    cameras: Iterable[SharedCamera],
    health: Callable[[str], CameraHealth | None],
    *,
    busy: Collection[str],
    now: datetime,
    pace: PatrolPace,
) -> SharedCamera | None:
    """Those that nobody has ever looked at first, then the one that was looked at longest ago; None: nothing is due.
    `busy` are passed over."""
    best: tuple[datetime, SharedCamera] | None = None
    # Most are not due, and one comparison tells that of them.
    well_before, other_before = now - pace.again_after, now - pace.sooner_after
    for camera in cameras:
        if camera.camera_id in busy:
            continue
        word = health(camera.camera_id)
        if word is None:
            return camera
        if word.checked_at > (well_before if word.condition is CameraCondition.HEALTHY else other_before):
            continue
        if (best is None or word.checked_at < best[0]) and due_at(word, now=now, pace=pace) <= now:
            best = word.checked_at, camera
    return best[1] if best is not None else None
