"""When a camera's picture is on an output: read from the pixels of the screen, whoever put them there.

Every simulated picture has a strip of blocks that says when it was taken. Where the strip above the wall ends depends
on fonts, so all places where a tile could have its blocks are looked at: two pixels each tell whether it is worthwhile.
"""

import math
import threading
import time
from dataclasses import dataclass

import numpy as np

from app.domain.layouts import parse_layout, rectangles
from streams.simulator.time_code import read_time_code
from tests.bench.loop.hall import HEIGHT, MONITORS, WIDTH
from tests.bench.screen import Pixels

_LOOK_EVERY_S = 0.008
# Of five cameras and a responder.
_LAYOUT = parse_layout("1+5")
_TILE_OF_RESPONDER = 1
_STRIP_HEIGHTS = range(0, 240, 4)
_LEAST_CONTRAST = 60
_LOOP_S = 10.0
_OLDEST_S = 2.0
# Of the time code's strip in a picture of 640 × 360: the middle of its first cell, which is white, and its second.
_WHITE, _BLACK = (24 / 640, 318 / 360), (40 / 640, 318 / 360)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a picture could be on an output."""

    output: int
    rect: tuple[int, int, int, int]

    def point(self, share: tuple[float, float]) -> tuple[int, int]:
        """Row and column."""
        x, y, width, height = self.rect
        return int(y + share[1] * height), int(x + share[0] * width)


class PaintedWitness:
    """Looks from a thread of its own between `with` and the end of the block."""

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._places = [place for output in range(len(MONITORS)) for place in _places(output)]
        whites, blacks = ([place.point(share) for place in self._places] for share in (_WHITE, _BLACK))
        self._whites = tuple(np.array(whites).T)
        self._blacks = tuple(np.array(blacks).T)
        self._first_s: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="painted")

    def __enter__(self) -> "PaintedWitness":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def forget(self) -> None:
        """Whatever is seen from now on is the first."""
        self._first_s = {}

    def first_s(self, output: int) -> float:
        """Monotonic; infinite where there was none since `forget`."""
        return self._first_s.get(output, math.inf)

    @property
    def shown(self) -> frozenset[int]:
        """Outputs with a picture since `forget`."""
        return frozenset(self._first_s)

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            now_s, first_s = time.monotonic(), self._first_s
            # Green says it as well as grey does.
            white = self._pixels[(*self._whites, 1)].astype(np.int16)
            contrast = white - self._pixels[(*self._blacks, 1)]
            for number in np.flatnonzero(contrast > _LEAST_CONTRAST):
                place = self._places[number]
                if place.output not in first_s and self._is_fresh(place):
                    first_s[place.output] = now_s

    def _is_fresh(self, place: _Place) -> bool:
        taken_s = read_time_code(self._pixels, place.rect)
        return taken_s is not None and (time.time() - taken_s) % _LOOP_S < _OLDEST_S


def _places(output: int) -> list[_Place]:
    found = []
    for strip in _STRIP_HEIGHTS:
        for number, tile in enumerate(rectangles(_LAYOUT, WIDTH, HEIGHT - strip)):
            if number == _TILE_OF_RESPONDER:
                continue
            # Whole pictures, as a scene of an incident shows them.
            scale = min(tile.width / 16, tile.height / 9)
            width, height = round(16 * scale), round(9 * scale)
            x = MONITORS[output].x + tile.x + (tile.width - width) // 2
            y = MONITORS[output].y + strip + tile.y + (tile.height - height) // 2
            found.append(_Place(output, (x, y, width, height)))
    return found
