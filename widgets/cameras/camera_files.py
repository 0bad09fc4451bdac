"""The dialogs around the list of cameras: import, export, one camera by hand."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.camera_csv import write_cameras
from app.services.camera_json import write_cameras_json
from app.services.camera_registry import CameraRegistry
from widgets.cameras.camera_form import CameraForm
from widgets.cameras.import_dialog import ImportDialog
from widgets.names import isolated
from widgets.shell.export_dialog import ExportDialog, write_export
from widgets.shell.notices import NoticeKind


class CameraFiles(QObject):
    """Opens them over `window`. `notice` carries words and a NoticeKind."""

    notice = Signal(str, NoticeKind)

    def __init__(self, registry: CameraRegistry, window: QWidget) -> None:
        super().__init__(window)
        self._registry = registry
        self._window = window

    def ask_to_import(self) -> ImportDialog:
        dialog = ImportDialog(self._registry, self._window)
        dialog.imported.connect(self._tell_imported)
        dialog.open()
        return dialog

    def ask_to_export(self) -> ExportDialog:
        dialog = ExportDialog(
            title=self.tr("Export cameras"),
            what=self.tr("Cameras: {0}").format(len(self._registry)),
            name="cameras",
            suffixes=[".csv", ".json"],
            parent=self._window,
        )
        dialog.chosen.connect(lambda path, with_passwords: self.export_to(path, with_passwords=with_passwords))
        dialog.open()
        return dialog

    def ask_to_add(self) -> CameraForm:
        return self._open_form(None)

    def ask_to_edit(self, camera_id: str) -> None:
        if self._registry.get(camera_id) is not None:
            self._open_form(camera_id)

    def export_to(self, path: Path, *, with_passwords: bool) -> None:
        write = write_cameras_json if path.suffix.lower() == ".json" else write_cameras
        content = write(self._registry, with_passwords=with_passwords)
        try:
            write_export(path, content, with_passwords=with_passwords)
        except OSError as error:
            reason = error.strerror or str(error)
            self.notice.emit(self.tr("{0} was not written: {1}").format(isolated(path.name), reason), NoticeKind.ERROR)
        else:
            self.notice.emit(self.tr("Written: {0}").format(isolated(str(path))), NoticeKind.INFORMATION)

    def _open_form(self, camera_id: str | None) -> CameraForm:
        form = CameraForm(self._registry, self._registry.get(camera_id) if camera_id else None, self._window)
        form.open()
        return form

    def _tell_imported(self, count: int) -> None:
        self.notice.emit(self.tr("Cameras imported: {0}.").format(count), NoticeKind.INFORMATION)
