"""The board's table: columns that fit its width, countdowns that move where they can be seen."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from widgets.incidents.board_delegate import COMPACT_ROW_HEIGHT, ROW_HEIGHT, BoardDelegate
from widgets.incidents.board_model import CLOCKS, BoardModel, Column
from widgets.incidents.second_hand import SecondHand

# Below this width place, unit, status and age have no columns of their own.
_COMPACT_BELOW = 860
_WIDTHS = {
    Column.LEVEL: 46,
    Column.NUMBER: 128,
    Column.UNIT: 110,
    Column.STATUS: 104,
    Column.AGE: 70,
    Column.VIDEO: 176,
    Column.CONFERENCE: 176,
}
_COMPACT_WIDTHS = {Column.LEVEL: 44, Column.VIDEO: 108, Column.CONFERENCE: 108}
_MOVING = (*CLOCKS, Column.AGE)
_MOVING_COMPACT = (*CLOCKS, Column.TITLE)


class BoardTable(QTableView):
    """`opened`: the row was activated with the mouse or Enter."""

    opened = Signal()

    def __init__(self, model: BoardModel, hand: SecondHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = model
        self._hand = hand
        self.setModel(model)
        self.setItemDelegate(BoardDelegate(model, self.font(), self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setMinimumSectionSize(24)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setFixedHeight(26)
        self._fit(compact=True)
        self.verticalScrollBar().valueChanged.connect(hand.look_soon)
        self.activated.connect(self.opened)
        self.stop_moving: Callable[[], None] = hand.add(self._move)

    def _move(self, now: datetime) -> datetime | None:
        if not self.isVisible() or not len(self._board.rows):
            return None
        return self._board.move(now, self.visible_rows(), _MOVING_COMPACT if self._board.compact else _MOVING)

    def visible_rows(self) -> range:
        """At least partly inside the viewport."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else len(self._board.rows) - 1) + 1)

    # -- width

    def _fit(self, *, compact: bool) -> None:
        self._board.compact = compact
        widths = _COMPACT_WIDTHS if compact else _WIDTHS
        across = self.horizontalHeader()
        for column in Column:
            stretched = column is Column.TITLE or (column is Column.PLACE and not compact)
            across.setSectionHidden(column, not stretched and column not in widths)
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Fixed
            across.setSectionResizeMode(column, mode)
            if column in widths:
                across.resizeSection(column, widths[column])
        self.verticalHeader().setDefaultSectionSize(COMPACT_ROW_HEIGHT if compact else ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        compact = self.width() < _COMPACT_BELOW
        if compact != self._board.compact:
            self._fit(compact=compact)
        super().resizeEvent(event)
        self._hand.look_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hand.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hand.look_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters are commands of the window here, not the beginning of a row's name.
        if event.text().strip() and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)
