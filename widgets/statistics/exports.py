"""Taking figures out: the raw samples as a table, the sheet as a picture; both are of what is shown."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget
from shiboken6 import isValid

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.statistics_wire import StatisticsQuery
from app.tasks import TaskScope
from widgets.application import off_loop
from widgets.icons import icon
from widgets.names import isolated
from widgets.statistics.failure_words import refusal_words

if TYPE_CHECKING:
    from widgets.statistics.sheet import Sheet


def _tr(text: str) -> str:
    return QCoreApplication.translate("Exports", text)


class SamplesClient(Protocol):
    async def statistics_csv(self, query: StatisticsQuery) -> bytes: ...


class Exports(QObject):
    """`told` carries what became of it. `button` belongs into the page's bar."""

    told = Signal(str)

    def __init__(self, client: SamplesClient, tasks: TaskScope, window: QWidget) -> None:
        super().__init__(window)
        self._client = client
        self._tasks = tasks
        self._window = window
        self._sheet: Sheet | None = None
        self._query: StatisticsQuery | None = None
        self.button = QToolButton()
        self.button.setIcon(icon("export"))
        self.button.setToolTip(self.tr("Export what is shown"))
        self.button.setAccessibleName(self.tr("Export what is shown"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        menu.addAction(self.tr("Raw samples as a table (CSV)…"), self.ask_for_table)
        menu.addAction(self.tr("This sheet as a picture (PNG)…"), self.ask_for_picture)
        self.button.setMenu(menu)
        self.set_shown(None, None)

    def set_shown(self, sheet: "Sheet | None", query: StatisticsQuery | None) -> None:
        """What an export is of; None: there is nothing to export."""
        self._sheet, self._query = sheet, query
        self.button.setEnabled(query is not None)

    def ask_for_table(self) -> None:
        self._ask(self.tr("Export the samples"), ".csv", self.write_table)

    def ask_for_picture(self) -> None:
        self._ask(self.tr("Export the sheet"), ".png", self.write_picture)

    def write_table(self, path: Path) -> None:
        """The hub writes it into its log before it answers."""
        if self._query is not None:
            self._tasks.start("table", self._write_table(path, self._query))

    def write_picture(self, path: Path) -> None:
        if self._sheet is not None:
            image = self._sheet.picture()
            self._tasks.start("picture", self._write(path, partial(_save, image, path)))

    async def _write_table(self, path: Path, query: StatisticsQuery) -> None:
        try:
            content = await self._client.statistics_csv(query)
        except HubRefusedError as error:
            self._tell(_tr("{0} was not written: {1}").format(isolated(path.name), refusal_words(error)))
        except HubUnreachableError:
            self._tell(_tr("{0} was not written: the hub does not answer.").format(isolated(path.name)))
        else:
            await self._write(path, partial(path.write_bytes, content))

    async def _write(self, path: Path, work: Callable[[], object]) -> None:
        try:
            await off_loop("statistics export", work)
        except OSError as error:
            reason = error.strerror or str(error)
            self._tell(_tr("{0} was not written: {1}").format(isolated(path.name), reason))
        else:
            self._tell(_tr("Written: {0}").format(isolated(str(path))))

    def _tell(self, words: str) -> None:
        # Whoever logs out does not stop an export that is under way.
        if isValid(self):
            self.told.emit(words)

    def _ask(self, title: str, suffix: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, title, f"{self._name()}{suffix}", f"*{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: write(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name(self) -> str:
        since = self._query.since if self._query is not None else None
        return "statistics" if since is None else f"statistics-{since:%Y%m%d}"


def _save(image: QImage, path: Path) -> None:
    """Raises OSError with the writer's words."""
    writer = QImageWriter(str(path), b"png")
    if not writer.write(image):
        raise OSError(writer.errorString())
