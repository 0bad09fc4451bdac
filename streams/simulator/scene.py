"""Draws what a simulated camera sees: a place that one recognises at a glance, always moving, never twice the same.

The kind of place follows from the camera's name, its details from a seed made of it. Every movement repeats with the
loop, so that the loop has no seam.
"""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from streams.simulator.time_code import FRAME_RATE, PICTURE_MS, paint_time_code

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
Paint = Callable[[Pixels, float], None]
_Random = np.random.Generator

_WIDTH, _HEIGHT = 640, 360  # scenes are drawn in these units and scaled
_FONT = "uni"  # built into OpenCV 5, complete for simplified Chinese: no font file has to be installed

_CAPTION_SHADE = 0.55  # writing stays readable on a white wall

_WHITE: Colour = (240, 240, 240)
_BLACK: Colour = (12, 12, 12)
_CARS: tuple[Colour, ...] = (
    (228, 228, 228), (60, 60, 66), (46, 46, 170), (150, 92, 40), (120, 128, 132), (60, 150, 190), (72, 120, 60),
)  # fmt: skip
_COATS: tuple[Colour, ...] = (
    (70, 60, 180), (190, 120, 50), (80, 150, 80), (60, 170, 210), (180, 180, 184), (90, 60, 110), (50, 50, 56),
)  # fmt: skip

# First match wins: 长宁路隧道 is a tunnel, not a street.
_PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tunnel", ("隧道", "tunnel", "地道")),
    ("station", ("站", "机场", "station", "metro", "airport", "地铁")),
    ("school", ("学校", "中学", "小学", "女中", "school", "幼儿园")),
    ("river", ("河", "步道", "码头", "river")),
    ("park", ("公园", "花园", "动物园", "绿地", "park", "zoo")),
    ("mall", ("购物", "广场", "龙之梦", "缤谷", "百联", "商", "mall", "生所")),
    ("street", ("路", "街", "道", "口", "street", "road")),
)


