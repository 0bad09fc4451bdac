"""How large the strip above a wall is and what stands where in it: by the height of the screen, for eyes 8 m away."""

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics

from widgets.incidents.signs import CHIP_HEIGHT, CHIP_WIDTH

# Capital letters of a 200th of the distance are read without effort (../shared/screens.md): 40 mm at 8 m.
CAP_MM = 40.0
# Nobody looks at a screen below 0.6 m of height from 8 m: there the pictures need the room more.
_LARGEST_CAP_SHARE = 0.065
_SMALLEST_CAP_PX = 12.0
# Of a screen that does not say how high it is, or says something that no screen is.
_USUAL_SCREEN_MM = 685.0  # 55 inches at 16:9
_PLAUSIBLE_MM = (100.0, 5000.0)
# What stands beside the countdowns is read by whoever has seen them.
_SMALL_SHARE = 0.36
# The strip ends where pixels of the usual scales (1.25, 1.5, 1.75) end.
_STEP_PX = 4


def cap_height(*, canvas_height: int, screen_height: int, screen_mm: float) -> float:
    """Of the countdowns. Heights, and what is returned, in Qt's pixels; `screen_mm` as the screen says."""
    least, most = _PLAUSIBLE_MM
    if not least <= screen_mm <= most:
        screen_mm = _USUAL_SCREEN_MM
    wanted = CAP_MM * screen_height / screen_mm
    return max(_SMALLEST_CAP_PX, min(wanted, canvas_height * _LARGEST_CAP_SHARE))


@dataclass(frozen=True)
class StripLayout:
    """Fonts and places for a width; everything in Qt's pixels."""

    height: int
    margin: int
    small: QFont
    strong: QFont  # small and bold
    figures: QFont
    sign: int
    level: QRect
    drill: QRect
    video: QRect
    conference: QRect
    place: QRect  # what and where
    people: QRect  # who is in, who is missing
    next_step: QRect

    @property
    def line(self) -> int:
        return self.place.height()


def strip_layout(width: int, cap_px: float, base: QFont) -> StripLayout:
    figures = _font(base, _size_of(base, cap_px), bold=True)
    small_px = max(10, round(figures.pixelSize() * _SMALL_SHARE))
    small, strong = _font(base, small_px), _font(base, small_px, bold=True)
    line = QFontMetrics(strong).height()
    margin = max(3, small_px // 4)
    height = max(3 * line, line + round(1.4 * cap_px)) + 2 * margin
    height += -height % _STEP_PX
    row = (height - 2 * margin) // 3
    tops = [margin, margin + row, margin + 2 * row]
    chip_height = 2 * row - margin
    chip_width = chip_height * CHIP_WIDTH // CHIP_HEIGHT
    level = QRect(2 * margin, margin, chip_width, chip_height)
    drill = QRect(2 * margin, tops[2], chip_width, row)
    sign = round(0.8 * cap_px)
    countdown_width = sign + 5 * margin + QFontMetrics(figures).horizontalAdvance("88:88")
    left = level.right() + 1 + 3 * margin
    video = QRect(left, 0, countdown_width, height)
    conference = video.translated(countdown_width + 2 * margin, 0)
    text_left = conference.right() + 1 + 3 * margin
    text_width = max(0, width - text_left - 2 * margin)
    return StripLayout(
        height=height,
        margin=margin,
        small=small,
        strong=strong,
        figures=figures,
        sign=sign,
        level=level,
        drill=drill,
        video=video,
        conference=conference,
        place=QRect(text_left, tops[0], text_width, row),
        people=QRect(text_left, tops[1], text_width, row),
        next_step=QRect(text_left, tops[2], text_width, row),
    )


def _size_of(base: QFont, cap_px: float) -> int:
    """Of a font whose capital letters are as high."""
    probe = _font(base, 100, bold=True)
    return max(1, round(cap_px * 100 / max(1, QFontMetrics(probe).capHeight())))


def _font(base: QFont, size_px: int, *, bold: bool = False) -> QFont:
    font = QFont(base)
    font.setPixelSize(size_px)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
