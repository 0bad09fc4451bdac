"""Sub or main: as many lines as the tile can show, without going to and fro."""

import pytest

from app.domain.stream_choice import Stream, choose_stream


@pytest.mark.parametrize(
    ("height", "current", "chosen"),
    [
        (270, None, Stream.SUB),
        (479, None, Stream.SUB),
        (480, None, Stream.MAIN),
        (479, Stream.SUB, Stream.SUB),
        (480, Stream.SUB, Stream.MAIN),
        (400, Stream.MAIN, Stream.MAIN),
        (399, Stream.MAIN, Stream.SUB),
    ],
)
def test_the_height_of_the_tile_decides_with_hysteresis(height: int, current: Stream | None, chosen: Stream) -> None:
    assert choose_stream(height, current=current) is chosen


def test_a_height_that_hovers_changes_nothing() -> None:
    stream = choose_stream(440, current=None)
    for height in (479, 401, 479, 401):
        assert choose_stream(height, current=stream) is stream


def test_zoom_asks_for_more_lines() -> None:
    assert choose_stream(270, current=Stream.SUB, zoom=2.0) is Stream.MAIN


def test_a_taller_sub_stream_lasts_longer() -> None:
    assert choose_stream(900, current=None, sub_height=720) is Stream.SUB


def test_a_camera_with_one_address_shows_that() -> None:
    assert choose_stream(100, current=None, has_sub=False) is Stream.MAIN
    assert choose_stream(2000, current=Stream.SUB, has_main=False) is Stream.SUB


def test_under_overload_big_tiles_go_to_sub() -> None:
    assert choose_stream(2000, current=Stream.MAIN, main_allowed=False) is Stream.SUB
    assert choose_stream(2000, current=Stream.MAIN, main_allowed=False, has_sub=False) is Stream.MAIN
