"""A short line on top of the wall: what was saved, what the wall gives up under load."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from widgets import colours


def notice_image(text: str, *, wall_width: int, wall_height: int, base_font: QFont) -> QImage:
    """The text on a dark plate, made once and then only copied over the pictures."""
    font = QFont(base_font)
    font.setPixelSize(max(12, wall_height // 48))
    metrics = QFontMetrics(font)
    margin = metrics.height() // 2
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, wall_width * 3 // 4))
    width = metrics.horizontalAdvance(shown) + 2 * margin
    height = metrics.height() + margin
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(11, 14, 19, 225))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(colours.TEXT)
    painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, shown)
    painter.setPen(colours.WARNED)
    painter.drawLine(0, height - 1, width, height - 1)
    painter.end()
    return image
