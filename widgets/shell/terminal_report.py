"""What a machine without a display tells of its wall: a line a second, a screenshot a minute."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from streams.state import Phase
from widgets.beijing import BEIJING
from widgets.wall.outputs import Outputs

# The first one when every camera has had time to come.
_FIRST_SCREENSHOT_S = 10
_SCREENSHOT_S = 60


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
        timer = QTimer(self)
        timer.timeout.connect(self._every_second)
        timer.start(1000)

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
        picture = QGuiApplication.primaryScreen().grabWindow(0)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{datetime.now(BEIJING):%Y%m%d-%H%M%S}.png"
        self._say(f"screenshot {path}" if picture.save(str(path)) else f"no screenshot: {path} cannot be written")

    def _say(self, line: str) -> None:
        self._write(line + "\n")
        sys.stdout.flush()
