"""Corrects what an incident is said to be; only what was changed is sent."""

from datetime import datetime

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.geo import ReferenceSystem
from app.domain.incidents import Incident, Place
from app.services.commands.incidents import ChangeIncident
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.casualty_boxes import CasualtyBoxes
from widgets.incidents.class_boxes import ClassBoxes
from widgets.incidents.controls import TextBox, typed_line
from widgets.incidents.finding import SuggestedPlace
from widgets.incidents.known_names import KnownNames
from widgets.incidents.moments import past_moment, written_moment
from widgets.incidents.place_fields import PlaceDraft, PlaceFields
from widgets.incidents.sending import Command, Sender


class FactsDialog(AskDialog):
    def __init__(self, commands: Sender, places: KnownNames, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Change the facts"), self.tr("Change"))
        self.setMinimumWidth(560)
        self._shown = incident
        self.headline = QLineEdit(incident.title)
        self.headline.setMaxLength(200)
        self.place = PlaceFields(places)
        self.place.set_draft(_draft_of(incident.place))
        self._place_shown = self.place.read().place
        self.classes = ClassBoxes()
        self.classes.set_classes(incident.classes)
        self.casualties = CasualtyBoxes()
        self.casualties.set_casualties(incident.casualties)
        self.description = TextBox(lines=5, send=self.send)
        self.description.setPlainText(incident.description)
        self.reporter = QLineEdit(incident.reporter)
        self.reporter.setMaxLength(200)
        self.occurred = QLineEdit(written_moment(incident.occurred_at) if incident.occurred_at is not None else "")
        self.occurred.setPlaceholderText(self.tr("14:05 or 11-22 14:05, Beijing time"))
        self._occurred_shown = self.occurred.text()
        self.add(self.tr("What"), self.headline)
        self.add(self.tr("Where"), self.place)
        self.add(self.tr("Class"), self.classes)
        self.add(self.tr("Casualties"), self.casualties)
        self.add(self.tr("Description"), self.description)
        self.add(self.tr("Reporter"), self.reporter)
        self.add(self.tr("Occurred at"), self.occurred)

    def compose(self) -> Command | None:
        place = self.place.read()
        if place.place is None:
            self.say(place.fault)
            return None
        if not self.classes.classes:
            self.say(self.tr("Tick at least one class."))
            return None
        occurred_at: datetime | None = None
        if self.occurred.text() != self._occurred_shown and self.occurred.text().strip():
            try:
                occurred_at = past_moment(self.occurred.text(), self.commands.mirror.now())
            except ValueError:
                self.say(self.tr("The time is not readable: write 14:05 or 11-22 14:05."))
                return None
        shown = self._shown
        title, reporter = typed_line(self.headline.text()), typed_line(self.reporter.text())
        command = ChangeIncident(
            expected_version=self.incident.version,
            title=title if title != shown.title else None,
            classes=self.classes.classes if set(self.classes.classes) != set(shown.classes) else None,
            place=place.place if place.place != self._place_shown else None,
            casualties=self.casualties.casualties if self.casualties.casualties != shown.casualties else None,
            description=self.description.text if self.description.text != shown.description else None,
            reporter=reporter if reporter != shown.reporter else None,
            occurred_at=occurred_at,
        )
        if command == ChangeIncident(expected_version=self.incident.version):
            self.say(self.tr("Nothing is different."))
            return None
        incident_id = self.incident.incident_id
        return lambda: self.commands.client.change_incident(incident_id, command)


def _draft_of(place: Place) -> PlaceDraft:
    """As it is stored, so that an unchanged place is sent as nothing, and other words for it keep its coordinates."""
    point = place.point
    return PlaceDraft(
        text=place.text,
        site=SuggestedPlace(place.text, place.site_id, place.grid_code, place.city_code, point)
        if place.site_id
        else None,
        grid_code=place.grid_code,
        city_code=place.city_code,
        coordinates=f"{point.longitude!r}, {point.latitude!r}" if point is not None else "",
        system=ReferenceSystem.WGS84 if point is not None else None,
    )
