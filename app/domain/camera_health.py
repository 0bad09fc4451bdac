"""Whether a camera can be relied on before it is needed: what was last seen of it, by the wall or by the patrol."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Issue of the loop: a picture that a wall painted within the last minute is live.
LIVE_FOR = timedelta(seconds=60)
# A patrol of 8,000 cameras takes hours; what is older says nothing about tonight.
PROBE_COUNTS_FOR = timedelta(hours=24)


class CameraCondition(StrEnum):
    """The value is what the interface says."""

    UNKNOWN = "unknown"
    HEALTHY = "healthy"
    BLACK = "black"
    FROZEN = "frozen"
    NO_SIGNAL_CARD = "no-signal-card"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraHealth:
    """The newest word on one camera, of the camera's unit. `since`: since when it is in this condition; `checked_at`:
    when somebody last looked; `live_at`: when a wall last painted a fresh picture of it. `detail` is a short code of a
    fault."""

    camera_id: str
    version: int = 1
    unit_id: str = ""
    condition: CameraCondition
    since: datetime
    checked_at: datetime
    live_at: datetime | None = None
    first_frame_ms: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraLook:
    """A change of condition, for the camera's history."""

    camera_id: str
    at: datetime
    condition: CameraCondition
    first_frame_ms: float | None = None
    detail: str = ""


class Reliance(StrEnum):
    """How far a camera may be relied on now."""

    LIVE = "live"  # on a wall within the last minute
    PROBED = "probed"  # healthy when the patrol came by
    UNKNOWN = "unknown"  # nobody has looked, or too long ago
    DEAD = "dead"


def reliance(health: CameraHealth | None, *, now: datetime) -> Reliance:
    """What the newest word is worth now. A word of the future was said before the clock was set back: it is as old."""
    return reliance_at(now)(health)


def reliance_at(now: datetime) -> Callable[[CameraHealth | None], Reliance]:
    """The same for thousands of words at one moment."""
    live_from, live_until = now - LIVE_FOR, now + LIVE_FOR
    counts_from, counts_until = now - PROBE_COUNTS_FOR, now + PROBE_COUNTS_FOR

    def worth(health: CameraHealth | None) -> Reliance:
        if health is None:
            return Reliance.UNKNOWN
        if health.live_at is not None and live_from <= health.live_at <= live_until:
            return Reliance.LIVE
        condition = health.condition
        if not counts_from <= health.checked_at <= counts_until or condition is CameraCondition.UNKNOWN:
            return Reliance.UNKNOWN
        return Reliance.PROBED if condition is CameraCondition.HEALTHY else Reliance.DEAD

    return worth


def observed(
    health: CameraHealth | None,
    camera_id: str,
    condition: CameraCondition,
    *,
    at: datetime,
    unit_id: str = "",
    first_frame_ms: float | None = None,
    detail: str = "",
) -> CameraHealth:
    """After somebody looked: `since` stays while the condition does."""
    same = health is not None and health.condition is condition
    return CameraHealth(
        camera_id=camera_id,
        unit_id=unit_id,
        version=health.version + 1 if health is not None else 1,
        condition=condition,
        since=health.since if health is not None and same else at,
        checked_at=at,
        live_at=health.live_at if health is not None else None,
        first_frame_ms=first_frame_ms,
        detail=detail,
    )
