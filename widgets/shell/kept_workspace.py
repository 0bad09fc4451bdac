"""The seat's arrangement as it is kept: read at the start, and written soon after it has changed."""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.services.documents import NotSavedError, Problem
from app.services.workspace import Workspace, workspace_file
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_EVERY_MS = 5000
# What an incident's scene is to give back.
_SOON_MS = 200


class KeptWorkspace(QObject):
    """Lives on the UI loop. `arranged` gives what is now, from what was kept last."""

    def __init__(self, path: Path, arranged: Callable[[Workspace], Workspace], parent: QObject) -> None:
        super().__init__(parent)
        self.kept = Workspace(outputs={})
        self._file = workspace_file(path)
        self._arranged = arranged
        self._tasks = TaskScope("workspace")
        self._writing = threading.Lock()
        self._regularly = QTimer(self, interval=_EVERY_MS)
        self._regularly.timeout.connect(self._keep)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._keep)

    def load(self) -> tuple[Problem, ...]:
        """What was wrong with the file. Blocks."""
        loaded = self._file.load()
        self.kept = loaded.value or self.kept
        return loaded.problems

    def start(self) -> None:
        self._regularly.start()

    def soon(self) -> None:
        self._soon.start()

    def stop(self) -> None:
        self._regularly.stop()
        self._soon.stop()

    async def close(self) -> Callable[[], None]:
        """What writes the last arrangement: it blocks."""
        await self._tasks.close()
        self.kept = self._arranged(self.kept)
        return self._save

    def _keep(self) -> None:
        workspace = self._arranged(self.kept)
        if workspace != self.kept:
            self.kept = workspace
            self._tasks.start("save", asyncio.to_thread(self._save))

    def _save(self) -> None:
        # On a slow disk one begins before the one before has ended, and both would write the same file; who comes last
        # need not have begun last.
        with self._writing:
            try:
                self._file.save(self.kept)
            except NotSavedError as error:
                log.warning("%s", error)
