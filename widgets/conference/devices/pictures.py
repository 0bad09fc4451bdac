"""A picture of Qt's as the publisher takes it: the same memory, named."""

import time

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from streams.frame import Pixels
from streams.webrtc.participant.capture import CapturedPicture

_Formats = QVideoFrameFormat.PixelFormat
_NAMES = {
    _Formats.Format_YUV420P: "yuv420p",
    _Formats.Format_YUV422P: "yuv422p",
    _Formats.Format_NV12: "nv12",
    _Formats.Format_NV21: "nv21",
    _Formats.Format_YUYV: "yuyv422",
    _Formats.Format_UYVY: "uyvy422",
    _Formats.Format_BGRA8888: "bgra",
    _Formats.Format_BGRX8888: "bgr0",
    _Formats.Format_RGBA8888: "rgba",
    _Formats.Format_RGBX8888: "rgb0",
}


def captured(frame: QVideoFrame) -> CapturedPicture | None:
    """None for an empty frame, or one whose memory cannot be read. Formats that nobody expects are converted by Qt."""
    at_s = time.monotonic()
    name = _NAMES.get(frame.pixelFormat())
    if not frame.isValid():
        return None
    if name is None:
        image = frame.toImage()
        return None if image.isNull() else of_image(image, at_s)
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return None
    memory = _Mapped(frame)
    return CapturedPicture(
        width=frame.width(),
        height=frame.height(),
        pixel_format=name,
        planes=tuple(_rows(frame.bits(number), frame.bytesPerLine(number)) for number in range(frame.planeCount())),
        at_s=at_s,
        full_range=frame.surfaceFormat().colorRange() is QVideoFrameFormat.ColorRange.ColorRange_Full,
        memory=memory,
    )


def of_image(image: QImage, at_s: float) -> CapturedPicture:
    """Whoever paints into `image` later changes the picture too."""
    if image.format() is not QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    return CapturedPicture(
        width=image.width(),
        height=image.height(),
        pixel_format="bgr0",
        planes=(_rows(image.constBits(), image.bytesPerLine()),),
        at_s=at_s,
        full_range=False,
        memory=image,
    )


class _Mapped:
    """Gives the memory back to the device with its last reference."""

    def __init__(self, frame: QVideoFrame) -> None:
        self._frame = frame

    def __del__(self) -> None:
        self._frame.unmap()


def _rows(data: object, bytes_per_line: int) -> Pixels:
    flat = np.frombuffer(data, np.uint8)  # type: ignore[call-overload] # a memoryview, which the stubs do not say
    rows: Pixels = flat[: len(flat) // bytes_per_line * bytes_per_line].reshape(-1, bytes_per_line)
    return rows
