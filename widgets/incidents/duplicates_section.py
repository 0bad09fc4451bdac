"""Incidents that belong to this one: perhaps the same, above it, below it, or what it went into. Nothing is merged or
put aside without being seen."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.geo import distance_m
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.services.rows import IncidentPage
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_words import age_words
from widgets.incidents.incident_dialogs import MergeDialog, ParentDialog
from widgets.incidents.rights import Rights
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import level_words, status_words


class DuplicatesSection(Section):
    """`open_asked` carries an incident's id."""

    open_asked = Signal(str)

    def __init__(self, commands: Sender, rights: Rights) -> None:
        super().__init__(commands, rights)
        # Put aside at this seat for as long as it runs: the hub goes on suspecting them.
        self._aside: set[tuple[str, str]] = set()
        self.set_title(self.tr("Related incidents"))
        self._parent_button = button(self.tr("Put under…"), self._put_under)
        self._merge_button = button(self.tr("Merge…"), self._merge)
        self.add_button(self._parent_button)
        self.add_button(self._merge_button)

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        may_link = self._rights.may(Action.INCIDENT_HANDLE, incident)
        may_merge = self._rights.may(Action.INCIDENT_MERGE, incident) and not incident.status.over
        self._parent_button.setVisible(may_link)
        self._merge_button.setVisible(may_merge)
        everything = self._commands.mirror.all(Incident)
        suspects = [each for key in incident.possible_duplicates if (each := everything.get(key)) is not None]
        suspects = [each for each in suspects if not each.status.over and not incident.status.over]
        above = everything.get(incident.parent_id or "")
        below = sorted(
            (each for each in everything.values() if each.parent_id == incident.incident_id),
            key=lambda each: each.number,
        )
        kept = everything.get(incident.merged_into or "")
        own = (incident.incident_id, incident.place, incident.received_at, incident.parent_id, incident.merged_into)
        shown = (own, suspects, above, below, kept, may_merge, frozenset(self._aside))
        self.show_rows(shown, lambda: self._cards(incident, suspects, above, below, kept, may_merge))

    # -- inside

    def _cards(
        self,
        incident: Incident,
        suspects: list[Incident],
        above: Incident | None,
        below: list[Incident],
        kept: Incident | None,
        may_merge: bool,
    ) -> Iterable[QWidget]:
        if incident.merged_into is not None:
            yield self._line(self.tr("Went into"), kept, incident.merged_into)
        for each in suspects:
            yield self._suspect(incident, each, may_merge)
        if incident.parent_id is not None:
            yield self._line(self.tr("Above it"), above, incident.parent_id)
        for each in below:
            yield self._line(self.tr("Below it"), each, each.incident_id)
        if not (suspects or above or below or incident.parent_id or incident.merged_into):
            yield label(self.tr("None is known."), "quiet")

    def _suspect(self, incident: Incident, other: Incident, may_merge: bool) -> Card:
        card = Card()
        key = (incident.incident_id, other.incident_id)
        if key in self._aside:
            words = self.tr("{0} was put aside at this seat as another incident").format(other.number)
            card.add(label(words, "quiet"), button(self.tr("Show it again"), lambda: self._put_aside(key, on=False)))
            return card
        card.add(label(self.tr("⚠ Perhaps the same: {0} {1}").format(other.number, other.title)))
        card.add(label(" · ".join(self._facts(incident, other)), "quiet"))
        buttons = [button(self.tr("Look at it"), lambda: self.open_asked.emit(other.incident_id))]
        if may_merge:
            buttons.append(button(self.tr("Merge…"), lambda: self._merge(other)))
        buttons.append(button(self.tr("Another one"), lambda: self._put_aside(key, on=True)))
        card.add_buttons(buttons)
        return card

    def _facts(self, incident: Incident, other: Incident) -> Iterable[str]:
        yield level_words(other.level)
        yield other.place.text
        if incident.place.point is not None and other.place.point is not None:
            yield self.tr("{0} m away").format(round(distance_m(incident.place.point, other.place.point)))
        apart_s = (other.received_at - incident.received_at).total_seconds()
        words = self.tr("received {0} earlier") if apart_s < 0 else self.tr("received {0} later")
        yield words.format(age_words(int(abs(apart_s))))
        yield status_words(other.status)

    def _line(self, caption: str, incident: Incident | None, incident_id: str) -> Card:
        words = incident_id
        if incident is not None:
            words = f"{incident.number} {incident.title} · {status_words(incident.status)}"
        card = Card()
        look = button(self.tr("Look at it"), lambda: self.open_asked.emit(incident_id))
        card.add(label(f"{caption}: {words}"), look)
        return card

    def _put_aside(self, key: tuple[str, str], *, on: bool) -> None:
        if on:
            self._aside.add(key)
        else:
            self._aside.discard(key)
        self._show_again()

    def _put_under(self) -> None:
        if self._page is not None:
            ParentDialog(self._commands, self._page.incident, self.window()).open()

    def _merge(self, into: Incident | None = None) -> None:
        if self._page is not None:
            dialog = MergeDialog(self._commands, self._page.incident, self.window(), into=into)
            dialog.merged.connect(self.open_asked)
            dialog.open()
