"""The conference beside whatever else is done: small pictures one below the other, mute, and the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.conference.conference import Conference
from widgets.conference.small_controls import SmallControls
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import MOST_IN_STRIP, StageView
from widgets.elided_label import ElidedLabel
from widgets.incidents.controls import flat_button

_WIDTH = 220
_TILE_PX = _WIDTH * 9 // 16


class Filmstrip(QFrame):
    """Seen while the conference is on and its page is not; `back_asked`: to the page. Who speaks comes first."""

    back_asked = Signal()

    def __init__(self, conference: Conference, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conference = conference
        self.stage = stage
        self.setFixedWidth(_WIDTH)
        self.title = ElidedLabel()
        self._waits = QLabel()
        self._waits.setWordWrap(True)
        self.controls = SmallControls(conference)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.addWidget(self.title, 1)
        head.addWidget(flat_button("expand", self.tr("Back to the conference"), self.back_asked.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._waits)
        column.addWidget(stage, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        column.addWidget(self.controls)
        stage.pinned.connect(lambda _entry: self.back_asked.emit())
        stage.first_painted.connect(conference.painted)
        conference.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Whenever the conference has changed, while it can be seen."""
        conference = self._conference
        if not self.isVisible() or not conference.is_in:
            return
        state = conference.state
        speaker = state.speaker_id or "" if state is not None else ""
        shown = sorted(conference.entries(), key=lambda one: (not one.is_screen, one.participation_id != speaker))
        self.stage.setFixedSize(_WIDTH, _TILE_PX * max(1, min(len(shown), MOST_IN_STRIP)))
        self.stage.show_entries(shown, StageView.FILMSTRIP, speaker=speaker)
        self.title.setText(conference.title())
        at_door = [one.name for one in conference.at_door()] if conference.is_host else []
        self._waits.setText(self.tr("At the door: {0}").format(", ".join(at_door)))
        self._waits.setVisible(bool(at_door))
        self.controls.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
