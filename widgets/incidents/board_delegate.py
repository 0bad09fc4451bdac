"""Paints the board's cells: plain rectangles, text and cached pictures, for a thousand rows that scroll."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.domain.incidents import Incident
from widgets import colours
from widgets.incidents.board_model import CLOCKS, BoardModel, Column
from widgets.incidents.countdown import Face, Sign
from widgets.incidents.countdown_words import face_caption, face_figure, face_words
from widgets.incidents.signs import CHIP_HEIGHT, CHIP_WIDTH, SIGN_COLOURS, SIGN_SIZE, level_chip, sign_picture
from widgets.style import BODY_PX, HEADING_PX

ROW_HEIGHT, COMPACT_ROW_HEIGHT = 34, 66
_TITLE_HEIGHT, _CAPTION_HEIGHT = 26, 20  # of a compact row's first and last line
_MARGIN = 8
_STRIPE = 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class BoardDelegate(QStyledItemDelegate):
    """`paint` counts on the view's model being the one given."""

    def __init__(self, model: BoardModel, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._font = _figures_of_one_width(font, BODY_PX)
        self._large = _figures_of_one_width(font, HEADING_PX)
        self._large.setWeight(QFont.Weight.DemiBold)
        self._strong = QFont(self._font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        incident, column = self._model.rows.incident_at(index.row()), Column(index.column())
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, option.palette.highlight())
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.LINE)
        painter.setFont(self._font)
        if self._model.compact and column is not Column.LEVEL:
            self._paint_compact(painter, option, incident, column)
        elif column in CLOCKS:
            self._paint_clock(painter, rect, self._model.face(incident, column))
        elif column is Column.LEVEL:
            self._paint_level(painter, rect, incident)
        elif column is Column.TITLE:
            self._paint_title(painter, _inner(rect), incident)
        else:
            quiet = column is not Column.PLACE and column is not Column.STATUS
            self._line(painter, _inner(rect), str(index.data()), colours.QUIET_TEXT if quiet else colours.TEXT)

    def _paint_level(self, painter: QPainter, rect: QRect, incident: Incident) -> None:
        if incident.is_drill:
            painter.fillRect(rect.left(), rect.top(), _STRIPE, rect.height() - 1, colours.DRILL)
        left = rect.left() + _STRIPE + 4
        top = rect.top() + (rect.height() - CHIP_HEIGHT) // 2
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(left, top, CHIP_WIDTH, CHIP_HEIGHT, level_chip(incident.level, ratio))

    def _paint_title(self, painter: QPainter, line: QRect, incident: Incident) -> None:
        if incident.is_drill:
            line.setLeft(self._paint_tag(painter, line, self.tr("drill")))
        self._line(painter, line, incident.title, colours.TEXT)

    def _paint_compact(
        self, painter: QPainter, option: QStyleOptionViewItem, incident: Incident, column: Column
    ) -> None:
        """The title stands across all cells of the row; each paints its own part and so can be painted alone."""
        rect, table = option.rect, option.widget
        if isinstance(table, QTableView):
            left = table.columnViewportPosition(Column.TITLE)
            across = QRect(left, rect.top() + 3, table.viewport().width() - left, _TITLE_HEIGHT)
            painter.save()
            painter.setClipRect(rect)
            painter.setFont(self._strong)
            self._paint_title(painter, _inner(across), incident)
            painter.restore()
        below = rect.adjusted(0, _TITLE_HEIGHT, 0, 0)
        if column in CLOCKS:
            self._paint_compact_clock(painter, below, self._model.face(incident, column))
            return
        line = _inner(below)
        first = QRect(line.left(), line.top(), line.width(), line.height() - _CAPTION_HEIGHT)
        second = QRect(line.left(), first.bottom() + 1, line.width(), _CAPTION_HEIGHT - 3)
        self._line(painter, first, incident.place.text, colours.TEXT)
        facts = (
            self._model.age_words(incident),
            self._model.status_words(incident),
            self._model.rows.name_of_unit(incident.unit_id),
        )
        self._line(painter, second, " · ".join(facts), colours.QUIET_TEXT)

    def _paint_tag(self, painter: QPainter, line: QRect, words: str) -> int:
        """Returns where the text goes on."""
        width = self._metrics.horizontalAdvance(words) + 10
        height = self._metrics.height() + 1
        tag = QRect(line.left(), line.top() + (line.height() - height) // 2, width, height)
        painter.fillRect(tag, colours.DRILL)
        painter.setPen(colours.GROUND)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)
        return tag.right() + 7

    def _paint_clock(self, painter: QPainter, rect: QRect, face: Face) -> None:
        colour = self._clock_ground(painter, rect, face)
        line = _inner(rect)
        self._paint_sign(painter, line, face)
        line.setLeft(line.left() + SIGN_SIZE + 6)
        self._line(painter, line, "" if face.sign is Sign.NONE else face_words(face), colour)

    def _paint_compact_clock(self, painter: QPainter, rect: QRect, face: Face) -> None:
        colour = self._clock_ground(painter, rect, face)
        line = _inner(rect)
        above = QRect(line.left(), line.top() + 1, line.width(), line.height() - _CAPTION_HEIGHT)
        below = QRect(line.left(), above.bottom() + 1, line.width(), _CAPTION_HEIGHT - 3)
        self._paint_sign(painter, above, face)
        above.setLeft(above.left() + SIGN_SIZE + 5)
        painter.setFont(self._large)
        self._line(painter, above, face_figure(face), colour)
        painter.setFont(self._font)
        plain = face.sign in (Sign.RUNNING, Sign.NONE, Sign.EXCLUDED)
        self._line(painter, below, face_caption(face), colours.QUIET_TEXT if plain else colour)

    def _clock_ground(self, painter: QPainter, rect: QRect, face: Face) -> QColor:
        """Fills what a breached clock's bright half fills; returns the colour of what stands on it."""
        if not _is_bright(face):
            return SIGN_COLOURS[face.sign]
        painter.fillRect(rect.adjusted(2, 1, -3, -3), colours.OFFLINE)
        return colours.GROUND

    def _paint_sign(self, painter: QPainter, line: QRect, face: Face) -> None:
        picture = sign_picture(face.sign, painter.device().devicePixelRatioF(), on_red=_is_bright(face))
        painter.drawPixmap(line.left(), line.top() + (line.height() - SIGN_SIZE) // 2, SIGN_SIZE, SIGN_SIZE, picture)

    def _line(self, painter: QPainter, rect: QRect, text: str, colour: QColor) -> None:
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _LEFT, shown)


def _is_bright(face: Face) -> bool:
    return face.sign is Sign.OVER and not face.dimmed


def _inner(rect: QRect) -> QRect:
    return rect.adjusted(_MARGIN, 0, -4, -1)


def _figures_of_one_width(font: QFont, size_px: int) -> QFont:
    figures = QFont(font)
    figures.setPixelSize(size_px)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures
