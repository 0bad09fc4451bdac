"""One line for a decision, one for whoever does it, one press for until when: Enter, and it is the hall's.

What is typed stays until the hub has it, for each incident its own: whoever looks at another one loses nothing, and
nothing typed for one goes to the other.
"""

from functools import partial
from itertools import pairwise

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.domain.decisions import Decision
from app.domain.incidents import Incident
from app.services.commands.tasks import MOST_TASKS
from widgets.incidents.controls import button, empty, label, typed_line
from widgets.incidents.known_names import KnownNames
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.leader.decision_draft import Draft, Typed, due_moment
from widgets.leader.owners import Owner

_QUICK_MIN = (15, 30, 60, 120)
_TARGET_PX = 36
_LONGEST = 2_000
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
        self._owners: tuple[Owner, ...] = ()
        self.text = QLineEdit()
        self.text.returnPressed.connect(self.send)
        self.text.setMaxLength(_LONGEST)
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
        self.quick = QButtonGroup(self)
        self.quick.setExclusive(False)
        self.exact = QLineEdit()
        self.exact.returnPressed.connect(self.send)
        self.exact.setPlaceholderText(self.tr("14:30"))
        self.exact.setToolTip(self.tr("A time of day, or a number of minutes"))
        self.exact.setAccessibleName(self.tr("Due at"))
        self.exact.setFixedWidth(_EXACT_PX)
        self.exact.setMinimumHeight(_TARGET_PX - 4)
        self.exact.textEdited.connect(lambda _text: self._choose_quick(None))
        self._chips = QHBoxLayout()
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
        checked = next((one for one in self.quick.buttons() if one.isChecked()), None)
        return Typed(
            text=typed_line(self.text.text()),
            owners=self._owners,
            asked_for=typed_line(self.owner.text()),
            due_min=self.quick.id(checked) if checked is not None else None,
            exact=typed_line(self.exact.text()),
        )

    @property
    def is_empty(self) -> bool:
        """Nothing stands here that would be lost."""
        return self.typed() == Typed()

    @property
    def owners(self) -> tuple[Owner, ...]:
        return self._owners

    def take_owner(self, owner: Owner) -> None:
        """One more who does it."""
        if owner not in self._owners and len(self._owners) < MOST_TASKS:
            self._owners = (*self._owners, owner)
        self._show_owners()

    def send(self) -> None:
        incident = self._incident
        if incident is None or not self.isEnabled():
            return
        draft = self._draft(incident)
        draft.typed = typed = self.typed()
        if draft.is_on_its_way:
            return
        if (fault := self._fault(typed)) is not None:
            self._say(draft, fault)
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

    def _fault(self, typed: Typed) -> str | None:
        if not typed.text:
            return self.tr("Write what is decided.")
        if typed.asked_for:
            return self.tr("Choose one of those offered for “{0}”, or clear that line.").format(typed.asked_for)
        try:
            due_at = due_moment(typed, self._commands.mirror.now())
        except ValueError:
            return self.tr("The time is not readable: write 14:30, or 20 for in 20 minutes.")
        if due_at is not None and not typed.owners:
            return self.tr("A time is for somebody: choose who does it, or take the time off.")
        if due_at is not None and due_at <= self._commands.mirror.now():
            return self.tr("That time is past.")
        return None

    def _draft(self, incident: Incident) -> Draft:
        return self._drafts.setdefault(incident.incident_id, Draft())

    def _show(self, draft: Draft) -> None:
        typed = draft.typed
        self.text.setText(typed.text)
        self._owners = typed.owners
        self.owner.setText(typed.asked_for)
        self.exact.setText(typed.exact)
        self._choose_quick(typed.due_min)
        self._show_owners()
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

    def _drop_owner(self, owner: Owner, _checked: bool = False) -> None:
        self._owners = tuple(one for one in self._owners if one != owner)
        self._show_owners()
        self.owner.setFocus()

    def _show_owners(self) -> None:
        empty(self._chips)
        for owner in self._owners:
            chip = QToolButton()
            chip.setText(f"{owner.words}  ×")
            chip.setToolTip(self.tr("Not {0}").format(owner.words))
            chip.setAccessibleName(self.tr("Not {0}").format(owner.words))
            chip.clicked.connect(partial(self._drop_owner, owner))
            self._chips.addWidget(chip)
        self._chips.addStretch()
        self._chip_row.setVisible(bool(self._owners))

    def _choose_quick(self, minutes: int | None) -> None:
        for one in self.quick.buttons():
            one.setChecked(self.quick.id(one) == minutes)

    def _quick_clicked(self, clicked: QToolButton, _checked: bool = False) -> None:
        if clicked.isChecked():
            self.exact.clear()
            self._choose_quick(self.quick.id(clicked))

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.text, 1)
        first.addWidget(self.send_button)
        due = QHBoxLayout()
        due.setSpacing(4)
        due.addWidget(label(self.tr("Due"), "quiet", wrap=False))
        for minutes in _QUICK_MIN:
            words = self.tr("{0} min").format(minutes) if minutes < 60 else self.tr("{0} h").format(minutes // 60)
            made = QToolButton()
            made.setText(words)
            made.setCheckable(True)
            made.setMinimumSize(52, _TARGET_PX - 4)
            made.clicked.connect(partial(self._quick_clicked, made))
            self.quick.addButton(made, minutes)
            due.addWidget(made)
        due.addWidget(self.exact)
        due.addStretch()
        self._chip_row = QWidget()
        self._chips.setSpacing(4)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chip_row.setLayout(self._chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.owner)
        column.addWidget(self._chip_row)
        column.addLayout(due)
        column.addWidget(self.outcome)
        self._chip_row.hide()
        self.outcome.hide()
        # As it is said: what, who, until when.
        order = [self.text, self.owner, *self.quick.buttons(), self.exact, self.send_button]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)
