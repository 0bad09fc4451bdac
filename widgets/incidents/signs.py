"""Small pictures of the incident screens: the level's chip and the sign of a countdown.

Each says by numeral or shape what it says by colour, so that it reads in grey and by colour-blind operators.
"""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QPolygonF

from app.domain.incidents import IncidentLevel
from widgets import colours
from widgets.incidents.countdown import Sign

CHIP_WIDTH, CHIP_HEIGHT = 28, 20
SIGN_SIZE = 14

# Severity's own four, ground and numeral; the colour alone never stands for a level.
_LEVEL_COLOURS = {
    IncidentLevel.I: (QColor("#d6453d"), QColor("#ffffff")),
    IncidentLevel.II: (QColor("#e58a2e"), QColor("#15100a")),
    IncidentLevel.III: (QColor("#e3cb3f"), QColor("#15130a")),
    IncidentLevel.IV: (QColor("#3d7fd6"), QColor("#ffffff")),
}
SIGN_COLOURS = {
    Sign.NONE: colours.QUIET_TEXT,
    Sign.RUNNING: colours.TEXT,
    Sign.WARNED: colours.WARNED,
    Sign.MET: colours.LIVE,
    Sign.MET_BY_HAND: colours.LIVE,
    Sign.OVER: colours.OFFLINE,
    Sign.LATE: colours.OFFLINE,
    Sign.LATE_BY_HAND: colours.OFFLINE,
    Sign.NEVER_MET: colours.OFFLINE,
    Sign.EXCLUDED: colours.QUIET_TEXT,
}


@cache
def level_chip(level: IncidentLevel, ratio: float) -> QPixmap:
    """CHIP_WIDTH × CHIP_HEIGHT for a screen of that device pixel ratio."""
    pixmap = _blank(CHIP_WIDTH, CHIP_HEIGHT, ratio)
    ground, numeral = _LEVEL_COLOURS[level]
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0, 0, CHIP_WIDTH, CHIP_HEIGHT), 3, 3)
    font = QFont(painter.font())
    font.setPixelSize(13)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(numeral)
    painter.drawText(QRectF(0, 0, CHIP_WIDTH, CHIP_HEIGHT), Qt.AlignmentFlag.AlignCenter, level.value)
    painter.end()
    return pixmap


@cache
def sign_picture(sign: Sign, ratio: float, *, on_red: bool = False) -> QPixmap:
    """SIGN_SIZE square. Running: a clock. Warned: triangle. Met: disc with a tick, by hand a tick alone. Over and
    late: cross. Excluded: ring with a bar."""
    pixmap = _blank(SIGN_SIZE, SIGN_SIZE, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_sign(painter, sign, colours.GROUND if on_red else SIGN_COLOURS[sign])
    painter.end()
    return pixmap


def _paint_sign(painter: QPainter, sign: Sign, colour: QColor) -> None:
    line = QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    ring = QRectF(1.75, 1.75, 10.5, 10.5)
    tick = QPolygonF([QPointF(3.8, 7.4), QPointF(6.1, 9.6), QPointF(10.3, 4.8)])
    match sign:
        case Sign.NONE:
            painter.drawLine(QPointF(4.5, 7), QPointF(9.5, 7))
        case Sign.RUNNING:
            painter.drawEllipse(ring)
            painter.drawPolyline(QPolygonF([QPointF(7, 4.2), QPointF(7, 7), QPointF(9, 8.4)]))
        case Sign.WARNED:
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(7, 2), QPointF(12.6, 12), QPointF(1.4, 12)]))
            painter.setPen(QPen(colours.GROUND, 1.6))
            painter.drawLine(QPointF(7, 5.6), QPointF(7, 8.6))
            painter.drawPoint(QPointF(7, 10.6))
        case Sign.MET:
            painter.setBrush(colour)
            painter.drawEllipse(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            line.setColor(colours.GROUND)
            painter.setPen(line)
            painter.drawPolyline(tick)
        case Sign.MET_BY_HAND:
            line.setWidthF(2)
            painter.setPen(line)
            painter.drawPolyline(QPolygonF([QPointF(2, 7.6), QPointF(5.4, 11), QPointF(12, 3.4)]))
        case Sign.OVER | Sign.LATE | Sign.LATE_BY_HAND | Sign.NEVER_MET:
            line.setWidthF(2.2)
            painter.setPen(line)
            painter.drawLine(QPointF(3, 3), QPointF(11, 11))
            painter.drawLine(QPointF(11, 3), QPointF(3, 11))
        case Sign.EXCLUDED:
            painter.drawEllipse(ring)
            painter.drawLine(QPointF(3.2, 10.8), QPointF(10.8, 3.2))


def _blank(width: int, height: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
