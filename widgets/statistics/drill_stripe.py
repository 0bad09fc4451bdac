"""Says over drills that they are drills, as every screen does: violet, striped, in words."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import colours

_HEIGHT = 26
_STEP = 14


class DrillStripe(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = self.tr("Drills: none of this was a real incident")
        self.setAccessibleName(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.DRILL, 5))
        for left in range(-_HEIGHT, self.width() + _HEIGHT, _STEP):
            painter.drawLine(left, self.height(), left + self.height(), 0)
        width = painter.fontMetrics().horizontalAdvance(self.words) + 24
        tag = QRect((self.width() - width) // 2, 0, width, self.height())
        painter.fillRect(tag, colours.DRILL)
        painter.setPen(colours.GROUND)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self.words)
        painter.end()
