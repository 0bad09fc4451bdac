"""The incident's conference on the leader's page: who is in, who is missing, and one press to be in it.

Who joins from here is heard and not seen until they switch their camera on: nobody is on the wall by surprise.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.permissions import Action
from app.domain.rooms import Invitation, Participation, Room
from app.link.mirror import Mirror
from app.link.room_link import LinePhase
from app.link.rooms import open_room
from app.services.commands.rooms import OpenRoom
from app.services.conference_engine import StreamSource
from app.services.rows import IncidentPage
from streams.state import Phase
from widgets.conference.conference import Conference
from widgets.conference.small_controls import SmallControls
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import StageView
from widgets.conference.unmute_line import UnmuteLine
from widgets.conference.words import elapsed_words
from widgets.icons import BADGE_SIZE, badge
from widgets.incidents.controls import button, flat_button, label, together
from widgets.incidents.rights import Rights
from widgets.incidents.sending import Failure, Sender
from widgets.seen_timer import SeenTimer
from widgets.wall.incident_strip_facts import people_facts

_TARGET_PX = 44
_CONTROL_PX = 32


class ConferencePanel(QFrame):
    """`page_asked`: the whole page of the conference is wanted. `room_asked` carries the room whose lobby is."""

    page_asked = Signal()
    room_asked = Signal(str)

    def __init__(self, commands: Sender, rights: Rights, conference: Conference, stage: Stage) -> None:
        super().__init__()
        self._commands = commands
        self._mirror: Mirror = commands.mirror
        self._rights = rights
        self._conference = conference
        self._page: IncidentPage | None = None
        self._room: Room | None = None
        self._busy = False
        self.setProperty("role", "panel")
        self.stage = stage
        self.controls = SmallControls(conference)
        self.unmute = UnmuteLine()
        self.present = label()
        self.missing = label()
        self.words = label("", "quiet")
        self.outcome = label("", "reason")
        self._sign = QLabel()
        self._duration = label("", "heading", wrap=False)
        self.join_button = button(self.tr("Join now"), self.join)
        self.join_button.setDefault(True)
        self.open_button = button(self.tr("Open the room"), self.open_room)
        for made in (self.join_button, self.open_button):
            made.setMinimumSize(160, _TARGET_PX)
        self.lobby_button = button(self.tr("Choose devices first…"), self._ask_for_lobby)
        self.lobby_button.setMinimumHeight(_TARGET_PX)
        self.page_button = flat_button("expand", self.tr("The conference on its own page"), self.page_asked.emit)
        self._second = SeenTimer(self, self.refresh)
        self._endings: list[Callable[[], None]] = [
            self._mirror.subscribe(row, lambda _keys: self.refresh()) for row in (Room, Invitation, Participation)
        ]
        self._arrange()
        self._connect()

    def show_page(self, page: IncidentPage | None) -> None:
        if page is None or self._page is None or page.incident.incident_id != self._page.incident.incident_id:
            self._say("")
        self._page = page
        self.refresh()

    def join(self) -> None:
        """In at once, with the voice as the devices stand and without a picture."""
        if (room := self._room) is None:
            return
        conference = self._conference
        if conference.phase is not None and not self._is_here:
            conference.leave()
        conference.enter(room.room_id)
        if conference.own.is_on(StreamSource.CAMERA):
            conference.set_on(StreamSource.CAMERA, False)
        conference.join()

    def open_room(self) -> None:
        """Rings everybody whom policy and plans name, and goes in."""
        if self._page is None or self._busy:
            return
        self._busy = True
        incident_id = self._page.incident.incident_id
        self._commands.send(
            lambda: self._commands.client.open_room(incident_id, OpenRoom()), done=self._opened, failed=self._failed
        )

    def refresh(self) -> None:
        """While it can be seen."""
        if not self.isVisible() or self._page is None:
            return
        incident, conference = self._page.incident, self._conference
        room = self._room = open_room(self._mirror, incident.incident_id)
        present, missing, is_complete = people_facts(self._mirror, room)
        self.present.setText(present)
        self.missing.setText(missing)
        phase = {True: Phase.LIVE, False: Phase.STALE, None: Phase.IDLE}[is_complete]
        self._sign.setPixmap(badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE))
        self._duration.setText(elapsed_words(room.opened_at, self._mirror.now()) if room is not None else "")
        is_in = self._is_here and conference.is_in
        self.page_button.setVisible(self._is_here)
        self._door.setVisible(not is_in)
        self._live.setVisible(is_in)
        self.controls.setVisible(is_in)
        self._space.setVisible(not is_in)
        self.missing.setVisible(bool(missing))
        if is_in:
            self._show_stage()
        else:
            self.stage.release()
            self._show_door(room)

    def release(self) -> None:
        self._conference.changed.disconnect(self.refresh)
        for end in self._endings:
            end()
        self._endings = []
        self._second.stop()
        self.stage.release()

    # -- inside

    @property
    def _is_here(self) -> bool:
        """Whether the conference that this seat is in, or about to be, is this incident's."""
        link = self._conference.link
        return link is not None and self._room is not None and link.room_id == self._room.room_id and not link.is_over

    def _show_stage(self) -> None:
        conference = self._conference
        state, link = conference.state, conference.link
        speaker = state.speaker_id or "" if state is not None else ""
        shown = sorted(conference.entries(), key=lambda one: (not one.is_screen, one.participation_id != speaker))
        self.stage.show_entries(shown, StageView.ROW, speaker=speaker)
        self.controls.refresh()
        self.unmute.show_asked(link.unmute_asked if link is not None else frozenset())
        words = ""
        if conference.phase is LinePhase.LOST:
            words = self.tr("The line is lost; coming back by itself. Others may still hear you.")
        elif conference.is_unheard:
            words = self.tr("You are muted.")
        self._live_words.setText(words)
        self._live_words.setVisible(bool(words))

    def _show_door(self, room: Room | None) -> None:
        incident, conference = self._page.incident if self._page is not None else None, self._conference
        if incident is None:
            return
        may_open = room is None and not incident.status.over and self._rights.may(Action.ROOM_OPEN, incident)
        may_join = room is not None and self._rights.may(Action.ROOM_JOIN, incident)
        waits = self._is_here and conference.phase is not LinePhase.PREPARING
        self.open_button.setVisible(may_open)
        self.join_button.setVisible(may_join and not waits)
        self.lobby_button.setVisible(may_join and not waits)
        elsewhere = conference.is_in and not self._is_here
        words = ""
        if waits:
            at_door = conference.phase is LinePhase.WAITING
            words = self.tr("You are at the door: a host will let you in.") if at_door else self.tr("Connecting…")
        elif may_join and elsewhere:
            words = self.tr("You are in another conference; joining leaves it: {0}").format(conference.title())
        elif may_join:
            words = self.tr("You join with your voice; your camera stays off until you switch it on.")
        elif may_open:
            words = self.tr("Opening it rings everybody who is required.")
        elif room is not None:
            words = self.tr("Your role is in no conference.")
        self.words.setText(words)

    def _ask_for_lobby(self) -> None:
        if self._room is not None:
            self.room_asked.emit(self._room.room_id)

    def _opened(self, room: Room) -> None:
        self._busy = False
        self._say("")
        if self._page is not None and self._page.incident.incident_id == room.incident_id:
            self._room = room
            self.join()
        self.refresh()

    def _failed(self, failure: Failure) -> None:
        self._busy = False
        self._say(failure.words)

    def _say(self, words: str) -> None:
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stage.release()

    def _connect(self) -> None:
        conference = self._conference
        conference.changed.connect(self.refresh)
        self.unmute.answered.connect(conference.answer_unmute)
        self.stage.pinned.connect(lambda _entry: self.page_asked.emit())
        self.stage.first_painted.connect(conference.painted)

    def _arrange(self) -> None:
        for each in (self.controls.microphone, self.controls.camera, self.controls.leave):
            each.setMinimumSize(_TARGET_PX, _CONTROL_PX)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Conference"), "heading", wrap=False))
        head.addWidget(self._duration)
        head.addWidget(self.controls, 1)
        self._space = QWidget()
        head.addWidget(self._space, 1)
        head.addWidget(self.page_button)
        people = QHBoxLayout()
        people.setSpacing(6)
        top = Qt.AlignmentFlag.AlignTop
        people.addWidget(self._sign, 0, top)
        people.addWidget(self.missing, 3, top)
        people.addWidget(self.present, 2, top)
        self._live_words = label("", "reason")
        self._live_words.hide()
        door = self.join_button, self.open_button, self.lobby_button, self.words
        self._door = together(QHBoxLayout(), *door, spacing=8)
        self._live = together(QVBoxLayout(), self.unmute, self._live_words, self.stage, spacing=4)
        self._live.hide()
        self.controls.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(people)
        column.addWidget(self.outcome)
        column.addWidget(self._door)
        column.addWidget(self._live, 1)
        self.outcome.hide()
