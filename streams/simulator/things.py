"""People, cars, trees and houses: what the places of a simulated district are furnished with."""

import math
from collections.abc import Callable

import numpy as np

from streams.simulator.stage import WIDTH, Colour, Pixels, Stage

Paint = Callable[[Pixels, float], None]  # draws into a picture what is there at a second of the loop
Random = np.random.Generator

CARS: tuple[Colour, ...] = (
    (228, 228, 228), (60, 60, 66), (46, 46, 170), (150, 92, 40), (120, 128, 132), (60, 150, 190), (72, 120, 60),
)  # fmt: skip
COATS: tuple[Colour, ...] = (
    (70, 60, 180), (190, 120, 50), (80, 150, 80), (60, 170, 210), (180, 180, 184), (90, 60, 110), (50, 50, 56),
)  # fmt: skip


def cars(stage: Stage, random: Random, y: float, size: float, speed: float) -> Paint:
    span = 760
    turns = max(1, round(abs(speed) * stage.loop_s / span))
    velocity = math.copysign(turns * span / stage.loop_s, speed)
    count = int(random.integers(3, 6))
    cars = [
        (
            span * (number + float(random.uniform(0, 0.6))) / count,
            CARS[int(random.integers(len(CARS)))],
            bool(random.random() < 0.15),
        )
        for number in range(count)
    ]

    def paint(pixels: Pixels, at_s: float) -> None:
        for x0, colour, bus in cars:
            x = (x0 + velocity * at_s) % span - 110
            long, tall = (104 * size, 34 * size) if bus else (54 * size, 15 * size)
            top = y + 24 * size - tall
            stage.box(pixels, x, top, long, tall, colour)
            if bus:
                stage.box(pixels, x + 4 * size, top + 5 * size, long - 8 * size, 12 * size, (90, 70, 50))
            else:
                stage.box(pixels, x + 10 * size, top - 10 * size, 32 * size, 10 * size, colour)
                stage.box(pixels, x + 13 * size, top - 8 * size, 26 * size, 7 * size, (90, 70, 50))
            for wheel in (0.2, 0.8):
                stage.dot(pixels, x + wheel * long, y + 25 * size, 5 * size, (26, 26, 26))
            if stage.light.lamps:
                stage.dot(
                    pixels, x + (long if velocity > 0 else 0), top + tall / 2, 4 * size, (210, 250, 255), lit=True
                )

    return paint


def walkers(
    stage: Stage,
    random: Random,
    count: int,
    rows: tuple[int, int],
    tall: float,
    *,
    left: float = -20,
    right: float = 660,
) -> Paint:
    span = right - left
    people = []
    for number in range(count):
        y = rows[0] + (rows[1] - rows[0]) * number / count
        turns = max(1, round(float(random.uniform(14, 34)) * stage.loop_s / span))
        velocity = turns * span / stage.loop_s * float(random.choice((-1, 1)))
        size = tall * (0.7 + 0.5 * (y - rows[0]) / max(1, rows[1] - rows[0]))
        coat = COATS[int(random.integers(len(COATS)))]
        people.append((float(random.uniform(0, span)), y, velocity, size, coat))
    pace = max(1, round(1.8 * stage.loop_s)) / stage.loop_s

    def paint(pixels: Pixels, at_s: float) -> None:
        for x0, y, velocity, size, coat in people:
            person(stage, pixels, left + (x0 + velocity * at_s) % span, y, size, coat, pace * at_s + x0)

    return paint


def person(stage: Stage, pixels: Pixels, x: float, foot: float, tall: float, coat: Colour, step: float) -> None:
    stride = tall * 0.16 * math.sin(2 * math.pi * step)
    hip = foot - tall * 0.42
    stage.line(pixels, (x, hip), (x - stride, foot), max(1.5, tall * 0.1), (44, 40, 40))
    stage.line(pixels, (x, hip), (x + stride, foot), max(1.5, tall * 0.1), (44, 40, 40))
    stage.box(pixels, x - tall * 0.15, foot - tall * 0.82, tall * 0.3, tall * 0.44, coat)
    stage.dot(pixels, x, foot - tall * 0.92, tall * 0.11, (140, 170, 210))


def tree(stage: Stage, pixels: Pixels, x: float, foot: float, tall: float, *, lean: float = 0) -> None:
    stage.line(pixels, (x, foot), (x + lean / 2, foot - tall), max(2, tall / 10), (50, 70, 92))
    for across, up, share, shade in ((-0.35, 1.0, 0.42, 0), (0.35, 1.05, 0.42, 6), (0, 1.4, 0.5, 14)):
        stage.dot(
            pixels, x + lean + across * tall, foot - up * tall, share * tall, (52 + shade, 118 + shade, 66 + shade)
        )


def houses(stage: Stage, random: Random, *, foot: int, tall: tuple[int, int], wide: tuple[int, int]) -> None:
    x = -10
    while x < WIDTH:
        width, height = int(random.integers(*wide)), int(random.integers(*tall))
        grey = int(random.integers(110, 190))
        warm = int(random.integers(-16, 26))
        stage.box(stage.ground, x, foot - height, width - 3, height, (grey - warm, grey, grey + warm))
        for top in range(foot - height + 6, foot - 8, 12):
            for left in range(x + 5, x + width - 10, 10):
                lit = stage.light.lamps and random.random() < 0.45
                colour = (120, 214, 250) if lit else (grey - 50, grey - 54, grey - 58)
                stage.box(stage.ground, left, top, 5, 6, colour, lit=lit)
        x += width


def sky(stage: Stage, top: int, bottom: int) -> None:
    first, last = (np.array(colour, float) for colour in stage.light.sky)
    begin, end = stage.length(top), stage.length(bottom * 1.35)
    shares = np.linspace(0, 1, end - begin)[:, None]
    stage.ground[begin:end] = (first + (last - first) * shares).astype(np.uint8)[:, None, :]
