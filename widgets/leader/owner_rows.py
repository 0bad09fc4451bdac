"""Who does what is decided, a row each: the same task until the same time, and a task or a time of their own by typing
it there.

What is the decision's shows quietly in their row and follows it, so that what each of them gets is seen before Enter.
"""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.commands.fields import LONGEST_REASON
from widgets.elided_label import ElidedLabel
from widgets.incidents.controls import empty, typed_line
from widgets.leader.decision_draft import LONGEST_MOMENT, OwnTask
from widgets.leader.owners import Owner

_TARGET_PX = 32
_DUE_PX = 84
_GAP_PX = 4
_NAME_SHARE, _TASK_SHARE = 1, 2
# More of them scroll: the decisions that stand must stay in sight.
_MOST_SEEN = 4


class TaskLine(QLineEdit):
    """Shows the decision's words as long as it has none of its own. Whoever comes here finds them to change, marked."""

    def __init__(self) -> None:
        super().__init__()
        self._followed = ""
        self.setMaxLength(LONGEST_REASON)

    @property
    def own(self) -> str:
        """Empty while it follows."""
        words = typed_line(self.text())
        return words if words != self._followed else ""

    def follow(self, words: str) -> None:
        if self.hasFocus() and not self.own:
            self.setText(words)
        self._followed = words
        self.setPlaceholderText(words or self.tr("As decided"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.text():
            self.setText(self._followed)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # Its own menu is about what is marked in it.
        if event.reason() is Qt.FocusReason.PopupFocusReason:
            return
        if not self.own:
            self.clear()
        self.setCursorPosition(0)


class OwnerRow(QWidget):
    """`asked_off`: they are not to do it. `entered`: Enter was pressed."""

    asked_off = Signal()
    entered = Signal()

    def __init__(self, task: OwnTask) -> None:
        super().__init__()
        self.owner = task.owner
        self.name = ElidedLabel(task.owner.words)
        self.task = TaskLine()
        self.task.setText(task.task)
        self.task.setCursorPosition(0)
        self.task.setAccessibleName(self.tr("Task of {0}").format(task.owner.words))
        self.task.setToolTip(self.tr("What they do of it; empty: what is decided"))
        self.due = QLineEdit(task.due)
        self.due.setMaxLength(LONGEST_MOMENT)
        self.due.setFixedWidth(_DUE_PX)
        self.due.setAccessibleName(self.tr("Due at, for {0}").format(task.owner.words))
        self.due.setToolTip(self.tr("A time of day, or a number of minutes; empty: the decision's"))
        self.off = QToolButton()
        self.off.setText("×")
        self.off.setProperty("flat", "true")
        self.off.setToolTip(self.tr("Not {0}").format(task.owner.words))
        self.off.setAccessibleName(self.tr("Not {0}").format(task.owner.words))
        self.off.clicked.connect(lambda _checked: self.asked_off.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        row.addWidget(self.name, _NAME_SHARE)
        row.addWidget(self.task, _TASK_SHARE)
        row.addWidget(self.due)
        row.addWidget(self.off)
        for line in (self.task, self.due):
            line.returnPressed.connect(self.entered)
        for each in (self.task, self.due, self.off):
            each.setMinimumHeight(_TARGET_PX)
        self.off.setMinimumWidth(_TARGET_PX)

    @property
    def own(self) -> OwnTask:
        return OwnTask(self.owner, task=self.task.own, due=typed_line(self.due.text()))

    def follow(self, task: str, due: str) -> None:
        """What the decision says; `due` in words."""
        self.task.follow(task)
        self.due.setPlaceholderText(due or self.tr("no time"))


class OwnerRows(QScrollArea):
    """Hidden without any. `taken_off` carries the `OwnTask` of whoever is not to do it any more."""

    taken_off = Signal(object)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[OwnerRow] = []
        self._followed = "", ""
        self._is_added = False
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP_PX)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.verticalScrollBar().rangeChanged.connect(self._show_added)
        self.hide()

    @property
    def tasks(self) -> tuple[OwnTask, ...]:
        return tuple(row.own for row in self._rows)

    def row(self, owner: Owner) -> OwnerRow | None:
        return next((row for row in self._rows if row.owner == owner), None)

    def tab_stops(self) -> list[QWidget]:
        return [stop for row in self._rows for stop in (row.task, row.due, row.off)]

    def show_tasks(self, tasks: tuple[OwnTask, ...]) -> None:
        """In place of whatever stands here."""
        self._rows.clear()
        empty(self._column)
        for task in tasks:
            self.add(task)
        self._is_added = False
        self._fit()

    def add(self, task: OwnTask) -> None:
        """Below the others, and in sight."""
        row = OwnerRow(task)
        row.asked_off.connect(partial(self._take_off, row))
        row.entered.connect(self.entered)
        row.follow(*self._followed)
        self._rows.append(row)
        self._column.addWidget(row)
        self._is_added = True
        self._fit()

    def go_to_due(self, row: OwnerRow) -> None:
        """Its time is to be written anew."""
        self.ensureWidgetVisible(row)
        row.due.setFocus()
        row.due.selectAll()

    def follow(self, task: str, due: str) -> None:
        """As `OwnerRow.follow`, for each of them."""
        self._followed = task, due
        for row in self._rows:
            row.follow(task, due)

    def sizeHint(self) -> QSize:
        return QSize(0, self._height(min(len(self._rows), _MOST_SEEN)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height(min(len(self._rows), 1)))

    # -- inside

    def _take_off(self, row: OwnerRow) -> None:
        task = row.own
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._fit()
        self.taken_off.emit(task)

    def _fit(self) -> None:
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.setVisible(bool(self._rows))

    def _height(self, rows: int) -> int:
        if not rows:
            return 0
        return rows * max(_TARGET_PX, self._rows[0].sizeHint().height()) + (rows - 1) * _GAP_PX

    def _show_added(self, _least: int, most: int) -> None:
        if self._is_added:
            self._is_added = False
            self.verticalScrollBar().setValue(most)
