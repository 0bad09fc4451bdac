"""The dialogs around the list of cameras: import, export, one camera by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_registry import CameraRegistry
from app.tasks import TaskScope
from widgets.cameras.camera_form import CameraForm
from widgets.cameras.import_dialog import ImportDialog
from widgets.incidents.refused_words import refused_words, unreachable_words
from widgets.names import isolated
from widgets.shell.export_dialog import ExportDialog, write_export
from widgets.shell.notices import NoticeKind

Export = Callable[[str], Awaitable[bytes]]
"""Asked for "csv" or "json"."""


class CameraFiles(QObject):
    """Opens them over `window`. `notice` carries words and a NoticeKind."""

    notice = Signal(str, NoticeKind)

    def __init__(self, registry: CameraRegistry, window: QWidget, *, export: Export) -> None:
        super().__init__(window)
        self._registry = registry
        self._window = window
        self._export = export
        self._tasks = TaskScope("camera export")

    def release(self) -> None:
        self._tasks.cancel()

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
            has_passwords=False,
            parent=self._window,
        )
        dialog.chosen.connect(lambda path, _with_passwords: self.export_to(path))
        dialog.open()
        return dialog

    def ask_to_add(self) -> CameraForm:
        return self._open_form(None)

    def ask_to_edit(self, camera_id: str) -> None:
        if self._registry.get(camera_id) is not None:
            self._open_form(camera_id)

    def export_to(self, path: Path) -> None:
        """What the hub gives out, which is an event of its log; never with passwords."""
        self._tasks.start(f"export {path}", self._write(path))

    async def _write(self, path: Path) -> None:
        try:
            content = await self._export("json" if path.suffix.lower() == ".json" else "csv")
            await asyncio.to_thread(write_export, path, content, with_passwords=False)
        except (HubRefusedError, HubUnreachableError, OSError) as error:
            reason = _reason(error)
            self.notice.emit(self.tr("{0} was not written: {1}").format(isolated(path.name), reason), NoticeKind.ERROR)
        else:
            self.notice.emit(self.tr("Written: {0}").format(isolated(str(path))), NoticeKind.INFORMATION)

    def _open_form(self, camera_id: str | None) -> CameraForm:
        form = CameraForm(self._registry, self._registry.get(camera_id) if camera_id else None, self._window)
        form.open()
        return form

    def _tell_imported(self, count: int) -> None:
        self.notice.emit(self.tr("Cameras imported: {0}.").format(count), NoticeKind.INFORMATION)


def _reason(error: HubRefusedError | HubUnreachableError | OSError) -> str:
    if isinstance(error, HubRefusedError):
        return refused_words(error)
    if isinstance(error, HubUnreachableError):
        return unreachable_words()
    return error.strerror or str(error)
