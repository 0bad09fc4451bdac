"""A drill as the desktop shows it: what goes wrong is told, and at the end comes the score sheet."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.drills import DrillScript
from app.drills.notes import DrillNote, NoteKind
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.drill_sheet import sheet_of, sheet_text
from app.services.rows import IncidentPage
from app.tasks import TaskScope
from widgets.drills.drill_process import DrillProcess
from widgets.drills.score_sheet import ScoreSheetDialog
from widgets.drills.words import note_words

log = logging.getLogger(__name__)


class DrillOnScreen(QObject):
    """Lives on the UI loop. `told` carries words for a banner, `output_closed` the id of an output to be closed.

    `on_terminal`: the sheet is written to standard output as well, for a machine without a display.
    """

    told = Signal(str)
    output_closed = Signal(str)
    over = Signal()

    def __init__(
        self,
        script: DrillScript,
        words: tuple[str, ...],
        *,
        client: HubClient,
        window: QWidget,
        on_terminal: bool,
        write: Callable[[str], object] = sys.stdout.write,
        parent: QObject | None = None,
    ) -> None:
        """`words`: which drill, for the child's command line."""
        super().__init__(parent)
        self.sheet: ScoreSheetDialog | None = None
        self._script = script
        self._client = client
        self._window = window
        self._on_terminal = on_terminal
        self._write = write
        self._tasks = TaskScope("drill on screen")
        self._process = DrillProcess(words, self)
        self._process.noted.connect(self._take)
        self._process.failed.connect(self._failed)

    def start(self) -> None:
        self._process.start()

    async def close(self) -> None:
        self._process.stop()
        await self._tasks.close()

    def _take(self, note: DrillNote) -> None:
        log.info("drill: %s", note.model_dump_json())
        if words := note_words(note):
            self.told.emit(words)
        if note.kind is NoteKind.CLOSE_OUTPUT:
            self.output_closed.emit(note.subject)
        elif note.kind is NoteKind.OVER:
            self.over.emit()
            self._tasks.start("score", self._score(note.subject))

    async def _score(self, incident_id: str) -> None:
        try:
            page = await self._client.incident_page(incident_id)
        except (HubRefusedError, HubUnreachableError) as error:
            self._failed(str(error))
            return
        self._show(page)

    def _show(self, page: IncidentPage) -> None:
        sheet = sheet_of(page, self._script)
        if self._on_terminal:
            self._write(sheet_text(sheet, name=self._script.drill_id) + "\n")
            sys.stdout.flush()
        self.sheet = ScoreSheetDialog(sheet, number=page.incident.number, name=self._script.name, parent=self._window)
        self.sheet.show()

    def _failed(self, reason: str) -> None:
        log.warning("the drill was not played to its end: %s", reason)
        self.told.emit(self.tr("The drill was not played to its end: {0}").format(reason))


def words_of(drill: str, *, hub_folder: Path, control: tuple[str, int] | None) -> tuple[str, ...]:
    """For the child's command line. `drill` as on the desktop's own."""
    host_and_port = () if control is None else ("--control", f"{control[0]}:{control[1]}")
    return (drill, "--hub-folder", str(hub_folder), *host_and_port)
