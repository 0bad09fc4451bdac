import av
import numpy as np
import pytest

from streams.decode.converter import Converter
from streams.frame import Frame


def picture(
    width: int, height: int, *, luma: int, u: int = 128, v: int = 128, pix_fmt: str = "yuv420p"
) -> av.VideoFrame:
    planes = np.full((height * 3 // 2, width), luma, np.uint8)
    flat = planes.reshape(-1)
    quarter = width * height // 4
    flat[width * height : width * height + quarter] = u
    flat[width * height + quarter :] = v
    return av.VideoFrame.from_ndarray(planes, format=pix_fmt)


def convert(frame: av.VideoFrame, width: int, height: int) -> np.ndarray:
    scaled = Frame(width, height)
    Converter().write(frame, scaled)
    return scaled.bgra()


@pytest.mark.parametrize("size", [(64, 48), (32, 24), (50, 30), (128, 96), (16, 12)])
def test_a_grey_picture_is_grey_at_every_size(size: tuple[int, int]):
    pixels = convert(picture(64, 48, luma=126), *size)
    assert pixels.shape == (size[1], size[0], 4)
    assert np.ptp(pixels[..., :3].astype(int)) <= 1
    assert abs(int(pixels[0, 0, 0]) - round((126 - 16) * 255 / 219)) <= 2


def test_colours_come_out_in_the_order_blue_green_red():
    # BT.601 red: Y 81, Cb 90, Cr 240
    blue, green, red, _ = convert(picture(64, 48, luma=81, u=90, v=240), 32, 24)[12, 16]
    assert red > 240
    assert green < 15
    assert blue < 15


def test_full_range_video_keeps_its_black_and_white():
    for luma, expected in ((0, 0), (255, 255)):
        pixels = convert(picture(64, 48, luma=luma, pix_fmt="yuvj420p"), 32, 24)
        assert abs(int(pixels[5, 5, 1]) - expected) <= 2


@pytest.mark.parametrize("pix_fmt", ["yuv422p", "nv12", "yuv420p10le", "gray", "bgr24"])
def test_other_pixel_formats_are_taken_too(pix_fmt: str):
    frame = picture(64, 48, luma=126).reformat(format=pix_fmt)
    pixels = convert(frame, 32, 24)
    assert abs(int(pixels[5, 5, 1]) - 128) <= 3


def test_a_change_of_size_needs_no_new_converter():
    converter = Converter()
    for width, height in ((32, 24), (64, 48), (16, 12), (32, 24)):
        scaled = Frame(width, height)
        converter.write(picture(64, 48, luma=200), scaled)
        assert scaled.bgra()[..., :3].min() > 200


def test_a_picture_with_padded_lines_is_not_sheared():
    # 50 is no multiple of FFmpeg's line alignment.
    planes = np.full((48 * 3 // 2, 50), 128, np.uint8)
    planes[:48] = np.tile(np.linspace(16, 235, 50, dtype=np.uint8), (48, 1))
    pixels = convert(av.VideoFrame.from_ndarray(planes, format="yuv420p"), 50, 48)
    assert (np.ptp(pixels[:, :, 1].astype(int), axis=0) <= 1).all()
