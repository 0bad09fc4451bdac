"""Turns a decoded picture into pixels at the size of the tile, in one pass over buffers that are used again.

Resizing the Y, U and V planes and converting after that costs two thirds of what swscale takes for the same work
(docs/adr/0003-decoding-for-small-tiles.md), because the colour conversion sees only as many pixels as the tile has.
"""

import av
import cv2
import numpy as np

from streams.frame import Pixels

# The pool's threads are the parallelism; OpenCV's own would fight with them for the same cores.
cv2.setNumThreads(1)
# Where OpenCV was built with Intel's IPP it resizes a third faster if the last bit need not be that of its own code.
cv2.ipp.setUseIPP_NotExact(True)

_PLANAR_420 = frozenset({"yuv420p", "yuvj420p"})
_FULL_RANGE = 2  # AVCOL_RANGE_JPEG
# ITU-R BT.601 limited range, which OpenCV's conversion expects: luma 16 + 219/255, chroma 128 ± 112.
_LUMA_SCALE, _LUMA_OFFSET = 219 / 255, 16.0
_CHROMA_SCALE, _CHROMA_OFFSET = 224 / 255, 128 - 128 * 224 / 255
# Below this reduction bilinear sampling skips source pixels visibly; averaging areas costs four times as much.
_AREA_REDUCTION = 3.0
# Tiles of a wall have a few sizes; while somebody resizes a window there are many.
_MOST_SIZES = 16


class Converter:
    """Buffers that all streams served by one thread use again, so that they stay in that core's cache."""

    def __init__(self) -> None:
        self._buffers: dict[tuple[int, int], _Buffer] = {}
        self._reformatter = av.video.reformatter.VideoReformatter()

    def write(self, picture: av.VideoFrame, pixels: Pixels) -> None:
        """Fill `pixels` (height × width × 4, B G R A, even sides) with `picture`, scaled."""
        if picture.format.name not in _PLANAR_420:
            picture = self._reformatter.reformat(picture, format="yuv420p")
        height, width = pixels.shape[:2]
        buffer = self._buffers.get((width, height)) or self._allocate(width, height)
        reduction = picture.height / height
        # Half the size is the mean of four pixels, for which averaging has a path of its own, many times as fast.
        averaged = reduction >= _AREA_REDUCTION or (picture.width, picture.height) == (2 * width, 2 * height)
        interpolation = cv2.INTER_AREA if averaged else cv2.INTER_LINEAR
        full_range = picture.format.name == "yuvj420p" or picture.color_range == _FULL_RANGE
        for index, (source, target) in enumerate(zip(picture.planes, buffer.planes, strict=True)):
            rows = np.frombuffer(memoryview(source), np.uint8, source.height * source.line_size)
            plane = rows.reshape(source.height, source.line_size)[:, : source.width]
            if plane.shape == target.shape:
                np.copyto(target, plane)
            else:
                cv2.resize(plane, (target.shape[1], target.shape[0]), dst=target, interpolation=interpolation)
            if full_range:
                scale, offset = (_LUMA_SCALE, _LUMA_OFFSET) if index == 0 else (_CHROMA_SCALE, _CHROMA_OFFSET)
                cv2.convertScaleAbs(target, dst=target, alpha=scale, beta=offset)
        cv2.cvtColor(buffer.i420, cv2.COLOR_YUV2BGRA_I420, dst=pixels)

    def _allocate(self, width: int, height: int) -> "_Buffer":
        if len(self._buffers) >= _MOST_SIZES:
            self._buffers.clear()
        buffer = self._buffers[width, height] = _Buffer(width, height)
        return buffer


class _Buffer:
    """A picture in I420, whole as OpenCV converts it and as the three planes that it consists of."""

    def __init__(self, width: int, height: int) -> None:
        self.i420 = np.empty((height * 3 // 2, width), np.uint8)
        flat = self.i420.reshape(-1)
        luma, quarter = width * height, width * height // 4
        self.planes = (
            flat[:luma].reshape(height, width),
            flat[luma : luma + quarter].reshape(height // 2, width // 2),
            flat[luma + quarter :].reshape(height // 2, width // 2),
        )
