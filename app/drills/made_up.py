"""What a played person's camera and microphone give: a picture that says who it is and moves, a voice that babbles.

Both are made once and given again and again, so that four people cost little beside what sending them takes.
"""

import math
import time
import zlib

import cv2
import numpy as np

from streams.frame import Pixels
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.opus import SAMPLE_RATE, Samples

WIDTH, HEIGHT = 640, 360
PICTURES_PER_S = 15
BLOCK_SAMPLES = SAMPLE_RATE // 50
BLOCK_S = BLOCK_SAMPLES / SAMPLE_RATE
_PICTURES = 30
_VOICE_S = 4
Planes = tuple[Pixels, ...]

_FONT = "uni"  # built into OpenCV 5, complete for simplified Chinese
_NAME_SIZE, _TITLE_SIZE, _MARK_SIZE = 54, 28, 22
_SYLLABLES_PER_S = 4.0
_LOUDNESS = 6000.0


def pictures(name: str, title: str) -> list[Planes]:
    """Y, U and V of each picture of a loop."""
    ground = _ground(name, title)
    return [_planes(_drawn(ground, number)) for number in range(_PICTURES)]


def captured(planes: Planes) -> CapturedPicture:
    """As a camera would hand it over now."""
    return CapturedPicture(
        width=WIDTH,
        height=HEIGHT,
        pixel_format="yuv420p",
        planes=planes,
        at_s=time.monotonic(),
        full_range=False,
        memory=planes,
    )


def voice(name: str) -> list[Samples]:
    """Blocks of 20 ms of a loop: syllables with pauses, each person at a pitch of their own."""
    random = np.random.default_rng(_seed(name))
    pitch_hz = float(random.uniform(105, 230))
    at_s = np.arange(_VOICE_S * SAMPLE_RATE) / SAMPLE_RATE
    # Whole periods within the loop, so that it does not click where it begins again.
    pitch_hz = round(pitch_hz * _VOICE_S) / _VOICE_S
    wave = sum(np.sin(2 * np.pi * pitch_hz * harmonic * at_s) / harmonic for harmonic in range(1, 8))
    syllables = np.clip(np.sin(2 * np.pi * _SYLLABLES_PER_S * at_s), 0, 1) ** 0.5
    phrases = (at_s % 2.0) < 1.5
    samples = (wave * syllables * phrases * _LOUDNESS).clip(-32768, 32767).astype(np.int16)
    return list(samples.reshape(-1, BLOCK_SAMPLES))


def _ground(name: str, title: str) -> Pixels:
    """A room of a colour of one's own, and who it is: away from the edges, which a tile of another shape cuts off."""
    random = np.random.default_rng(_seed(name))
    hue = int(random.integers(0, 180))
    across, down = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(0, 1, HEIGHT))
    hsv = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    hsv[..., 0] = hue
    hsv[..., 1] = (90 + 60 * across).astype(np.uint8)
    hsv[..., 2] = (150 - 70 * down).astype(np.uint8)
    pixels: Pixels = np.ascontiguousarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), np.uint8)
    font = cv2.FontFace(_FONT)
    _write(pixels, name, HEIGHT - 92, _NAME_SIZE, font)
    _write(pixels, title, HEIGHT - 54, _TITLE_SIZE, font)
    cv2.putText(pixels, "演练", (20, 52), (255, 255, 255), font, _MARK_SIZE, 0)
    return pixels


def _write(pixels: Pixels, words: str, baseline: int, size: int, font: cv2.FontFace) -> None:
    while (wide := cv2.getTextSize((1, 1), words, (0, 0), font, size, 0)[2]) > WIDTH - 20 and size > 12:
        size -= 2
    place = ((WIDTH - wide) // 2, baseline)
    cv2.putText(pixels, words, (place[0] + 2, place[1] + 2), (0, 0, 0), font, size, 0)
    cv2.putText(pixels, words, place, (255, 255, 255), font, size, 0)


def _drawn(ground: Pixels, number: int) -> Pixels:
    """Head and shoulders sway, a bar runs along the top: whoever looks sees whether it is frozen."""
    pixels = ground.copy()
    turn = 2 * math.pi * number / _PICTURES
    x, y = WIDTH // 2 + round(14 * math.sin(turn)), 92 + round(5 * math.cos(2 * turn))
    cv2.ellipse(pixels, (x, y + 118), (96, 66), 0, 180, 360, (70, 60, 55), -1, cv2.LINE_AA)
    cv2.ellipse(pixels, (x, y), (38, 48), 0, 0, 360, (165, 190, 225), -1, cv2.LINE_AA)
    mouth = 3 + round(6 * abs(math.sin(3 * turn)))
    cv2.ellipse(pixels, (x, y + 22), (13, mouth), 0, 0, 360, (60, 60, 120), -1, cv2.LINE_AA)
    for eye in (-17, 17):
        cv2.circle(pixels, (x + eye, y - 8), 5, (40, 40, 40), -1, cv2.LINE_AA)
    along = number * WIDTH // _PICTURES
    cv2.rectangle(pixels, (along, 0), (along + WIDTH // _PICTURES, 6), (255, 255, 255), -1)
    return pixels


def _planes(pixels: Pixels) -> Planes:
    flat = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2YUV_I420), np.uint8).reshape(-1)
    luma, quarter = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
    return (
        flat[:luma].reshape(HEIGHT, WIDTH),
        flat[luma : luma + quarter].reshape(HEIGHT // 2, WIDTH // 2),
        flat[luma + quarter :].reshape(HEIGHT // 2, WIDTH // 2),
    )


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())
