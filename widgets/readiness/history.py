"""A camera's condition over time as a strip: where it worked, where it did not, and where nobody had looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.camera_health import CameraCondition, CameraLook
from widgets import colours
from widgets.beijing import BEIJING

_BAR_PX = 22
_LABELS_PX = 18
_MARKS = 4
_LEAST_PX = 4.0


@dataclass(frozen=True, slots=True)
class Segment:
    """`begin` and `end` as shares of the strip, 0 … 1; `condition` None: nobody had looked."""

    begin: float
    end: float
    condition: CameraCondition | None


def segments(looks: Iterable[CameraLook], *, begin: datetime, now: datetime) -> list[Segment]:
    """From `begin` to `now`. `looks` are the changes, in any order; each holds until the next."""
    whole_s = (now - begin).total_seconds()
    found: list[Segment] = []
    condition: CameraCondition | None = None
    at = 0.0
    for look in sorted(looks, key=lambda one: one.at):
        share = min(1.0, max(0.0, (look.at - begin).total_seconds() / whole_s))
        if share > at:
            found.append(Segment(at, share, condition))
            at = share
        condition = look.condition
    if at < 1.0:
        found.append(Segment(at, 1.0, condition))
    return found


class HistoryStrip(QWidget):
    """Works: a full bar. Does not: a hatched one, lower. Nobody looked: a line. So it reads in grey as well."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.segments: Sequence[Segment] = ()
        self._begin: datetime | None = None
        self._span = timedelta(0)

    def sizeHint(self) -> QSize:
        return QSize(300, _BAR_PX + _LABELS_PX)

    def show_history(self, looks: Iterable[CameraLook], *, begin: datetime, now: datetime, words: str) -> None:
        """`words`: the same for who cannot see it."""
        self.segments = segments(looks, begin=begin, now=now)
        self._begin, self._span = begin, now - begin
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = float(self.width())
        for segment in self.segments:
            left, right = segment.begin * width, segment.end * width
            # A fault of a minute is to be seen in a week, and one that has just begun.
            left = min(left, width - _LEAST_PX)
            _paint(painter, segment.condition, QRectF(left, 0, max(_LEAST_PX, right - left), _BAR_PX))
        if self._begin is not None:
            painter.setPen(colours.QUIET_TEXT)
            for mark in range(_MARKS + 1):
                at = (self._begin + self._span * mark / _MARKS).astimezone(BEIJING)
                words = f"{at:%H:%M}" if self._span <= timedelta(days=1) else f"{at:%m-%d}"
                text_width = painter.fontMetrics().horizontalAdvance(words)
                left = min(max(0.0, width * mark / _MARKS - text_width / 2), width - text_width)
                box = QRectF(left, _BAR_PX, text_width + 1, _LABELS_PX)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def _paint(painter: QPainter, condition: CameraCondition | None, box: QRectF) -> None:
    if condition is None or condition is CameraCondition.UNKNOWN:
        painter.fillRect(QRectF(box.left(), box.center().y() - 1, box.width(), 2), colours.QUIET_TEXT)
    elif condition is CameraCondition.HEALTHY:
        painter.fillRect(box, colours.LIVE)
    else:
        low = QRectF(box.left(), box.top() + box.height() / 3, box.width(), box.height() * 2 / 3)
        painter.fillRect(low, QColor(colours.OFFLINE))
        painter.fillRect(low, QBrush(colours.GROUND, Qt.BrushStyle.BDiagPattern))
