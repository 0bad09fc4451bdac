"""A decoded picture as the wall paints it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


@dataclass(slots=True)
class Frame:
    """One picture at the size asked for, in a buffer that is used again.

    `pixels` is height × width × 4, byte order B, G, R, A (Qt's Format_RGB32 on little-endian machines), contiguous.
    Whoever holds a frame got from `Mailbox.newest()` may read it until the next call of `newest()` on that mailbox.
    `sequence` grows by one for each decoded picture of a feed. `source_width` and `source_height` are the decoded
    picture's own size in pixels. Times: see `AccessUnit`.
    """

    pixels: Pixels
    sequence: int = 0
    received_s: float = 0.0
    captured_s: float | None = None
    media_time_s: float = 0.0
    source_width: int = 0
    source_height: int = 0
