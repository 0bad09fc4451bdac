"""Every open incident on one board: what runs and is gravest on top, each with its two countdowns."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.incidents import Assignment, Incident
from app.domain.permissions import Action, Actor, allows
from app.domain.response import Response
from app.domain.units import Unit, UnitKind
from app.link.mirror import LinkState, Mirror
from streams.state import Phase
from widgets.elided_label import ElidedLabel
from widgets.icons import icon
from widgets.incidents.board_filter_menu import filter_menu, filter_words
from widgets.incidents.board_model import BoardModel
from widgets.incidents.board_rows import LONGEST_QUERY, BoardFilter, BoardRows
from widgets.incidents.board_table import BoardTable
from widgets.incidents.link_words import link_words
from widgets.incidents.second_hand import SecondHand
from widgets.names import isolated
from widgets.notice_line import NoticeLine

# Counting costs some milliseconds with a thousand incidents and is not read faster than this.
_COUNT_MS = 250


class IncidentBoard(QWidget):
    """`selected`: the operator chose this incident. It is never chosen for him: where it leaves the board, none is.

    `past_asked`: incidents that are over are wanted, see `show_past`.
    """

    selected = Signal(str)
    opened = Signal()
    report_asked = Signal()
    past_asked = Signal()

    def __init__(self, mirror: Mirror, actor: Actor, hand: SecondHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._hand = hand
        self._selected_id = ""
        self._changing = False
        self.rows = BoardRows(mirror, actor)
        self.model = BoardModel(self.rows, mirror.now(), self)
        self.table = BoardTable(self.model, hand)
        self.table.setAccessibleName(self.tr("Incidents"))
        self.table.opened.connect(self.opened)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        self.report_button = QPushButton(icon("add"), self.tr("Report (N)"))
        self.report_button.setToolTip(self.tr("Report an incident (N)"))
        self.report_button.clicked.connect(self.report_asked)
        self.report_button.setVisible(allows(actor, Action.INCIDENT_REPORT))
        self.search_box = self._make_search_box()
        self.filter_button = QToolButton()
        self.filter_button.setText(self.tr("Filter"))
        self.filter_button.setToolTip(self.tr("Choose which incidents are shown"))
        self.filter_button.clicked.connect(self._show_filter_menu)
        self._chosen = ElidedLabel()
        self._chosen.setProperty("role", "quiet")
        self._all_again = QToolButton()
        self._all_again.setIcon(icon("close"))
        self._all_again.setProperty("flat", "true")
        self._all_again.setToolTip(self.tr("Show all open incidents again"))
        self._all_again.setAccessibleName(self.tr("Show all open incidents again"))
        self._all_again.clicked.connect(lambda: self.choose(BoardFilter(text=self.rows.filter.text)))
        self._chosen_line = QWidget()
        self._link_line = NoticeLine()
        self._pages = QStackedWidget()
        self._words = QLabel()
        self._arrange()
        self._counting = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._counting.timeout.connect(self._count_all)
        self._unsubscribe = [
            mirror.subscribe(Incident, self._incidents_changed),
            # Its key is that of its incident.
            mirror.subscribe(Response, self._incidents_changed),
            mirror.subscribe(Unit, self._units_changed),
            mirror.subscribe(Assignment, self._assignments_changed),
            mirror.subscribe_status(self._show_link),
            self.table.stop_moving,
        ]
        self.model.rebuild()
        self._count_all()
        self._show_link()

    def release(self) -> None:
        """Let go of the mirror and the countdowns."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        self._counting.stop()

    # -- what the operator does

    @property
    def selected_id(self) -> str:
        index = self.table.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else ""

    def select(self, incident_id: str) -> None:
        """Mark its row, without `selected`; none where the filter leaves it out."""
        self._selected_id = incident_id
        self._mark_selected()
        if self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())

    def focus_search(self) -> None:
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def choose(self, chosen: BoardFilter) -> None:
        """Show what the filter leaves."""
        asks_for_past = chosen.with_over and not self.rows.filter.with_over
        self.rows.set_filter(chosen)
        words = filter_words(chosen, self.rows.name_of_unit)
        self._chosen.setText(words)
        self._chosen_line.setVisible(bool(words))
        self._rebuild()
        if asks_for_past:
            self.past_asked.emit()

    def show_past(self, incidents: Iterable[Incident]) -> None:
        """Incidents that are over, beside those that the feed brings."""
        self.rows.set_past(incidents)
        self._rebuild()

    def past_failed(self, words: str) -> None:
        """Why those that are over did not come."""
        self._chosen.setText(f"{filter_words(self.rows.filter, self.rows.name_of_unit)} · {words}")

    def words(self) -> str:
        """What stands there instead of rows; empty where they are."""
        return self._words.text() if self._pages.currentWidget() is not self.table else ""

    def link_words(self) -> str:
        """What is wrong with the link; empty: nothing."""
        return self._link_line.words

    # -- what the hub tells

    def _incidents_changed(self, incident_ids: frozenset[str]) -> None:
        self._changing = True
        self.model.take(incident_ids)
        self._after_change()

    def _units_changed(self, _unit_ids: frozenset[str]) -> None:
        self.rows.forget_words()
        self._rebuild()

    def _assignments_changed(self, _assignment_ids: frozenset[str]) -> None:
        if self.rows.filter.mine:
            self._rebuild()

    def _rebuild(self) -> None:
        self._changing = True
        self.model.rebuild()
        self._after_change()

    def _after_change(self) -> None:
        self._changing = False
        self._mark_selected()
        self._show_page()
        self._counting.start()
        self._hand.look_soon()

    def _count_all(self) -> None:
        still_open, running = self.rows.open_and_running()
        words = self.tr("{0} open · {1} running").format(still_open, running)
        if len(self.rows) != self.rows.known:
            words = self.tr("{0} shown · {1}").format(len(self.rows), words)
        self._count.setText(words)

    def _show_link(self) -> None:
        words = link_words(self._mirror.status, self._mirror.now())
        if words and self._mirror.seq > 0:
            self._link_line.say(words, Phase.OFFLINE)
        else:
            self._link_line.hide()
        self._show_page()

    def _show_page(self) -> None:
        if len(self.rows):
            self._pages.setCurrentWidget(self.table)
            return
        self._words.setText(self._words_for_nothing())
        self._pages.setCurrentWidget(self._words)

    def _words_for_nothing(self) -> str:
        status = self._mirror.status
        if self._mirror.seq == 0 and status.state is not LinkState.LIVE:
            return link_words(status, self._mirror.now())
        text = self.rows.filter.text.strip()
        if text:
            return self.tr("No incident matches “{0}”. Esc shows all.").format(isolated(text[:60]))
        if self.rows.filter != BoardFilter():
            return self.tr("No incident is left by this filter.")
        return self.tr("No open incident. N reports one.")

    # -- inside

    def _mark_selected(self) -> None:
        """Qt marks a neighbour of a row that goes: the next command would be about another incident."""
        row = self.rows.row_of(self._selected_id)
        index = QModelIndex() if row is None else self.model.index(row, 0)
        if index.row() != self.table.currentIndex().row():
            self._changing = True
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(index, flags)
            self._changing = False

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._changing and current.isValid():
            self._selected_id = self.rows.id_at(current.row())
            self.selected.emit(self._selected_id)

    def _search(self, text: str) -> None:
        self.choose(replace(self.rows.filter, text=text))

    def _show_filter_menu(self) -> None:
        kinds = (UnitKind.STREET, UnitKind.DEPARTMENT)
        units = [unit for unit in self._mirror.all(Unit).values() if unit.kind in kinds]
        units.sort(key=lambda unit: (kinds.index(unit.kind), unit.unit_id))
        menu = filter_menu(self.rows.filter, units, self.choose, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.filter_button.mapToGlobal(QPoint(0, self.filter_button.height())))

    def _make_search_box(self) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText(self.tr("Title, place, number, pinyin"))
        box.setAccessibleName(self.tr("Search incidents"))
        box.setClearButtonEnabled(True)
        box.setMaxLength(LONGEST_QUERY)
        box.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        box.textChanged.connect(self._search)
        box.installEventFilter(self)
        return box

    def _arrange(self) -> None:
        heading = QLabel(self.tr("Incidents"))
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addWidget(self._count, 1)
        top.addWidget(self.report_button)
        find = QHBoxLayout()
        find.addWidget(self.search_box, 1)
        find.addWidget(self.filter_button)
        chosen = QHBoxLayout(self._chosen_line)
        chosen.setContentsMargins(2, 0, 0, 0)
        chosen.addWidget(self._chosen, 1)
        chosen.addWidget(self._all_again)
        self._chosen_line.hide()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("role", "quiet")
        self._pages.addWidget(self._words)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(find)
        column.addWidget(self._chosen_line)
        column.addWidget(self._link_line)
        column.addWidget(self._pages, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search_box and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search_box.text():
                self.search_box.clear()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self.rows):
                if not self.selected_id:
                    self.table.selectRow(0)
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
