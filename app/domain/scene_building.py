"""The scene of an incident: the best camera largest, and room for those who are on their way with a phone; or the one
that a plan has prepared, with its gaps filled."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.camera_ranking import Pick
from app.domain.response import FIELD_TILE, OTHER_TILE
from app.domain.scenes import Scene, Source, SourceKind

# (most sources, layout): the first is the largest tile wherever one is larger.
_LAYOUTS = ((1, "1x1"), (2, "1x2"), (4, "2x2"), (6, "1+5"), (8, "1+7"), (9, "3x3"), (16, "4x4"))
MOST_TILES = _LAYOUTS[-1][0]


@dataclass(frozen=True, slots=True)
class BuiltScene:
    """`tiles` as in `Response.tiles`."""

    layout: str
    tiles: tuple[str, ...]


class SceneLoss(StrEnum):
    """Why the scene that a plan names cannot be used."""

    GONE = "gone"
    UNREADABLE = "unreadable"  # of a program of another make
    NOT_PERMITTED = "not-permitted"  # the unit of the output may not see it


@dataclass(frozen=True, slots=True, kw_only=True)
class LostScene:
    name: str
    reason: SceneLoss


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


# -- the scene of a plan


def tiles_of(scene: Scene) -> tuple[str, ...]:
    """As in `Response.tiles`. Places that were kept for another incident's responders are kept for this one's."""
    return tuple(_tile(source) for source in scene.sources)


def cameras_of(tiles: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order of the tiles."""
    return tuple(dict.fromkeys(tile for tile in tiles if _is_camera(tile)))


def with_field_places(tiles: Sequence[str], *, field_tiles: int) -> tuple[str, ...]:
    """A scene that is full of cameras gives its last ones up, never its first: nobody on the spot is to find the wall
    taken. They stay the first to fill a tile that falls free."""
    kept = sum(tile.startswith(FIELD_TILE) for tile in tiles)
    short = field_tiles - kept - sum(not tile for tile in tiles)
    cameras = [number for number, tile in enumerate(tiles) if _is_camera(tile)][1:]
    given_up = cameras[-short:] if short > 0 else []
    return tuple("" if number in given_up else tile for number, tile in enumerate(tiles))


def open_tiles(tiles: Sequence[str], *, usable: Collection[str], field_tiles: int) -> int:
    """How many other cameras the scene takes: for those of its own that are not `usable`, and in empty tiles that no
    responder needs."""
    failing = sum(_is_camera(tile) and tile not in usable for tile in tiles)
    empty = sum(not tile for tile in tiles)
    return failing + max(0, empty - _missing_field_tiles(tiles, field_tiles))


def fill_scene(
    tiles: Sequence[str],
    *,
    usable: Collection[str],
    spare: Sequence[str],
    field_tiles: int,
    gone: Collection[str] = (),
) -> tuple[str, ...]:
    """The tiles of a plan's scene for an incident now: a camera that is not `usable` gives its tile to the next of
    `spare` (none left: it stays, but for one that is `gone`), an empty tile takes a responder, then a camera."""
    others, free = iter(spare), _free_field_tiles(tiles)
    missing = _missing_field_tiles(tiles, field_tiles)
    # Of those who are left the best stand where the plan wants a camera.
    filled = [
        next(others, "" if tile in gone else tile) if _is_camera(tile) and tile not in usable else tile
        for tile in tiles
    ]
    for number, tile in enumerate(tiles):
        if not tile:
            filled[number] = next(free) if missing > 0 else next(others, "")
            missing -= 1
    return tuple(filled)


def _tile(source: Source | None) -> str:
    if source is None:
        return ""
    if source.kind is SourceKind.CAMERA:
        return source.value
    return f"{FIELD_TILE}{source.responder[1]}" if source.responder is not None else OTHER_TILE


def _is_camera(tile: str) -> bool:
    return bool(tile) and not tile.startswith((FIELD_TILE, OTHER_TILE))


def _missing_field_tiles(tiles: Sequence[str], field_tiles: int) -> int:
    kept = sum(tile.startswith(FIELD_TILE) for tile in tiles)
    return min(max(0, field_tiles - kept), sum(not tile for tile in tiles))


def _free_field_tiles(tiles: Sequence[str]) -> Iterator[str]:
    names = (f"{FIELD_TILE}{number}" for number in range(1, len(tiles) + 1))
    return (name for name in names if name not in tiles)
