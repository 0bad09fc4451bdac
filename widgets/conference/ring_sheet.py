"""Somebody rings: room, incident and who it is, over whatever is on the screen, until it is answered or stops."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.commands.rooms import InvitationAnswer
from widgets.conference.words import elapsed_words
from widgets.incidents.controls import button, flat_button, label, typed_line

_WIDTH = 520
_BUTTON_PX = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class RingFacts:
    """`together`: every invitation that the sheet stands for, the newest last. `more`: how many other rooms ring at
    the same time."""

    together: tuple[str, ...]
    room_id: str
    room: str
    incident: str = ""
    role: str = ""
    by: str = ""
    is_drill: bool = False
    since: datetime
    more: int = 0


class RingSheet(QFrame):
    """A child of the window that it lies over. `answered` carries the invitations, the answer and its reason;
    `silenced` those that are to be quiet here until they are rung again."""

    answered = Signal(tuple, object, str)
    silenced = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Somebody rings"))
        self.setFixedWidth(_WIDTH)
        self.facts: RingFacts | None = None
        # What an answer is on its way for.
        self._asked: frozenset[str] = frozenset()
        self._head = label("", "quiet")
        self._room = label("", "heading")
        self._about = label("")
        self._more = label("", "quiet")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("Reason, if you cannot come"))
        self.reason.setAccessibleName(self.tr("Reason, if you cannot come"))
        self.accept = button(self.tr("Accept (F3)"), lambda: self._answer(InvitationAnswer.ACCEPT))
        self.accept.setDefault(True)
        self.by_phone = button(self.tr("By phone (Ctrl+F3)"), lambda: self._answer(InvitationAnswer.BY_PHONE))
        self.decline = button(self.tr("Decline (Shift+F3)"), lambda: self._answer(InvitationAnswer.DECLINE))
        buttons = QHBoxLayout()
        for made, stretch in ((self.accept, 2), (self.by_phone, 1), (self.decline, 1)):
            made.setMinimumHeight(_BUTTON_PX)
            buttons.addWidget(made, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._head, 1)
        top.addWidget(flat_button("close", self.tr("Quiet until the next ring"), self._silence))
        column.addLayout(top)
        for part in (self._room, self._about, self.reason):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self._more)
        # Also while another page has the focus: the keys are free in the whole console.
        self._keys = []
        for key, answer in (
            ("F3", InvitationAnswer.ACCEPT),
            ("Ctrl+F3", InvitationAnswer.BY_PHONE),
            ("Shift+F3", InvitationAnswer.DECLINE),
        ):
            shortcut = QShortcut(QKeySequence.fromString(key), parent.window())
            shortcut.activated.connect(lambda answer=answer: self._answer(answer))
            shortcut.setEnabled(False)
            self._keys.append(shortcut)
        self.hide()

    def show_ring(self, facts: RingFacts | None, now: datetime) -> None:
        """None: nobody rings any more."""
        if facts is None:
            self.facts = None
            self._close()
            return
        if self.facts is None or facts.room_id != self.facts.room_id:
            self.reason.clear()
            self._set_enabled(True)
        elif not self._asked.intersection(facts.together):
            self._set_enabled(True)
        self.facts = facts
        by = self.tr("{0} rings").format(facts.by) if facts.by else self.tr("You are rung")
        self._head.setText(f"{by} · {elapsed_words(facts.since, now)}")
        room = self.tr("Drill: {0}").format(facts.room) if facts.is_drill else facts.room
        self._room.setText(room)
        role = self.tr("You are needed as {0}").format(facts.role) if facts.role else ""
        self._about.setText("\n".join(part for part in (facts.incident, role) if part))
        self._about.setVisible(bool(self._about.text()))
        self._more.setText(self.tr("{0} more ring").format(facts.more))
        self._more.setVisible(facts.more > 0)
        if not self.isVisible():
            for key in self._keys:
                key.setEnabled(True)
            self.show()
        self.adjustSize()
        self.place()
        self.raise_()

    def place(self) -> None:
        """At the top, in the middle."""
        window = self.parentWidget()
        if window is not None:
            self.move((window.width() - self.width()) // 2, 56)

    def failed(self) -> None:
        """The answer did not get through: it can be given again."""
        self._set_enabled(True)

    def _silence(self) -> None:
        if self.facts is not None:
            self.silenced.emit(self.facts.together)

    def _close(self) -> None:
        for key in self._keys:
            key.setEnabled(False)
        self.hide()

    def _set_enabled(self, enabled: bool) -> None:
        for made in (self.accept, self.by_phone, self.decline):
            made.setEnabled(enabled)

    def _answer(self, answer: InvitationAnswer) -> None:
        if self.facts is None or not self.accept.isEnabled():
            return
        self._set_enabled(False)
        reason = typed_line(self.reason.text()) if answer is InvitationAnswer.DECLINE else ""
        # Who comes is one of them; who cannot, says so for everybody for whom this desk was rung.
        declined = answer is InvitationAnswer.DECLINE
        meant = self.facts.together if declined else self.facts.together[-1:]
        self._asked = frozenset(meant)
        self.answered.emit(meant, answer, reason)
