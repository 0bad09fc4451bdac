"""The places a simulated camera may look at, each with its still ground and its movements.

Every movement repeats with the loop, so that the loop has no seam.
"""

import math
from collections.abc import Callable, Mapping

import cv2

from streams.simulator.stage import WHITE, Pixels, Stage
from streams.simulator.things import CARS, COATS, Paint, Random, cars, houses, person, sky, tree, walkers


def _street(stage: Stage, random: Random) -> list[Paint]:
    sky(stage, 0, 150)
    houses(stage, random, foot=176, tall=(60, 150), wide=(36, 80))
    stage.box(stage.ground, 0, 176, 640, 26, (124, 130, 132))  # pavement
    stage.box(stage.ground, 0, 200, 640, 160, (74, 74, 76))
    stage.box(stage.ground, 0, 276, 640, 3, (60, 180, 210))
    for x in range(0, 640, 48):
        stage.box(stage.ground, x, 236, 26, 3, (200, 200, 200))
        stage.box(stage.ground, x + 20, 322, 30, 3, (200, 200, 200))
    for x in range(int(random.integers(20, 80)), 640, 110):
        tree(stage, stage.ground, x, 188, 26)
    paints = [walkers(stage, random, 8, (180, 198), 13)]
    for lane, (y, size, way) in enumerate(((208, 0.75, -1), (240, 0.9, -1), (282, 1.05, 1), (324, 1.2, 1))):
        paints.append(cars(stage, random, y, size, way * float(random.uniform(70, 120) + 12 * lane)))
    return paints


def _tunnel(stage: Stage, random: Random) -> list[Paint]:
    stage.ground[:] = stage.tinted((52, 56, 60))
    vanish = (320, 130)
    for depth in range(14, 0, -1):
        share = (depth / 14) ** 1.8
        grey = int(40 + 66 * share)
        width, height = 30 + 700 * share, 24 + 420 * share
        stage.box(
            stage.ground, vanish[0] - width / 2, vanish[1] - height * 0.45, width, height,
            (grey - 10, grey + 6, grey + 14),
        )  # fmt: skip
    stage.polygon(stage.ground, [(300, 140), (340, 140), (760, 400), (-120, 400)], (58, 58, 60))
    for lane in (-1, 0, 1):
        stage.polygon(
            stage.ground, [(320 + lane * 8, 140), (321 + lane * 8, 140), (323 + lane * 130, 360),
                           (317 + lane * 130, 360)], (190, 190, 190),
        )  # fmt: skip
    speed = max(1, round(stage.loop_s * 0.7)) / stage.loop_s  # lamps a second
    passing = max(1, round(stage.loop_s * 0.18)) / stage.loop_s
    colours = [CARS[int(random.integers(len(CARS)))] for _ in range(6)]
    offsets = [float(random.uniform(0, 1)) for _ in range(6)]

    def lamps(pixels: Pixels, at_s: float) -> None:
        for side in (-1, 1):
            for lamp in range(7):
                share = ((lamp / 7 + at_s * speed / 7) % 1) ** 2.2
                x = vanish[0] + side * (16 + 330 * share)
                y = vanish[1] - 8 - 150 * share
                size = 1.5 + 15 * share
                stage.box(pixels, x - size * 1.6, y - size / 3, size * 3.2, size * 0.7, (190, 240, 255))

    def cars(pixels: Pixels, at_s: float) -> None:
        for number in sorted(range(6), key=lambda one: (offsets[one] + at_s * passing) % 1):
            share = ((offsets[number] + at_s * passing) % 1) ** 2
            lane = (-1.5, -0.5, 0.5)[number % 3]
            x, y = 320 + (8 + 122 * share) * lane + 66 * share, 142 + 205 * share
            size = 4 + 62 * share
            stage.box(pixels, x - size / 2, y - size * 0.66, size, size * 0.62, colours[number])
            stage.box(pixels, x - size * 0.38, y - size * 0.6, size * 0.76, size * 0.22, (40, 34, 30))
            for side in (-0.42, 0.28):
                stage.box(pixels, x + side * size, y - size * 0.26, size * 0.16, size * 0.1, (60, 60, 250))

    return [lamps, cars]


