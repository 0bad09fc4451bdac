"""Qt's frames reach the encoder with their colours, and their memory goes back to the device."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from streams.frame import Frame
from streams.webrtc.participant.picture_scaling import scale_into
from widgets.conference.devices.pictures import captured, of_image

WIDTH, HEIGHT = 64, 48
Formats = QVideoFrameFormat.PixelFormat
RED = (82, 90, 240)  # Y, U, V of ITU-R BT.601


def red(pixel_format: Formats) -> QVideoFrame:
    """Written plane by plane, as a device does."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(WIDTH, HEIGHT), pixel_format))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    luma, blue, red = RED
    patterns = {
        Formats.Format_YUV420P: ([luma], [blue], [red]),
        Formats.Format_YUV422P: ([luma], [blue], [red]),
        Formats.Format_NV12: ([luma], [blue, red]),
        Formats.Format_NV21: ([luma], [red, blue]),
        Formats.Format_YUYV: ([luma, blue, luma, red],),
        Formats.Format_UYVY: ([blue, luma, red, luma],),
        Formats.Format_BGRA8888: ([0, 0, 255, 255],),
        Formats.Format_BGRX8888: ([0, 0, 255, 255],),
        Formats.Format_RGBA8888: ([255, 0, 0, 255],),
        Formats.Format_RGBX8888: ([255, 0, 0, 255],),
    }
    for number, pattern in enumerate(patterns[pixel_format]):
        plane = np.frombuffer(frame.bits(number), np.uint8)  # type: ignore[call-overload]
        plane[:] = np.resize(np.array(pattern, np.uint8), len(plane))
    frame.unmap()
    return frame


@pytest.mark.parametrize(
    "pixel_format",
    [
        Formats.Format_YUV420P,
        Formats.Format_YUV422P,
        Formats.Format_NV12,
        Formats.Format_NV21,
        Formats.Format_YUYV,
        Formats.Format_UYVY,
        Formats.Format_BGRA8888,
        Formats.Format_BGRX8888,
        Formats.Format_RGBA8888,
        Formats.Format_RGBX8888,
    ],
    ids=lambda kind: kind.name,
)
def test_a_picture_keeps_its_colour(application: object, pixel_format: Formats) -> None:
    picture = captured(red(pixel_format))
    assert picture is not None
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)
    frame = Frame(32, 24)
    scale_into(picture, frame)
    assert np.abs(frame.bgra()[12, 16, :3].astype(int) - (0, 0, 255)).max() < 12


def test_the_memory_is_the_devices_own_until_the_picture_is_let_go() -> None:
    frame = red(Formats.Format_BGRX8888)
    picture = captured(frame)
    assert frame.isMapped()
    assert picture is not None
    del picture
    gc.collect()
    assert not frame.isMapped()


def test_full_range_is_told() -> None:
    form = QVideoFrameFormat(QSize(WIDTH, HEIGHT), Formats.Format_YUV420P)
    form.setColorRange(QVideoFrameFormat.ColorRange.ColorRange_Full)
    picture = captured(QVideoFrame(form))
    assert picture is not None
    assert picture.full_range


def test_an_empty_frame_is_no_picture() -> None:
    assert captured(QVideoFrame()) is None


def test_a_painted_picture_is_taken_as_it_is() -> None:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0))
    picture = of_image(image, 1.0)
    frame = Frame(WIDTH, HEIGHT)
    scale_into(picture, frame)
    assert np.abs(frame.bgra()[24, 32, :3].astype(int) - (0, 0, 255)).max() < 12
