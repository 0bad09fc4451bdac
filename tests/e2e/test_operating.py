"""An operator at the wall: keys and mouse as they come from the X server, judged by the screen and the figures."""

import cv2
import numpy as np
import pytest

from streams.simulator.time_code import read_time_code
from tests.bench.screen import Pixels
from tests.e2e.cameras import Cameras
from tests.e2e.conftest import StartWall
from tests.e2e.operator import click, drag, press, wheel
from tests.e2e.wall_process import Line, WallProcess
from widgets import colours

pytestmark = pytest.mark.e2e

GROUND = np.array(colours.GROUND.getRgb()[2::-1], np.uint8)


@pytest.fixture
def wall(start_wall: StartWall, cameras: Cameras) -> WallProcess:
    """Four live cameras, two by two."""
    wall = start_wall(cameras.urls[:4])
    wall.wait_live()
    wall.wait_seen(lambda: all(shows_a_clock(wall.grab(tile)) for tile in range(4)), "four live pictures")
    return wall


def shows_a_clock(pixels: Pixels) -> bool:
    """Whether these pixels are one whole simulated picture, undimmed: only then can its time code be read."""
    return read_time_code(pixels) is not None


def urls(line: Line) -> list[str]:
    return [tile["url"] for tile in line["tiles"]]


def test_double_click_expands_and_restores_without_reconnecting(wall: WallProcess) -> None:
    click(wall, 1, times=2)
    wall.wait_seen(lambda: shows_a_clock(wall.grab()), "one picture over the whole wall")
    press(wall, "Escape")
    wall.wait_seen(lambda: all(shows_a_clock(wall.grab(tile)) for tile in range(4)), "all four again")
    line = wall.wait_live()
    assert [tile["reconnects"] for tile in line["tiles"]] == [0] * 4


def test_drag_swaps_two_tiles_and_undo_swaps_them_back(wall: WallProcess) -> None:
    before = wall.urls
    drag(wall, 0, 3)
    line = wall.wait_for(lambda line: urls(line) == [before[3], before[1], before[2], before[0]])
    assert {tile["state"] for tile in line["tiles"]} == {"live"}
    press(wall, "ctrl+z")
    line = wall.wait_for(lambda line: urls(line) == before)
    press(wall, "ctrl+y")
    line = wall.wait_for(lambda line: urls(line) == [before[3], before[1], before[2], before[0]])
    assert [tile["reconnects"] for tile in line["tiles"]] == [0] * 4


def test_delete_clears_the_tile_and_undo_brings_it_back_at_once(wall: WallProcess) -> None:
    wall.rearranged = True
    click(wall, 2)
    press(wall, "Delete")
    wall.wait_seen(lambda: bool((wall.grab(2)[20:-20, 20:-20] == GROUND).all()), "an empty tile")
    wall.wait_for(lambda line: urls(line) == [*wall.urls[:2], wall.urls[3]])
    press(wall, "ctrl+z")
    wall.wait_seen(lambda: shows_a_clock(wall.grab(2)), "the picture again")
    line = wall.wait_for(lambda line: urls(line) == wall.urls)
    assert line["tiles"][2]["reconnects"] == 0


def test_digits_divide_the_wall_and_nothing_is_lost(wall: WallProcess) -> None:
    wall.rearranged = True
    width, height = wall.size
    press(wall, "4")
    wall.wait_seen(lambda: shows_a_clock(wall.grab()[: height // 4, : width // 4]), "a sixteenth of the wall")
    press(wall, "1")
    wall.wait_seen(lambda: shows_a_clock(wall.grab()), "one picture over the whole wall")
    press(wall, "ctrl+1")
    wall.wait_seen(lambda: shows_a_clock(wall.grab()[: height * 2 // 3, : width * 2 // 3]), "a big tile of 1+5")
    press(wall, "2")
    wall.wait_seen(lambda: all(shows_a_clock(wall.grab(tile)) for tile in range(4)), "all four where they were")
    line = wall.wait_for(lambda line: urls(line) == wall.urls)
    assert [tile["reconnects"] for tile in line["tiles"]] == [0] * 4
    # Their streams were still open: the wait for a picture is the tile's, not the stream's age.
    assert all(tile["first_frame_ms"] < 300 for tile in line["tiles"][1:])


def test_the_wheel_zooms_into_one_tile(wall: WallProcess) -> None:
    wheel(wall, 0, 4)
    wall.wait_seen(lambda: not shows_a_clock(wall.grab(0)), "a part of the picture")
    assert shows_a_clock(wall.grab(1))
    wheel(wall, 0, -4)
    wall.wait_seen(lambda: shows_a_clock(wall.grab(0)), "the whole picture")


def test_a_snapshot_is_the_picture_with_its_facts_below(wall: WallProcess) -> None:
    click(wall, 3)
    press(wall, "s")
    folder = wall.home / "Pictures" / "Fivefifteen"
    wall.wait_seen(lambda: len(list(folder.glob("*.png"))) == 1, "a file")
    (path,) = folder.glob("*.png")
    assert "cam04" in path.name
    taken: list[Pixels] = []

    def complete() -> bool:
        picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        if picture is not None:
            taken.append(np.asarray(picture, np.uint8))
        return bool(taken)

    wall.wait_seen(complete, "a whole file")
    _, _, width, height = wall.rect(3)
    picture, bar = taken[0][:height], taken[0][height:]
    assert abs(picture.shape[1] - width) <= 1
    assert shows_a_clock(picture)
    assert (bar.max(axis=2) > 150).mean() > 0.02, "nothing is written below the picture"
    assert (np.abs(bar.astype(int) - GROUND).max(axis=2) < 3).mean() > 0.5


def test_the_overlay_is_a_line_at_the_foot_of_each_picture(wall: WallProcess) -> None:
    def foot(tile: int) -> Pixels:
        return wall.grab(tile)[-10:]

    bright = foot(0).mean()
    press(wall, "o")
    wall.wait_seen(lambda: foot(0).mean() < 0.8 * bright, "the line of facts")
    press(wall, "o")
    wall.wait_seen(lambda: foot(0).mean() > 0.9 * bright, "no line of facts")
