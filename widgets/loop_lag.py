"""How late the UI loop is: the figure that says whether anything blocks the screen."""

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer

_INTERVAL_S = 0.01


class LoopLag(QObject):
    """Wakes every 10 ms and notes how much later than that it was."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late_s: list[float] = []
        self._due_s = time.monotonic() + _INTERVAL_S
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._woke)
        self._timer.start(round(_INTERVAL_S * 1000))

    def take_p99_ms(self) -> float:
        """Nearest-rank 99th percentile in ms since the last call."""
        late_s, self._late_s = sorted(self._late_s), []
        if not late_s:
            # Not woken once since the last call: the loop stood still all that time.
            return max(0.0, time.monotonic() - self._due_s) * 1000
        return late_s[math.ceil(0.99 * len(late_s)) - 1] * 1000

    def _woke(self) -> None:
        now_s = time.monotonic()
        self._late_s.append(max(0.0, now_s - self._due_s))
        self._due_s = now_s + _INTERVAL_S
