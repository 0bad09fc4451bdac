"""Cameras that are out of order without being on a wall, for the tree's badges: what the patrol found is seen where
somebody picks a camera."""

import time
from collections.abc import Mapping

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, reliance
from app.link.mirror import Mirror
from streams.errors import Reason
from streams.state import Phase, StreamState

# What was found grows old without a word of the hub.
_AGAIN_AFTER_S = 60.0


class DeadCameras:
    """Asked once a second; thousands of words are gone through only where one has changed."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._states: Mapping[str, StreamState] = {}
        self._read_s: float | None = None
        mirror.subscribe(CameraHealth, self._changed)

    def states(self) -> Mapping[str, StreamState]:
        """By camera; a picture that comes and is of no use is stale."""
        now_s = time.monotonic()
        if self._read_s is None or now_s - self._read_s >= _AGAIN_AFTER_S:
            self._read_s = now_s
            now = self._mirror.now()
            self._states = {
                key: StreamState(
                    Phase.OFFLINE if word.condition is CameraCondition.OFFLINE else Phase.STALE,
                    since_s=now_s - (now - word.since).total_seconds(),
                    reason=_reason(word),
                )
                for key, word in self._mirror.all(CameraHealth).items()
                if reliance(word, now=now) is Reliance.DEAD
            }
        return self._states

    def _changed(self, _keys: frozenset[str]) -> None:
        self._read_s = None


def _reason(word: CameraHealth) -> Reason | None:
    try:
        return Reason(word.detail)
    except ValueError:
        return Reason.UNCHANGED if word.condition is CameraCondition.FROZEN else None
