"""Asks before the console ends the program: Alt+F4 at three in the morning must not blacken the wall."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class CloseDialog(QDialog):
    """Accepted only by its own button; Enter, Esc and closing it keep the wall on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Close the console?"))
        self.setMinimumWidth(360)
        words = QLabel(self.tr("The wall is on. Closing the console ends the program, and every output goes dark."))
        words.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.stay = buttons.addButton(self.tr("Keep the wall on"), QDialogButtonBox.ButtonRole.RejectRole)
        self.end = buttons.addButton(self.tr("End the program"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.end.setAutoDefault(False)
        self.stay.setDefault(True)
        self.stay.setFocus()
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(buttons)
