"""Scenes for the cameras of the bench, encoded once so that sixty-four cameras cost next to nothing to run.

What a camera sends decides what decoding costs, so the clip is made like a camera's: CABAC and deblocking, no
B-frames, a key frame each second, motion everywhere at about 500 kb/s. It decodes at some 2,800 frames per second and
core; a baseline clip of a still scene decodes at 10,000 and would flatter every viewer that wastes time elsewhere.
"""

import struct
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 25
BIT_RATE_BPS = 500_000
CLIP_S = 8
TEXTURE_LINES = 1200

Luma = NDArray[np.uint8]


def write_clip(path: Path, seed: int) -> None:
    """`CLIP_S` seconds of one scene as access units (Annex B), each behind its length as a big-endian uint32."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.time_base, codec.framerate = Fraction(1, FRAME_RATE), Fraction(FRAME_RATE)
    codec.bit_rate, codec.gop_size = BIT_RATE_BPS, FRAME_RATE
    codec.options = {
        "preset": "superfast",
        "tune": "zerolatency",
        "threads": "1",
        "x264-params": f"vbv-maxrate={BIT_RATE_BPS // 1000}:vbv-bufsize={BIT_RATE_BPS // 1000}:scenecut=0:bframes=0",
    }
    ground = texture(seed, height=900, width=1200)
    with path.open("wb") as file:
        for number in range(CLIP_S * FRAME_RATE):
            frame = _frame(_view(ground, number))
            frame.pts = number
            for packet in codec.encode(frame):
                unit = bytes(packet)
                file.write(struct.pack(">I", len(unit)) + unit)
        for packet in codec.encode(None):
            unit = bytes(packet)
            file.write(struct.pack(">I", len(unit)) + unit)


def write_texture(path: Path) -> None:
    """Background of the time-code camera: raw luma, `WIDTH` × `TEXTURE_LINES`, which it scrolls through."""
    path.write_bytes(texture(7, height=TEXTURE_LINES, width=WIDTH).tobytes())


def texture(seed: int, *, height: int, width: int) -> Luma:
    """A surface with detail at every scale, like streets and foliage have."""
    random = np.random.default_rng(seed)
    surface = np.zeros((height, width), np.float32)
    for cell, contrast in ((80, 60), (24, 45), (8, 30), (3, 24)):
        coarse = random.random((height // cell + 2, width // cell + 2), np.float32)
        surface += contrast * (cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) - 0.5)
    return np.clip(surface + 128, 16, 235).astype(np.uint8)


def _view(ground: Luma, number: int) -> Luma:
    """What the camera sees at one frame: a slow pan with a turn, traffic across it."""
    motion = cv2.getRotationMatrix2D((600, 450), number * 0.11, 1 + number * 0.0007)
    motion[:, 2] -= np.array((280 + number * 0.7, 270 + number * 0.35))
    picture = np.asarray(cv2.warpAffine(ground, motion, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR), np.uint8)
    for lane in range(5):
        x, y = (number * (2 + lane) + 130 * lane) % 700 - 60, 40 + 60 * lane
        cv2.rectangle(picture, (x, y), (x + 50, y + 30), (40 + 40 * lane,), -1)
    return picture


def _frame(luma: Luma) -> av.VideoFrame:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    half = (WIDTH // 2, HEIGHT // 2)
    chroma = cv2.resize(luma, half)
    for plane, samples in zip(frame.planes, (luma, 255 - chroma, chroma), strict=True):
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        lines[:, : plane.width] = samples
    return frame
