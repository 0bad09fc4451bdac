"""What a stream is doing right now, in the words that stand on its tile."""

from dataclasses import dataclass
from enum import StrEnum

from streams.errors import Reason


class Phase(StrEnum):
    """The value is stable: it stands in `--stats` lines."""

    IDLE = "idle"  # nobody asked for it
    CONNECTING = "connecting"  # first attempt, nothing failed yet
    LIVE = "live"
    STALE = "stale"  # connected, but the newest picture is too old to be called live
    RECONNECTING = "reconnecting"  # was live, lost, trying again
    OFFLINE = "offline"  # attempts failed; still tried again at growing distance
    UNSUPPORTED = "unsupported"  # the codec cannot be decoded here


@dataclass(frozen=True, slots=True)
class StreamState:
    """A snapshot, replaced as a whole so that any thread may read it. Times are `time.monotonic()` seconds."""

    phase: Phase
    since_s: float
    reason: Reason | None = None
    detail: str = ""
    attempt: int = 0
    next_try_s: float | None = None