@dataclass(frozen=True, slots=True)
class Light:
    """The time of day a camera shows: factors on blue, green, red."""

    tint: Colour  # percent
    sky: tuple[Colour, Colour]
    lamps: bool


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
        seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
        random = np.random.default_rng(seed)
        self._scale = width / _WIDTH
        self._size = (width, height)
        self._loop_pictures = loop_pictures
        self._loop_s = loop_pictures / FRAME_RATE
        self._phase = phase
        self._font = cv2.FontFace(_FONT)
        self._ground = np.zeros((height, width, 3), np.uint8)
        place = next((place for place, words in _PLACES if any(word in name.lower() for word in words)), None)
        self._light = _LIGHTS[0] if place == "tunnel" else _LIGHTS[int(random.choice(4, p=(0.4, 0.25, 0.2, 0.15)))]
        painters: dict[str, Callable[[_Random], list[Paint]]] = {
            "tunnel": self._tunnel,
            "station": self._station,
            "school": self._school,
            "river": self._river,
            "park": self._park,
            "mall": self._mall,
            "street": self._street,
        }
        place = place or str(random.choice(sorted(painters)))
        self._moving = painters[place](random)
        self._weather(random)
        self._captions(title)

    def picture(self, index: int) -> Pixels:
        """The picture `index` of the loop, height × width × 3, B, G, R."""
        pixels = self._ground.copy()
        at_s = index / FRAME_RATE
        for paint in self._moving:
            paint(pixels, at_s)
        self._clock(pixels, index)
        paint_time_code(pixels, index, self._phase)
        return pixels

    def black(self, index: int) -> Pixels:
        """What a covered lens shows; the time code is still there, for it tells that pictures arrive."""
        pixels = np.full_like(self._ground, 16)
        paint_time_code(pixels, index, self._phase)
        return pixels

    # ---- the places -------------------------------------------------------------------------------------------

    def _street(self, random: _Random) -> list[Paint]:
        self._sky(0, 150)
        self._houses(random, foot=176, tall=(60, 150), wide=(36, 80))
        self._box(self._ground, 0, 176, 640, 26, (124, 130, 132))  # pavement
        self._box(self._ground, 0, 200, 640, 160, (74, 74, 76))
        self._box(self._ground, 0, 276, 640, 3, (60, 180, 210))
        for x in range(0, 640, 48):
            self._box(self._ground, x, 236, 26, 3, (200, 200, 200))
            self._box(self._ground, x + 20, 322, 30, 3, (200, 200, 200))
        for x in range(int(random.integers(20, 80)), 640, 110):
            self._tree(self._ground, x, 188, 26)
        paints = [self._walkers(random, 8, (180, 198), 13)]
        for lane, (y, size, way) in enumerate(((208, 0.75, -1), (240, 0.9, -1), (282, 1.05, 1), (324, 1.2, 1))):
            paints.append(self._cars(random, y, size, way * float(random.uniform(70, 120) + 12 * lane)))
        return paints

    def _tunnel(self, random: _Random) -> list[Paint]:
        self._ground[:] = self._tinted((52, 56, 60))
        vanish = (320, 130)
        for depth in range(14, 0, -1):
            share = (depth / 14) ** 1.8
            grey = int(40 + 66 * share)
            width, height = 30 + 700 * share, 24 + 420 * share
            self._box(
                self._ground, vanish[0] - width / 2, vanish[1] - height * 0.45, width, height,
                (grey - 10, grey + 6, grey + 14),
            )  # fmt: skip
        self._polygon(self._ground, [(300, 140), (340, 140), (760, 400), (-120, 400)], (58, 58, 60))
        for lane in (-1, 0, 1):
            self._polygon(
                self._ground, [(320 + lane * 8, 140), (321 + lane * 8, 140), (323 + lane * 130, 360),
                               (317 + lane * 130, 360)], (190, 190, 190),
            )  # fmt: skip
        speed = max(1, round(self._loop_s * 0.7)) / self._loop_s
        colours = [_CARS[int(random.integers(len(_CARS)))] for _ in range(6)]
        offsets = [float(random.uniform(0, 1)) for _ in range(6)]

        def lamps(pixels: Pixels, at_s: float) -> None:
            for side in (-1, 1):
                for lamp in range(7):
                    share = ((lamp / 7 + at_s * speed / 7) % 1) ** 2.2
                    x = vanish[0] + side * (16 + 330 * share)
                    y = vanish[1] - 8 - 150 * share
                    size = 1.5 + 15 * share
                    self._box(pixels, x - size * 1.6, y - size / 3, size * 3.2, size * 0.7, (190, 240, 255))

        def cars(pixels: Pixels, at_s: float) -> None:
            for number in sorted(range(6), key=lambda one: (offsets[one] + at_s * speed / 4) % 1):
                share = ((offsets[number] + at_s * speed / 4) % 1) ** 2
                lane = (-1.5, -0.5, 0.5)[number % 3]
                x, y = 320 + (8 + 122 * share) * lane + 66 * share, 142 + 205 * share
                size = 4 + 62 * share
                self._box(pixels, x - size / 2, y - size * 0.66, size, size * 0.62, colours[number])
                self._box(pixels, x - size * 0.38, y - size * 0.6, size * 0.76, size * 0.22, (40, 34, 30))
                for side in (-0.42, 0.28):
                    self._box(pixels, x + side * size, y - size * 0.26, size * 0.16, size * 0.1, (60, 60, 250))

        return [lamps, cars]

    def _station(self, random: _Random) -> list[Paint]:
        self._ground[:] = self._tinted((168, 172, 176))
        self._box(self._ground, 0, 0, 640, 70, (96, 98, 102))
        for x in range(0, 640, 80):
            self._box(self._ground, x + 10, 18, 60, 7, (236, 246, 250))
        self._box(self._ground, 0, 70, 640, 90, (150, 156, 160))
        line = (_CARS[2], (60, 160, 60), (40, 190, 230), (160, 60, 120))[int(random.integers(4))]
        self._box(self._ground, 0, 78, 640, 16, line)
        for x in range(0, 640, 128):
            self._box(self._ground, x + 50, 60, 18, 190, (120, 124, 130))
        for y in range(176, 360, 24):
            self._box(self._ground, 0, y, 640, 1, (146, 150, 154))
        self._box(self._ground, 0, 168, 640, 5, (60, 200, 230))
        train_s = self._loop_s / max(1, round(self._loop_s / 15))
        body = (206, 210, 212)

        def train(pixels: Pixels, at_s: float) -> None:
            share = at_s % train_s / train_s
            # Comes in, stands, leaves: an S curve through the platform.
            x = -1000 + 1000 * min(1.0, share * 4) ** 0.5 if share < 0.6 else 1700 * ((share - 0.6) / 0.4) ** 2
            for car in range(4):
                left = x + car * 245 - 60
                if -250 < left < 640:
                    self._box(pixels, left, 98, 240, 62, body)
                    self._box(pixels, left, 146, 240, 6, line)
                    for window in range(5):
                        self._box(pixels, left + 12 + window * 46, 106, 32, 22, (96, 70, 44))

        return [train, self._walkers(random, 30, (190, 350), 24)]

    def _school(self, random: _Random) -> list[Paint]:
        self._sky(0, 110)
        self._box(self._ground, 60, 44, 520, 92, (150, 190, 214))
        for row in range(3):
            for column in range(15):
                self._box(self._ground, 74 + column * 33, 54 + row * 27, 20, 15, (120, 96, 70))
        self._box(self._ground, 0, 136, 640, 224, (84, 132, 92))
        centre, inner = self._point(320, 252), (self._length(250), self._length(78))
        cv2.ellipse(self._ground, centre, inner, 0, 0, 360, self._tinted((60, 74, 168)), self._length(38))
        cv2.ellipse(self._ground, centre, inner, 0, 0, 360, self._tinted(_WHITE), max(1, self._length(1.2)))
        pole = int(random.integers(90, 140))
        self._box(self._ground, pole, 20, 3, 120, (200, 200, 200))
        wave = max(1, round(self._loop_s * 0.8)) / self._loop_s
        runners = [(float(random.uniform(0, 1)), int(random.integers(len(_COATS)))) for _ in range(14)]
        laps = max(1, round(self._loop_s / 20)) / self._loop_s

        def flag(pixels: Pixels, at_s: float) -> None:
            points = []
            for step in range(9):
                lift = math.sin(2 * math.pi * (wave * at_s - step / 8)) * 3 * step / 8
                points.append((pole + 3 + step * 5, 22 + lift))
            self._polygon(pixels, [*points, *((x, y + 24) for x, y in reversed(points))], (40, 30, 210))

        def run(pixels: Pixels, at_s: float) -> None:
            for offset, coat in runners:
                angle = 2 * math.pi * (offset + at_s * laps)
                lane = 1 + (coat % 4 - 1.5) * 0.035
                self._person(
                    pixels, 320 + 250 * lane * math.cos(angle), 256 + 78 * lane * math.sin(angle), 17,
                    _COATS[coat], at_s * 3 + offset,
                )  # fmt: skip

        return [flag, run]

    def _river(self, random: _Random) -> list[Paint]:
        self._sky(0, 120)
        self._houses(random, foot=150, tall=(40, 120), wide=(30, 60))
        self._box(self._ground, 0, 140, 640, 18, (80, 130, 90))
        self._box(self._ground, 0, 158, 640, 142, (150, 132, 96))
        self._box(self._ground, 0, 296, 640, 64, (140, 150, 160))
        self._box(self._ground, 0, 292, 640, 4, (90, 96, 104))
        for x in range(8, 640, 42):
            self._box(self._ground, x, 276, 3, 20, (90, 96, 104))
        self._box(self._ground, 0, 276, 640, 3, (90, 96, 104))
        ripples = [
            (float(random.uniform(0, 640)), float(random.uniform(166, 270)), float(random.uniform(0, 1)))
            for _ in range(46)
        ]
        wave = max(1, round(self._loop_s / 3)) / self._loop_s

        def water(pixels: Pixels, at_s: float) -> None:
            for x, y, offset in ripples:
                long = 14 + 10 * math.sin(2 * math.pi * (wave * at_s + offset))
                self._box(pixels, x - long / 2, y, long, 1.5, (186, 172, 140))

        boats = [(float(random.uniform(0, 900)), 186 + 44 * number, 1 - 2 * (number % 2)) for number in range(2)]
        passes = max(1, round(self._loop_s / 25)) / self._loop_s

        def boat(pixels: Pixels, at_s: float) -> None:
            for x0, y, way in boats:
                x = (x0 + way * at_s * passes * 900) % 900 - 150
                lift = 1.5 * math.sin(2 * math.pi * wave * at_s + x0)
                self._polygon(
                    pixels, [(x, y + lift), (x + 120, y + lift), (x + 106, y + 20 + lift), (x + 12, y + 20 + lift)],
                    (48, 60, 110),
                )  # fmt: skip
                self._box(pixels, x + 26, y - 16 + lift, 60, 17, (214, 222, 226))
                self._box(pixels, x + 32, y - 11 + lift, 48, 6, (110, 80, 50))

        return [water, boat, self._walkers(random, 9, (316, 350), 28)]

    def _park(self, random: _Random) -> list[Paint]:
        self._sky(0, 120)
        self._houses(random, foot=124, tall=(20, 60), wide=(40, 90))
        self._box(self._ground, 0, 118, 640, 242, (74, 146, 98))
        self._polygon(self._ground, [(250, 118), (300, 118), (470, 360), (120, 360)], (150, 170, 184))
        cv2.ellipse(
            self._ground, self._point(500, 214), (self._length(110), self._length(30)), 0, 0, 360,
            self._tinted((178, 150, 96)), -1,
        )  # fmt: skip
        trees = [
            (float(x + random.uniform(-14, 14)), float(random.uniform(140, 300)), float(random.uniform(0, 1)))
            for x in (30, 90, 160, 380, 430, 570, 620, 60, 600)
        ]
        trees.sort(key=lambda tree: tree[1])
        sway = max(1, round(self._loop_s / 4)) / self._loop_s
        row = max(1, round(self._loop_s / 20)) / self._loop_s

        def trees_sway(pixels: Pixels, at_s: float) -> None:
            for x, y, offset in trees:
                self._tree(pixels, x, y, 18 + y / 9, lean=4 * math.sin(2 * math.pi * (sway * at_s + offset)) * y / 200)

        def boat(pixels: Pixels, at_s: float) -> None:
            angle = 2 * math.pi * row * at_s
            x, y = 500 + 70 * math.cos(angle), 212 + 14 * math.sin(angle)
            self._polygon(pixels, [(x - 16, y), (x + 16, y), (x + 10, y + 7), (x - 10, y + 7)], (60, 110, 220))
            self._box(pixels, x - 2, y - 9, 5, 9, _WHITE)

        return [boat, self._walkers(random, 12, (170, 345), 24, left=130, right=460), trees_sway]

    def _mall(self, random: _Random) -> list[Paint]:
        self._ground[:] = self._tinted((196, 204, 212))
        for floor in range(3):
            y = 8 + floor * 76
            self._box(self._ground, 0, y, 640, 58, (170, 182, 196))
            for shop in range(8):
                colour = _COATS[int(random.integers(len(_COATS)))]
                self._box(self._ground, shop * 80 + 6, y + 4, 68, 14, colour)
                self._box(self._ground, shop * 80 + 6, y + 20, 68, 36, (206, 226, 238))
            self._box(self._ground, 0, y + 60, 640, 5, (120, 124, 130))
        for y in range(250, 360, 22):
            self._box(self._ground, 0, y, 640, 1, (174, 182, 190))
        ends = ((96, 326), (330, 96))
        self._line(self._ground, *ends, 34, (86, 88, 94))
        self._line(self._ground, (420, 96), (600, 300), 30, (86, 88, 94))
        riders = [(float(number) / 9, int(random.integers(len(_COATS)))) for number in range(9)]
        ride = max(1, round(self._loop_s / 12)) / self._loop_s
        step = max(1, round(self._loop_s * 1.5)) / self._loop_s

        def escalator(pixels: Pixels, at_s: float) -> None:
            for begin, end, thick, count in ((ends[0], ends[1], 30, 18), ((420, 96), (600, 300), 26, 15)):
                for tread in range(count):
                    share = (tread + at_s * step) % count / count
                    x, y = begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share
                    self._box(pixels, x - thick / 2, y, thick, 2, (150, 152, 156))
            for offset, coat in riders:
                share = (offset + at_s * ride) % 1
                self._person(pixels, 96 + 234 * share, 326 - 230 * share, 24, _COATS[coat], 0.25)
                share = (offset * 0.77 + at_s * ride) % 1
                self._person(pixels, 420 + 180 * share, 96 + 204 * share, 22, _COATS[(coat + 3) % 7], 0.25)

        return [escalator, self._walkers(random, 14, (290, 350), 28)]

    # ---- things in the places ---------------------------------------------------------------------------------

    def _cars(self, random: _Random, y: float, size: float, speed: float) -> Paint:
        span = 760
        turns = max(1, round(abs(speed) * self._loop_s / span))
        velocity = math.copysign(turns * span / self._loop_s, speed)
        count = int(random.integers(3, 6))
        cars = [
            (
                span * (number + float(random.uniform(0, 0.6))) / count,
                _CARS[int(random.integers(len(_CARS)))],
                bool(random.random() < 0.15),
            )
            for number in range(count)
        ]

        def paint(pixels: Pixels, at_s: float) -> None:
            for x0, colour, bus in cars:
                x = (x0 + velocity * at_s) % span - 110
                long, tall = (104 * size, 34 * size) if bus else (54 * size, 15 * size)
                top = y + 24 * size - tall
                self._box(pixels, x, top, long, tall, colour)
                if bus:
                    self._box(pixels, x + 4 * size, top + 5 * size, long - 8 * size, 12 * size, (90, 70, 50))
                else:
                    self._box(pixels, x + 10 * size, top - 10 * size, 32 * size, 10 * size, colour)
                    self._box(pixels, x + 13 * size, top - 8 * size, 26 * size, 7 * size, (90, 70, 50))
                for wheel in (0.2, 0.8):
                    self._dot(pixels, x + wheel * long, y + 25 * size, 5 * size, (26, 26, 26))
                if self._light.lamps:
                    self._dot(
                        pixels, x + (long if velocity > 0 else 0), top + tall / 2, 4 * size, (210, 250, 255), lit=True
                    )

        return paint

    def _walkers(
        self, random: _Random, count: int, rows: tuple[int, int], tall: float, *, left: float = -20, right: float = 660
    ) -> Paint:
        span = right - left
        people = []
        for number in range(count):
            y = rows[0] + (rows[1] - rows[0]) * number / count
            turns = max(1, round(float(random.uniform(14, 34)) * self._loop_s / span))
            velocity = turns * span / self._loop_s * float(random.choice((-1, 1)))
            size = tall * (0.7 + 0.5 * (y - rows[0]) / max(1, rows[1] - rows[0]))
            coat = _COATS[int(random.integers(len(_COATS)))]
            people.append((float(random.uniform(0, span)), y, velocity, size, coat))
        pace = max(1, round(1.8 * self._loop_s)) / self._loop_s

        def paint(pixels: Pixels, at_s: float) -> None:
            for x0, y, velocity, size, coat in people:
                self._person(pixels, left + (x0 + velocity * at_s) % span, y, size, coat, pace * at_s + x0)

        return paint

    def _person(self, pixels: Pixels, x: float, foot: float, tall: float, coat: Colour, step: float) -> None:
        stride = tall * 0.16 * math.sin(2 * math.pi * step)
        hip = foot - tall * 0.42
        self._line(pixels, (x, hip), (x - stride, foot), max(1.5, tall * 0.1), (44, 40, 40))
        self._line(pixels, (x, hip), (x + stride, foot), max(1.5, tall * 0.1), (44, 40, 40))
        self._box(pixels, x - tall * 0.15, foot - tall * 0.82, tall * 0.3, tall * 0.44, coat)
        self._dot(pixels, x, foot - tall * 0.92, tall * 0.11, (140, 170, 210))

    def _tree(self, pixels: Pixels, x: float, foot: float, tall: float, *, lean: float = 0) -> None:
        self._line(pixels, (x, foot), (x + lean / 2, foot - tall), max(2, tall / 10), (50, 70, 92))
        for across, up, share, shade in ((-0.35, 1.0, 0.42, 0), (0.35, 1.05, 0.42, 6), (0, 1.4, 0.5, 14)):
            self._dot(
                pixels, x + lean + across * tall, foot - up * tall, share * tall, (52 + shade, 118 + shade, 66 + shade)
            )

    def _houses(self, random: _Random, *, foot: int, tall: tuple[int, int], wide: tuple[int, int]) -> None:
        x = -10
        while x < _WIDTH:
            width, height = int(random.integers(*wide)), int(random.integers(*tall))
            grey = int(random.integers(110, 190))
            warm = int(random.integers(-16, 26))
            self._box(self._ground, x, foot - height, width - 3, height, (grey - warm, grey, grey + warm))
            for top in range(foot - height + 6, foot - 8, 12):
                for left in range(x + 5, x + width - 10, 10):
                    lit = self._light.lamps and random.random() < 0.45
                    colour = (120, 214, 250) if lit else (grey - 50, grey - 54, grey - 58)
                    self._box(self._ground, left, top, 5, 6, colour, lit=lit)
            x += width

    def _sky(self, top: int, bottom: int) -> None:
        first, last = (np.array(colour, float) for colour in self._light.sky)
        begin, end = self._length(top), self._length(bottom * 1.35)
        shares = np.linspace(0, 1, end - begin)[:, None]
        self._ground[begin:end] = (first + (last - first) * shares).astype(np.uint8)[:, None, :]

    def _weather(self, random: _Random) -> None:
        """A fixed grain, for real pictures are never flat and flat ones would cost decoders too little."""
        grain = random.normal(0, 5, (_HEIGHT // 2, _WIDTH // 2, 1)).astype(np.float32)
        width, height = self._size
        spread: Any = cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
        self._ground = np.clip(self._ground + spread, 16, 235).astype(np.uint8)

    # ---- what a camera writes into its picture ----------------------------------------------------------------

    def _captions(self, title: str) -> None:
        size = 20.0
        while size > 8 and self._text_width(title, size) > 600:
            size -= 1
        while title and self._text_width(title, size) > 600:
            title = title[:-1]
        for left, top, width, height in ((8, 8, self._text_width(title, size) + 16, 28), (522, 322, 110, 34)):
            x, y = self._point(left, top)
            region = self._ground[y : y + self._length(height), x : x + self._length(width)]
            region[:] = (region * _CAPTION_SHADE).astype(np.uint8)
        self._text(self._ground, title, (16, 29), size)

    def _clock(self, pixels: Pixels, index: int) -> None:
        second, part = divmod(index * PICTURE_MS, 1000)
        self._text(pixels, f":{second:02d}.{part // 100}", (560, 348), 24)
        angle = 2 * math.pi * (index * PICTURE_MS / 60_000) - math.pi / 2
        self._dot(pixels, 540, 339, 11, _BLACK, lit=True)
        hand = (540 + 9 * math.cos(angle), 339 + 9 * math.sin(angle))
        self._line(pixels, (540, 339), hand, 2, _WHITE, lit=True)

    def _text(self, pixels: Pixels, text: str, place: tuple[float, float], size: float) -> None:
        scaled = max(8, self._length(size))
        for shift, colour in ((max(1, self._length(1.4)), _BLACK), (0, _WHITE)):
            x, y = self._point(*place)
            cv2.putText(pixels, text, (x + shift, y + shift), colour, self._font, scaled, 0)

    def _text_width(self, text: str, size: float) -> float:
        box = cv2.getTextSize((1, 1), text, (0, 0), self._font, max(8, self._length(size)), 0)
        return float(box[2]) / self._scale

    # ---- shapes in the units of 640 × 360 ---------------------------------------------------------------------

    def _tinted(self, colour: Colour) -> Colour:
        blue, green, red = (
            min(255, value * share // 100) for value, share in zip(colour, self._light.tint, strict=True)
        )
        return blue, green, red

    def _point(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self._scale), round(y * self._scale)

    def _length(self, length: float) -> int:
        return round(length * self._scale)

    def _box(
        self, pixels: Pixels, x: float, y: float, width: float, height: float, colour: Colour, *, lit: bool = False
    ) -> None:
        left, top = self._point(x, y)
        right, bottom = self._point(x + width, y + height)
        limit_x, limit_y = self._size
        left, top, right, bottom = max(0, left), max(0, top), min(limit_x, right), min(limit_y, bottom)
        if left < right and top < bottom:
            cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), colour if lit else self._tinted(colour), -1)

    def _dot(self, pixels: Pixels, x: float, y: float, radius: float, colour: Colour, *, lit: bool = False) -> None:
        tinted = colour if lit else self._tinted(colour)
        cv2.circle(pixels, self._point(x, y), max(1, self._length(radius)), tinted, -1)

    def _line(
        self, pixels: Pixels, begin: tuple[float, float], end: tuple[float, float], thick: float, colour: Colour,
        *, lit: bool = False,
    ) -> None:  # fmt: skip
        tinted = colour if lit else self._tinted(colour)
        cv2.line(pixels, self._point(*begin), self._point(*end), tinted, max(1, self._length(thick)))

    def _polygon(self, pixels: Pixels, corners: list[tuple[float, float]], colour: Colour) -> None:
        points = np.array([self._point(x, y) for x, y in corners], np.int32)
        cv2.fillPoly(pixels, [points], self._tinted(colour))
