"""Who was asked to do what: acknowledged or not, until when, and what came back."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.incidents import Assignment, AssignmentStatus, Incident
from app.domain.people import Person
from app.domain.permissions import Action
from app.services.rows import IncidentPage
from widgets.incidents.answered_tasks import AnsweredTasks
from widgets.incidents.controls import button, label
from widgets.incidents.countdown import due_face
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.section import Card
from widgets.incidents.sending import Sender
from widgets.incidents.task_dialogs import AssignDialog
from widgets.incidents.words import assignment_status_words, title_words

_STATUS = AssignmentStatus
_WAITS = (_STATUS.SENT, _STATUS.ACKNOWLEDGED)


class TasksSection(AnsweredTasks):
    def __init__(self, commands: Sender, rights: Rights, hand: SecondHand) -> None:
        super().__init__(commands, rights)
        self._hand = hand
        self._decided: dict[str, str] = {}
        self.set_title(self.tr("Tasks"))
        self.assign_button = button(self.tr("Give a task…"), self.assign)
        self.add_button(self.assign_button)

    def _show(self, page: IncidentPage) -> None:
        incident = page.incident
        may_assign = self._rights.may(Action.INCIDENT_ASSIGN, incident) and not incident.status.over
        self.assign_button.setVisible(may_assign)
        tasks = sorted(page.assignments, key=_order)
        self._decided = {one.decision_id: one.text for one in page.decisions}
        shown = (incident.incident_id, incident.status.over, tasks, self._decided, may_assign, self._outcome)
        self.show_rows(shown, lambda: self._cards(incident, tasks, may_assign))

    def assign(self) -> None:
        if self._page is not None:
            AssignDialog(self._commands, self._page.incident, self.window()).open()

    # -- inside

    def _cards(self, incident: Incident, tasks: list[Assignment], may_assign: bool) -> Iterable[QWidget]:
        if not tasks:
            yield label(self.tr("Nobody has a task yet."), "quiet")
        for task in tasks:
            yield self._card(incident, task, may_assign)
        if self._outcome:
            yield label(self._outcome, "reason")

    def _card(self, incident: Incident, task: Assignment, may_assign: bool) -> Card:
        card = Card()
        now, names = self._commands.mirror.now(), self._commands.names
        who = [names.unit(task.unit_id)]
        if task.person_id is not None:
            who.append(self._person(task.person_id))
        if task.title is not None:
            who.append(title_words(task.title))
        card.add(label(" · ".join(who)), label(assignment_status_words(task.status), "quiet", wrap=False))
        card.add(label(task.task))
        decided = self._decided.get(task.decision_id or "", task.task)
        if decided != task.task:
            card.add(label(self.tr("Decision: {0}").format(decided), "quiet"))
        if task.due_at is not None and task.status in _WAITS:
            due = CountdownLabel(self.tr("Due"), self._hand, large=False)
            due.show_face_at(partial(due_face, task.assigned_at, task.due_at))
            card.add(due)
        given = self.tr("Given {0} by {1}") if task.decision_id is None else self.tr("Decided {0} by {1}")
        parts = [given.format(moment_words(task.assigned_at, now), names.person(task.assigned_by))]
        if task.due_at is not None:
            parts.append(self.tr("due {0}").format(moment_words(task.due_at, now)))
        if task.acknowledged_at is not None:
            by = names.person(task.acknowledged_by or "")
            parts.append(self.tr("acknowledged {0} by {1}").format(moment_words(task.acknowledged_at, now), by))
        if task.done_at is not None:
            parts.append(self.tr("done {0}").format(moment_words(task.done_at, now)))
        card.add(label(" · ".join(parts), "quiet"))
        if task.answer:
            card.add(label(self.tr("Answer: {0}").format(task.answer)))
        card.add_buttons(self._buttons(incident, task, may_assign))
        return card

    def _buttons(self, incident: Incident, task: Assignment, may_assign: bool) -> Iterable[QWidget]:
        if task.status not in _WAITS:
            return
        if self._rights.on_unit(Action.ASSIGNMENT_ANSWER, task.unit_id):
            if task.status is _STATUS.SENT:
                yield button(self.tr("Acknowledge"), lambda: self._acknowledge(task))
            yield button(self.tr("Done…"), lambda: self._answer(incident, task, _STATUS.DONE))
            yield button(self.tr("Decline…"), lambda: self._answer(incident, task, _STATUS.DECLINED))
        if may_assign:
            yield button(self.tr("Withdraw…"), lambda: self._answer(incident, task, _STATUS.WITHDRAWN))

    def _person(self, person_id: str) -> str:
        person = self._commands.mirror.get(Person, person_id)
        if person is None:
            return person_id
        numbers = [contact.value for contact in person.contacts]
        return f"{person.name} {numbers[0]}" if numbers else person.name


def _order(task: Assignment) -> tuple[bool, float]:
    return task.status not in _WAITS, -task.assigned_at.timestamp()
