"""One line for a decision, one for whoever does it, one press for until when: Enter, and it is the hall's.

Who does it gets a row, where a task and a time of their own can be typed; nobody has to.
What is typed stays until the hub has it, for each incident its own: whoever looks at another one loses nothing, and
nothing typed for one goes to the other.
"""

from functools import partial
from itertools import pairwise

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Incident
from app.services.commands.fields import LONGEST_REASON
from app.services.commands.tasks import MOST_TASKS
from widgets.incidents.controls import button, label, typed_line
from widgets.incidents.known_names import KnownNames
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.leader.decision_draft import (
    LONGEST_MOMENT,
    Draft,
    OwnTask,
    Typed,
    due_moment,
    own_due_moment,
)
from widgets.leader.owner_rows import OwnerRow, OwnerRows
from widgets.leader.owners import Owner

_QUICK_MIN = (15, 30, 60, 120)
_TARGET_PX = 36
_EXACT_PX = 84


class DecisionEntry(QWidget):
    """`decided` fires when the hub has it."""

    decided = Signal()

    def __init__(self, commands: Sender, owners: KnownNames) -> None:
        super().__init__()
        self._commands = commands
        self._known = owners
        self._incident: Incident | None = None
        self._drafts: dict[str, Draft] = {}
        self.text = QLineEdit()
        self.text.returnPressed.connect(self.send)
        self.text.textChanged.connect(self._show_followed)
        self.text.setMaxLength(LONGEST_REASON)
        self.text.setMinimumHeight(_TARGET_PX)
        self.text.setPlaceholderText(self.tr("Decision… (Enter)"))
        self.text.setAccessibleName(self.tr("Decision"))
        self.send_button = button(self.tr("Decide"), self.send)
        self.send_button.setMinimumHeight(_TARGET_PX)
        self.send_button.setDefault(True)
        self.owner = SuggestBox(self._find)
        self.owner.returnPressed.connect(self.send)
        self.owner.setPlaceholderText(self.tr("Who does it: unit or person, name or pinyin"))
        self.owner.setAccessibleName(self.tr("Who does it"))
        self.owner.setMinimumHeight(_TARGET_PX)
        self.owner.choice_changed.connect(self._take_owner)
        # By minutes. Not a QButtonGroup: that one leaves one of them to the keyboard.
        self.quick: dict[int, QToolButton] = {}
        self.exact = QLineEdit()
        self.exact.returnPressed.connect(self.send)
        self.exact.setMaxLength(LONGEST_MOMENT)
        self.exact.setPlaceholderText(self.tr("14:30"))
        self.exact.setToolTip(self.tr("A time of day, or a number of minutes"))
        self.exact.setAccessibleName(self.tr("Due at"))
        self.exact.setFixedWidth(_EXACT_PX)
        self.exact.setMinimumHeight(_TARGET_PX - 4)
        self.exact.textEdited.connect(lambda _text: self._choose_quick(None))
        self.exact.textChanged.connect(self._show_followed)
        self.rows = OwnerRows()
        self.rows.entered.connect(self.send)
        self.rows.taken_off.connect(self._take_off)
        self.outcome = label()
        self._arrange()

    def show_incident(self, incident: Incident | None) -> None:
        """Its own draft takes the place of the one that stood here."""
        before = self._incident
        if before is not None and (incident is None or incident.incident_id != before.incident_id):
            self._draft(before).typed = self.typed()
        self._incident = incident
        if incident is not None and (before is None or before.incident_id != incident.incident_id):
            self._show(self._draft(incident))

    def typed(self) -> Typed:
        return Typed(
            text=typed_line(self.text.text()),
            tasks=self.rows.tasks,
            asked_for=typed_line(self.owner.text()),
            due_min=next((minutes for minutes, one in self.quick.items() if one.isChecked()), None),
            exact=typed_line(self.exact.text()),
        )

    @property
    def is_empty(self) -> bool:
        """Nothing stands here that would be lost."""
        return self.typed() == Typed()

    def take_owner(self, owner: Owner) -> None:
        """One more who does it, with what was typed for them before."""
        incident = self._incident
        if incident is None:
            return
        draft = self._draft(incident)
        if (row := self.rows.row(owner)) is not None:
            self.rows.ensureWidgetVisible(row)
        elif len(self.rows.tasks) == MOST_TASKS:
            self._say(draft, self.tr("At most {0} for one decision: make another one.").format(MOST_TASKS))
        else:
            self.rows.add(draft.taken_off.pop(owner, OwnTask(owner)))
            self._order_tab_stops()

    def send(self) -> None:
        incident = self._incident
        if incident is None or not self.isEnabled():
            return
        draft = self._draft(incident)
        draft.typed = typed = self.typed()
        if draft.is_on_its_way:
            return
        # What was sent and not answered is sent again as it was, whatever the time has become.
        if (draft.sent is None or draft.sent[0] != typed) and self._has_fault(draft, typed):
            return
        try:
            command, key = draft.command(self._commands.mirror.now())
        except ValidationError:
            self._say(draft, self.tr("The hub does not take such a text: write it anew, without special characters."))
            return
        draft.is_on_its_way = True
        self._say(draft, self.tr("Sending…"))
        incident_id = incident.incident_id
        self._commands.send(
            lambda: self._commands.client.decide(incident_id, command, key=key),
            about=incident,
            done=partial(self._done, incident),
            failed=partial(self._failed, incident),
        )

    # -- inside

    def _find(self, text: str) -> list[Suggestion]:
        self._known.get_ready()
        return self._known.find(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._known.get_ready()

    def _has_fault(self, draft: Draft, typed: Typed) -> bool:
        """Said, with the cursor where it is to be put right."""
        if (fault := self._fault(typed)) is not None:
            self._say(draft, fault)
            return True
        if (wrong := self._wrong_row(typed)) is not None:
            row, fault = wrong
            self._say(draft, fault)
            self.rows.go_to_due(row)
            return True
        return False

    def _fault(self, typed: Typed) -> str | None:
        if not typed.text:
            return self.tr("Write what is decided.")
        if typed.asked_for:
            return self.tr("Choose one of those offered for “{0}”, or clear that line.").format(typed.asked_for)
        try:
            due_at = due_moment(typed, self._commands.mirror.now())
        except ValueError:
            return self.tr("The time is not readable: write 14:30, or 20 for in 20 minutes.")
        if due_at is not None and not typed.tasks:
            return self.tr("A time is for somebody: choose who does it, or take the time off.")
        if due_at is not None and due_at <= self._commands.mirror.now():
            return self.tr("That time is past.")
        return None

    def _wrong_row(self, typed: Typed) -> tuple[OwnerRow, str] | None:
        """The first whose own time no hub can take, with why."""
        now = self._commands.mirror.now()
        for task in typed.tasks:
            row = self.rows.row(task.owner)
            if row is None or not task.due:
                continue
            name = task.owner.words
            try:
                due_at = own_due_moment(task, typed, now)
            except ValueError:
                words = self.tr("The time of {0} is not readable: write 14:30, or 20 for in 20 minutes.")
                return row, words.format(name)
            if due_at is not None and due_at <= now:
                return row, self.tr("The time of {0} is past.").format(name)
        return None

    def _draft(self, incident: Incident) -> Draft:
        return self._drafts.setdefault(incident.incident_id, Draft())

    def _show(self, draft: Draft) -> None:
        typed = draft.typed
        self.text.setText(typed.text)
        self.owner.setText(typed.asked_for)
        self.exact.setText(typed.exact)
        self._choose_quick(typed.due_min)
        self.rows.show_tasks(typed.tasks)
        self._order_tab_stops()
        self._say(draft, draft.outcome)

    def _say(self, draft: Draft, words: str) -> None:
        draft.outcome = words
        if self._incident is not None and self._drafts.get(self._incident.incident_id) is draft:
            self.outcome.setText(words)
            self.outcome.setVisible(bool(words))
            self.send_button.setEnabled(not draft.is_on_its_way)

    def _done(self, incident: Incident, _decision: Decision) -> None:
        """Only what was sent goes; what was typed meanwhile stays."""
        draft = self._draft(incident)
        sent = draft.sent[0] if draft.sent is not None else None
        draft.is_on_its_way, draft.sent = False, None
        if self._incident is not None and self._incident.incident_id == incident.incident_id:
            draft.typed = self.typed()
        if draft.typed == sent:
            draft.typed = Typed()
            draft.taken_off.clear()
        draft.outcome = ""
        if self._incident is not None and self._incident.incident_id == incident.incident_id:
            had_focus = self.isAncestorOf(focused) if (focused := QApplication.focusWidget()) is not None else False
            self._show(draft)
            if had_focus:
                self.text.setFocus()
        self.decided.emit()

    def _failed(self, incident: Incident, failure: Failure) -> None:
        draft = self._draft(incident)
        draft.is_on_its_way = False
        words = failure.words
        if failure.unreachable:
            words = self.tr("{0} What you wrote stands here: Enter sends it again, once.").format(words)
        else:
            # It was refused, so it is nowhere: the next try is a new one.
            draft.sent = None
        self._say(draft, words)

    def _take_owner(self) -> None:
        chosen = self.owner.chosen
        if chosen is not None and isinstance(chosen.value, Owner):
            self.owner.clear()
            self.owner.chosen = None
            self.take_owner(chosen.value)

    def _take_off(self, task: OwnTask) -> None:
        if self._incident is not None:
            draft = self._draft(self._incident)
            draft.taken_off[task.owner] = task
            if draft.sent is None:
                # What was wrong may have been theirs.
                self._say(draft, "")
        self.owner.setFocus()

    def _show_followed(self) -> None:
        """What whoever does it gets, where nothing else is typed for them."""
        typed = self.typed()
        due = typed.exact
        if typed.due_min is not None:
            due = self._minutes_words(typed.due_min)
        elif due.isdecimal():
            due = self._minutes_words(int(due))
        self.rows.follow(typed.text, due)

    def _minutes_words(self, minutes: int) -> str:
        if minutes < 60 or minutes % 60:
            return self.tr("{0} min").format(minutes)
        return self.tr("{0} h").format(minutes // 60)

    def _choose_quick(self, minutes: int | None) -> None:
        for each, one in self.quick.items():
            one.setChecked(each == minutes)
        self._show_followed()

    def _quick_clicked(self, minutes: int, _checked: bool = False) -> None:
        is_on = self.quick[minutes].isChecked()
        if is_on:
            self.exact.clear()
        self._choose_quick(minutes if is_on else None)

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.text, 1)
        first.addWidget(self.send_button)
        due = QHBoxLayout()
        due.setSpacing(4)
        due.addWidget(label(self.tr("Due"), "quiet", wrap=False))
        for minutes in _QUICK_MIN:
            made = QToolButton()
            made.setText(self._minutes_words(minutes))
            made.setCheckable(True)
            made.setMinimumSize(52, _TARGET_PX - 4)
            made.clicked.connect(partial(self._quick_clicked, minutes))
            self.quick[minutes] = made
            due.addWidget(made)
        due.addWidget(self.exact)
        due.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.owner)
        column.addLayout(due)
        column.addWidget(self.rows)
        column.addWidget(self.outcome)
        self.outcome.hide()
        self._order_tab_stops()

    def _order_tab_stops(self) -> None:
        """As it is said: what, who, until when; then what is not the same for all."""
        order = [self.text, self.owner, *self.quick.values(), self.exact, *self.rows.tab_stops(), self.send_button]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)
