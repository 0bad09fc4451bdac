"""How bars are filled and lines drawn, and samples of both for the words that explain them.

Breaches are red, and those of the conference hatched, so that grey paper tells them apart.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets import colours

BAR_PX = 12
_SAMPLE_PX = 16

VIDEO_FILL = QBrush(colours.OFFLINE)
CONFERENCE_FILL = QBrush(colours.OFFLINE, Qt.BrushStyle.BDiagPattern)


def target_pen() -> QPen:
    pen = QPen(colours.TEXT, 1, Qt.PenStyle.DashLine)
    # In a plot a width would be minutes.
    pen.setCosmetic(True)
    return pen


class TargetSample(QWidget):
    """A piece of the target's line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(2 * _SAMPLE_PX, BAR_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(target_pen())
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
        painter.end()


class FillSample(QWidget):
    """A piece of a bar, for the words that explain it."""

    def __init__(self, fill: QBrush, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill = fill
        self.setFixedSize(_SAMPLE_PX, BAR_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._fill)
        painter.setPen(QPen(colours.OFFLINE, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
