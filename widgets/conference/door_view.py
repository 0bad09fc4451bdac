"""Before the room: what I bring along and a button to join, then the wait at the door, in words."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.link.room_link import LinePhase
from widgets.conference.conference import Conference
from widgets.incidents.controls import button, label

_PREVIEW_MOST_PX = 1120


class DoorView(QWidget):
    """`preview` shows camera, voice and devices before anybody else does; it is told when it may use them."""

    def __init__(
        self,
        conference: Conference,
        *,
        preview: QWidget | None = None,
        join: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conference = conference
        self._phase: LinePhase | None = None
        self._title = label("", "heading", wrap=False)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = label("")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.join_button = button(self.tr("Join"), join or conference.join)
        self.join_button.setDefault(True)
        self.join_button.setMinimumSize(200, 48)
        self.back_button = button(self.tr("Back"), conference.leave)
        self.back_button.setMinimumSize(96, 48)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.join_button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._title)
        if preview is not None:
            preview.setMaximumWidth(_PREVIEW_MOST_PX)
            middle = QHBoxLayout()
            middle.addStretch(1)
            middle.addWidget(preview, 20)
            middle.addStretch(1)
            column.addLayout(middle, 8)
        column.addWidget(self.words)
        column.addLayout(buttons)
        column.addStretch(1)

    def refresh(self) -> None:
        phase = self._conference.phase
        self._title.setText(self._conference.title())
        self.words.setText(self._words(phase))
        self.join_button.setVisible(phase is LinePhase.PREPARING)
        self.back_button.setVisible(phase is not None)
        if phase is not self._phase:
            self._phase = phase
            self.join_button.setFocus()

    def _words(self, phase: LinePhase | None) -> str:
        match phase:
            case LinePhase.CONNECTING:
                return self.tr("Connecting to the room…")
            case LinePhase.LOST:
                return self.tr("The line is lost; coming back by itself…")
            case LinePhase.WAITING:
                return self.tr("You are at the door: a host will let you in.")
            case _:
                return ""
