"""What is done to an incident with a reason or a choice: steps with words, level, reopening, sharing, relations."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.domain.incidents import Incident, IncidentLevel, IncidentStatus
from app.domain.units import UnitKind
from app.services.commands.incidents import (
    ChangeLevel,
    LinkIncident,
    MergeIncident,
    MoveIncident,
    ProposeBackdating,
    ReopenIncident,
    ShareIncident,
)
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.controls import TextBox, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.finding import incident_finder, unit_finder
from widgets.incidents.moments import past_moment
from widgets.incidents.sending import Command, Sender
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.incidents.words import level_words, status_words

_SHARED_KINDS = (UnitKind.STREET, UnitKind.DEPARTMENT, UnitKind.STATION, UnitKind.DISTRICT)


class MoveDialog(AskDialog):
    """A step that somebody will ask about later."""

    def __init__(self, commands: Sender, incident: Incident, to: IncidentStatus, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self._to = to
        self.set_words(
            self.tr("{0} → {1}").format(status_words(incident.status), status_words(to)), self.tr("Take the step")
        )
        self.note = TextBox(lines=3, send=self.send)
        self.add(self.tr("Note"), self.note)

    def compose(self) -> Command:
        incident_id = self.incident.incident_id
        command = MoveIncident(expected_version=self.incident.version, to=self._to, note=self.note.text)
        return lambda: self.commands.client.move_incident(incident_id, command)


class LevelDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Change the level"), self.tr("Change"))
        self.add_words(self.tr("A graver level has tighter targets, from the original start."))
        self.level = QComboBox()
        for level in IncidentLevel:
            if level is not incident.level:
                self.level.addItem(level_words(level), level)
        # The next graver one: what an incident comes to step by step, and not the gravest by one key too many.
        self.level.setCurrentIndex(max(0, list(IncidentLevel).index(incident.level) - 1))
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Level"), self.level)
        self.add(self.tr("Reason"), self.reason)

    def compose(self) -> Command:
        incident_id = self.incident.incident_id
        command = ChangeLevel(
            expected_version=self.incident.version,
            level=IncidentLevel(self.level.currentData()),
            reason=self.reason.text,
        )
        return lambda: self.commands.client.change_level(incident_id, command)


class ReopenDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Reopen the incident"), self.tr("Reopen"))
        self.add_words(self.tr("New clocks start now. Every result so far stands."))
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Reason"), self.reason)

    def compose(self) -> Command:
        incident_id = self.incident.incident_id
        command = ReopenIncident(expected_version=self.incident.version, reason=self.reason.text)
        return lambda: self.commands.client.reopen_incident(incident_id, command)


class BackdatingDialog(AskDialog):
    """Proposes an earlier time of receipt; a second person confirms it."""

    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Propose an earlier time of receipt"), self.tr("Propose"))
        received = moment_words(incident.received_at, commands.mirror.now())
        self.add_words(
            self.tr("Now: {0}. A second person has to confirm it; both times stay visible.").format(received)
        )
        self.moment = QLineEdit()
        self.moment.setPlaceholderText(self.tr("14:05 or 11-22 14:05, Beijing time"))
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Received at"), self.moment)
        self.add(self.tr("Reason"), self.reason)

    def compose(self) -> Command | None:
        try:
            received_at = past_moment(self.moment.text(), self.commands.mirror.now())
        except ValueError:
            self.say(self.tr("The time is not readable: write 14:05 or 11-22 14:05."))
            return None
        incident_id = self.incident.incident_id
        command = ProposeBackdating(
            expected_version=self.incident.version, received_at=received_at, reason=self.reason.text
        )
        return lambda: self.commands.client.propose_backdating(incident_id, command)


class ShareDialog(AskDialog):
    """With exactly the units that are ticked."""

    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Share the incident"), self.tr("Share"))
        self.add_words(self.tr("A unit with which it is shared can read it and answer tasks."))
        self._find = unit_finder(commands.mirror, kinds=_SHARED_KINDS)
        self._items: dict[str, QListWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name or pinyin"))
        self.search.textChanged.connect(self._show_found)
        self.units = QListWidget()
        self.units.setMinimumHeight(240)
        for suggestion in self._find.all:
            unit_id = str(suggestion.value)
            if unit_id == incident.unit_id:
                continue
            item = QListWidgetItem(suggestion.text, self.units)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            ticked = unit_id in incident.shared_with
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self._items[unit_id] = item
        self.add(self.tr("Search"), self.search)
        self.add(self.tr("Units"), self.units)

    def tick(self, unit_id: str, on: bool) -> None:
        self._items[unit_id].setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def compose(self) -> Command:
        incident_id = self.incident.incident_id
        ticked = [key for key, item in self._items.items() if item.checkState() is Qt.CheckState.Checked]
        # Units that this seat does not know stay: nobody asked to take it from them.
        unknown = [key for key in self.incident.shared_with if key not in self._items]
        command = ShareIncident(expected_version=self.incident.version, unit_ids=(*ticked, *unknown))
        return lambda: self.commands.client.share_incident(incident_id, command)

    def _show_found(self, text: str) -> None:
        found = {suggestion.value for suggestion in self._find(text)} if text.strip() else None
        for unit_id, item in self._items.items():
            item.setHidden(found is not None and unit_id not in found)


class ParentDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Put under another incident"), self.tr("Put there"))
        self.above = SuggestBox(incident_finder(commands.mirror, commands.names, without=incident.incident_id))
        self.above.setPlaceholderText(self.tr("Number, title or pinyin; empty for none"))
        if (now := commands.mirror.get(Incident, incident.parent_id)) is not None:
            self.above.choose(Suggestion(f"{now.number} {now.title}", "", now.incident_id))
        self.add(self.tr("Above it"), self.above)

    def compose(self) -> Command | None:
        chosen = self.above.chosen
        if chosen is None and self.above.text().strip():
            self.say(self.tr("Choose one of the incidents that are offered."))
            return None
        incident_id = self.incident.incident_id
        parent_id = None if chosen is None else str(chosen.value)
        command = LinkIncident(expected_version=self.incident.version, parent_id=parent_id)
        return lambda: self.commands.client.link_incident(incident_id, command)


class MergeDialog(AskDialog):
    """`merged` carries the id of the incident that is kept."""

    merged = Signal(str)

    def __init__(self, commands: Sender, incident: Incident, parent: QWidget, *, into: Incident | None = None) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Merge into another incident"), self.tr("Merge"))
        self.add_words(
            self.tr("This incident ends in the other one, whose clocks run from the earlier start. It is not undone.")
        )
        self.into = SuggestBox(incident_finder(commands.mirror, commands.names, without=incident.incident_id))
        self.into.setPlaceholderText(self.tr("Number, title or pinyin"))
        self._facts = label("", "quiet")
        self.into.choice_changed.connect(self._show_facts)
        self.reason = TextBox(lines=3, send=self.send)
        self.add(self.tr("Into"), self.into, below=self._facts)
        self.add(self.tr("Reason"), self.reason)
        if into is not None:
            self.into.choose(Suggestion(f"{into.number} {into.title}", "", into.incident_id))

    def compose(self) -> Command | None:
        kept = self._kept()
        if kept is None:
            self.say(self.tr("Choose one of the incidents that are offered."))
            return None
        incident_id = self.incident.incident_id
        command = MergeIncident(
            expected_version=self.incident.version,
            into=kept.incident_id,
            into_expected_version=kept.version,
            reason=self.reason.text,
        )
        return lambda: self.commands.client.merge_incident(incident_id, command)

    def after(self, answer: Any) -> None:
        if isinstance(answer, Incident):
            self.merged.emit(answer.incident_id)

    def _kept(self) -> Incident | None:
        chosen = self.into.chosen
        return None if chosen is None else self.commands.mirror.get(Incident, str(chosen.value))

    def _show_facts(self) -> None:
        kept = self._kept()
        if kept is None:
            self._facts.setText("")
            return
        received = moment_words(kept.received_at, self.commands.mirror.now())
        self._facts.setText(" · ".join((level_words(kept.level), kept.place.text, received, status_words(kept.status))))
