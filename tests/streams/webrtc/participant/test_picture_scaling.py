"""Every format that devices give ends as the same picture."""

import cv2
import numpy as np
import pytest

from streams.frame import Frame, Pixels
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.picture_scaling import PIXEL_FORMATS, scale_into

WIDTH, HEIGHT = 64, 48
PADDING = 32  # bytes that a device adds to each line


def left_red_right_blue() -> Pixels:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[:, : WIDTH // 2, 2] = 255
    picture[:, WIDTH // 2 :, 0] = 255
    return picture


def padded(plane: Pixels) -> Pixels:
    return np.concatenate([plane, np.full((plane.shape[0], PADDING), 77, np.uint8)], axis=1)


def captured(pixel_format: str, *, full_range: bool = False) -> CapturedPicture:
    bgr = left_red_right_blue()
    i420 = cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420)
    luma = i420[:HEIGHT]
    blue = i420[HEIGHT : HEIGHT * 5 // 4].reshape(HEIGHT // 2, WIDTH // 2)
    red = i420[HEIGHT * 5 // 4 :].reshape(HEIGHT // 2, WIDTH // 2)
    if full_range:
        luma = np.round((luma.astype(float) - 16) * 255 / 219).clip(0, 255).astype(np.uint8)
        blue, red = (
            np.round((c.astype(float) - 128) * 255 / 224 + 128).clip(0, 255).astype(np.uint8) for c in (blue, red)
        )
    tall_blue, tall_red = (np.repeat(plane, 2, axis=0) for plane in (blue, red))
    planes: list[Pixels]
    if pixel_format in ("bgra", "bgr0"):
        planes = [cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA).reshape(HEIGHT, -1)]
    elif pixel_format in ("rgba", "rgb0"):
        planes = [cv2.cvtColor(bgr, cv2.COLOR_BGR2RGBA).reshape(HEIGHT, -1)]
    elif pixel_format == "yuv420p":
        planes = [luma, blue, red]
    elif pixel_format == "yuv422p":
        planes = [luma, tall_blue, tall_red]
    elif pixel_format == "nv12":
        planes = [luma, np.dstack([blue, red]).reshape(HEIGHT // 2, -1)]
    elif pixel_format == "nv21":
        planes = [luma, np.dstack([red, blue]).reshape(HEIGHT // 2, -1)]
    else:
        chroma = np.dstack([tall_blue, tall_red]).reshape(HEIGHT, -1)
        order = (luma, chroma) if pixel_format == "yuyv422" else (chroma, luma)
        planes = [np.dstack(order).reshape(HEIGHT, -1)]
    return CapturedPicture(
        width=WIDTH,
        height=HEIGHT,
        pixel_format=pixel_format,
        planes=tuple(padded(plane) for plane in planes),
        at_s=0.0,
        full_range=full_range,
        memory=None,
    )


@pytest.mark.parametrize("pixel_format", sorted(PIXEL_FORMATS))
@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (32, 24), (128, 96)])
def test_the_colours_are_where_they_were(pixel_format: str, size: tuple[int, int]) -> None:
    frame = Frame(*size)
    scale_into(captured(pixel_format), frame)
    assert_red_and_blue(frame)


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p", "yuyv422"])
def test_the_full_range_of_a_jpeg_camera_becomes_the_range_of_the_codec(pixel_format: str) -> None:
    frame = Frame(WIDTH, HEIGHT)
    scale_into(captured(pixel_format, full_range=True), frame)
    assert_red_and_blue(frame)


def assert_red_and_blue(frame: Frame) -> None:
    picture = frame.bgra()[:, :, :3].astype(int)
    middle, quarter = frame.height // 2, frame.width // 4
    assert np.abs(picture[middle, quarter] - (0, 0, 255)).max() < 12
    assert np.abs(picture[middle, 3 * quarter] - (255, 0, 0)).max() < 12


def test_an_unknown_format_is_refused() -> None:
    picture = captured("yuv420p")
    unknown = CapturedPicture(WIDTH, HEIGHT, "p010le", picture.planes, 0.0, False, None)
    with pytest.raises(KeyError):
        scale_into(unknown, Frame(WIDTH, HEIGHT))
