"""In the room: the pictures, everybody's list, the chat, and the buttons."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.link.room_link import LinePhase
from app.services.conference_engine import StreamSource
from app.services.signalling import HostAction, RoomParticipant
from streams.state import Phase
from widgets.conference.chat_panel import ChatPanel
from widgets.conference.conference import Conference
from widgets.conference.controls_bar import ControlsBar
from widgets.conference.people_panel import PeoplePanel
from widgets.conference.people_rows import PersonRow
from widgets.conference.person_menu import AddWall, person_menu
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import StageEntry, StageView
from widgets.conference.unmute_line import UnmuteLine
from widgets.conference.words import elapsed_words
from widgets.elided_label import ElidedLabel
from widgets.icons import icon
from widgets.notice_line import NoticeLine
from widgets.seen_timer import SeenTimer

_SIDE_PX = 300
# My own picture, small in the corner.
_OWN_SHARE = 6
_OWN_LEAST_PX, _OWN_MOST_PX = 140, 280
_OWN_MARGIN_PX = 12


class LiveView(QWidget):
    """`make_stage` gives the surface for the pictures, `own_picture` is what I send. `room_menu` fills the menu of the
    room for a host; `rung_menu` the one of somebody who was rung,
    `camera_menu` adds to the one of a shared camera."""

    share_asked = Signal(object)  # the button below which a menu may open
    devices_asked = Signal()

    def __init__(
        self,
        conference: Conference,
        stage: Stage,
        *,
        add_wall: AddWall,
        room_menu: Callable[[QMenu], None],
        rung_menu: Callable[[QMenu, PersonRow], None],
        camera_menu: Callable[[QMenu, RoomParticipant], None],
        own_picture: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conference = conference
        self._add_wall = add_wall
        self._room_menu = room_menu
        self._rung_menu = rung_menu
        self._camera_menu = camera_menu
        self._own = own_picture
        self._pinned: str | None = None
        self._spoke = ""
        self._view = StageView.GALLERY
        self.stage = stage
        self.people = PeoplePanel()
        self.chat = ChatPanel(conference.say)
        self.controls = ControlsBar()
        self.notice = NoticeLine()
        self.unmute = UnmuteLine()
        self.title = ElidedLabel()
        self.title.setProperty("role", "heading")
        self.duration = QLabel()
        self.duration.setProperty("role", "heading")
        self.duration.setAccessibleName(self.tr("Duration"))
        self._locked = QLabel()
        self._locked.setPixmap(icon("lock").pixmap(16, 16))
        self._locked.setToolTip(self.tr("Locked: nobody new comes in"))
        self.gallery = self._toggle("gallery", self.tr("Gallery"), lambda: self.show_view(StageView.GALLERY))
        self.speaker = self._toggle("speaker-view", self.tr("Speaker large"), lambda: self.show_view(StageView.SPEAKER))
        self.people_button = self._toggle("people", self.tr("People"), lambda: self._show_side(self.people))
        self.chat_button = self._toggle("chat", self.tr("Messages"), lambda: self._show_side(self.chat))
        self._side = QStackedWidget()
        self._second = SeenTimer(self, self._tick, at_first=self.refresh)
        self._arrange()
        self._connect()

    def show_view(self, view: StageView) -> None:
        self._view = view
        self.gallery.setChecked(view is StageView.GALLERY)
        self.speaker.setChecked(view is StageView.SPEAKER)
        self.refresh()

    def pin(self, key: str) -> None:
        """Keep this one large; empty: nobody."""
        self._pinned = key or None
        self.show_view(StageView.SPEAKER if key else self._view)

    def refresh(self) -> None:
        """Whenever the conference has changed, while it can be seen."""
        conference = self._conference
        if not self.isVisible() or not conference.is_in:
            return
        state, shown = conference.state, conference.entries()
        speaker = state.speaker_id or "" if state is not None else ""
        # My own voice leaves the one who spoke before large.
        if any(entry.participation_id == speaker for entry in shown):
            self._spoke = speaker
        screen = next((entry.key for entry in shown if entry.is_screen), None)
        large = self._pinned or screen or self._spoke
        view = StageView.SPEAKER if screen is not None and self._view is StageView.GALLERY else self._view
        self.stage.show_entries(shown, view, large=large, speaker=speaker)
        self.people.show_people(
            conference.people(),
            now=conference.now(),
            speaker=speaker,
            is_host=conference.is_host,
            missing=conference.missing(),
        )
        self.chat.show_lines(conference.chat())
        if (title := conference.title()) != self.title.text():
            self.title.setText(title)
        self._locked.setVisible(state is not None and state.locked)
        self._show_controls()
        self._tick()

    # -- inside

    def _show_controls(self) -> None:
        conference, own = self._conference, self._conference.own
        me = conference.link.me if conference.link is not None else None
        self.controls.show_state(
            microphone=own.is_on(StreamSource.MICROPHONE),
            camera=own.is_on(StreamSource.CAMERA),
            hand=me is not None and me.hand_up_since is not None,
            shares=bool(own.is_on(StreamSource.SCREEN)),
            hosts=conference.is_host,
            held=conference.is_held,
        )
        asked = conference.link.unmute_asked if conference.link is not None else frozenset()
        self.unmute.show_asked(asked)
        if self._own is not None:
            self._own.setVisible(bool(own.is_on(StreamSource.CAMERA)))

    def _tick(self) -> None:
        conference = self._conference
        state = conference.state
        if state is None:
            return
        self.duration.setText(elapsed_words(state.opened_at, conference.now()))
        self.people.model.tick(conference.now())
        if conference.phase is LinePhase.LOST:
            self.notice.say(self.tr("The line is lost; coming back by itself. Others may still hear you."), Phase.STALE)
        elif conference.is_unheard:
            self.notice.say(self.tr("You are muted. Hold the space bar to speak."), Phase.IDLE)
        else:
            self.notice.hide()

    def _show_side(self, panel: QWidget) -> None:
        shown = not (self._side.isVisible() and self._side.currentWidget() is panel)
        self._side.setVisible(shown)
        self._side.setCurrentWidget(panel)
        self.people_button.setChecked(shown and panel is self.people)
        self.chat_button.setChecked(shown and panel is self.chat)

    def _entry_menu(self, entry: StageEntry, where: QPoint) -> None:
        if entry.participation_id:
            self._menu_of(entry.participation_id, where)
            return
        key = entry.key.removeprefix("ring/")
        row = next((one for one in self._conference.people() if one.key == key), None)
        if row is not None:
            self._row_menu(row, where)

    def _row_menu(self, row: PersonRow, where: QPoint) -> None:
        if row.participation_id:
            self._menu_of(row.participation_id, where)
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._rung_menu(menu, row)
        if not menu.isEmpty():
            menu.popup(where)

    def _menu_of(self, participation_id: str, where: QPoint) -> None:
        link = self._conference.link
        one = link.participant(participation_id) if link is not None else None
        if one is None:
            return
        menu = person_menu(self._conference, one, self, add_wall=self._add_wall, pin=self.pin, pinned=self._pinned)
        self._camera_menu(menu, one)
        if not menu.isEmpty():
            menu.popup(where)

    def _open_room_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._room_menu(menu)
        menu.popup(self.controls.room.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _host(self, action: HostAction, participation_id: str) -> None:
        self._conference.host(action, participation_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.stage:
            self._place_own()
        return super().eventFilter(watched, event)

    def _place_own(self) -> None:
        if self._own is None:
            return
        stage = self.stage.rect()
        width = max(_OWN_LEAST_PX, min(stage.width() // _OWN_SHARE, _OWN_MOST_PX))
        height = width * 9 // 16
        # Above the plate of the tile that it lies on.
        bottom = stage.bottom() - 3 * _OWN_MARGIN_PX
        self._own.setGeometry(stage.right() - width - _OWN_MARGIN_PX, bottom - height, width, height)

    # -- construction

    def _toggle(self, picture: str, words: str, clicked: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setCheckable(True)
        made.setProperty("flat", "true")
        made.setToolTip(words)
        made.setAccessibleName(words)
        made.clicked.connect(lambda _checked: clicked())
        return made

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 6)
        head.addWidget(self._locked)
        head.addWidget(self.title, 1)
        head.addWidget(self.duration)
        head.addSpacing(16)
        for each in (self.gallery, self.speaker, self.people_button, self.chat_button):
            head.addWidget(each)
        for panel in (self.people, self.chat):
            self._side.addWidget(panel)
        self._side.setMinimumWidth(_SIDE_PX)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.addWidget(self.stage)
        middle.addWidget(self._side)
        middle.setStretchFactor(0, 1)
        middle.setSizes([4 * _SIDE_PX, _SIDE_PX])
        middle.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.unmute)
        column.addWidget(middle, 1)
        column.addWidget(self.controls)
        self.gallery.setChecked(True)
        self.people_button.setChecked(True)
        if self._own is not None:
            self._own.setParent(self.stage)
            self._own.hide()
        self.stage.installEventFilter(self)

    def _connect(self) -> None:
        conference, controls = self._conference, self.controls
        conference.changed.connect(self.refresh)
        controls.microphone_pressed.connect(lambda: conference.toggle(StreamSource.MICROPHONE))
        controls.camera_pressed.connect(lambda: conference.toggle(StreamSource.CAMERA))
        controls.hand_pressed.connect(conference.toggle_hand)
        controls.share_asked.connect(lambda: self.share_asked.emit(controls.share))
        controls.devices_pressed.connect(self.devices_asked)
        controls.room_asked.connect(self._open_room_menu)
        controls.leave_pressed.connect(conference.leave)
        self.stage.menu_asked.connect(self._entry_menu)
        self.stage.pinned.connect(lambda entry: self.pin("" if entry.key == self._pinned else entry.key))
        self.stage.first_painted.connect(conference.painted)
        self.people.menu_asked.connect(self._row_menu)
        self.people.host_asked.connect(self._host)
        self.unmute.answered.connect(self._conference.answer_unmute)