def _station(stage: Stage, random: Random) -> list[Paint]:
    stage.ground[:] = stage.tinted((168, 172, 176))
    stage.box(stage.ground, 0, 0, 640, 70, (96, 98, 102))
    for x in range(0, 640, 80):
        stage.box(stage.ground, x + 10, 18, 60, 7, (236, 246, 250))
    stage.box(stage.ground, 0, 70, 640, 90, (150, 156, 160))
    line = (CARS[2], (60, 160, 60), (40, 190, 230), (160, 60, 120))[int(random.integers(4))]
    stage.box(stage.ground, 0, 78, 640, 16, line)
    for x in range(0, 640, 128):
        stage.box(stage.ground, x + 50, 60, 18, 190, (120, 124, 130))
    for y in range(176, 360, 24):
        stage.box(stage.ground, 0, y, 640, 1, (146, 150, 154))
    stage.box(stage.ground, 0, 168, 640, 5, (60, 200, 230))
    train_s = stage.loop_s / max(1, round(stage.loop_s / 15))
    body = (206, 210, 212)

    def train(pixels: Pixels, at_s: float) -> None:
        share = at_s % train_s / train_s
        # Comes in, stands, leaves: an S curve through the platform.
        x = -1000 + 1000 * min(1.0, share * 4) ** 0.5 if share < 0.6 else 1700 * ((share - 0.6) / 0.4) ** 2
        for car in range(4):
            left = x + car * 245 - 60
            if -250 < left < 640:
                stage.box(pixels, left, 98, 240, 62, body)
                stage.box(pixels, left, 146, 240, 6, line)
                for window in range(5):
                    stage.box(pixels, left + 12 + window * 46, 106, 32, 22, (96, 70, 44))

    return [train, walkers(stage, random, 30, (190, 350), 24)]


def _school(stage: Stage, random: Random) -> list[Paint]:
    sky(stage, 0, 110)
    stage.box(stage.ground, 60, 44, 520, 92, (150, 190, 214))
    for row in range(3):
        for column in range(15):
            stage.box(stage.ground, 74 + column * 33, 54 + row * 27, 20, 15, (120, 96, 70))
    stage.box(stage.ground, 0, 136, 640, 224, (84, 132, 92))
    centre, inner = stage.point(320, 252), (stage.length(250), stage.length(78))
    cv2.ellipse(stage.ground, centre, inner, 0, 0, 360, stage.tinted((60, 74, 168)), stage.length(38))
    cv2.ellipse(stage.ground, centre, inner, 0, 0, 360, stage.tinted(WHITE), max(1, stage.length(1.2)))
    pole = int(random.integers(420, 520))
    stage.box(stage.ground, pole, 20, 3, 120, (200, 200, 200))
    wave = max(1, round(stage.loop_s * 0.8)) / stage.loop_s
    runners = [(float(random.uniform(0, 1)), int(random.integers(len(COATS)))) for _ in range(14)]
    laps = max(1, round(stage.loop_s / 20)) / stage.loop_s

    def flag(pixels: Pixels, at_s: float) -> None:
        points = []
        for step in range(9):
            lift = math.sin(2 * math.pi * (wave * at_s - step / 8)) * 3 * step / 8
            points.append((pole + 3 + step * 5, 22 + lift))
        stage.polygon(pixels, [*points, *((x, y + 24) for x, y in reversed(points))], (40, 30, 210))

    def run(pixels: Pixels, at_s: float) -> None:
        for offset, coat in runners:
            angle = 2 * math.pi * (offset + at_s * laps)
            lane = 1 + (coat % 4 - 1.5) * 0.035
            x, y = 320 + 250 * lane * math.cos(angle), 256 + 78 * lane * math.sin(angle)
            person(stage, pixels, x, y, 17, COATS[coat], at_s * 3 + offset)

    return [flag, run]


def _river(stage: Stage, random: Random) -> list[Paint]:
    sky(stage, 0, 120)
    houses(stage, random, foot=150, tall=(40, 120), wide=(30, 60))
    stage.box(stage.ground, 0, 140, 640, 18, (80, 130, 90))
    stage.box(stage.ground, 0, 158, 640, 142, (150, 132, 96))
    stage.box(stage.ground, 0, 296, 640, 64, (140, 150, 160))
    stage.box(stage.ground, 0, 292, 640, 4, (90, 96, 104))
    for x in range(8, 640, 42):
        stage.box(stage.ground, x, 276, 3, 20, (90, 96, 104))
    stage.box(stage.ground, 0, 276, 640, 3, (90, 96, 104))
    ripples = [
        (float(random.uniform(0, 640)), float(random.uniform(166, 270)), float(random.uniform(0, 1))) for _ in range(46)
    ]
    wave = max(1, round(stage.loop_s / 3)) / stage.loop_s

    def water(pixels: Pixels, at_s: float) -> None:
        for x, y, offset in ripples:
            long = 14 + 10 * math.sin(2 * math.pi * (wave * at_s + offset))
            stage.box(pixels, x - long / 2, y, long, 1.5, (186, 172, 140))

    boats = [(float(random.uniform(0, 900)), 186 + 44 * number, 1 - 2 * (number % 2)) for number in range(2)]
    passes = max(1, round(stage.loop_s / 25)) / stage.loop_s

    def boat(pixels: Pixels, at_s: float) -> None:
        for x0, y, way in boats:
            x = (x0 + way * at_s * passes * 900) % 900 - 150
            lift = 1.5 * math.sin(2 * math.pi * wave * at_s + x0)
            stage.polygon(
                pixels, [(x, y + lift), (x + 120, y + lift), (x + 106, y + 20 + lift), (x + 12, y + 20 + lift)],
                (48, 60, 110),
            )  # fmt: skip
            stage.box(pixels, x + 26, y - 16 + lift, 60, 17, (214, 222, 226))
            stage.box(pixels, x + 32, y - 11 + lift, 48, 6, (110, 80, 50))

    return [water, boat, walkers(stage, random, 9, (316, 350), 28)]


