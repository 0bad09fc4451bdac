"""Giving somebody a task, and answering one."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.incidents import Assignment, AssignmentStatus, Incident
from app.domain.people import RoleTitle
from app.domain.units import UnitKind
from app.services.commands.tasks import AnswerAssignment, Assign
from widgets.incidents.ask_dialog import AskDialog
from widgets.incidents.controls import TextBox, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.finding import Finder, person_finder, unit_finder
from widgets.incidents.moments import coming_moment
from widgets.incidents.sending import Command, Sender
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.incidents.words import assignment_status_words, title_words

_KINDS = (UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.STATION, UnitKind.SITE, UnitKind.DISTRICT)


class AssignDialog(AskDialog):
    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(commands, incident, parent)
        self.set_words(self.tr("Give a task"), self.tr("Give the task"))
        self.unit = SuggestBox(unit_finder(commands.mirror, kinds=_KINDS))
        self.unit.setPlaceholderText(self.tr("Name or pinyin"))
        self.unit.choice_changed.connect(self._unit_changed)
        self._people = Finder(())
        self.person = SuggestBox(self._find_people)
        self.person.setPlaceholderText(self.tr("Anybody there"))
        self.title = QComboBox()
        self.title.addItem("", None)
        for title in RoleTitle:
            self.title.addItem(title_words(title), title)
        self.task = TextBox(lines=4, send=self.send)
        self.due = QLineEdit()
        self.due.setPlaceholderText(self.tr("20 = in 20 minutes, or 14:30; empty: no due time"))
        self._due_words = label("", "quiet")
        self.due.textChanged.connect(self._show_due)
        self.add(self.tr("Unit"), self.unit)
        self.add(self.tr("Person"), self.person)
        self.add(self.tr("Role"), self.title)
        self.add(self.tr("Task"), self.task)
        self.add(self.tr("Due"), self.due, below=self._due_words)

    def compose(self) -> Command | None:
        unit, person = self.unit.chosen, self.person.chosen
        if unit is None:
            self.say(self.tr("Choose one of the units that are offered."))
            return None
        if person is None and self.person.text().strip():
            self.say(self.tr("Choose one of the people that are offered, or leave it empty."))
            return None
        due_at = None
        if self.due.text().strip():
            try:
                due_at = coming_moment(self.due.text(), self.commands.mirror.now())
            except ValueError:
                self.say(self.tr("The due time is not readable: write 20 or 14:30."))
                return None
        incident_id = self.incident.incident_id
        title = self.title.currentData()
        command = Assign(
            unit_id=str(unit.value),
            person_id=str(person.value) if person is not None else None,
            title=RoleTitle(title) if title is not None else None,
            task=self.task.text,
            due_at=due_at,
        )
        return lambda: self.commands.client.assign(incident_id, command)

    def _find_people(self, text: str) -> list[Suggestion]:
        return self._people(text)

    def _unit_changed(self) -> None:
        unit = self.unit.chosen
        self._people = person_finder(self.commands.mirror, str(unit.value)) if unit is not None else Finder(())
        self.person.clear()
        self.person.choose(None)

    def _show_due(self, text: str) -> None:
        now = self.commands.mirror.now()
        try:
            self._due_words.setText(moment_words(coming_moment(text, now), now) if text.strip() else "")
        except ValueError:
            self._due_words.setText("")


class AnswerDialog(AskDialog):
    """`incident` is the task's."""

    def __init__(
        self,
        commands: Sender,
        incident: Incident,
        assignment: Assignment,
        status: AssignmentStatus,
        parent: QWidget,
    ) -> None:
        super().__init__(commands, incident, parent)
        self._assignment = assignment
        self._status = status
        words = assignment_status_words(status)
        self.set_words(self.tr("Task: {0}").format(words), self.tr("Send"))
        self.add_words(assignment.task)
        self.answer = TextBox(lines=4, send=self.send)
        self.add(self.tr("Answer"), self.answer)

    def compose(self) -> Command | None:
        if self._status is AssignmentStatus.DECLINED and not self.answer.text:
            self.say(self.tr("Say why, so that somebody else can be asked."))
            return None
        now = self.commands.mirror.get(Assignment, self._assignment.assignment_id) or self._assignment
        command = AnswerAssignment(expected_version=now.version, status=self._status, answer=self.answer.text)
        return lambda: self.commands.client.answer_assignment(now.assignment_id, command)
