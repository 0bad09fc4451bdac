"""What counts time on a screen costs nothing while nobody sees it, and is right at once when somebody does."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_SECOND_MS = 1000


class SeenTimer(QTimer):
    """Calls `tick` each second while `widget` is shown; the first time, unless there is `at_first` for it, at once."""

    _shown = Signal()

    def __init__(
        self, widget: QWidget, tick: Callable[[], object], *, at_first: Callable[[], object] | None = None
    ) -> None:
        super().__init__(widget, interval=_SECOND_MS)
        self.timeout.connect(tick)
        self._shown.connect(at_first or tick)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            self.start()
            self._shown.emit()
        elif event.type() is QEvent.Type.Hide:
            self.stop()
        return super().eventFilter(watched, event)
