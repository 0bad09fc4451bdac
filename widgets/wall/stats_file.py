"""`--stats FILE`: one JSON line a second with what the wall did. A stable contract, see docs/command-line.md."""

import contextlib
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject, Qt, QTimer

from app.services.tile_feed import TileFeed
from streams.feeds import View
from widgets.loop_lag import LoopLag
from widgets.wall.canvas import WallCanvas

log = logging.getLogger(__name__)


class StatsFile(QObject):
    """Appends until it is closed. Raises OSError from the constructor if the file cannot be written."""

    def __init__(
        self,
        path: Path,
        canvases: Callable[[], list[WallCanvas]],
        parent: QObject | None = None,
        *,
        more: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        """`more`: further facts of whoever composes."""
        super().__init__(parent)
        self._canvases = canvases
        self._more = more
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._process = psutil.Process()
        self._lag = LoopLag(self)
        self._painted: dict[TileFeed, tuple[float, int]] = {}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.write)
        self._timer.start(1000)

    def write(self) -> None:
        try:
            self._file.write(json.dumps(self.snapshot(), ensure_ascii=False) + "\n")
        except OSError as error:
            # The wall goes on without its figures.
            log.error("--stats ends here: %s", error)
            self._timer.stop()

    def snapshot(self) -> dict[str, Any]:
        now_s = time.monotonic()
        cpu = self._process.cpu_times()
        feeds = [tile.feed for canvas in self._canvases() for tile in canvas.tiles if tile.feed is not None]
        before, self._painted = self._painted, {feed: (now_s, feed.painted) for feed in feeds}
        return {
            "time": round(time.time(), 3),
            "rss_bytes": self._process.memory_info().rss,
            "cpu_s": round(cpu.user + cpu.system, 3),
            "loop_lag_ms": round(self._lag.take_p99_ms(), 2),
            **self._more(),
            "tiles": [
                _tile(feed, feed.view, now_s, *before.get(feed, (now_s, feed.painted)))
                for feed in feeds
                if feed.view is not None
            ],
        }

    def close(self) -> None:
        self._timer.stop()
        with contextlib.suppress(OSError):
            # What could not be written a moment ago; told then.
            self._file.close()


def _tile(feed: TileFeed, view: View, now_s: float, before_s: float, painted_before: int) -> dict[str, Any]:
    """`painted_before` pictures had been painted by `before_s`, a second ago."""
    age_s, state = feed.age_s(now_s), feed.state(now_s)
    lane, counters = view.feed.lane, view.feed.counters
    return {
        "url": view.feed.shown_address,
        "name": feed.source.name,
        "state": state.phase,
        "reason": state.reason,
        "decoded": lane.counters.decoded,
        "painted": feed.painted,
        "dropped": lane.mailbox.dropped + lane.counters.skipped,
        "fps": round((feed.painted - painted_before) / (now_s - before_s), 2) if now_s > before_s else 0.0,
        "age_ms": round(age_s * 1000, 1) if age_s is not None else None,
        "codec": lane.codec,
        "width": lane.source_width,
        "height": lane.source_height,
        "first_frame_ms": round(feed.first_frame_ms, 1) if feed.first_frame_ms is not None else None,
        "reconnects": max(0, counters.connections - 1),
    }
