"""What the figures are of: period, unit, class, level; drills on their own switch, for they are never mixed in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.incidents import IncidentClass, IncidentLevel
from app.services.statistics_wire import StatisticsUnit
from widgets.incidents.words import class_words, level_words
from widgets.statistics.choice import Choice, Period

_NARROWEST_CHOICE_PX = 96


class FilterBar(QWidget):
    """`changed` carries the Choice. `row` takes whatever else belongs into the first line."""

    changed = Signal(object)

    def __init__(self, now: Callable[[], datetime], *, own_unit_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._own_unit_id = own_unit_id
        self.choice = Choice()
        self.periods = {period: _choice_button(words) for period, words in self._period_words().items()}
        self._group = QButtonGroup(self)
        for period, button in self.periods.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _checked, period=period: self._choose_period(period))
        self.periods[self.choice.period].setChecked(True)
        self.first_day, self.last_day = self._day_box(self.tr("First day")), self._day_box(self.tr("Last day"))
        self.unit_box = self._box(self.tr("Unit"), [self.tr("All units")])
        self.class_box = self._box(self.tr("Class"), [self.tr("All classes"), *map(class_words, IncidentClass)])
        self.level_box = self._box(self.tr("Level"), [self.tr("All levels"), *map(level_words, IncidentLevel)])
        self.drills = _choice_button(self.tr("Drills"))
        self.drills.setToolTip(self.tr("Show drills instead of real incidents"))
        self.drills.toggled.connect(lambda checked: self._choose(replace(self.choice, drills=checked)))
        self.row = QHBoxLayout()
        self._own_days = QWidget()
        self._arrange()

    def set_units(self, units: Sequence[StatisticsUnit]) -> None:
        """Those that can be chosen; the chosen one stays."""
        below = [unit for unit in units if unit.unit_id != self._own_unit_id]
        base = min((unit.path.count("/") for unit in below), default=0)
        entries: list[tuple[str, str | None]] = [(self.tr("All units"), None)]
        entries += [("    " * (unit.path.count("/") - base) + unit.name, unit.unit_id) for unit in below]
        if self.choice.unit_id not in [unit_id for _, unit_id in entries]:
            entries.append((self.unit_box.currentText(), self.choice.unit_id))
        if entries == [(self.unit_box.itemText(at), self.unit_box.itemData(at)) for at in range(self.unit_box.count())]:
            return
        self.unit_box.blockSignals(True)
        self.unit_box.clear()
        for words, unit_id in entries:
            self.unit_box.addItem(words, unit_id)
        self.unit_box.setCurrentIndex(self.unit_box.findData(self.choice.unit_id))
        self.unit_box.blockSignals(False)

    # -- inside

    def _choose(self, choice: Choice) -> None:
        if choice != self.choice:
            self.choice = choice
            self._own_days.setVisible(choice.period is Period.OWN)
            self.changed.emit(choice)

    def _choose_period(self, period: Period) -> None:
        first, last = self.choice.days(self._now()) if period is Period.OWN else (None, None)
        for box, day in ((self.first_day, first), (self.last_day, last)):
            if day is not None:
                box.blockSignals(True)
                box.setDate(QDate(day.year, day.month, day.day))
                box.blockSignals(False)
        self._choose(replace(self.choice, period=period, first=first, last=last))

    def _choose_own_days(self) -> None:
        first, last = _date(self.first_day.date()), _date(self.last_day.date())
        self._choose(replace(self.choice, period=Period.OWN, first=first, last=last))

    def _boxes_changed(self) -> None:
        self._choose(
            replace(
                self.choice,
                unit_id=self.unit_box.currentData(),
                incident_class=(None, *IncidentClass)[self.class_box.currentIndex()],
                level=(None, *IncidentLevel)[self.level_box.currentIndex()],
            )
        )

    def _period_words(self) -> dict[Period, str]:
        return {
            Period.WEEK: self.tr("This week"),
            Period.FOUR_WEEKS: self.tr("4 weeks"),
            Period.QUARTER: self.tr("This quarter"),
            Period.YEAR: self.tr("This year"),
            Period.OWN: self.tr("Own days…"),
        }

    def _box(self, name: str, entries: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setMinimumWidth(_NARROWEST_CHOICE_PX)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.addItems(entries)
        box.currentIndexChanged.connect(self._boxes_changed)
        return box

    def _day_box(self, name: str) -> QDateEdit:
        box = QDateEdit()
        box.setAccessibleName(name)
        box.setCalendarPopup(True)
        box.setDisplayFormat("yyyy-MM-dd")
        box.setKeyboardTracking(False)
        box.dateChanged.connect(self._choose_own_days)
        return box

    def _arrange(self) -> None:
        self.row.setSpacing(6)
        periods = QHBoxLayout()
        periods.setSpacing(1)
        for button in self.periods.values():
            periods.addWidget(button)
        self.row.addLayout(periods)
        self.row.addSpacing(6)
        for widget in (self.unit_box, self.class_box, self.level_box, self.drills):
            self.row.addWidget(widget)
        own = QHBoxLayout(self._own_days)
        own.setContentsMargins(0, 0, 0, 0)
        for words, box in ((self.tr("From"), self.first_day), (self.tr("to"), self.last_day)):
            own.addWidget(QLabel(words))
            own.addWidget(box)
        own.addStretch()
        self._own_days.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.row)
        column.addWidget(self._own_days)


def _choice_button(words: str) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setCheckable(True)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
