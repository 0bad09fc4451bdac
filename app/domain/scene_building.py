"""The scene of an incident: the best camera largest, and room for those who are on their way with a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.camera_ranking import Pick
from app.domain.response import FIELD_TILE

# (most sources, layout): the first is the largest tile wherever one is larger.
_LAYOUTS = ((1, "1x1"), (2, "1x2"), (4, "2x2"), (6, "1+5"), (8, "1+7"), (9, "3x3"), (16, "4x4"))
MOST_TILES = _LAYOUTS[-1][0]


@dataclass(frozen=True, slots=True)
class BuiltScene:
    """`tiles` as in `Response.tiles`."""

    layout: str
    tiles: tuple[str, ...]


def most_cameras(field_tiles: int) -> int:
    """How many cameras a scene with so many tiles for responders can show."""
    return max(0, MOST_TILES - field_tiles)


def build_scene(picks: Sequence[Pick], *, field_tiles: int) -> BuiltScene | None:
    """None where there is nothing to show and nobody to wait for.

    Responders' tiles stand behind the best camera: they are the next best that there will be.
    """
    field = [f"{FIELD_TILE}{number}" for number in range(1, field_tiles + 1)]
    cameras = [pick.camera_id for pick in picks[: most_cameras(field_tiles)]]
    sources = cameras[:1] + field + cameras[1:]
    if not sources:
        return None
    tiles, layout = next((most, name) for most, name in _LAYOUTS if len(sources) <= most)
    return BuiltScene(layout, (*sources, *("",) * (tiles - len(sources))))
