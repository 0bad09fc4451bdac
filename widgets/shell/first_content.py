"""What a start brings to the hub before the seat is ready: a demo's cameras, a camera file, or files of an earlier
version."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject

from app.link.bringing_in import BroughtIn, bring_in
from app.link.hub_wire import HubRefusedError
from app.services.camera_files import read_camera_file
from app.services.demo_district import DemoDistrict
from app.settings import LoadedSettings
from app.tasks import TaskScope
from widgets.cameras.fault_words import fault_words
from widgets.incidents.refused_words import refused_words
from widgets.shell.console import ConsoleWindow
from widgets.shell.demo_seat import bring_demo
from widgets.shell.notices import NoticeKind
from widgets.shell.seat import Seat

# Of a camera file with a fault in every row the first ones tell enough.
_MOST_FAULTS_SHOWN = 3


class FirstContent(QObject):
    """Lives on the UI loop. What is wrong with it is told in the console."""

    def __init__(self, seat: Seat, loaded: LoadedSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._loaded = loaded
        self._tasks = TaskScope("first content")

    def bring(self, console: ConsoleWindow, district: DemoDistrict | None) -> None:
        """With the first snapshot of the hub. `district`: the demo's."""
        path = self._loaded.camera_file
        if district is not None:
            self._tasks.start("demo cameras", bring_demo(self._seat, district))
        elif path is not None:
            self._tasks.start("camera file", self._bring_camera_file(console, path))
        else:
            self._tasks.start("earlier files", self._bring_earlier_files(console))

    async def close(self) -> None:
        await self._tasks.close()

    async def _bring_camera_file(self, console: ConsoleWindow, path: Path) -> None:
        report = await asyncio.to_thread(read_camera_file, path)
        for fault in report.faults[:_MOST_FAULTS_SHOWN]:
            console.notify(f"{path.name}: {fault_words(fault)}")
        if report.cameras:
            self._seat.cameras.add(report.cameras)
        self._seat.get_ready()

    async def _bring_earlier_files(self, console: ConsoleWindow) -> None:
        for brought in await bring_in(self._loaded.data_folder, self._seat.client):
            self._tell_brought_in(console, brought)
        self._seat.get_ready()

    def _tell_brought_in(self, console: ConsoleWindow, brought: BroughtIn) -> None:
        console.show_problems(brought.problems)
        if isinstance(brought.failure, HubRefusedError):
            words = self.tr("The hub does not take over {0}: {1}")
            console.notify(words.format(brought.path.name, refused_words(brought.failure)))
            return
        for name, fault in brought.left_out[:_MOST_FAULTS_SHOWN]:
            console.notify(f"{name}: {fault_words(fault)}", NoticeKind.WARNING)
        if brought.taken:
            words = self.tr("The hub has taken over {0} entries of {1}.")
            console.notify(words.format(brought.taken, brought.path.name), NoticeKind.INFORMATION)
