"""The strip in the picture survives what lies between a camera and a screen."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.simulator.scene import Scene
from streams.simulator.time_code import PHASE_MS, PHASES, PICTURE_MS, paint_time_code, read_time_code


def picture(number: int, phase: int, width: int = 640, height: int = 360) -> np.ndarray:
    pixels = np.full((height, width, 3), 120, np.uint8)
    paint_time_code(pixels, number, phase)
    return pixels


@settings(max_examples=60)
@given(number=st.integers(0, 4095), phase=st.integers(0, PHASES - 1))
def test_reads_back_every_moment(number: int, phase: int) -> None:
    assert read_time_code(picture(number, phase)) == pytest.approx((number * PICTURE_MS + phase * PHASE_MS) / 1000)


@pytest.mark.parametrize("scale", [0.375, 0.5, 0.75, 1.0, 1.33, 2.0])
@pytest.mark.parametrize("way", [cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_AREA])
def test_survives_scaling(scale: float, way: int) -> None:
    scaled = cv2.resize(picture(1234, 7), None, fx=scale, fy=scale, interpolation=way)
    assert read_time_code(scaled) == pytest.approx(1234 * 0.04 + 0.014)


@pytest.mark.parametrize(("width", "height"), [(352, 288), (1280, 720), (1920, 1080), (704, 576)])
def test_fits_every_picture_size(width: int, height: int) -> None:
    assert read_time_code(picture(77, 0, width, height)) == pytest.approx(77 * 0.04)


def test_is_found_at_a_place_within_a_screenshot_of_four_channels() -> None:
    screen = np.zeros((1080, 1920, 4), np.uint8)
    screen[270:540, 960:1440, :3] = cv2.resize(picture(1499, 19), (480, 270))
    assert read_time_code(screen, (960, 270, 480, 270)) == pytest.approx(59.998)
    assert read_time_code(screen, (0, 0, 480, 270)) is None
    assert read_time_code(screen, (1700, 900, 480, 270)) is None


def test_survives_a_soft_and_noisy_picture() -> None:
    noise = np.random.default_rng(5).normal(0, 25, (360, 640, 3))
    worn = np.clip(cv2.GaussianBlur(picture(999, 3), (9, 9), 0) * 0.7 + 30 + noise, 0, 255).astype(np.uint8)
    assert read_time_code(worn) == pytest.approx(999 * 0.04 + 0.006)


@pytest.mark.parametrize("grey", [0, 16, 128, 255])
def test_a_plain_picture_has_none(grey: int) -> None:
    assert read_time_code(np.full((360, 640), grey, np.uint8)) is None


def test_a_damaged_strip_is_refused() -> None:
    for cell in range(27):
        pixels = picture(1234, 7)
        x = 16 + cell * 16
        pixels[312:324, x : x + 16] = 255 - pixels[312:324, x : x + 16]
        assert read_time_code(pixels) is None, f"cell {cell}"


def test_every_scene_carries_it() -> None:
    for place in ("中山公园站", "北翟路地道", "中山公园", "缤谷广场", "延安中学", "苏州河步道", "仙霞路"):
        scene = Scene(name=place, title=place, width=640, height=360, loop_pictures=1500, phase=4)
        assert read_time_code(scene.picture(1007)) == pytest.approx(1007 * 0.04 + 0.008), place
        assert read_time_code(scene.black(1007)) == pytest.approx(1007 * 0.04 + 0.008), place
