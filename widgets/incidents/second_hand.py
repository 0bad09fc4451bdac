"""The one timer of all countdowns: it wakes when the nearest of those on the screen shows something else, and not else.

Far deadlines cost a wake-up a minute or less, a screen without countdowns none at all.
"""

import math
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer

Move = Callable[[datetime], datetime | None]
"""Repaints what shows something else at the moment given; returns when more of it will, None for nothing visible."""

# The hub's clock may be measured anew while a far deadline is waited for.
_LONGEST_WAIT_MS = 60_000


class SecondHand(QObject):
    """`now` is the hub's clock."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = now
        self._moves: list[Move] = []
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)

    def add(self, move: Move) -> Callable[[], None]:
        """Returns what takes it out again."""
        self._moves.append(move)
        return lambda: self._moves.remove(move)

    def look(self) -> None:
        """Move everything now and wait for what is next; to be called when something else became visible."""
        now = self.now()
        due = min((at for move in tuple(self._moves) if (at := move(now)) is not None), default=None)
        if due is None:
            self._timer.stop()
            return
        wait_ms = math.ceil((due - now).total_seconds() * 1000)
        self._timer.start(min(max(wait_ms, 1), _LONGEST_WAIT_MS))

    def look_soon(self) -> None:
        """`look` once, however many ask for it before Qt comes to it."""
        self._timer.start(0)

    def stop(self) -> None:
        self._timer.stop()

    @property
    def waits_ms(self) -> int | None:
        """Until the next wake-up; None: there will be none."""
        return self._timer.remainingTime() if self._timer.isActive() else None
