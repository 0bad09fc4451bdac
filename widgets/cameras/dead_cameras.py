"""Cameras that are out of order without being on a wall, for the tree's badges: what the patrol found is seen where
somebody picks a camera."""

import time
from collections.abc import Mapping
from datetime import datetime

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, reliance
from app.link.mirror import Mirror
from streams.errors import Reason
from streams.state import Phase, StreamState

# A word of each takes some ten microseconds, and there are thousands: all at once would stop the wall for a moment.
_MOST_AT_ONCE = 500


class DeadCameras:
    """Asked once a second: looks at what has changed, and at some of the rest, for what was found grows old without a
    word of the hub."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._states: dict[str, StreamState] = {}
        self._changed = set(mirror.all(CameraHealth))
        self._growing_old: list[str] = []
        mirror.subscribe(CameraHealth, self._changed.update)

    def states(self) -> Mapping[str, StreamState]:
        """By camera; a picture that comes and is of no use is stale."""
        if not self._growing_old:
            self._growing_old = list(self._states)
        now, now_s = self._mirror.now(), time.monotonic()
        for _ in range(_MOST_AT_ONCE):
            keys = self._changed or self._growing_old
            if not keys:
                break
            self._look(keys.pop(), now=now, now_s=now_s)
        return self._states

    def _look(self, key: str, *, now: datetime, now_s: float) -> None:
        word = self._mirror.get(CameraHealth, key)
        if word is None or reliance(word, now=now) is not Reliance.DEAD:
            self._states.pop(key, None)
            return
        phase = Phase.OFFLINE if word.condition is CameraCondition.OFFLINE else Phase.STALE
        reason = _reason(word)
        known = self._states.get(key)
        if known is None or (known.phase, known.reason) != (phase, reason):
            since_s = now_s - (now - word.since).total_seconds()
            self._states[key] = StreamState(phase, since_s=since_s, reason=reason)


def _reason(word: CameraHealth) -> Reason | None:
    unchanged = Reason.UNCHANGED if word.condition is CameraCondition.FROZEN else None
    return _REASONS.get(word.detail, unchanged)


_REASONS: Mapping[str, Reason] = {reason.value: reason for reason in Reason}
