"""Finds the camera's clock in a tile on the screen and says how old it was when it appeared there."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.bench import time_code
from tests.bench.screen import Pixels
from tests.bench.witness import Tile

LOOK_EVERY_S = 0.0005  # what a reading can be late by
_GREEN = 1
_MIDDLE = 125
_LATTICE = (0.35, 0.5, 0.65)  # within a block: clear of the edges that scaling smears


class Sighting(NamedTuple):
    """A code that appeared: when (CLOCK_MONOTONIC seconds), which, and how old it was."""

    at_s: float
    ticks: int
    age_s: float


class GlassReader:
    """Reads the clock of one tile. The frame buffer is mapped memory: a look takes some 20 µs and disturbs nobody."""

    def __init__(self, pixels: Pixels, tile: Tile) -> None:
        self._pixels = pixels
        top, bottom = (tile.height * part for part in (time_code.BAND_TOP, time_code.BAND_BOTTOM))
        block_height, block_width = (bottom - top) / time_code.ROWS, tile.width / time_code.COLUMNS
        rows, columns = [], []
        for row in range(time_code.ROWS):
            for column in range(time_code.COLUMNS):
                points = [(down, across) for down in _LATTICE for across in _LATTICE]
                rows.append([int(tile.y + top + (row + down) * block_height) for down, _ in points])
                columns.append([int(tile.x + (column + across) * block_width) for _, across in points])
        self._rows, self._columns = np.array(rows), np.array(columns)

    def read(self) -> int | None:
        """The ticks on the screen now, or None while there is no intact code."""
        shades = self._pixels[self._rows, self._columns, _GREEN]
        return time_code.decode([bool(white) for white in shades.mean(axis=1) > _MIDDLE])

    def watch(self, seconds: float, stop: Callable[[Sighting], bool] = lambda _sighting: False) -> list[Sighting]:
        """Every new code that appears within `seconds`, or until `stop` says of one that it is enough."""
        end_s = time.monotonic() + seconds
        last = self.read()
        found = []
        while time.monotonic() < end_s:
            ticks = self.read()
            if ticks is not None and ticks != last:
                last = ticks
                sighting = Sighting(time.monotonic(), ticks, time_code.age_s(ticks, time_code.now_ticks()))
                found.append(sighting)
                if stop(sighting):
                    break
            time.sleep(LOOK_EVERY_S)
        return found
