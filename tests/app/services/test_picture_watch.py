"""Whether what a tile paints is a scene: said after some patience, and taken back at once."""

from collections.abc import Callable

import numpy as np
import pytest

from app.domain.outputs import PictureFault
from app.services.picture_watch import BLACK_FOR_S, FROZEN_FOR_S, PictureWatch
from streams.frame import Frame, Pixels

INTERVAL_S = 0.04
RANDOM = np.random.default_rng(1)
Paint = Callable[[Pixels], None]


def scene(luma: Pixels) -> None:
    luma[:] = RANDOM.integers(0, 256, luma.shape, np.uint8)


def black(luma: Pixels) -> None:
    """A covered lens with some noise, under a time stamp that runs."""
    luma[:] = RANDOM.integers(16, 20, luma.shape, np.uint8)
    luma[:8, :40] = RANDOM.integers(0, 256, (8, 40), np.uint8)


def night_street(luma: Pixels) -> None:
    luma[:] = RANDOM.integers(16, 20, luma.shape, np.uint8)
    luma[90:] = RANDOM.integers(40, 90, (90, 320), np.uint8)


def lamp(luma: Pixels) -> None:
    luma[:] = RANDOM.integers(16, 20, luma.shape, np.uint8)
    luma[60:100, 100:120] = RANDOM.integers(200, 255, (40, 20), np.uint8)


def card(luma: Pixels) -> None:
    luma[:] = 120
    luma[80:100, 100:220] = 235


def moving_logo(luma: Pixels) -> None:
    luma[:] = 120
    luma[80:96, int(RANDOM.integers(0, 280)) :][:, :16] = 235


class Painted:
    """What a tile paints one picture after the other. A camera sends a key picture every second."""

    def __init__(self) -> None:
        self.watch = PictureWatch()
        self.now_s = 100.0
        self.unchanged_since_s, self.repeated = self.now_s, 0
        self._frame = Frame(320, 180)

    def paint(self, paint: Paint, seconds: float) -> None:
        for _ in range(round(seconds / INTERVAL_S)):
            self.now_s += INTERVAL_S
            paint(self._frame.planes[0])
            self.watch.painted(self._frame, self.now_s)

    def fault(self) -> PictureFault | None:
        return self.watch.fault(self.now_s, unchanged_since_s=self.unchanged_since_s, repeated_pictures=self.repeated)

    def changes(self) -> None:
        self.unchanged_since_s, self.repeated = self.now_s, 0


@pytest.fixture
def tile() -> Painted:
    return Painted()


def test_nothing_is_said_before_a_picture(tile: Painted) -> None:
    assert tile.fault() is None


@pytest.mark.parametrize("paint", [scene, night_street])
def test_a_scene_is_well(tile: Painted, paint: Paint) -> None:
    for _ in range(8):
        tile.paint(paint, 1.0)
        tile.changes()
        assert tile.fault() is None


def test_a_black_picture_is_a_fault_after_two_seconds_and_none_with_the_first_light(tile: Painted) -> None:
    tile.paint(black, BLACK_FOR_S - 0.1)
    assert tile.fault() is None
    tile.paint(black, 0.5)
    assert tile.fault() is PictureFault.BLACK
    tile.paint(scene, 0.3)
    assert tile.fault() is None


def test_a_lamp_in_the_night_shows_nothing_of_the_place(tile: Painted) -> None:
    tile.paint(lamp, 3.2)
    assert tile.fault() is PictureFault.BLACK


@pytest.mark.parametrize("paint", [card, moving_logo])
def test_a_card_is_a_fault_until_a_scene_is_back(tile: Painted, paint: Paint) -> None:
    tile.paint(scene, 1.0)
    assert tile.fault() is None
    tile.paint(paint, 6.2)
    tile.changes()
    assert tile.fault() is PictureFault.NO_SIGNAL
    tile.paint(scene, 6.2)
    tile.changes()
    assert tile.fault() is None


def test_the_same_picture_again_and_again_is_frozen(tile: Painted) -> None:
    tile.paint(scene, 1.0)
    tile.changes()
    tile.paint(scene, FROZEN_FOR_S - 0.1)
    tile.repeated = 3
    assert tile.fault() is None
    tile.paint(scene, 0.2)
    assert tile.fault() is PictureFault.FROZEN
    tile.changes()
    assert tile.fault() is None


def test_key_pictures_that_come_rarely_are_waited_for(tile: Painted) -> None:
    tile.paint(scene, 2 * FROZEN_FOR_S)
    tile.repeated = 1
    assert tile.fault() is None


def test_what_hung_before_the_tile_was_seen_has_its_patience_too(tile: Painted) -> None:
    tile.unchanged_since_s, tile.repeated = 0.0, 9
    tile.paint(scene, 1.0)
    assert tile.fault() is None
