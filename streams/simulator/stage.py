"""What painters of a scene share: the size, the light, the ground that never moves, shapes and writing.

Scenes are drawn in units of a picture of 640 × 360 and scaled to any other.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]  # blue, green, red

WIDTH, HEIGHT = 640, 360
WHITE: Colour = (240, 240, 240)
BLACK: Colour = (12, 12, 12)

_FONT = "uni"  # built into OpenCV 5, complete for simplified Chinese: no font file has to be installed


@dataclass(frozen=True, slots=True)
class Light:
    """The time of day: percent on blue, green, red; the sky's colours at the top and at the bottom."""

    tint: Colour
    sky: tuple[Colour, Colour]
    lamps: bool


class Stage:
    """Used by one thread at a time. `lit` shapes keep their colour in any light."""

    def __init__(self, *, width: int, height: int, loop_s: float, light: Light) -> None:
        self.loop_s = loop_s
        self.light = light
        self.size = (width, height)
        self.ground: Pixels = np.zeros((height, width, 3), np.uint8)
        self._across, self._down = width / WIDTH, height / HEIGHT
        self._font = cv2.FontFace(_FONT)

    def text(self, pixels: Pixels, text: str, place: tuple[float, float], size: float) -> None:
        scaled = max(8, self.length(size))
        for shift, colour in ((max(1, self.length(1.4)), BLACK), (0, WHITE)):
            x, y = self.point(*place)
            cv2.putText(pixels, text, (x + shift, y + shift), colour, self._font, scaled, 0)

    def text_width(self, text: str, size: float) -> float:
        box = cv2.getTextSize((1, 1), text, (0, 0), self._font, max(8, self.length(size)), 0)
        return float(box[2]) / self._across

    def tinted(self, colour: Colour) -> Colour:
        blue, green, red = (
            min(255, value * share // 100) for value, share in zip(colour, self.light.tint, strict=True)
        )
        return blue, green, red

    def point(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self._across), round(y * self._down)

    def length(self, length: float) -> int:
        return round(length * self._down)

    def box(
        self, pixels: Pixels, x: float, y: float, width: float, height: float, colour: Colour, *, lit: bool = False
    ) -> None:
        left, top = self.point(x, y)
        right, bottom = self.point(x + width, y + height)
        limit_x, limit_y = self.size
        left, top, right, bottom = max(0, left), max(0, top), min(limit_x, right), min(limit_y, bottom)
        if left < right and top < bottom:
            cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), colour if lit else self.tinted(colour), -1)

    def dot(self, pixels: Pixels, x: float, y: float, radius: float, colour: Colour, *, lit: bool = False) -> None:
        tinted = colour if lit else self.tinted(colour)
        cv2.circle(pixels, self.point(x, y), max(1, self.length(radius)), tinted, -1)

    def line(
        self, pixels: Pixels, begin: tuple[float, float], end: tuple[float, float], thick: float, colour: Colour,
        *, lit: bool = False,
    ) -> None:  # fmt: skip
        tinted = colour if lit else self.tinted(colour)
        cv2.line(pixels, self.point(*begin), self.point(*end), tinted, max(1, self.length(thick)))

    def polygon(self, pixels: Pixels, corners: list[tuple[float, float]], colour: Colour) -> None:
        points = np.array([self.point(x, y) for x, y in corners], np.int32)
        cv2.fillPoly(pixels, [points], self.tinted(colour))
