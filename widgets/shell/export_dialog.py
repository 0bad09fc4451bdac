"""Before a file leaves the program: which form, and whether passwords go with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout, QWidget


class ExportDialog(QDialog):
    """`chosen` carries where to write and whether with passwords; the ending of the path names the form."""

    chosen = Signal(Path, bool)

    def __init__(
        self,
        *,
        title: str,
        what: str,
        name: str,
        suffixes: Sequence[str],
        has_passwords: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`has_passwords` False: there are none to go with it, and nothing is asked."""
        super().__init__(parent)
        self._name = name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.form = QComboBox()
        self.form.setAccessibleName(self.tr("Form of the file"))
        for suffix in suffixes:
            self.form.addItem(suffix.removeprefix(".").upper(), suffix)
        self.form.setVisible(len(suffixes) > 1)
        self.with_passwords = QCheckBox(self.tr("With passwords"))
        self.with_passwords.setVisible(has_passwords)
        self.warning = QLabel(
            self.tr("Everybody who gets the file can watch the cameras. Keep it where only you can read it.")
        )
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.with_passwords.toggled.connect(self.warning.setVisible)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        choose = buttons.addButton(self.tr("Choose a place…"), QDialogButtonBox.ButtonRole.AcceptRole)
        choose.clicked.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(what))
        column.addWidget(self.form)
        column.addWidget(self.with_passwords)
        column.addWidget(self.warning)
        column.addWidget(buttons)

    def _choose(self) -> None:
        suffix: str = self.form.currentData()
        dialog = QFileDialog(self, self.windowTitle(), f"{self._name}{suffix}", f"*{suffix}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.fileSelected.connect(self._selected)
        dialog.open()

    def _selected(self, path: str) -> None:
        self.chosen.emit(Path(path), self.with_passwords.isChecked())
        self.accept()


def write_export(path: Path, content: bytes, *, with_passwords: bool) -> None:
    """One with passwords is readable by its owner alone. Raises OSError."""
    if with_passwords:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
    path.write_bytes(content)
