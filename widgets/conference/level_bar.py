"""How loud my voice is, as a bar: that it moves says that I am heard."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import colours

_TICK_MS = 50
_HEIGHT_PX = 8
# Below it is the room; a voice is some 30 dB above.
_LOWEST_DBFS = -60.0


class LevelBar(QWidget):
    """`level` gives dBFS, or None where there is nothing to be measured."""

    def __init__(self, level: Callable[[], float | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self.share = 0.0  # of the bar
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._look)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Level of the microphone"))

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT_PX)

    def showEvent(self, _event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.LINE)
        painter.fillRect(QRectF(0, 0, self.width() * self.share, self.height()), colours.SELECTION)

    def _look(self) -> None:
        dbfs = self._level()
        share = 0.0 if dbfs is None else min(1.0, max(0.0, 1.0 - dbfs / _LOWEST_DBFS))
        if share != self.share:
            self.share = share
            self.update()
