"""A decoded picture as the wall paints it."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


class Frame:
    """One picture at the size asked for, in a buffer that is used again.

    It stays in I420 (`planes`: Y, then U and V of half the size) until it is painted: three eighths of the memory that
    would go from core to core otherwise, and that costs more than the conversion. Whoever holds a frame got from
    `Mailbox.newest()` may read it until the next call of `newest()` on that mailbox. `sequence` grows with each decoded
    picture of a feed. `source_width` and `source_height` are the decoded picture's own size in pixels. Times: see
    `AccessUnit`.
    """

    __slots__ = (
        "captured_s",
        "height",
        "i420",
        "media_time_s",
        "planes",
        "received_s",
        "sequence",
        "source_height",
        "source_width",
        "width",
    )

    def __init__(self, width: int, height: int) -> None:
        """Even sides, in pixels."""
        self.width = width
        self.height = height
        self.i420: Pixels = np.empty((height * 3 // 2, width), np.uint8)
        flat = self.i420.reshape(-1)
        luma, quarter = width * height, width * height // 4
        self.planes: tuple[Pixels, Pixels, Pixels] = (
            flat[:luma].reshape(height, width),
            flat[luma : luma + quarter].reshape(height // 2, width // 2),
            flat[luma + quarter :].reshape(height // 2, width // 2),
        )
        self.sequence = 0
        self.received_s = 0.0
        self.captured_s: float | None = None
        self.media_time_s = 0.0
        self.source_width = 0
        self.source_height = 0

    def bgra(self) -> Pixels:
        """Height × width × 4 in the order B, G, R, A (Qt's Format_RGB32 on little-endian machines), contiguous."""
        return cv2.cvtColor(self.i420, cv2.COLOR_YUV2BGRA_I420)  # type: ignore[return-value] # stubs: any number type

    def write_bgra(self, target: Pixels) -> None:
        """As `bgra()`, into a part of a larger picture: `target` is a height × width × 4 view of it."""
        cv2.cvtColor(self.i420, cv2.COLOR_YUV2BGRA_I420, dst=target)


class ScreenColours:
    """Converts frames for painting into buffers that are used again at once, so that they stay in the cache."""

    def __init__(self) -> None:
        self._buffers: dict[tuple[int, int], Pixels] = {}

    def bgra(self, frame: Frame) -> Pixels:
        """As `Frame.bgra()`; valid until the next call."""
        size = (frame.width, frame.height)
        pixels = self._buffers.get(size)
        if pixels is None:
            if len(self._buffers) >= _MOST_SIZES:
                self._buffers.clear()
            pixels = self._buffers[size] = np.empty((frame.height, frame.width, 4), np.uint8)
        frame.write_bgra(pixels)
        return pixels


# Tiles of a wall have a few sizes; while somebody resizes a window there are many.
_MOST_SIZES = 8
