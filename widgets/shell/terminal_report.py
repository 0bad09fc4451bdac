"""What a machine without a display tells of its wall: a line a second, a screenshot a minute."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from streams.state import Phase
from widgets.beijing import BEIJING
from widgets.wall.outputs import Outputs
from widgets.wall.snapshot import SnapshotSaver

# The first one when every camera has had time to come.
_FIRST_SCREENSHOT_S = 10
_SCREENSHOT_S = 60
_SECOND_MS = 1000


class TerminalReport(QObject):
    """Writes to standard output while it lives."""

    def __init__(
        self, outputs: Outputs, folder: Path, *, write: Callable[[str], object] = sys.stdout.write, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._folder = folder
        self._write = write
        self._seconds = 0
        self._painted = 0
        self._saver = SnapshotSaver(self)
        self._saver.saved.connect(self._screenshot_saved, Qt.ConnectionType.QueuedConnection)
        self._saver.failed.connect(self._screenshot_failed, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self._every_second)
        self._timer.start()

    def _every_second(self) -> None:
        self._seconds += 1
        now_s = time.monotonic()
        feeds = [tile.feed for output in self._outputs.all for tile in output.canvas.tiles if tile.feed is not None]
        phases = Counter(feed.state(now_s).phase for feed in feeds)
        painted = sum(feed.painted for feed in feeds)
        ages_s = [age_s for feed in feeds if (age_s := feed.age_s(now_s)) is not None]
        words = " · ".join(f"{phases[phase]} {phase}" for phase in Phase if phases[phase]) or "no sources"
        oldest = f"{max(ages_s) * 1000:.0f} ms" if ages_s else "-"
        clock = datetime.now(BEIJING)
        self._say(f"{clock:%H:%M:%S}  {words}   {painted - self._painted} pictures/s   oldest picture {oldest}")
        self._painted = painted
        if self._seconds == _FIRST_SCREENSHOT_S or self._seconds % _SCREENSHOT_S == 0:
            self._take_screenshot()

    def _take_screenshot(self) -> None:
        picture = QGuiApplication.primaryScreen().grabWindow(0).toImage()
        self._saver.save(picture, folder=self._folder, name="screen", arrived_at=datetime.now(UTC), suffix=".png")

    def _screenshot_saved(self, path: str) -> None:
        self._say(f"screenshot {path}")

    def _screenshot_failed(self, why: str) -> None:
        self._say(f"no screenshot: {why}")

    def _say(self, line: str) -> None:
        try:
            self._write(line + "\n")
            sys.stdout.flush()
        except OSError:
            # Whoever read this has gone; the wall stays.
            self._timer.stop()
