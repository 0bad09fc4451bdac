"""Scenes and tours from and to files: a dry run and a question before anything comes in."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from shiboken6 import isValid

from app.domain.scenes import Scene, SourceKind, SourceStep, Tour
from app.services.scene_library import OnConflict, SceneImport, SceneLibrary, read_scenes
from widgets.names import isolated
from widgets.shell.change_words import change_words
from widgets.shell.export_dialog import ExportDialog, write_export
from widgets.shell.notices import NoticeKind
from widgets.shell.problem_words import problem_words

_MOST_NAMES_SHOWN = 5


class SceneFiles(QObject):
    """Opens its dialogs over `window`. `notice` carries words and a NoticeKind."""

    notice = Signal(str, NoticeKind)

    def __init__(self, library: SceneLibrary, window: QWidget) -> None:
        super().__init__(window)
        self._library = library
        self._window = window

    def ask_to_import(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Import scenes and tours"), "", "*.json")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_file(Path(path)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Dry run; what is wrong is told with its place, otherwise the operator says how."""
        try:
            found = read_scenes(path.read_bytes())
        except OSError as error:
            reason = error.strerror or str(error)
            self.notice.emit(self.tr("{0} cannot be read: {1}").format(isolated(path.name), reason), NoticeKind.ERROR)
            return
        if found.problems:
            first, more = found.problems[0], len(found.problems) - 1
            words = problem_words(first, file_name=path.name)
            if more:
                words += " " + self.tr("And {0} more.").format(more)
            self.notice.emit(words + " " + self.tr("Nothing was imported."), NoticeKind.ERROR)
            return
        taken = [scene.name for scene in found.scenes if self._library.scene(scene.name) not in (None, scene)]
        taken += [tour.name for tour in found.tours if self._library.tour(tour.name) not in (None, tour)]
        self._ask_how(found, taken)

    def take_import(self, found: SceneImport, on_conflict: OnConflict) -> None:
        self._library.import_all(found, partial(self._end_import, found), on_conflict=on_conflict)

    def _end_import(self, found: SceneImport, error: Exception | None) -> None:
        if not isValid(self):
            return
        if error is not None:
            self.notice.emit(change_words(error), NoticeKind.ERROR)
            return
        words = self.tr("Imported. Scenes: {0}, tours: {1}.").format(len(found.scenes), len(found.tours))
        self.notice.emit(words, NoticeKind.INFORMATION)

    def ask_to_export(self) -> None:
        scenes, tours = self._library.scenes, self._library.tours
        dialog = ExportDialog(
            title=self.tr("Export scenes and tours"),
            what=self.tr("Scenes: {0}, tours: {1}. As JSON.").format(len(scenes), len(tours)),
            name="scenes",
            suffixes=[".json"],
            parent=self._window,
        )
        dialog.with_passwords.setVisible(_has_addresses(scenes, tours))
        dialog.chosen.connect(lambda path, with_passwords: self.export_to(path, with_passwords=with_passwords))
        dialog.open()

    def export_to(self, path: Path, *, with_passwords: bool) -> None:
        try:
            write_export(path, self._library.export(with_passwords=with_passwords), with_passwords=with_passwords)
        except OSError as error:
            reason = error.strerror or str(error)
            self.notice.emit(self.tr("{0} was not written: {1}").format(isolated(path.name), reason), NoticeKind.ERROR)
        else:
            self.notice.emit(self.tr("Written: {0}").format(isolated(str(path))), NoticeKind.INFORMATION)

    def _ask_how(self, found: SceneImport, taken: Sequence[str]) -> None:
        """Says what would come in; `taken` are names that stand for something else here."""
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(self.tr("Import these? Scenes: {0}, tours: {1}.").format(len(found.scenes), len(found.tours)))
        keep_words = self.tr("Import")
        if taken:
            shown = ", ".join(isolated(name[:60]) for name in taken[:_MOST_NAMES_SHOWN])
            more = "…" if len(taken) > _MOST_NAMES_SHOWN else ""
            question.setInformativeText(self.tr("Names that are there already: {0}").format(shown + more))
            keep_words = self.tr("Keep both")
            replace = question.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
            replace.clicked.connect(partial(self.take_import, found, OnConflict.OVERWRITE))
        keep = question.addButton(keep_words, QMessageBox.ButtonRole.AcceptRole)
        keep.clicked.connect(partial(self.take_import, found, OnConflict.RENAME))
        question.addButton(QMessageBox.StandardButton.Cancel)
        question.open()


def _has_addresses(scenes: Sequence[Scene], tours: Sequence[Tour]) -> bool:
    """Whether anything in them is an address rather than a camera: only those may carry a password."""
    shown = [source for scene in scenes for source in scene.sources]
    shown += [step.source for tour in tours for step in tour.steps if isinstance(step, SourceStep)]
    return any(source is not None and source.kind is SourceKind.URL for source in shown)
