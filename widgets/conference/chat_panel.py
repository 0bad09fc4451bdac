"""What is written in the conference, kept with the incident: read and add a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from PySide6.QtWidgets import QFrame, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from app.services.signalling import LONGEST_CHAT
from widgets import colours
from widgets.beijing import BEIJING
from widgets.incidents.controls import label, typed_line


@dataclass(frozen=True, slots=True)
class Line:
    """One message, whether the room or the feed brought it."""

    message_id: str
    name: str
    text: str
    at: datetime


class ChatPanel(QFrame):
    """`say` answers whether the line could be sent: otherwise it stays typed."""

    def __init__(self, say: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._shown: tuple[Line, ...] = ()
        self.log = QTextBrowser()
        self.log.setAccessibleName(self.tr("Messages"))
        self.log.setOpenLinks(False)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_CHAT)
        self.field.setPlaceholderText(self.tr("Write to everybody"))
        self.field.setAccessibleName(self.tr("Write to everybody"))
        self.field.returnPressed.connect(self._send)
        self._outcome = label("", "reason")
        self._outcome.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.log, 1)
        column.addWidget(self._outcome)
        column.addWidget(self.field)

    def show_lines(self, lines: Sequence[Line]) -> None:
        lines = tuple(lines)
        if lines == self._shown:
            return
        if lines[: len(self._shown)] != self._shown:
            self.log.clear()
            self._shown = ()
        for line in lines[len(self._shown) :]:
            at = f"{line.at.astimezone(BEIJING):%H:%M}"
            head = f'<span style="color:{colours.QUIET_TEXT.name()}">{at}</span> <b>{escape(line.name)}</b>'
            self.log.append(f"{head}<br>{escape(line.text)}")
        self._shown = lines

    def _send(self) -> None:
        text = typed_line(self.field.text())
        if not text:
            return
        sent = self._say(text)
        if sent:
            self.field.clear()
        self._outcome.setText("" if sent else self.tr("The line is lost: send it when you are back in the room."))
        self._outcome.setVisible(not sent)
