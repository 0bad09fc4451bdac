"""While a report is typed: incidents that may be the same one, so that it is not reported twice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.duplicates import possible_duplicates
from app.domain.geo import distance_m
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from widgets.incidents.controls import button, empty, label
from widgets.incidents.countdown_words import age_words
from widgets.incidents.section import Card
from widgets.incidents.sending import Sender
from widgets.incidents.words import status_words

_MOST_SHOWN = 3


class SimilarIncidents(QWidget):
    """Hidden while there are none. `look_asked` carries an incident's id."""

    look_asked = Signal(str)

    def __init__(self, commands: Sender, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.found: Sequence[Incident] = ()
        self.hide()

    def show_for(self, place: Place | None, classes: tuple[IncidentClass, ...], *, is_drill: bool) -> None:
        """By the same rule as the hub's suspicion."""
        found = self._similar(place, classes, is_drill=is_drill) if place is not None and classes else ()
        if list(found) == list(self.found):
            return
        self.found = found
        empty(self._column)
        for incident in found[:_MOST_SHOWN]:
            self._column.addWidget(self._card(incident, place))
        if len(found) > _MOST_SHOWN:
            self._column.addWidget(label(self.tr("and {0} more").format(len(found) - _MOST_SHOWN), "quiet"))
        self.setVisible(bool(found))

    def _similar(self, place: Place, classes: tuple[IncidentClass, ...], *, is_drill: bool) -> list[Incident]:
        mirror = self._commands.mirror
        now = mirror.now()
        asked = Incident(
            incident_id="",
            number="",
            title="",
            classes=classes,
            level=IncidentLevel.IV,
            is_drill=is_drill,
            unit_id="",
            place=place,
            registered_at=now,
            received_at=now,
        )
        known = mirror.all(Incident)
        return [known[key] for key in possible_duplicates(asked, known.values(), now=now)]

    def _card(self, incident: Incident, place: Place | None) -> Card:
        card = Card()
        facts = [status_words(incident.status), incident.place.text]
        if place is not None and place.point is not None and incident.place.point is not None:
            facts.append(self.tr("{0} m away").format(round(distance_m(place.point, incident.place.point))))
        age_s = (self._commands.mirror.now() - incident.received_at).total_seconds()
        facts.append(self.tr("received {0} ago").format(age_words(max(0, int(age_s)))))
        look = button(self.tr("Look at it"), lambda: self.look_asked.emit(incident.incident_id))
        card.add(label(self.tr("⚠ Perhaps the same: {0} {1}").format(incident.number, incident.title)), look)
        card.add(label(" · ".join(facts), "quiet"))
        return card
