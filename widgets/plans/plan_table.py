"""The plans of this seat's units, each with a light that says whether it can be relied on."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.domain.plan_review import PlanProblem
from app.domain.plans import ResponsePlan
from widgets import colours
from widgets.incidents.people_words import Names
from widgets.plans.words import class_of_plan, level_of_plan, place_of_plan, state_words

_PLAN = Qt.ItemDataRole.UserRole
_PLACE_COLUMN = 3


class PlanTable(QTableWidget):
    """`plan_chosen` carries the key of the plan under the cursor, "" for none; Ins and Del ask for what they ask for
    everywhere."""

    plan_chosen = Signal(str)
    new_asked = Signal()
    remove_asked = Signal()

    def __init__(self, names: Names) -> None:
        super().__init__(0, 6)
        self._names = names
        self._filling = False
        self.setAccessibleName(self.tr("Plans"))
        headings = [self.tr("State"), self.tr("Plan"), self.tr("Unit"), self.tr("Place"), self.tr("Class")]
        self.setHorizontalHeaderLabels([*headings, self.tr("Level")])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Tab goes on to the form; the arrows go from plan to plan.
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_PLACE_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._selected)

    @property
    def current(self) -> str:
        rows = self.selectionModel().selectedRows()
        return str(rows[0].data(_PLAN)) if rows else ""

    def show_plans(
        self, plans: Sequence[ResponsePlan], problems: Mapping[str, tuple[PlanProblem, ...]], *, current: str
    ) -> None:
        """`current` stays, or becomes, the one under the cursor."""
        self._filling = True
        self.setRowCount(len(plans))
        self.clearSelection()
        for row, plan in enumerate(plans):
            found = problems.get(plan.plan_id)
            words = state_words(len(found) if found is not None else None)
            sign, colour = _light(found)
            texts = (
                f"{sign} {words}",
                plan.name,
                self._names.unit(plan.unit_id),
                place_of_plan(plan, self._names),
                class_of_plan(plan),
                plan.level.value if plan.level is not None else level_of_plan(plan),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setData(_PLAN, plan.plan_id)
                item.setToolTip(text)
                self.setItem(row, column, item)
            if (state := self.item(row, 0)) is not None:
                state.setForeground(colour)
            if plan.plan_id == current:
                self.selectRow(row)
        self._filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.new_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)

    def _selected(self) -> None:
        if not self._filling:
            self.plan_chosen.emit(self.current)


def _light(problems: tuple[PlanProblem, ...] | None) -> tuple[str, QColor]:
    """Shape and colour."""
    if problems is None:
        return "○", colours.QUIET_TEXT
    return ("▲", colours.WARNED) if problems else ("●", colours.LIVE)
