"""What the walls of all seats say of cameras: the best word there is, and a reason to leave them alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.camera_health import CameraCondition
from app.domain.outputs import Output, PictureFault, PushStatus, ShownTile, TileState

_OF_STATE = {TileState.OFFLINE: CameraCondition.OFFLINE, TileState.STALE: CameraCondition.FROZEN}
_OF_PICTURE = {
    PictureFault.FROZEN: CameraCondition.FROZEN,
    PictureFault.BLACK: CameraCondition.BLACK,
    PictureFault.NO_SIGNAL: CameraCondition.NO_SIGNAL_CARD,
}


def on_walls(outputs: Iterable[Output]) -> set[str]:
    """Keys of all cameras that an output shows, covered or not, well or not, or that are on their way to one. The seat
    has them open, or is about to."""
    found: set[str] = set()
    for output in outputs:
        if not output.online:
            continue
        found.update(tile.source_id for tile in output.tiles if tile.source_id)
        push = output.push
        if push is not None and push.camera_id is not None and push.status in (PushStatus.SENT, PushStatus.APPLIED):
            found.add(push.camera_id)
    return found


@dataclass(frozen=True, slots=True)
class WallWords:
    """Keys of the cameras that some wall paints as they should be, and of those with which walls are in trouble and
    that none paints."""

    painted: frozenset[str]
    troubled: Mapping[str, CameraCondition]


def words_of_walls(outputs: Iterable[Output]) -> WallWords:
    """Of what can be seen on them now."""
    tiles = [tile for output in outputs if output.online for tile in output.tiles if tile.visible and tile.source_id]
    painted = frozenset(tile.source_id for tile in tiles if tile.state is TileState.LIVE and tile.fault is None)
    troubles = ((tile.source_id, trouble(tile)) for tile in tiles if tile.source_id not in painted)
    return WallWords(painted, {camera_id: found for camera_id, found in troubles if found is not None})


def trouble(tile: ShownTile) -> CameraCondition | None:
    """What is wrong with the camera of a tile; None also while it is too early to say."""
    if tile.state is TileState.LIVE and tile.fault is not None:
        return _OF_PICTURE[tile.fault]
    return _OF_STATE.get(tile.state)
