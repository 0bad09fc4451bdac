"""How the program itself is doing: figures for the status line."""

from dataclasses import dataclass

import psutil
from PySide6.QtCore import QObject

from widgets.loop_lag import LoopLag


@dataclass(frozen=True, slots=True)
class Figures:
    """`loop_lag_ms`: 99th percentile of the last second. `cpu_percent`: of one core, all threads of the process."""

    loop_lag_ms: float
    cpu_percent: float


class ProcessFigures(QObject):
    """Measures from one call of `read()` to the next."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lag = LoopLag(self)
        self._process = psutil.Process()
        self._process.cpu_percent()

    def read(self) -> Figures:
        return Figures(self._lag.take_p99_ms(), self._process.cpu_percent())
