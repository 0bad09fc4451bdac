"""What the phones of these tests show and say, so that its arrival can be told from anything else."""

import math
import struct
import wave
from pathlib import Path

TONE_HZ = 1_000
_WIDTH, _HEIGHT, _FRAMES = 640, 360, 4
_RED, _BLUE = (81, 90, 240), (41, 240, 110)  # Y, Cb, Cr (ITU-R BT.601)
_RATE = 48_000


def write_pattern(path: Path) -> Path:
    """Y4M: the left half is red, the right half blue."""
    planes = [
        (bytes([red]) * (width // 2) + bytes([blue]) * (width // 2)) * height
        for red, blue, width, height in (
            (_RED[0], _BLUE[0], _WIDTH, _HEIGHT),
            (_RED[1], _BLUE[1], _WIDTH // 2, _HEIGHT // 2),
            (_RED[2], _BLUE[2], _WIDTH // 2, _HEIGHT // 2),
        )
    ]
    frame = b"FRAME\n" + b"".join(planes)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420jpeg\n" % (_WIDTH, _HEIGHT) + frame * _FRAMES)
    return path


def write_tone(path: Path) -> Path:
    """WAV: a quarter of a second of the tone, a quarter of silence: an even tone is what noise suppression removes."""
    quarter = _RATE // 4
    tone = [round(16_000 * math.sin(2 * math.pi * TONE_HZ * index / _RATE)) for index in range(quarter)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{2 * quarter}h", *tone, *([0] * quarter)) * 2)
    return path
