"""The scene of an incident: a tile for everything that is shown and everybody who is expected."""

import pytest

from app.domain.camera_health import Reliance
from app.domain.camera_ranking import Pick
from app.domain.layouts import parse_layout
from app.domain.response import OTHER_TILE
from app.domain.scene_building import (
    MOST_TILES,
    build_scene,
    cameras_of,
    fill_scene,
    most_cameras,
    open_tiles,
    tiles_of,
    with_field_places,
)
from app.domain.scenes import Scene, Source


def picks(count: int) -> list[Pick]:
    return [
        Pick(
            camera_id=f"camera {number}",
            bound_by_plan=False,
            reliance=Reliance.PROBED,
            distance_m=10.0 * number,
            facing=None,
            indoor=False,
        )
        for number in range(count)
    ]


def test_the_best_camera_comes_first_and_responders_behind_it() -> None:
    scene = build_scene(picks(4), field_tiles=2)
    assert scene is not None
    assert scene.layout == "1+5"
    assert scene.tiles == ("camera 0", "field/1", "field/2", "camera 1", "camera 2", "camera 3")


@pytest.mark.parametrize("cameras", range(MOST_TILES + 3))
@pytest.mark.parametrize("field_tiles", range(4))
def test_every_tile_of_the_layout_is_accounted_for(cameras: int, field_tiles: int) -> None:
    scene = build_scene(picks(cameras), field_tiles=field_tiles)
    if not cameras + field_tiles:
        assert scene is None
        return
    assert scene is not None
    assert len(scene.tiles) == len(parse_layout(scene.layout))
    shown = [tile for tile in scene.tiles if tile.startswith("camera")]
    assert len(shown) == min(cameras, most_cameras(field_tiles))
    assert sum(tile.startswith("field/") for tile in scene.tiles) == field_tiles
    # Nothing is empty before the end.
    assert "" not in scene.tiles[: len(shown) + field_tiles]


def test_without_cameras_the_responder_has_the_wall() -> None:
    scene = build_scene([], field_tiles=1)
    assert scene is not None
    assert (scene.layout, scene.tiles) == ("1x1", ("field/1",))


# -- the scene of a plan


def planned(*sources: Source | None) -> Scene:
    return Scene("预案场景", parse_layout("2x2"), sources)


CAMERA = Source.of_camera("gate")


def test_a_plans_scene_is_read_tile_by_tile() -> None:
    scene = planned(CAMERA, None, Source.of_field("old incident", 2), Source.of_url("rtsp://10.0.0.1/clock"))
    assert tiles_of(scene) == ("gate", "", "field/2", OTHER_TILE)
    assert cameras_of(("gate", "", "field/2", OTHER_TILE, "hall", "gate")) == ("gate", "hall")


@pytest.mark.parametrize(
    ("tiles", "usable", "spare", "field_tiles", "filled"),
    [
        # Empty tiles: responders first, then cameras.
        (("gate", "", "", ""), {"gate"}, ["a", "b"], 1, ("gate", "field/1", "a", "b")),
        (("gate", "", "", ""), {"gate"}, ["a"], 2, ("gate", "field/1", "field/2", "a")),
        (("gate", "", "", ""), {"gate"}, [], 1, ("gate", "field/1", "", "")),
        # The scene has kept some for them already.
        (("gate", "field/1", "", ""), {"gate"}, ["a", "b"], 2, ("gate", "field/1", "field/2", "a")),
        (("field/2", "", "", ""), set(), ["a", "b"], 2, ("field/2", "field/1", "a", "b")),
        # A camera that does not work gives its tile to the best of the others.
        (("gate", "hall", "", ""), {"hall"}, ["a", "b"], 1, ("a", "hall", "field/1", "b")),
        # Without another it stays and says so itself; one that is gone cannot.
        (("gate", "hall", "", ""), set(), [], 0, ("gate", "", "", "")),
        # Nothing is squeezed in, and what is no camera stays.
        (("gate", "hall", OTHER_TILE, "gate"), {"gate", "hall"}, ["a"], 1, ("gate", "hall", OTHER_TILE, "gate")),
    ],
)
def test_the_gaps_of_a_plans_scene_are_filled(
    tiles: tuple[str, ...], usable: set[str], spare: list[str], field_tiles: int, filled: tuple[str, ...]
) -> None:
    assert fill_scene(tiles, usable=usable, spare=spare, field_tiles=field_tiles, gone={"hall"}) == filled


@pytest.mark.parametrize(
    ("tiles", "usable", "field_tiles", "room"),
    [
        (("gate", "", "", ""), {"gate"}, 1, 2),
        (("gate", "", "", ""), set(), 1, 3),
        (("gate", "", "", ""), {"gate"}, 4, 0),
        (("gate", "gate", OTHER_TILE, "field/1"), set(), 1, 2),
    ],
)
def test_there_is_room_for_as_many_cameras_as_are_filled_in(
    tiles: tuple[str, ...], usable: set[str], field_tiles: int, room: int
) -> None:
    assert open_tiles(tiles, usable=usable, field_tiles=field_tiles) == room
    spare = [f"spare {number}" for number in range(9)]
    filled = fill_scene(tiles, usable=usable, spare=spare, field_tiles=field_tiles)
    assert sum(tile in spare for tile in filled) == room


@pytest.mark.parametrize(
    ("tiles", "field_tiles", "kept"),
    [
        (("a", "b", "c", "d"), 1, ("a", "b", "c", "")),
        (("a", "b", "c", "d"), 2, ("a", "b", "", "")),
        (("a", "b", "", "d"), 1, ("a", "b", "", "d")),
        (("a", "b", "field/1", "d"), 1, ("a", "b", "field/1", "d")),
        (("a", "other/", "c"), 2, ("a", "other/", "")),
        (("a",), 1, ("a",)),
        (("a", "b"), 0, ("a", "b")),
        ((), 1, ()),
    ],
)
def test_a_full_scene_gives_its_last_cameras_up_for_responders(
    tiles: tuple[str, ...], field_tiles: int, kept: tuple[str, ...]
) -> None:
    assert with_field_places(tiles, field_tiles=field_tiles) == kept
