"""The incidents that go on, beside each other, the gravest first: which one the page is about."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.domain.incidents import Incident
from app.link.mirror import Mirror
from widgets import colours
from widgets.incidents.controls import empty
from widgets.incidents.signs import CHIP_HEIGHT, CHIP_WIDTH, level_chip
from widgets.incidents.words import level_words
from widgets.names import tooltip

_TARGET_PX = 34
_LEAST_PX, _WIDEST_PX = 90, 300
_AROUND_WORDS_PX = CHIP_WIDTH + 30
# As many as a laptop's width has room for; the board has all.
_MOST_SHOWN = 6


def running(mirror: Mirror) -> list[Incident]:
    """The gravest first, real ones before drills, of equal ones the latest."""
    found = [one for one in mirror.all(Incident).values() if not one.status.over]
    found.sort(key=lambda one: (one.received_at, one.incident_id), reverse=True)
    return sorted(found, key=lambda one: (one.is_drill, one.level.rank))


class IncidentTabs(QWidget):
    """Hidden while there is no choice. `chosen` carries an incident's id."""

    chosen = Signal(str)

    def __init__(self, mirror: Mirror, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._shown: object = None
        self.buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.setAccessibleName(self.tr("Incidents that go on"))

    def show_incidents(self, current: str) -> None:
        found = running(self._mirror)
        shown = found[:_MOST_SHOWN]
        here = next((one for one in found if one.incident_id == current), None)
        if here is not None and here not in shown:
            shown = [*shown[:-1], here]
        self.setVisible(bool(shown) and (len(shown) > 1 or here is None))
        of = [(one.incident_id, one.level, one.title, one.place.text, one.is_drill) for one in shown]
        if of != self._shown:
            self._shown = of
            empty(self._row)
            self.buttons = {one.incident_id: self._button(one) for one in shown}
            for made in self.buttons.values():
                self._row.addWidget(made)
            self._row.addStretch()
        for incident_id, made in self.buttons.items():
            made.setChecked(incident_id == current)

    def _button(self, incident: Incident) -> QToolButton:
        words = self.tr("{0} (drill)").format(incident.title) if incident.is_drill else incident.title
        made = _Tab(words)
        made.setIcon(level_chip(incident.level, self.devicePixelRatioF()))
        made.setIconSize(QSize(CHIP_WIDTH, CHIP_HEIGHT))
        if incident.is_drill:
            made.setStyleSheet(f"border-bottom: 2px solid {colours.DRILL.name()};")
        made.setToolTip(tooltip([incident.number, incident.title, incident.place.text]))
        made.setAccessibleName(f"{level_words(incident.level)} {words}")
        choose: Callable[[bool], None] = partial(self._choose, incident.incident_id)
        made.clicked.connect(choose)
        return made

    def _choose(self, incident_id: str, _checked: bool = False) -> None:
        self.chosen.emit(incident_id)


class _Tab(QToolButton):
    """As wide as its words where there is room; all of a row get narrower together."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setCheckable(True)
        self.setMinimumSize(_LEAST_PX, _TARGET_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._elide(_WIDEST_PX)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._words) + _AROUND_WORDS_PX
        return QSize(min(width + 2, _WIDEST_PX), _TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_PX, _TARGET_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide(self.width())

    def _elide(self, width: int) -> None:
        room = width - _AROUND_WORDS_PX
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
