"""Draws what a simulated camera sees: a place that one recognises at a glance, always moving, never twice the same.

The kind of place follows from the camera's name, its details from a seed made of it.
"""

import hashlib
import math

import cv2
import numpy as np

from streams.simulator.places import PLACES
from streams.simulator.stage import BLACK, HEIGHT, WHITE, WIDTH, Light, Pixels, Stage
from streams.simulator.time_code import FRAME_RATE, PICTURE_MS, paint_time_code

_CAPTION_SHADE = 0.55  # writing stays readable on a white wall
_LONGEST_CAPTION = 480

# First match wins: 长宁路隧道 is a tunnel, not a street.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tunnel", ("隧道", "tunnel", "地道")),
    ("station", ("站", "机场", "station", "metro", "airport", "地铁")),
    ("school", ("学校", "中学", "小学", "女中", "school", "幼儿园")),
    ("river", ("河", "步道", "码头", "river")),
    ("park", ("公园", "花园", "动物园", "绿地", "步行街", "park", "zoo")),
    ("mall", ("购物", "广场", "龙之梦", "缤谷", "百联", "商", "来福士", "新所", "mall")),
    ("street", ("路", "街", "道", "口", "street", "road")),
)


_LIGHTS = (
    Light((100, 100, 100), ((214, 178, 138), (236, 222, 206)), False),  # clear day
    Light((96, 94, 92), ((196, 190, 184), (216, 214, 212)), False),  # overcast
    Light((80, 88, 104), ((150, 110, 96), (110, 160, 232)), False),  # late sun
    Light((70, 60, 54), ((66, 40, 30), (98, 66, 52)), True),  # evening
)


class Scene:
    """The pictures of one camera at one size. Used by one thread at a time."""

    def __init__(self, *, name: str, title: str, width: int, height: int, loop_pictures: int, phase: int) -> None:
        """`name` seeds the details, `title` stands in the picture; a loop is `loop_pictures` long."""
        random = np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]))
        place = next((place for place, words in _WORDS if any(word in name.lower() for word in words)), None)
        light = _LIGHTS[0] if place == "tunnel" else _LIGHTS[int(random.choice(4, p=(0.4, 0.25, 0.2, 0.15)))]
        self._phase = phase
        self._stage = Stage(width=width, height=height, loop_s=loop_pictures / FRAME_RATE, light=light)
        self._moving = PLACES[place or str(random.choice(sorted(PLACES)))](self._stage, random)
        self._grain(random)
        self._captions(title)

    def picture(self, index: int) -> Pixels:
        """The picture `index` of the loop, height × width × 3, B, G, R."""
        pixels = self._stage.ground.copy()
        at_s = index / FRAME_RATE
        for paint in self._moving:
            paint(pixels, at_s)
        self._clock(pixels, index)
        paint_time_code(pixels, index, self._phase)
        return pixels

    def black(self, index: int) -> Pixels:
        """What a covered lens shows; the time code is still there, for it tells that pictures arrive."""
        pixels = np.full_like(self._stage.ground, 16)
        paint_time_code(pixels, index, self._phase)
        return pixels

    def _grain(self, random: np.random.Generator) -> None:
        """Real pictures are never flat, and flat ones would cost decoders too little."""
        grain = random.normal(0, 5, (HEIGHT // 2, WIDTH // 2)).astype(np.float32)
        spread = np.asarray(cv2.resize(grain, self._stage.size, interpolation=cv2.INTER_LINEAR))[..., None]
        self._stage.ground = np.clip(self._stage.ground + spread, 16, 235).astype(np.uint8)

    def _captions(self, title: str) -> None:
        size = 20.0
        while size > 8 and self._stage.text_width(title, size) > _LONGEST_CAPTION:
            size -= 1
        while title and self._stage.text_width(title, size) > _LONGEST_CAPTION:
            title = title[:-1]
        self._shade(self._stage.ground, 8, 8, self._stage.text_width(title, size) + 16, 28)
        self._stage.text(self._stage.ground, title, (16, 29), size)

    def _shade(self, pixels: Pixels, left: float, top: float, width: float, height: float) -> None:
        x, y = self._stage.point(left, top)
        region = pixels[y : y + self._stage.length(height), x : x + self._stage.length(width)]
        cv2.convertScaleAbs(region, region, _CAPTION_SHADE)

    def _clock(self, pixels: Pixels, index: int) -> None:
        # At the top: the wall lays its own line over the bottom of a tile.
        self._shade(pixels, 522, 8, 110, 34)
        second, part = divmod(index * PICTURE_MS, 1000)
        self._stage.text(pixels, f":{second:02d}.{part // 100}", (560, 34), 24)
        angle = 2 * math.pi * (index * PICTURE_MS / 60_000) - math.pi / 2
        self._stage.dot(pixels, 540, 25, 11, BLACK, lit=True)
        hand = (540 + 9 * math.cos(angle), 25 + 9 * math.sin(angle))
        self._stage.line(pixels, (540, 25), hand, 2, WHITE, lit=True)
