"""The scene of an incident: a tile for everything that is shown and everybody who is expected."""

import pytest

from app.domain.camera_health import Reliance
from app.domain.camera_ranking import Pick
from app.domain.layouts import parse_layout
from app.domain.scene_building import MOST_TILES, build_scene, most_cameras


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
