"""Counts the pictures that really reached the screen, tile by tile, for any viewer and without asking it.

Every pixel of the bench's scenes moves, so a few points of a tile that changed mean a new picture was painted there.
"""

import threading
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.bench.screen import Pixels

LOOK_EVERY_S = 0.008  # five looks per frame at 25 a second
_POINTS_ACROSS = 6


class Tile(NamedTuple):
    """A rectangle of the screen in pixels."""

    x: int
    y: int
    width: int
    height: int


def grid(count: int, *, width: int = 1920, height: int = 1080) -> tuple[int, list[Tile]]:
    """Columns of the smallest square grid for `count` tiles, and the tiles in reading order."""
    columns = next(side for side in range(1, 100) if side * side >= count)
    tile_width, tile_height = width // columns, height // columns
    tiles = [
        Tile(number % columns * tile_width, number // columns * tile_height, tile_width, tile_height)
        for number in range(count)
    ]
    return columns, tiles


class Witness:
    """Looks at the screen from a thread of its own between `with` and the end of the block."""

    def __init__(self, pixels: Pixels, tiles: list[Tile]) -> None:
        self._pixels = pixels
        rows, columns = zip(*(_points(tile) for tile in tiles), strict=True)
        self._rows, self._columns = np.array(rows), np.array(columns)
        self._changes: NDArray[np.int64] = np.zeros(len(tiles), np.int64)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="witness")

    def __enter__(self) -> "Witness":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def changes(self) -> NDArray[np.int64]:
        """New pictures seen so far, per tile."""
        return self._changes.copy()

    def wait_for_motion(self, patience_s: float) -> int:
        """Wait until every tile has shown at least three pictures; gives how many have."""
        before = self.changes()
        deadline_s = time.monotonic() + patience_s
        while True:
            moving = int(((self._changes - before) >= 3).sum())
            if moving == len(self._changes) or time.monotonic() > deadline_s:
                return moving
            time.sleep(0.05)

    def _look(self) -> None:
        last = self._pixels[self._rows, self._columns]
        while not self._stop.wait(LOOK_EVERY_S):
            seen = self._pixels[self._rows, self._columns]
            self._changes += (seen != last).any(axis=(1, 2))
            last = seen


def _points(tile: Tile) -> tuple[list[int], list[int]]:
    """A lattice inside the tile, clear of borders and of the corners where viewers write."""
    steps = [(step + 1) / (_POINTS_ACROSS + 1) for step in range(_POINTS_ACROSS)]
    points = [
        (int(tile.y + tile.height * down), int(tile.x + tile.width * across)) for down in steps for across in steps
    ]
    return [row for row, _ in points], [column for _, column in points]
