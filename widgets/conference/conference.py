"""The conference that this seat is in, for everything on the screen that shows or changes it: page, filmstrip, ring.

One at a time. What the line says, what the mirror knows of rings and people, and what I do come together here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.incidents import Incident
from app.domain.people import Person
from app.domain.rooms import ChatMessage, Invitation, Participation, ParticipationStatus, Room
from app.domain.units import Unit
from app.link.mirror import Mirror
from app.link.room_link import LinePhase, LineStatus, RoomLink
from app.link.room_links import RoomLinks
from app.link.rooms import missing_titles, of_room, silent_titles
from app.services.conference_engine import StreamSource
from app.services.signalling import ChatSaid, HostAction, RoomParticipant, RoomState
from app.tasks import TaskScope
from widgets.conference.chat_panel import Line
from widgets.conference.own_media import OwnMedia
from widgets.conference.people_rows import PersonRow, people_rows
from widgets.conference.stage_entries import Ringing, StageEntry, entries, still_rings
from widgets.conference.words import problem_words, titles_words

if TYPE_CHECKING:
    from widgets.conference.seat_media import SeatMedia


class Conference(QObject):
    """Lives on the UI loop. `changed` fires after each change of what can be read here; `over` when the conference is
    left, with the words that say why where it was not our wish; `notice` says what did not work."""

    changed = Signal()
    over = Signal(str)
    notice = Signal(str)

    def __init__(self, links: RoomLinks, mirror: Mirror, own: OwnMedia, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.links = links
        self.own = own
        self._mirror = mirror
        self._tasks = TaskScope("conference")
        self._endings: list[Callable[[], None]] = []
        self._link: RoomLink | None = None
        self._was: LineStatus | None = None
        # From the key's press to its release the microphone is open.
        self._talking = False
        # Somebody speaks here and is muted.
        self.is_unheard = False

    def follow(self, media: "SeatMedia") -> None:
        """What the devices say of themselves is told to the room."""
        media.switched.connect(self.switched)
        media.sources_changed.connect(self.sources_changed)
        media.permitted.connect(self.permitted)
        media.unheard.connect(self.note_unheard)

    # -- what can be read

    @property
    def link(self) -> RoomLink | None:
        return self._link

    @property
    def phase(self) -> LinePhase | None:
        """None: in no conference."""
        return self._link.status.phase if self._link is not None else None

    @property
    def is_in(self) -> bool:
        """In the room, also while the line is lost."""
        return self._link is not None and self._link.room is not None and self.phase in (LinePhase.IN, LinePhase.LOST)

    @property
    def state(self) -> RoomState | None:
        return self._link.room if self._link is not None else None

    @property
    def row(self) -> Room | None:
        """As the hub keeps it."""
        return self._mirror.get(Room, self._link.room_id) if self._link is not None else None

    @property
    def is_host(self) -> bool:
        me = self._link.me if self._link is not None else None
        return me is not None and me.is_host

    @property
    def is_held(self) -> bool:
        """A host has muted me."""
        me = self._link.me if self._link is not None else None
        return me is not None and StreamSource.MICROPHONE in me.muted_by_host

    def now(self) -> datetime:
        """The hub's clock."""
        return self._mirror.now()

    def title(self) -> str:
        """Room, and of which incident."""
        row, state = self.row, self.state
        name = row.name if row is not None else state.name if state is not None else ""
        incident = self._mirror.get(Incident, row.incident_id) if row is not None else None
        if incident is None or incident.title in name:
            return name
        return f"{name} · {incident.title}"

    def entries(self) -> list[StageEntry]:
        ringing = [one for one in self._rung() if still_rings(one.invitation)]
        here = {row.participation.person_id for row in self.people() if row.participation is not None}
        ringing = [one for one in ringing if one.invitation.person_id not in here]
        return entries(self.state, me=self._me, ringing=ringing)

    def people(self) -> list[PersonRow]:
        link = self._link
        if link is None:
            return []
        known = {one.participation_id: one for one in of_room(self._mirror, Participation, link.room_id)}
        return people_rows(link.room, me=self._me, rung=self._rung(), participations=known)

    def at_door(self) -> list[RoomParticipant]:
        """Who asks to come in; told to hosts."""
        everybody = self.state.participants if self.state is not None else ()
        return [one for one in everybody if one.status is ParticipationStatus.WAITING]

    def missing(self) -> str:
        """For whom the conference clock waits, in words: also for who is in and sends nothing, who reads it too."""
        row = self.row
        if row is None or self._link is None:
            return ""
        people = of_room(self._mirror, Participation, row.room_id)
        lines = [
            (self.tr("Missing: {0}"), missing_titles(row, people)),
            (
                self.tr("In, but without sound or picture: {0}"),
                silent_titles(row, people, of_room(self._mirror, Invitation, row.room_id)),
            ),
        ]
        return "\n".join(words.format(titles_words(tuple(titles))) for words, titles in lines if titles)

    def chat(self) -> list[Line]:
        """What was written before I came too, where the feed has it."""
        link = self._link
        if link is None:
            return []
        said: list[ChatMessage | ChatSaid] = [*of_room(self._mirror, ChatMessage, link.room_id), *link.chat]
        lines = {one.message_id: Line(one.message_id, one.name, one.text, one.at) for one in said}
        return sorted(lines.values(), key=lambda line: (line.at, line.message_id))

    @property
    def _me(self) -> str:
        return self._link.participation_id if self._link is not None else ""

    def _rung(self) -> Sequence[Ringing]:
        if self._link is None:
            return ()
        return [self._named(one) for one in of_room(self._mirror, Invitation, self._link.room_id)]

    def _named(self, invitation: Invitation) -> Ringing:
        person = self._mirror.get(Person, invitation.person_id)
        unit = self._mirror.get(Unit, invitation.of_unit_id)
        return Ringing(
            invitation,
            person.name if person is not None else invitation.person_id,
            unit.name if unit is not None else "",
        )

    # -- what I do

    def enter(self, room_id: str) -> None:
        """To the lobby page of this room."""
        if self._link is not None and self._link.room_id == room_id and not self._link.is_over:
            return
        self._let_go()
        link = self._link = self.links.enter(room_id)
        self._was = None
        self._endings = [
            link.subscribe(self._line_changed),
            *(
                self._mirror.subscribe(row, lambda _keys: self.changed.emit())
                for row in (Room, Invitation, Participation, ChatMessage)
            ),
        ]
        self._line_changed()

    def join(self) -> None:
        if self._link is not None:
            self._link.join()

    def leave(self) -> None:
        """Also from the lobby page."""
        if self._link is not None:
            self._let_go()
            self._tasks.start("leave", self.links.leave())
            self.own.leave()
            self.over.emit("")
            self.changed.emit()

    async def close(self) -> None:
        self._let_go()
        await self._tasks.close()

    def toggle(self, source: StreamSource) -> None:
        """Microphone or camera on, or off."""
        on = self.own.is_on(source)
        if on is not None:
            self.set_on(source, not on)

    def set_on(self, source: StreamSource, on: bool) -> None:
        if self._link is None or self.own.is_on(source) is None:
            return
        self.own.set_on(source, on)
        self._link.set_on(source, on)
        self.changed.emit()

    def answer_unmute(self, source: StreamSource, yes: bool) -> None:
        """A host has asked."""
        if yes:
            self.set_on(source, True)
        if self._link is not None:
            self._link.dismiss_unmute()

    def switched(self, source: StreamSource, on: bool) -> None:
        """A device was switched elsewhere, as in the lobby, or a share has begun or ended."""
        if self._link is not None:
            self._link.set_on(source, on)
        self.changed.emit()

    def sources_changed(self) -> None:
        """Other things can be sent than before: a device was plugged in or is gone, a screen is shared."""
        if self._link is not None:
            for source in self.own.sources():
                # What was plugged in just now may be muted.
                on = bool(self.own.is_on(source))
                if on is not self._link.is_on(source):
                    self._link.set_on(source, on)
            self._link.sources_changed()
        self.changed.emit()

    def permitted(self) -> None:
        """Camera or microphone gives something."""
        if self._link is not None:
            self._link.permitted()

    def note_unheard(self, unheard: bool) -> None:
        self.is_unheard = unheard
        self.changed.emit()

    def push_to_talk(self, pressed: bool) -> None:
        """While the key is held down the microphone is open, where it was muted."""
        if pressed and self.own.is_on(StreamSource.MICROPHONE) is False:
            self._talking = True
            self.set_on(StreamSource.MICROPHONE, True)
        elif not pressed and self._talking:
            self._talking = False
            self.set_on(StreamSource.MICROPHONE, False)

    def toggle_hand(self) -> None:
        if self._link is not None:
            self._link.raise_hand(not self._link.hand_up)

    def say(self, text: str) -> bool:
        return self._link is not None and self._link.say(text)

    def host(self, action: HostAction, participation_id: str, source: StreamSource = StreamSource.MICROPHONE) -> None:
        if self._link is not None:
            self._link.host(action, participation_id, source)

    def painted(self, participation_id: str, is_screen: bool) -> None:
        """The first picture of somebody was painted here."""
        self.links.first_frame(participation_id, StreamSource.SCREEN if is_screen else StreamSource.CAMERA)

    # -- the line

    def _line_changed(self) -> None:
        link = self._link
        if link is None:
            return
        was, self._was = self._was, link.status
        if link.status.phase is LinePhase.IN and (was is None or was.phase is not LinePhase.IN):
            self.own.enter()
            for source in self.own.sources():
                link.set_on(source, bool(self.own.is_on(source)))
        if (refused := link.refused) is not None:
            link.refused = None
            self.notice.emit(problem_words(refused))
        if link.is_over:
            words = self.tr("The conference is over.") if link.status.ended else ""
            if link.status.problem is not None:
                words = problem_words(link.status.problem)
            self._let_go()
            self._tasks.start("leave", self.links.leave())
            self.own.leave()
            self.over.emit(words)
        self.changed.emit()

    def _let_go(self) -> None:
        for end in self._endings:
            end()
        self._endings = []
        self._link = self._was = None
        self._talking = False
