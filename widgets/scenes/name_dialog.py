"""Asks for the name of a scene or tour and says at once when it is taken."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.cameras import LONGEST_NAME


class NameDialog(QDialog):
    """`named` carries the name, without spaces around it. It may be taken: the button said "Replace" then."""

    named = Signal(str)

    def __init__(
        self, *, title: str, name: str, is_taken: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_taken = is_taken
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self.box = QLineEdit(name)
        self.box.setMaxLength(LONGEST_NAME)
        self.box.setAccessibleName(self.tr("Name"))
        self.box.selectAll()
        self.box.textChanged.connect(self._check)
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Name")))
        column.addWidget(self.box)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)
        self._check()

    @property
    def name(self) -> str:
        return self.box.text().strip()

    def _check(self) -> None:
        taken = self._is_taken(self.name)
        self.hint.setText(self.tr("The name is taken: saving replaces what it stands for.") if taken else "")
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setText(self.tr("Replace") if taken else self.tr("Save"))
        save.setEnabled(bool(self.name))

    def _save(self) -> None:
        self.named.emit(self.name)
        self.accept()
