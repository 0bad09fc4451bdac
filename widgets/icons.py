"""Every small picture of the screen: controls from resources/icons, and the badge of a stream's state.

A badge says its state by shape as well as by colour, so that it reads in grey and by colour-blind operators.
"""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from app.domain.layouts import Layout, rectangles
from streams.state import Phase
from widgets import colours

_FOLDER = Path(__file__).parent.parent / "resources" / "icons"
BADGE_SIZE = 12
_LAYOUT_WIDTH, _LAYOUT_HEIGHT = 22, 14
_LAYOUT_SPACE = 4  # to the words beside it
_RATIOS = (1, 2, 3)


@cache
def icon(name: str) -> QIcon:
    """The control's picture resources/icons/`name`.svg."""
    return QIcon(str(_FOLDER / f"{name}.svg"))


@cache
def badge(phase: Phase) -> QIcon:
    """Live: disc. Stale: triangle. Reconnecting: half disc. Connecting: open ring with a gap. Offline: cross.
    Unsupported: crossed square. Not shown: small ring."""
    pictures = QIcon()
    for ratio in _RATIOS:
        pixmap = _blank(BADGE_SIZE, BADGE_SIZE, ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_badge(painter, phase)
        painter.end()
        pictures.addPixmap(pixmap)
        pictures.addPixmap(pixmap, QIcon.Mode.Selected)
    return pictures


@cache
def layout_icon(layout: Layout) -> QIcon:
    """The tiles of a layout, small."""
    pictures = QIcon()
    for ratio in _RATIOS:
        pixmap = _blank(_LAYOUT_WIDTH + _LAYOUT_SPACE, _LAYOUT_HEIGHT, ratio)
        painter = QPainter(pixmap)
        for rect in rectangles(layout, _LAYOUT_WIDTH, _LAYOUT_HEIGHT):
            painter.fillRect(rect.x, rect.y, rect.width, rect.height, colours.QUIET_TEXT)
        painter.end()
        pictures.addPixmap(pixmap)
    return pictures


def _blank(width: int, height: int, ratio: int) -> QPixmap:
    pixmap = QPixmap(width * ratio, height * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


_BADGE_COLOURS = {
    Phase.LIVE: colours.LIVE,
    Phase.STALE: colours.WARNED,
    Phase.RECONNECTING: colours.WARNED,
    Phase.OFFLINE: colours.OFFLINE,
    Phase.UNSUPPORTED: colours.OFFLINE,
}


def _paint_badge(painter: QPainter, phase: Phase) -> None:
    colour = QColor(_BADGE_COLOURS.get(phase, colours.QUIET_TEXT))
    line = QPen(colour, 1.6)
    whole = QRectF(2, 2, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    match phase:
        case Phase.LIVE:
            painter.drawEllipse(whole)
        case Phase.STALE:
            painter.drawPolygon(QPolygonF([QPointF(6, 1.5), QPointF(11, 10.5), QPointF(1, 10.5)]))
        case Phase.RECONNECTING:
            painter.drawPie(whole, 90 * 16, 180 * 16)
            painter.setPen(line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(whole)
        case Phase.CONNECTING:
            painter.setPen(line)
            painter.drawArc(whole, 90 * 16, 270 * 16)
        case Phase.OFFLINE:
            painter.setPen(QPen(colour, 2.2))
            painter.drawLine(QPointF(2.5, 2.5), QPointF(9.5, 9.5))
            painter.drawLine(QPointF(9.5, 2.5), QPointF(2.5, 9.5))
        case Phase.UNSUPPORTED:
            painter.setPen(line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(2, 2, 8, 8))
            painter.drawLine(QPointF(2, 10), QPointF(10, 2))
        case Phase.IDLE:
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(3.5, 3.5, 5, 5))
