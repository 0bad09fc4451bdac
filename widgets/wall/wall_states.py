"""What the tiles of all outputs are doing, for the camera tree's badges and the status line."""

import time

from streams.errors import Reason
from streams.state import Phase, StreamState
from widgets.wall.outputs import Outputs

# A camera in several tiles is as well off as in the best of them.
_BEST_FIRST = (
    Phase.LIVE,
    Phase.STALE,
    Phase.RECONNECTING,
    Phase.CONNECTING,
    Phase.OFFLINE,
    Phase.UNSUPPORTED,
    Phase.IDLE,
)


def camera_states(outputs: Outputs) -> dict[str, StreamState]:
    """By camera, for every camera that is on a wall."""
    states: dict[str, StreamState] = {}
    for camera_id, state in _tile_states(outputs):
        known = states.get(camera_id)
        if camera_id and (known is None or _rank(state) < _rank(known)):
            states[camera_id] = state
    return states


def phase_counts(outputs: Outputs) -> dict[Phase, int]:
    """How many tiles are in which state; neither empty tiles count nor places that are kept for somebody."""
    counts: dict[Phase, int] = {}
    for _, state in _tile_states(outputs):
        if state.reason is Reason.AWAITED:
            continue
        counts[state.phase] = counts.get(state.phase, 0) + 1
    return counts


def _tile_states(outputs: Outputs) -> list[tuple[str, StreamState]]:
    now_s = time.monotonic()
    return [
        (tile.feed.source.camera_id, tile.feed.state(now_s))
        for output in outputs.all
        for tile in output.canvas.tiles
        if tile.feed is not None
    ]


def _rank(state: StreamState) -> int:
    return _BEST_FIRST.index(state.phase)
