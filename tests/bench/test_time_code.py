"""The clock that the bench films can be read back, and nothing else is taken for it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import time_code
from tests.bench.glass_reader import GlassReader
from tests.bench.witness import Tile

ticks = st.integers(0, (1 << time_code.TIME_BITS) - 1)


@given(ticks)
def test_decode_gives_what_was_encoded(value: int) -> None:
    assert time_code.decode(time_code.encode(value)) == value


@given(ticks, st.integers(0, 31))
def test_one_wrong_block_is_noticed(value: int, place: int) -> None:
    blocks = time_code.encode(value)
    blocks[place] = not blocks[place]
    assert time_code.decode(blocks) is None


def test_an_age_is_right_across_the_wrap() -> None:
    assert time_code.age_s((1 << time_code.TIME_BITS) - 100, 150) == 0.025


def test_the_band_is_read_at_its_place_on_the_screen() -> None:
    tile = Tile(480, 270, 480, 270)
    screen = np.zeros((1080, 1920, 4), np.uint8)
    top, bottom = time_code.band_rows(tile.height)
    band = np.frombuffer(time_code.draw_band(123_456, width=tile.width, height=tile.height), np.uint8)
    area = screen[tile.y + top : tile.y + bottom, tile.x : tile.x + tile.width]
    area[...] = band.reshape(bottom - top, tile.width, 1)
    assert GlassReader(screen, tile).read() == 123_456


def test_a_black_screen_and_a_white_one_show_no_code() -> None:
    tile = Tile(0, 0, 1920, 1080)
    for shade in (0, 255):
        assert GlassReader(np.full((1080, 1920, 4), shade, np.uint8), tile).read() is None
