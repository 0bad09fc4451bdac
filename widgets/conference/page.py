"""The page of the conference: the rooms that are open, then the lobby or the door, then everybody."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.link.room_link import LinePhase
from widgets.conference.conference import Conference
from widgets.conference.door_view import DoorView
from widgets.conference.live_view import LiveView
from widgets.conference.rooms_list import RoomsList

_TYPED_INTO = (QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox)


class ConferencePage(QWidget):
    """`live`, `door` and `rooms` are made by whoever composes. The space bar opens the microphone for as long as it is
    held down, wherever on this page the focus is, but for where somebody types."""

    def __init__(
        self,
        conference: Conference,
        *,
        rooms: RoomsList,
        door: DoorView,
        live: LiveView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conference = conference
        self.rooms, self.door, self.live = rooms, door, live
        self._window: QWindow | None = None
        self._stack = QStackedWidget()
        for each in (rooms, door, live):
            self._stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        rooms.enter_asked.connect(self.enter)
        conference.changed.connect(self._follow)
        conference.over.connect(rooms.say)
        self._follow()

    def enter(self, room_id: str) -> None:
        self.rooms.say("")
        self._conference.enter(room_id)

    def release(self) -> None:
        """Before the feeds and the mirror go."""
        self.live.stage.release()
        self.rooms.release()

    def _follow(self) -> None:
        conference = self._conference
        if conference.phase is None:
            wanted: QWidget = self.rooms
        elif conference.is_in:
            wanted = self.live
        else:
            wanted = self.door
        if wanted is not self._stack.currentWidget():
            if wanted is not self.live:
                self.live.stage.release()
            self._stack.setCurrentWidget(wanted)
        if wanted is self.door:
            self.door.refresh()

    # -- push to talk

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The window has keys before the widget that has the focus; the application has every other event too.
        self._window = self.window().windowHandle()
        if self._window is not None:
            self._window.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
        self._conference.push_to_talk(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and self._may_talk():
            if not event.isAutoRepeat():
                self._conference.push_to_talk(event.type() is QEvent.Type.KeyPress)
            return True
        return super().eventFilter(watched, event)

    def _may_talk(self) -> bool:
        return self._conference.phase is LinePhase.IN and not isinstance(QApplication.focusWidget(), _TYPED_INTO)