def _park(stage: Stage, random: Random) -> list[Paint]:
    sky(stage, 0, 120)
    houses(stage, random, foot=124, tall=(20, 60), wide=(40, 90))
    stage.box(stage.ground, 0, 118, 640, 242, (74, 146, 98))
    stage.polygon(stage.ground, [(250, 118), (300, 118), (470, 360), (120, 360)], (150, 170, 184))
    cv2.ellipse(
        stage.ground, stage.point(500, 214), (stage.length(110), stage.length(30)), 0, 0, 360,
        stage.tinted((178, 150, 96)), -1,
    )  # fmt: skip
    trees = [
        (float(x + random.uniform(-14, 14)), float(random.uniform(140, 300)), float(random.uniform(0, 1)))
        for x in (30, 90, 160, 380, 430, 570, 620, 60, 600)
    ]
    trees.sort(key=lambda tree: tree[1])
    sway = max(1, round(stage.loop_s / 4)) / stage.loop_s
    row = max(1, round(stage.loop_s / 20)) / stage.loop_s

    def trees_sway(pixels: Pixels, at_s: float) -> None:
        for x, y, offset in trees:
            tree(stage, pixels, x, y, 18 + y / 9, lean=4 * math.sin(2 * math.pi * (sway * at_s + offset)) * y / 200)

    def boat(pixels: Pixels, at_s: float) -> None:
        angle = 2 * math.pi * row * at_s
        x, y = 500 + 70 * math.cos(angle), 212 + 14 * math.sin(angle)
        stage.polygon(pixels, [(x - 16, y), (x + 16, y), (x + 10, y + 7), (x - 10, y + 7)], (60, 110, 220))
        stage.box(pixels, x - 2, y - 9, 5, 9, WHITE)

    return [boat, walkers(stage, random, 12, (170, 345), 24, left=130, right=460), trees_sway]


def _mall(stage: Stage, random: Random) -> list[Paint]:
    stage.ground[:] = stage.tinted((196, 204, 212))
    for floor in range(3):
        y = 8 + floor * 76
        stage.box(stage.ground, 0, y, 640, 58, (170, 182, 196))
        for shop in range(8):
            colour = COATS[int(random.integers(len(COATS)))]
            stage.box(stage.ground, shop * 80 + 6, y + 4, 68, 14, colour)
            stage.box(stage.ground, shop * 80 + 6, y + 20, 68, 36, (206, 226, 238))
        stage.box(stage.ground, 0, y + 60, 640, 5, (120, 124, 130))
    for y in range(250, 360, 22):
        stage.box(stage.ground, 0, y, 640, 1, (174, 182, 190))
    ends = ((96, 326), (330, 96))
    stage.line(stage.ground, *ends, 34, (86, 88, 94))
    stage.line(stage.ground, (420, 96), (600, 300), 30, (86, 88, 94))
    riders = [(float(number) / 9, int(random.integers(len(COATS)))) for number in range(9)]
    ride = max(1, round(stage.loop_s / 12)) / stage.loop_s
    step = max(1, round(stage.loop_s * 1.5)) / stage.loop_s

    def escalator(pixels: Pixels, at_s: float) -> None:
        for begin, end, thick, count in ((ends[0], ends[1], 30, 18), ((420, 96), (600, 300), 26, 15)):
            for tread in range(count):
                share = (tread + at_s * step) % count / count
                x, y = begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share
                stage.box(pixels, x - thick / 2, y, thick, 2, (150, 152, 156))
        for offset, coat in riders:
            share = (offset + at_s * ride) % 1
            person(stage, pixels, 96 + 234 * share, 326 - 230 * share, 24, COATS[coat], 0.25)
            share = (offset * 0.77 + at_s * ride) % 1
            person(stage, pixels, 420 + 180 * share, 96 + 204 * share, 22, COATS[(coat + 3) % 7], 0.25)

    return [escalator, walkers(stage, random, 14, (290, 350), 28)]


PLACES: Mapping[str, Callable[[Stage, Random], list[Paint]]] = {
    "street": _street,
    "tunnel": _tunnel,
    "station": _station,
    "school": _school,
    "river": _river,
    "park": _park,
    "mall": _mall,
}
