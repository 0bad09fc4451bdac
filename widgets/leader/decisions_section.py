"""What was decided, the latest first, each with who does it, until when, and how far they are.

What is overdue is read off the due times on the hub's clock, and shows at its moment without anybody telling it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from app.domain.assignment_life import OPEN
from app.domain.decisions import Decision, DecisionState, is_overdue, state_of
from app.domain.incidents import Assignment, AssignmentStatus, Incident
from app.domain.people import Person
from app.domain.permissions import Action
from app.services.rows import IncidentPage
from streams.state import Phase
from widgets.icons import BADGE_SIZE, badge
from widgets.incidents.answered_tasks import AnsweredTasks
from widgets.incidents.controls import label
from widgets.incidents.countdown import due_face
from widgets.incidents.countdown_label import CountdownLabel
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.rights import Rights
from widgets.incidents.second_hand import SecondHand
from widgets.incidents.section import Card
from widgets.incidents.sending import Sender
from widgets.incidents.words import title_words
from widgets.leader.decision_dialogs import WithdrawDialog
from widgets.leader.words import decision_state_words, task_state_words

_STATUS = AssignmentStatus
_SIGNS = {
    DecisionState.OVERDUE: Phase.OFFLINE,
    DecisionState.REFUSED: Phase.OFFLINE,
    DecisionState.UNDER_WAY: Phase.RECONNECTING,
    DecisionState.DONE: Phase.LIVE,
    DecisionState.STANDS: Phase.IDLE,
    DecisionState.WITHDRAWN: Phase.IDLE,
}
_TASK_SIGNS = {
    _STATUS.SENT: Phase.CONNECTING,
    _STATUS.ACKNOWLEDGED: Phase.RECONNECTING,
    _STATUS.DECLINED: Phase.OFFLINE,
    _STATUS.DONE: Phase.LIVE,
    _STATUS.WITHDRAWN: Phase.IDLE,
}
_INDENT = 8


class DecisionsSection(AnsweredTasks):
    """Tasks that no decision brought stand below them, so that nobody is asked twice."""

    def __init__(self, commands: Sender, rights: Rights, hand: SecondHand) -> None:
        super().__init__(commands, rights)
        self._hand = hand
        self.set_title(self.tr("Decisions"))
        self._late: frozenset[str] = frozenset()
        self._unfollow = hand.add(self._look_for_late)

    def release(self) -> None:
        self._unfollow()

    def _show(self, page: IncidentPage) -> None:
        incident, now = page.incident, self._commands.mirror.now()
        may_withdraw = self._rights.may(Action.INCIDENT_ASSIGN, incident)
        decisions = sorted(page.decisions, key=lambda one: (one.decided_at, one.decision_id), reverse=True)
        self._late = _late(page.assignments, now)
        people = [self._commands.mirror.get(Person, one.person_id) for one in page.assignments]
        shown = (
            incident.incident_id,
            incident.status.over,
            decisions,
            page.assignments,
            people,
            self._late,
            may_withdraw,
            self._outcome,
        )
        self.show_rows(shown, lambda: self._cards(page, decisions, now, may_withdraw))
        self._hand.look_soon()

    def _look_for_late(self, now: datetime) -> datetime | None:
        """A task that became overdue changes words and signs of its decision."""
        page = self._page
        if page is None or not self.isVisible():
            return None
        if _late(page.assignments, now) != self._late:
            self._show(page)
        coming = [
            one.due_at for one in page.assignments if one.status in OPEN and one.due_at is not None and one.due_at > now
        ]
        return min(coming, default=None)

    # -- rows

    def _cards(
        self, page: IncidentPage, decisions: list[Decision], now: datetime, may_withdraw: bool
    ) -> Iterable[QWidget]:
        if self._outcome:
            yield label(self._outcome, "reason")
        if not decisions:
            yield label(self._words_for_nothing(page.incident, may_withdraw), "quiet")
        for decision in decisions:
            tasks = [one for one in page.assignments if one.decision_id == decision.decision_id]
            yield self._decision(page.incident, decision, tasks, now, may_withdraw)
        known = {one.decision_id for one in decisions}
        others = [one for one in page.assignments if one.decision_id not in known]
        if others:
            yield label(self.tr("Other tasks"), "quiet")
            card = Card()
            for task in sorted(others, key=_order):
                self._add_task(card, page.incident, task, now, text=task.task)
            yield card

    def _words_for_nothing(self, incident: Incident, may_decide: bool) -> str:
        if incident.status.over:
            return self.tr("Nothing was decided.")
        if not may_decide:
            return self.tr("Nothing is decided yet.")
        return self.tr("Nothing is decided yet. Write it above; who does it gets a task.")

    def _decision(
        self, incident: Incident, decision: Decision, tasks: list[Assignment], now: datetime, may_withdraw: bool
    ) -> QWidget:
        card = Card()
        state = state_of(decision, tasks, now)
        text = label(decision.text, "heading")
        buttons: list[QWidget] = [_sign(_SIGNS[state]), label(decision_state_words(state), "quiet", wrap=False)]
        if may_withdraw and decision.withdrawn_at is None:
            buttons.append(self._menu_button(partial(self._decision_menu, incident, decision), decision.text))
        card.add(text, *buttons)
        made = self.tr("{0} · {1}").format(moment_words(decision.decided_at, now), decision.decided_by_name)
        card.add(label(made, "quiet"))
        if decision.withdrawn_at is not None:
            words = self.tr("withdrawn {0} by {1}: {2}")
            at = moment_words(decision.withdrawn_at, now)
            card.add(label(words.format(at, decision.withdrawn_by_name, decision.withdrawn_because), "reason"))
        for task in sorted(tasks, key=_order):
            self._add_task(card, incident, task, now, text=task.task if task.task != decision.text else "")
        return card

    def _add_task(self, card: Card, incident: Incident, task: Assignment, now: datetime, *, text: str) -> None:
        who = label(self._who(task))
        who.setContentsMargins(_INDENT, 0, 0, 0)
        parts: list[QWidget] = []
        if task.due_at is not None and task.status in OPEN:
            due = CountdownLabel(self.tr("Due"), self._hand, large=False)
            due.show_face_at(partial(due_face, task.assigned_at, task.due_at))
            due.setMinimumWidth(due.sizeHint().width())
            due.setToolTip(self.tr("due {0}").format(moment_words(task.due_at, now)))
            parts.append(due)
        late = is_overdue(task, now)
        parts.append(_sign(Phase.OFFLINE if late else _TASK_SIGNS[task.status]))
        parts.append(label(task_state_words(task, now), "quiet", wrap=False))
        may_answer = self._rights.on_unit(Action.ASSIGNMENT_ANSWER, task.unit_id)
        if task.status in OPEN and (may_answer or self._rights.may(Action.INCIDENT_ASSIGN, incident)):
            parts.append(self._menu_button(partial(self._task_menu, incident, task), task.task))
        card.add(who, *parts)
        for words in (text, self.tr("Answer: {0}").format(task.answer) if task.answer else ""):
            if words:
                line = label(words, "quiet")
                line.setContentsMargins(_INDENT, 0, 0, 0)
                card.add(line)

    def _who(self, task: Assignment) -> str:
        names = self._commands.names
        person = self._commands.mirror.get(Person, task.person_id)
        parts = [names.unit(task.unit_id)]
        if task.title is not None:
            parts.append(title_words(task.title))
        if task.person_id is not None:
            parts.append(person.name if person is not None else task.person_id)
            if person is not None and person.contacts:
                parts.append(person.contacts[0].value)
        return " · ".join(parts)

    # -- what somebody may do

    def _menu_button(self, fill: "partial[None]", about: str) -> QToolButton:
        made = QToolButton()
        made.setText("⋯")
        made.setProperty("flat", "true")
        made.setToolTip(self.tr("What can be done"))
        made.setAccessibleName(self.tr("What can be done: {0}").format(about))
        made.clicked.connect(lambda _checked: self._open_menu(made, fill))
        return made

    def _open_menu(self, beside: QToolButton, fill: "partial[None]") -> None:
        menu = QMenu(beside.window())
        menu.aboutToHide.connect(menu.deleteLater)
        fill(menu)
        menu.popup(beside.mapToGlobal(QPoint(0, beside.height())))

    def _decision_menu(self, incident: Incident, decision: Decision, menu: QMenu) -> None:
        menu.addAction(
            self.tr("Withdraw the decision…"),
            lambda: WithdrawDialog(self._commands, incident, decision, self.window()).open(),
        )

    def _task_menu(self, incident: Incident, task: Assignment, menu: QMenu) -> None:
        if self._rights.on_unit(Action.ASSIGNMENT_ANSWER, task.unit_id):
            if task.status is _STATUS.SENT:
                menu.addAction(self.tr("Acknowledged"), partial(self._acknowledge, task))
            menu.addAction(self.tr("Done…"), partial(self._answer, incident, task, _STATUS.DONE))
            menu.addAction(self.tr("Declined…"), partial(self._answer, incident, task, _STATUS.DECLINED))
        if self._rights.may(Action.INCIDENT_ASSIGN, incident):
            menu.addAction(self.tr("Withdraw the task…"), partial(self._answer, incident, task, _STATUS.WITHDRAWN))


def _late(tasks: Iterable[Assignment], now: datetime) -> frozenset[str]:
    return frozenset(one.assignment_id for one in tasks if is_overdue(one, now))


def _order(task: Assignment) -> tuple[bool, datetime, str]:
    return task.status not in OPEN, task.due_at or task.assigned_at, task.assignment_id


def _sign(phase: Phase) -> QLabel:
    made = QLabel()
    made.setPixmap(badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE))
    return made
