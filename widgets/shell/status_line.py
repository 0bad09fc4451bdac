"""The bottom line of the console: how many tiles are what, and how the program itself is doing."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from streams.state import Phase
from widgets.icons import BADGE_SIZE, badge
from widgets.shell.figures import Figures
from widgets.wall.outputs import Outputs
from widgets.wall.wall_states import phase_counts

_REFRESH_MS = 1000
_SHOWN = (Phase.LIVE, Phase.STALE, Phase.RECONNECTING, Phase.CONNECTING, Phase.OFFLINE, Phase.UNSUPPORTED)


class StatusLine(QStatusBar):
    def __init__(self, *, outputs: Outputs, figures: Callable[[], Figures], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._figures = figures
        self.setSizeGripEnabled(False)
        self._counts: dict[Phase, tuple[QWidget, QLabel]] = {}
        self._nothing = QLabel(self.tr("Nothing on the wall"))
        self._nothing.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self._nothing)
        for phase in _SHOWN:
            self._add_count(phase)
        self._own = QLabel()
        self._own.setProperty("role", "quiet")
        self._own.setContentsMargins(8, 0, 8, 0)
        self.addPermanentWidget(self._own)
        self._clock = QTimer(self, interval=_REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self.refresh()

    def refresh(self) -> None:
        counts = phase_counts(self._outputs)
        counts.pop(Phase.IDLE, None)
        for phase, (group, label) in self._counts.items():
            group.setVisible(bool(counts.get(phase)))
            label.setText(self._words(phase).format(counts.get(phase, 0)))
        self._nothing.setVisible(not counts)
        figures = self._figures()
        self._own.setText(
            self.tr("loop {0} ms   cpu {1} %").format(f"{figures.loop_lag_ms:.0f}", f"{figures.cpu_percent:.0f}")
        )

    def texts(self) -> list[str]:
        """What stands there now."""
        return [label.text() for group, label in self._counts.values() if not group.isHidden()]

    def own_words(self) -> str:
        return self._own.text()

    def _add_count(self, phase: Phase) -> None:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE))
        label = QLabel()
        row.addWidget(sign)
        row.addWidget(label)
        self._counts[phase] = group, label
        self.addWidget(group)

    def _words(self, phase: Phase) -> str:
        match phase:
            case Phase.LIVE:
                return self.tr("{0} live")
            case Phase.STALE:
                return self.tr("{0} stale")
            case Phase.RECONNECTING:
                return self.tr("{0} reconnecting")
            case Phase.CONNECTING:
                return self.tr("{0} connecting")
            case Phase.OFFLINE:
                return self.tr("{0} offline")
            case _:
                return self.tr("{0} not supported")
