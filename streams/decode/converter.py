"""Brings a decoded picture to the size of the tile, still in I420, in a buffer that is used again.

Resizing the Y, U and V planes and converting them to the screen's colours when they are painted costs two thirds of
what swscale takes for the same work (docs/adr/0003-decoding-for-small-tiles.md).
"""

import av
import cv2
import numpy as np

from streams.frame import Frame

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


class Converter:
    """Used by one thread at a time."""

    def __init__(self) -> None:
        self._reformatter = av.video.reformatter.VideoReformatter()

    def write(self, picture: av.VideoFrame, frame: Frame) -> None:
        """Fill the planes of `frame` with `picture`, scaled to its size."""
        if picture.format.name not in _PLANAR_420:
            picture = self._reformatter.reformat(picture, format="yuv420p")
        reduction = picture.height / frame.height
        # Half the size is the mean of four pixels, for which averaging has a path of its own, many times as fast.
        halved = (picture.width, picture.height) == (2 * frame.width, 2 * frame.height)
        interpolation = cv2.INTER_AREA if halved or reduction >= _AREA_REDUCTION else cv2.INTER_LINEAR
        full_range = picture.format.name == "yuvj420p" or picture.color_range == _FULL_RANGE
        for index, (source, target) in enumerate(zip(picture.planes, frame.planes, strict=True)):
            rows = np.frombuffer(memoryview(source), np.uint8, source.height * source.line_size)
            plane = rows.reshape(source.height, source.line_size)[:, : source.width]
            if plane.shape == target.shape:
                np.copyto(target, plane)
            else:
                cv2.resize(plane, (target.shape[1], target.shape[0]), dst=target, interpolation=interpolation)
            if full_range:
                scale, offset = (_LUMA_SCALE, _LUMA_OFFSET) if index == 0 else (_CHROMA_SCALE, _CHROMA_OFFSET)
                cv2.convertScaleAbs(target, dst=target, alpha=scale, beta=offset)
