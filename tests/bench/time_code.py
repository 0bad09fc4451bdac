"""A clock that can be filmed: capture time as black and white blocks in the picture.

The camera draws it before the encoder, the bench reads it back from the pixels of the screen, and the difference is
the delay from glass to glass. Plain Python, because the camera runs on the system's interpreter without numpy.

Two rows of sixteen blocks across the middle of the picture: 24 bits of time, then 8 bits of checksum, most
significant first, white is one. The checksum rejects what is torn, covered, or not a time code at all.
"""

import time

TICKS_PER_S = 10_000
TIME_BITS = 24  # wraps after 28 minutes; an age is never that great
CHECK_BITS = 8
COLUMNS = 16
ROWS = 2
# The band of the picture that the blocks fill, as fractions of its height.
BAND_TOP = 0.4
BAND_BOTTOM = 0.62
WHITE, BLACK = 235, 16  # video range, BT.601

_POLYNOMIAL = 0x2F  # AUTOSAR CRC-8: Hamming distance 4 at this length
_START = 0xFF  # so that an all-black picture is no code


def now_ticks() -> int:
    """The clock of code and reader: CLOCK_MONOTONIC is one for all processes and no clock step moves it."""
    return int(time.clock_gettime(time.CLOCK_MONOTONIC) * TICKS_PER_S) % (1 << TIME_BITS)


def age_s(code_ticks: int, now: int) -> float:
    """Seconds from `code_ticks` to `now`, across the wrap."""
    return ((now - code_ticks) % (1 << TIME_BITS)) / TICKS_PER_S


def checksum(ticks: int) -> int:
    register = _START
    for shift in (16, 8, 0):
        register ^= (ticks >> shift) & 0xFF
        for _ in range(8):
            register = ((register << 1) ^ _POLYNOMIAL) & 0xFF if register & 0x80 else (register << 1) & 0xFF
    return register ^ 0xFF


def encode(ticks: int) -> list[bool]:
    """The 32 blocks in reading order."""
    word = ticks << CHECK_BITS | checksum(ticks)
    return [bool(word >> bit & 1) for bit in range(TIME_BITS + CHECK_BITS - 1, -1, -1)]


def decode(blocks: list[bool]) -> int | None:
    """The ticks in 32 blocks, or None if they are no intact code."""
    word = 0
    for white in blocks:
        word = word << 1 | white
    ticks, check = word >> CHECK_BITS, word & (1 << CHECK_BITS) - 1
    return ticks if checksum(ticks) == check else None


def band_rows(height: int) -> tuple[int, int]:
    """First and one past last picture line of the band, both even and `ROWS` equal parts apart."""
    top = int(height * BAND_TOP) // 2 * 2
    return top, top + int(height * (BAND_BOTTOM - BAND_TOP)) // (2 * ROWS) * 2 * ROWS


def draw_band(ticks: int, *, width: int, height: int) -> bytes:
    """The luma bytes of the band, `width` × (bottom - top)."""
    top, bottom = band_rows(height)
    blocks = encode(ticks)
    lines = []
    for row in range(ROWS):
        edges = [column * width // COLUMNS for column in range(COLUMNS + 1)]
        line = b"".join(
            bytes([WHITE if blocks[row * COLUMNS + column] else BLACK]) * (edges[column + 1] - edges[column])
            for column in range(COLUMNS)
        )
        lines.append(line * ((bottom - top) // ROWS))
    return b"".join(lines)
