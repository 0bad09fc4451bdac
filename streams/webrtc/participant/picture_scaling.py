"""A captured picture at the size of whoever wants it, in I420: for the encoder and for one's own small picture."""

import cv2
import numpy as np

from streams.frame import Frame, Pixels
from streams.webrtc.participant.capture import CapturedPicture

# Luma and chroma of full range (JPEG) as studio range (ITU-R BT.601, 2.5.3), which is what VP8 and H.264 mean.
_CODES = np.arange(256)
_LUMA: Pixels = np.round(16 + _CODES * 219 / 255).astype(np.uint8)
_CHROMA: Pixels = np.round(128 + (_CODES - 128) * 224 / 255).astype(np.uint8)

# Order of the bytes of one pixel → OpenCV's conversion; the fourth is ignored.
_PACKED_RGB = {
    "bgra": cv2.COLOR_BGRA2YUV_I420,
    "bgr0": cv2.COLOR_BGRA2YUV_I420,
    "rgba": cv2.COLOR_RGBA2YUV_I420,
    "rgb0": cv2.COLOR_RGBA2YUV_I420,
}
# Offsets of Y, U and V in four bytes that are two pixels.
_PACKED_YUV = {"yuyv422": (0, 1, 3), "uyvy422": (1, 0, 2)}
# Which of the two interleaved is U and which V.
_HALF_PLANAR = {"nv12": (0, 1), "nv21": (1, 0)}
_PLANAR = ("yuv420p", "yuv422p")

PIXEL_FORMATS = frozenset((*_PACKED_RGB, *_PACKED_YUV, *_HALF_PLANAR, *_PLANAR))
"""What `scale_into` takes."""


def scale_into(picture: CapturedPicture, frame: Frame) -> None:
    """Fill `frame` with the whole picture, whatever its shape. Raises KeyError for a format not in PIXEL_FORMATS."""
    width, height, kind = picture.width, picture.height, picture.pixel_format
    first = picture.planes[0][:height]
    if (conversion := _PACKED_RGB.get(kind)) is not None:
        pixels = first[:, : 4 * width].reshape(height, width, 4)
        cv2.cvtColor(_resized(pixels, (frame.width, frame.height)), conversion, dst=frame.i420)
        return
    if kind in _PLANAR:
        rows = (height + 1) // 2 if kind == "yuv420p" else height
        planes = [first[:, :width], *(plane[:rows, : (width + 1) // 2] for plane in picture.planes[1:3])]
    elif kind in _HALF_PLANAR:
        pairs = picture.planes[1][: (height + 1) // 2, : (width + 1) // 2 * 2].reshape((height + 1) // 2, -1, 2)
        planes = [first[:, :width], *(pairs[:, :, place] for place in _HALF_PLANAR[kind])]
    else:
        luma, blue, red = _PACKED_YUV[kind]
        packed = first[:, : 2 * width]
        planes = [packed[:, luma::2], packed[:, blue::4], packed[:, red::4]]
    tables = (_LUMA, _CHROMA, _CHROMA) if picture.full_range else (None, None, None)
    for plane, target, table in zip(planes, frame.planes, tables, strict=True):
        _resize(plane, target)
        if table is not None:
            cv2.LUT(target, table, dst=target)


def _resize(plane: Pixels, target: Pixels) -> None:
    if plane.shape == target.shape:
        target[:] = plane
    else:
        cv2.resize(np.ascontiguousarray(plane), target.shape[::-1], dst=target, interpolation=cv2.INTER_LINEAR)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if (pixels.shape[1], pixels.shape[0]) == size:
        return np.ascontiguousarray(pixels)
    # Text on a shared screen stays readable only if all of its pixels count.
    smaller = size[0] < pixels.shape[1]
    return cv2.resize(  # type: ignore[return-value] # stubs: any number type
        pixels, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    )
