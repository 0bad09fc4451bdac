"""Paints a row of the list of people: name and line on the left, hand, microphone and connection on the right."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets import colours
from widgets.conference.people_model import PeopleModel
from widgets.conference.people_rows import PersonRow, Presence
from widgets.conference.plate import paint_bars
from widgets.icons import icon

ROW_HEIGHT = 44
_MARGIN = 8
_SIGN = 16
_COLOURS = {
    Presence.DOOR: colours.WARNED,
    Presence.RECONNECTING: colours.WARNED,
    Presence.RINGING: colours.WARNED,
}


class PeopleDelegate(QStyledItemDelegate):
    """`paint` counts on the view's model being the one given."""

    def __init__(self, model: PeopleModel, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._font = QFont(font)
        self._strong = QFont(font)
        self._strong.setWeight(QFont.Weight.DemiBold)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, rect = self._model.rows[index.row()], QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, option.palette.highlight())
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.LINE)
        if row.participation_id and row.participation_id == self._model.speaker:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, colours.TEXT)
        right = self._paint_signs(painter, rect, row)
        inner = QRect(
            rect.left() + _MARGIN, rect.top() + 4, right - rect.left() - 2 * _MARGIN, (rect.height() - 8) // 2
        )
        quiet = row.presence in (Presence.NOT_COMING, Presence.BY_PHONE)
        name = self.tr("{0} (you)").format(row.name) if row.is_me else row.name
        if row.live is not None and row.live.is_host:
            name = self.tr("{0} · host").format(name)
        self._line(painter, inner, name, self._strong, colours.QUIET_TEXT if quiet else colours.TEXT)
        colour = _COLOURS.get(row.presence, colours.QUIET_TEXT)
        self._line(painter, inner.translated(0, inner.height()), self._model.line(row), self._font, colour)

    def _paint_signs(self, painter: QPainter, rect: QRect, row: PersonRow) -> int:
        """Where they begin."""
        right = rect.right() - _MARGIN
        live = row.live
        if live is None or row.presence is Presence.DOOR:
            return right
        painter.save()
        painter.translate(0, rect.top())
        right = paint_bars(painter, right, rect.height(), _SIGN, live.quality)
        painter.restore()
        top = rect.top() + (rect.height() - _SIGN) // 2
        for sign, shown in (
            ("microphone-off", row.muted),
            ("hand", live.hand_up_since is not None),
            ("share", any(one.value == "screen" for one in live.sources)),
        ):
            if shown:
                right -= _SIGN + _MARGIN // 2
                icon(sign).paint(painter, QRect(right, top, _SIGN, _SIGN))
        return right

    def _line(self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
