"""Asks for the reason of another operating mode; stays open with it until the hub has changed the mode."""

from collections.abc import Callable

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.operating_mode import OperatingMode
from app.services.commands.response import ChangeMode
from widgets.incidents.controls import TextBox, label
from widgets.incidents.sending import Failure, Sender


class ModeDialog(QDialog):
    """`version` answers that of the state as it is known now."""

    def __init__(self, commands: Sender, mode: OperatingMode, version: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._mode = mode
        self._version = version
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        is_emergency = mode is OperatingMode.EMERGENCY
        self.setWindowTitle(self.tr("Emergency for the whole district") if is_emergency else self.tr("Back to routine"))
        self.reason = TextBox(lines=3, send=self.send)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.outcome = label("", "reason")
        self.outcome.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        words = self.tr("Declare the emergency") if is_emergency else self.tr("End the emergency")
        self.send_button = self.buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.send_button.setDefault(True)
        self.buttons.accepted.connect(self.send)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        if is_emergency:
            more = self.tr("The scene of a graver incident then takes an output from a lesser one by itself.")
            column.addWidget(label(more, "quiet"))
        column.addWidget(label(self.tr("Reason")))
        column.addWidget(self.reason)
        column.addWidget(self.outcome)
        column.addWidget(self.buttons)
        self.reason.setFocus()

    def send(self) -> None:
        if not self.send_button.isEnabled():
            return
        if not self.reason.text:
            self._say(self.tr("A reason is needed."))
            return
        try:
            command = ChangeMode(expected_version=self._version(), mode=self._mode, reason=self.reason.text)
        except ValidationError:
            self._say(self.tr("The reason is longer than the hub takes."))
            return
        self.send_button.setEnabled(False)
        self._say(self.tr("Sending…"))
        self._commands.send(lambda: self._commands.client.change_mode(command), done=self._done, failed=self._failed)

    def _done(self, _answer: object) -> None:
        if isValid(self):
            self.accept()

    def _failed(self, failure: Failure) -> None:
        if isValid(self):
            self.send_button.setEnabled(True)
            self._say(failure.words)

    def _say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))
