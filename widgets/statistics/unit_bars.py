"""Where is it too late? Units with most breaches on top, video and conference told apart by fill and by words."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import colours
from widgets.statistics.fills import BAR_PX, CONFERENCE_FILL, VIDEO_FILL
from widgets.statistics.series import UnitBreaches, breaches
from widgets.statistics.words import summary_lines

_ROW_PX = 20
_NAME_SHARE = 0.36
_GAP = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MOST_ROWS = 12


class UnitBars(QWidget):
    """Paints the rows itself: names of any length, a bar in two parts, both numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[UnitBreaches, ...] = ()
        self._left_out = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_rows(self, rows: Sequence[UnitBreaches]) -> None:
        self.rows = tuple(rows[:MOST_ROWS])
        self._left_out = len(rows) - len(self.rows)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height())

    def lines_at(self, point: QPoint) -> Sequence[str]:
        at = point.y() // _ROW_PX
        return self.lines(self.rows[at]) if 0 <= at < len(self.rows) else ()

    def lines(self, row: UnitBreaches) -> list[str]:
        lines = [row.name]
        for words, summary in ((self.tr("Video"), row.video), (self.tr("Conference"), row.conference)):
            if summary is not None and summary.n:
                lines += [f"{words}: {line}" if not at else line for at, line in enumerate(summary_lines(summary))]
        return lines

    def _height(self) -> int:
        return (len(self.rows) + bool(self._left_out)) * _ROW_PX

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        most = max((row.count for row in self.rows), default=0)
        numbers = painter.fontMetrics().horizontalAdvance("0000 + 000")
        name_width = round(self.width() * _NAME_SHARE)
        room = self.width() - name_width - numbers - 2 * _GAP
        for at, row in enumerate(self.rows):
            top = at * _ROW_PX
            name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, name_width)
            painter.setPen(colours.TEXT)
            painter.drawText(QRect(0, top, name_width, _ROW_PX), _LEFT, name)
            end = self._paint_bar(painter, row, left=name_width + _GAP, top=top, scale=room / most if most else 0.0)
            painter.setPen(colours.TEXT if row.count else colours.QUIET_TEXT)
            words = f"{breaches(row.video)} + {breaches(row.conference)}" if row.count else "0"
            painter.drawText(QRect(end + _GAP, top, numbers, _ROW_PX), _LEFT, words)
        if self._left_out:
            painter.setPen(colours.QUIET_TEXT)
            rest = QRect(0, len(self.rows) * _ROW_PX, self.width(), _ROW_PX)
            painter.drawText(rest, _LEFT, self.tr("and {0} more").format(self._left_out))
        painter.end()

    def _paint_bar(self, painter: QPainter, row: UnitBreaches, *, left: int, top: int, scale: float) -> int:
        """Returns where it ends."""
        top += (_ROW_PX - BAR_PX) // 2
        for summary, brush in ((row.video, VIDEO_FILL), (row.conference, CONFERENCE_FILL)):
            width = round(breaches(summary) * scale)
            if width:
                bar = QRect(left, top, width, BAR_PX)
                painter.fillRect(bar, brush)
                painter.setPen(QPen(colours.OFFLINE, 1))
                painter.drawRect(bar.adjusted(0, 0, -1, -1))
                left += width + 1
        return left
