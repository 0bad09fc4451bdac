"""Paints the timeline: time, what happened, what was said, by whom, and the picture that proves it."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets import colours
from widgets.incidents.pictures import THUMBNAIL, Pictures
from widgets.incidents.timeline_model import TimelineEntry, TimelineModel
from widgets.style import BODY_PX

_MARGIN, _GAP = 8, 6
_DOT = 7
_MOST_LINES = 12
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class TimelineDelegate(QStyledItemDelegate):
    """Heights depend on the width that `width` says."""

    def __init__(self, model: TimelineModel, pictures: Pictures, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._pictures = pictures
        self._font = QFont(font)
        self._font.setPixelSize(BODY_PX)
        self._font.setFeature(QFont.Tag("tnum"), 1)
        self._strong = QFont(self._font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._strong_metrics = QFontMetrics(self._strong)
        self.width = 400

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self.width, self.height(self._model.entry(index.row())))

    def height(self, entry: TimelineEntry) -> int:
        words, more = self._text_heights(entry)
        height = self._metrics.height() + 2 + words + (more + 2 if more else 0)
        if entry.picture:
            height += THUMBNAIL.height() + _GAP
        return height + 2 * _GAP

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = self._model.entry(index.row())
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, option.palette.highlight())
        line_x = rect.left() + _MARGIN + _DOT // 2
        painter.fillRect(line_x, rect.top(), 1, rect.height(), colours.LINE)
        top = rect.top() + _GAP
        middle = top + self._metrics.height() // 2
        painter.fillRect(line_x - _DOT // 2, middle - _DOT // 2, _DOT, _DOT, colours.QUIET_TEXT)
        left, width = self._left(rect), self._text_width(rect.width())
        painter.setFont(self._font)
        painter.setPen(colours.QUIET_TEXT)
        head = QRect(left, top, width, self._metrics.height())
        shown = self._metrics.elidedText(f"{entry.at}   {entry.author}", Qt.TextElideMode.ElideRight, width)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        words, more = self._text_heights(entry)
        top = head.bottom() + 3
        painter.setPen(colours.TEXT)
        painter.setFont(self._strong)
        painter.drawText(QRect(left, top, width, words), _WRAPPED, entry.entry.words)
        top += words
        if more:
            painter.setFont(self._font)
            painter.drawText(QRect(left, top + 2, width, more), _WRAPPED, entry.entry.more)
            top += more + 2
        if entry.picture:
            self._paint_picture(painter, QRect(left, top + _GAP, THUMBNAIL.width(), THUMBNAIL.height()), entry.picture)

    def _paint_picture(self, painter: QPainter, box: QRect, attachment_id: str) -> None:
        image = self._pictures.thumbnail(attachment_id)
        if image is not None and not image.isNull():
            painter.drawImage(box.topLeft(), image)
            return
        painter.fillRect(box, colours.RAISED)
        painter.setPen(colours.QUIET_TEXT)
        painter.setFont(self._font)
        words = self.tr("Loading the picture…") if image is None else self.tr("The picture could not be loaded")
        inner = box.adjusted(4, 4, -4, -4)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def _text_heights(self, entry: TimelineEntry) -> tuple[int, int]:
        room = QRect(0, 0, self._text_width(self.width), 10_000)
        words = self._strong_metrics.boundingRect(room, int(_WRAPPED), entry.entry.words).height()
        if not entry.entry.more:
            return words, 0
        more = self._metrics.boundingRect(room, int(_WRAPPED), entry.entry.more).height()
        return words, min(more, _MOST_LINES * self._metrics.lineSpacing())

    @staticmethod
    def _left(rect: QRect) -> int:
        return rect.left() + _MARGIN + _DOT + _MARGIN

    @staticmethod
    def _text_width(width: int) -> int:
        return max(40, width - 3 * _MARGIN - _DOT)
