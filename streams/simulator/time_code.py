"""A strip of black and white blocks in the simulated picture that says when the picture was taken.

Benches and end-to-end tests read it back from a screenshot to learn how old the picture on the screen is, whatever
lies between: network, decoder, scaler, painter.

The strip is one row of cells, each 1/40 of the picture's width, placed so that a caption bar at the top or bottom
edge leaves it free: white, black | 12 bits picture number | 5 bits phase | 6 bits check | black, white.
Most significant bit first, white is 1.
"""

import math

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

FRAME_RATE = 25
PICTURE_MS = 1000 // FRAME_RATE
PHASE_MS = 2  # cameras take their pictures at different moments of the 40 ms, in steps of 2 ms
PHASES = PICTURE_MS // PHASE_MS

_NUMBER_BITS, _PHASE_BITS, _CHECK_BITS = 12, 5, 6
_PREFIX, _SUFFIX = (1, 0), (0, 1)
_CELLS = len(_PREFIX) + _NUMBER_BITS + _PHASE_BITS + _CHECK_BITS + len(_SUFFIX)
# Place in a picture of 640 × 360: 27 cells of 16 × 12 px from (16, 312); other sizes in proportion.
_GRID_WIDTH, _GRID_HEIGHT = 640, 360
_LEFT, _TOP, _CELL, _CELL_HEIGHT = 16, 312, 16, 12
_MARGIN = 3
_BLACK, _WHITE = 16, 235
_LEAST_CONTRAST = 60  # grey levels between the white and black reference cells
_CHECK_POLYNOMIAL = 0b1000011  # x^6 + x + 1, primitive: finds every single and double bit error in 17 bits


def paint_time_code(pixels: Pixels, number: int, phase: int) -> None:
    """Draw the strip into a height × width × 3 picture. `number` is 0..4095, `phase` 0..PHASES-1."""
    height, width = pixels.shape[:2]
    across, down = width / _GRID_WIDTH, height / _GRID_HEIGHT
    top, bottom = round(_TOP * down), round((_TOP + _CELL_HEIGHT) * down)
    margin_x, margin_y = round(_MARGIN * across), round(_MARGIN * down)
    left, right = round(_LEFT * across), round((_LEFT + _CELL * _CELLS) * across)
    pixels[top - margin_y : bottom + margin_y, left - margin_x : right + margin_x] = _BLACK
    for cell, bit in enumerate(_bits(number, phase)):
        if bit:
            first = round((_LEFT + cell * _CELL) * across)
            last = round((_LEFT + (cell + 1) * _CELL) * across)
            pixels[top:bottom, first:last] = _WHITE


def read_time_code(pixels: Pixels, picture_rect: tuple[int, int, int, int] | None = None) -> float | None:
    """The second within the loop at which the picture was taken, None where no valid strip is seen.

    `pixels` is height × width (grey) or height × width × 3 or 4 (B, G, R order or any other); `picture_rect` is
    (x, y, width, height) of the simulated picture within it, the whole by default. Reads pictures scaled to between a
    third and several times of 640 × 360. The age of what is seen is `(now - value) mod loop`, now in UTC seconds.
    """
    x, y, width, height = picture_rect or (0, 0, pixels.shape[1], pixels.shape[0])
    across, down = width / _GRID_WIDTH, height / _GRID_HEIGHT
    levels = []
    top, bottom = _inner(y + _TOP * down, y + (_TOP + _CELL_HEIGHT) * down)
    for cell in range(_CELLS):
        left, right = _inner(x + (_LEFT + cell * _CELL) * across, x + (_LEFT + (cell + 1) * _CELL) * across)
        if top < 0 or left < 0 or bottom > pixels.shape[0] or right > pixels.shape[1]:
            return None
        block = pixels[top:bottom, left:right]
        levels.append(float(block[..., :3].mean() if block.ndim == 3 else block.mean()))
    white = min(levels[0], levels[-1])
    black = max(levels[1], levels[-2])
    if white - black < _LEAST_CONTRAST:
        return None
    middle = (white + black) / 2
    bits = tuple(int(level > middle) for level in levels)
    number = _value(bits[2 : 2 + _NUMBER_BITS])
    phase = _value(bits[2 + _NUMBER_BITS : 2 + _NUMBER_BITS + _PHASE_BITS])
    if phase >= PHASES or bits != _bits(number, phase):
        return None
    return (number * PICTURE_MS + phase * PHASE_MS) / 1000


def _inner(first: float, last: float) -> tuple[int, int]:
    """The whole pixels of the middle half: scaling and compression smear the edges of a cell."""
    quarter = (last - first) / 4
    start = math.ceil(first + quarter)
    return start, max(start + 1, math.floor(last - quarter))


def _bits(number: int, phase: int) -> tuple[int, ...]:
    data = number << _PHASE_BITS | phase
    # The check is inverted so that an all-black strip is not valid.
    check = _remainder(data << _CHECK_BITS) ^ ((1 << _CHECK_BITS) - 1)
    word = data << _CHECK_BITS | check
    length = _NUMBER_BITS + _PHASE_BITS + _CHECK_BITS
    return (*_PREFIX, *(word >> (length - 1 - place) & 1 for place in range(length)), *_SUFFIX)


def _remainder(word: int) -> int:
    while word.bit_length() > _CHECK_BITS:
        word ^= _CHECK_POLYNOMIAL << (word.bit_length() - _CHECK_BITS - 1)
    return word


def _value(bits: tuple[int, ...]) -> int:
    value = 0
    for bit in bits:
        value = value << 1 | bit
    return value
