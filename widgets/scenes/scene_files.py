"""Questions around an import of scenes: which file, and what to do with names that are there already."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.services.scene_library import OnConflict, SceneImport
from widgets.names import isolated

_MOST_NAMES_SHOWN = 5


def _tr(text: str) -> str:
    return QCoreApplication.translate("SceneFiles", text)


def ask_for_import(parent: QWidget, chosen: Callable[[Path], None]) -> None:
    dialog = QFileDialog(parent, _tr("Import scenes and tours"), "", "*.json")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()


def ask_how_to_import(
    parent: QWidget, found: SceneImport, taken: Sequence[str], decided: Callable[[OnConflict], None]
) -> None:
    """Says what would come in; `taken` are names that stand for something else here."""
    question = QMessageBox(parent)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setText(_tr("Import these? Scenes: {0}, tours: {1}.").format(len(found.scenes), len(found.tours)))
    if taken:
        shown = ", ".join(isolated(name[:60]) for name in taken[:_MOST_NAMES_SHOWN])
        more = "…" if len(taken) > _MOST_NAMES_SHOWN else ""
        question.setInformativeText(_tr("Names that are there already: {0}").format(shown + more))
        keep = question.addButton(_tr("Keep both"), QMessageBox.ButtonRole.AcceptRole)
        replace = question.addButton(_tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        replace.clicked.connect(lambda: decided(OnConflict.OVERWRITE))
    else:
        keep = question.addButton(_tr("Import"), QMessageBox.ButtonRole.AcceptRole)
    keep.clicked.connect(lambda: decided(OnConflict.RENAME))
    question.addButton(QMessageBox.StandardButton.Cancel)
    question.open()
