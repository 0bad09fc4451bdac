"""When a start was through: the board could be used, the first tile was live. For `--stats` alone."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from streams.state import Phase
from widgets.wall.outputs import Outputs

_LOOK_MS = 10


class StartTimes(QObject):
    """Looks often, and only until both have happened. Times are seconds since the epoch, None before."""

    def __init__(self, outputs: Outputs, *, board_usable: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._board_usable = board_usable
        self.board_at: float | None = None
        self.first_live_at: float | None = None
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def facts(self) -> dict[str, float | None]:
        return {"board_at": self.board_at, "first_live_at": self.first_live_at}

    def _look(self) -> None:
        now_s = time.monotonic()
        if self.board_at is None and self._board_usable():
            self.board_at = round(time.time(), 3)
        if self.first_live_at is None:
            feeds = [tile.feed for output in self._outputs.all for tile in output.canvas.tiles]
            if any(feed is not None and feed.painted and feed.state(now_s).phase is Phase.LIVE for feed in feeds):
                self.first_live_at = round(time.time(), 3)
        if self.board_at is not None and self.first_live_at is not None:
            self._timer.stop()
