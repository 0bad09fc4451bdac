"""What an output's miniature shows over the small pictures: where tiles end, and which of them are not live."""

import time

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from streams.errors import Reason
from streams.state import Phase
from widgets import colours
from widgets.icons import BADGE_SIZE, badge
from widgets.wall.output import WallOutput
from widgets.wall.words import phase_words, reason_words

_PLATE = QColor(11, 14, 19, 200)
_MARGIN = 4


def tile_rect(output: WallOutput, tile: int, whole: QRect) -> QRect:
    """Where a tile is in a miniature that fills `whole`."""
    canvas = output.canvas
    ratio = canvas.devicePixelRatioF()
    across, down = whole.width() / (canvas.width() * ratio), whole.height() / (canvas.height() * ratio)
    rect = canvas.tiles[tile].rect
    left, top = round(rect.x() * across), round(rect.y() * down)
    right, bottom = round((rect.x() + rect.width()) * across), round((rect.y() + rect.height()) * down)
    return QRect(whole.x() + left, whole.y() + top, right - left, bottom - top)


def paint_gaps(painter: QPainter, output: WallOutput, whole: QRect) -> None:
    """The wall's gaps of one pixel are less than that in a miniature and would come and go."""
    painter.setPen(QPen(colours.LINE, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tile in range(len(output.canvas.tiles)):
        painter.drawRect(tile_rect(output, tile, whole))


def paint_states(painter: QPainter, output: WallOutput, whole: QRect) -> None:
    """What is not live says so by shape and, where there is room, by word; colour alone is no information."""
    now_s = time.monotonic()
    for index, tile in enumerate(output.canvas.tiles):
        if tile.feed is not None and output.state.expanded in (None, index):
            state = tile.feed.state(now_s)
            if state.phase is not Phase.LIVE:
                awaited = state.reason is Reason.AWAITED
                words = reason_words(Reason.AWAITED) if awaited else phase_words(state.phase)
                phase = Phase.IDLE if awaited else state.phase
                _paint_state(painter, phase, words, tile_rect(output, index, whole))


def _paint_state(painter: QPainter, phase: Phase, words: str, rect: QRect) -> None:
    words_width = painter.fontMetrics().horizontalAdvance(words) + _MARGIN
    plate = QRect(0, 0, BADGE_SIZE + 2 * _MARGIN, BADGE_SIZE + 2 * _MARGIN)
    with_words = rect.width() >= plate.width() + words_width + 2 * _MARGIN
    if with_words:
        plate.setWidth(plate.width() + words_width)
    plate.moveCenter(rect.center())
    painter.fillRect(plate, _PLATE)
    badge(phase).paint(painter, plate.x() + _MARGIN, plate.y() + _MARGIN, BADGE_SIZE, BADGE_SIZE)
    if with_words:
        painter.setPen(colours.TEXT)
        box = plate.adjusted(BADGE_SIZE + 2 * _MARGIN, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
