"""Sub or main stream: the wall decodes no more lines than its tile can show."""

from enum import StrEnum


class Stream(StrEnum):
    """Which of a camera's two streams."""

    MAIN = "main"
    SUB = "sub"


USUAL_SUB_HEIGHT = 360
# A sub-stream enlarged by a third is visibly soft; the way back is lower, so that a tile whose height hovers about
# the limit (a window being resized, a zoom wheel) does not open and close streams.
_TO_MAIN = 4 / 3
_TO_SUB = 10 / 9


def choose_stream(
    tile_height: int,
    *,
    current: Stream | None,
    has_main: bool = True,
    has_sub: bool = True,
    sub_height: int = USUAL_SUB_HEIGHT,
    zoom: float = 1.0,
    main_allowed: bool = True,
) -> Stream:
    """The stream for a tile of `tile_height` physical pixels that shows `current` now (None: nothing yet).

    `sub_height` is the sub-stream's own height in lines, `zoom` the digital zoom (≥ 1), which asks for more lines.
    `main_allowed` is False while the machine is overloaded. A camera with one address only shows that.
    With 360 lines: to main from 480 pixels, back to sub below 400.
    """
    if not (has_main and has_sub):
        return Stream.MAIN if has_main else Stream.SUB
    if not main_allowed:
        return Stream.SUB
    needed = tile_height * zoom
    limit = sub_height * (_TO_SUB if current is Stream.MAIN else _TO_MAIN)
    return Stream.MAIN if needed >= limit else Stream.SUB
