"""One command to the hub with its fields: stays open with everything typed until the hub has done it."""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.incidents import Incident
from widgets.incidents.controls import label
from widgets.incidents.sending import Command, Failure, Sender

_CAPTION_TOP = 5  # in line with the text of a box


class AskDialog(QDialog):
    """Fields by `add`; `compose` makes the command from them; `first` has the focus at the start.

    `incident` is what the command is made on: as it was when the dialog opened, or when the hub last refused.
    """

    def __init__(self, commands: Sender, incident: Incident, parent: QWidget) -> None:
        super().__init__(parent)
        self.commands = commands
        self.incident = incident
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._about = label(f"{incident.number}  {incident.title}", "quiet")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self.outcome = label()
        self.outcome.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.send_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.send_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.buttons.accepted.connect(self.send)
        self.buttons.rejected.connect(self.reject)
        self.first: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._about)
        self._column.addLayout(self._grid)

    def set_words(self, title: str, send_words: str) -> None:
        self.setWindowTitle(title)
        self.send_button.setText(send_words)

    def add(self, caption: str, box: QWidget, *, below: QLabel | None = None) -> None:
        """A field in the next row; `below` explains it."""
        row = self._grid.rowCount()
        words = label(caption, wrap=False)
        words.setContentsMargins(0, _CAPTION_TOP, 0, 0)
        words.setBuddy(box)
        box.setAccessibleName(caption)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(words, row, 0, top)
        self._grid.addWidget(box, row, 1)
        self.first = self.first or box
        if below is not None:
            self._grid.addWidget(below, row + 1, 1)

    def add_words(self, words: str) -> None:
        """What the sender should know, across both columns."""
        self._grid.addWidget(label(words, "quiet"), self._grid.rowCount(), 0, 1, 2)

    def showEvent(self, event: QShowEvent) -> None:
        if self.buttons.parent() is not self:
            # Last of all, so that Tab comes to them last.
            self._column.addWidget(self.outcome)
            self._column.addWidget(self.buttons)
            if self.first is not None:
                self.first.setFocus()
        super().showEvent(event)

    def compose(self) -> Command | None:
        """None: something is missing, and `say` said what. May raise pydantic.ValidationError."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def send(self) -> None:
        if not self.send_button.isEnabled():
            return
        try:
            command = self.compose()
        except ValidationError as error:
            self.say(self._unusable(error))
            return
        if command is not None:
            self.send_button.setEnabled(False)
            self.say(self.tr("Sending…"))
            self.commands.send(command, about=self.incident, done=self._done, failed=self._failed)

    def _done(self, answer: Any) -> None:
        if isValid(self):
            self.accept()
            self.after(answer)

    def after(self, answer: Any) -> None:
        """What comes once the hub has done it."""

    def _failed(self, failure: Failure) -> None:
        if isValid(self):
            self.incident = self.commands.mirror.get(Incident, self.incident.incident_id) or self.incident
            self.send_button.setEnabled(True)
            self.say(failure.words)

    def _unusable(self, error: ValidationError) -> str:
        kind = error.errors()[0]["type"]
        if kind.endswith("too_short"):
            return self.tr("Something that is needed is still empty.")
        if kind.endswith("too_long"):
            return self.tr("A text is longer than the hub takes.")
        return self.tr("A text contains characters that the hub does not take.")
