"""Scenes: each camera its own, always moving, with its name readable in the picture."""

import numpy as np
import pytest

from streams.simulator.scene import Scene


def scene(name: str, title: str = "", loop_pictures: int = 50) -> Scene:
    return Scene(name=name, title=title or name, width=640, height=360, loop_pictures=loop_pictures, phase=0)


PLACES = ("中山公园站", "北翟路地道", "中山公园", "缤谷广场", "延安中学", "苏州河步道", "仙霞路", "Camera 7")


@pytest.mark.parametrize("place", PLACES)
def test_moves_above_the_time_code_and_repeats_without_a_seam(place: str) -> None:
    here = scene(place)
    steps = [
        np.abs(here.picture(index)[40:308].astype(int) - here.picture(index + 1)[40:308]).mean() for index in range(50)
    ]
    assert min(steps) > 0
    # The step from the last picture to the first of the next round is no bigger than the others.
    seam = np.abs(here.picture(49)[40:308].astype(int) - here.picture(0)[40:308]).mean()
    assert seam < 3 * max(steps)


def test_cameras_at_the_same_kind_of_place_differ() -> None:
    first, second = scene("cam01 仙霞路").picture(0), scene("cam02 新华路").picture(0)
    assert np.abs(first.astype(int) - second).mean() > 5


def test_the_same_camera_always_looks_the_same() -> None:
    assert np.array_equal(scene("cam01 仙霞路").picture(7), scene("cam01 仙霞路").picture(7))


def test_the_chinese_name_stands_in_the_picture() -> None:
    caption = (slice(10, 34), slice(10, 150))  # within the shade behind the writing, where nothing else is bright
    named = scene("cam01", "龙之梦购物中心").picture(0)[caption]
    unknown = scene("cam01", "囗囗囗囗囗囗囗").picture(0)[caption]
    assert (named > 200).sum() > 1000
    assert not np.array_equal(named > 200, unknown > 200)  # not the box that stands for a missing glyph


@pytest.mark.parametrize("title", ["", "🚒🚒", "a" * 500, "龙" * 500, "\u202eabc", "line\nbreak"])
def test_any_title_can_be_drawn(title: str) -> None:
    assert scene("cam01", title).picture(0).shape == (360, 640, 3)
