"""Whose it is and with whom it is shared: each unit with who is on shift there and how to reach them."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.domain.incidents import Incident
from app.domain.people import Person, Shift
from app.domain.permissions import Action
from app.domain.units import Unit
from app.services.rows import IncidentPage
from widgets.incidents.controls import button, label, value_label
from widgets.incidents.incident_dialogs import ShareDialog
from widgets.incidents.rights import Rights
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import title_words


class PeopleSection(Section):
    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__(commands, rights)
        self.set_title(self.tr("Units and people"))
        self.share_button = button(self.tr("Share…"), self.share)
        self.add_button(self.share_button)

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        self.share_button.setVisible(self._rights.may(Action.INCIDENT_HANDLE, incident))
        people = {unit_id: self._on_shift(unit_id) for unit_id in (incident.unit_id, *incident.shared_with)}
        units = [self._commands.mirror.get(Unit, unit_id) for unit_id in people]
        self.show_rows((incident.incident_id, people, units), lambda: self._cards(incident, people))

    def share(self) -> None:
        if self._page is not None:
            ShareDialog(self._commands, self._page.incident, self.window()).open()

    # -- inside

    def _cards(self, incident: Incident, people: dict[str, list[tuple[Shift, Person]]]) -> Iterable[QWidget]:
        for unit_id, on_shift in people.items():
            card = Card()
            words = self.tr("{0} · responsible") if unit_id == incident.unit_id else self.tr("{0} · shared with it")
            card.add(label(words.format(self._commands.names.unit(unit_id))))
            unit = self._commands.mirror.get(Unit, unit_id)
            for contact in unit.contacts if unit is not None else ():
                card.add(value_label(contact))
            for shift, person in on_shift:
                numbers = ", ".join(contact.value for contact in person.contacts)
                card.add(value_label(f"{title_words(shift.title)} {person.name}  {numbers}"))
            if not on_shift:
                card.add(label(self.tr("Nobody's shift is written down for now."), "quiet"))
            yield card
        if not incident.shared_with:
            yield label(self.tr("Shared with no other unit."), "quiet")

    def _on_shift(self, unit_id: str) -> list[tuple[Shift, Person]]:
        mirror, now = self._commands.mirror, self._commands.mirror.now()
        found = [
            (shift, person)
            for shift in mirror.all(Shift).values()
            if shift.unit_id == unit_id
            and shift.starts_at <= now < shift.ends_at
            and (person := mirror.get(Person, shift.person_id)) is not None
        ]
        return sorted(found, key=lambda pair: (pair[0].title, pair[1].name))
