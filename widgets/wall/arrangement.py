"""Where the miniatures of the outputs stand in the overview: as the real screens stand, seen small."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

CAPTION_HEIGHT = 22
_GAP = 12


def arranged(places: Sequence[QRect], area: QRect) -> list[QRect]:
    """For each screen the rectangle in `area` for its caption (the upper CAPTION_HEIGHT pixels) and its picture.

    Screens that cover each other, as mirrored ones and windows do, are put side by side.
    """
    if not places:
        return []
    if any(one.intersects(other) for number, one in enumerate(places) for other in places[:number]):
        places = _in_a_row(places)
    around = QRect(places[0])
    for place in places[1:]:
        around = around.united(place)
    rows = len({place.top() for place in places})
    scale = min(
        (area.width() - 2 * _GAP) / around.width(),
        (area.height() - 2 * _GAP - rows * (CAPTION_HEIGHT + _GAP)) / around.height(),
    )
    scale = max(scale, 0.01)
    tops = sorted({place.top() for place in places})
    width = round(around.width() * scale)
    left = area.x() + (area.width() - width) // 2
    rects = []
    for place in places:
        extra = tops.index(place.top()) * (CAPTION_HEIGHT + _GAP)
        rects.append(
            QRect(
                left + round((place.x() - around.x()) * scale) + _GAP // 4,
                area.y() + _GAP + extra + round((place.y() - around.y()) * scale),
                max(1, round(place.width() * scale) - _GAP // 2),
                max(1, round(place.height() * scale)) + CAPTION_HEIGHT,
            )
        )
    return rects


def picture_rect(rect: QRect, size: QSize) -> QRect:
    """Where in an arranged rectangle a wall of this size is painted, in its own proportions."""
    space = rect.adjusted(0, CAPTION_HEIGHT, 0, 0)
    scale = min(space.width() / max(1, size.width()), space.height() / max(1, size.height()))
    return QRect(space.x(), space.y(), max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))


def _in_a_row(places: Sequence[QRect]) -> list[QRect]:
    row: list[QRect] = []
    left = 0
    for place in places:
        row.append(QRect(left, 0, place.width(), place.height()))
        left += place.width()
    return row
