"""What rings at this seat: the sheet over the window, the sound, and what becomes of the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.domain.rooms import Invitation, Room
from app.link.mirror import Mirror
from app.link.rooms import my_rings
from app.services.commands.rooms import AnswerInvitation, InvitationAnswer
from widgets.conference.ring_sheet import RingFacts, RingSheet
from widgets.conference.words import titles_words
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.words import level_words

_SECOND_MS = 1000


class RingTone(Protocol):
    """Sounds until it is stopped, where there is a loudspeaker."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Of a seat without sound."""

    def start(self) -> None:
        """Nothing can be heard."""

    def stop(self) -> None:
        """Nothing is heard."""


class Rings(QObject):
    """Lives on the UI loop, from a login until `release()`. `accepted` carries the room that somebody goes to;
    `notice` what did not get through."""

    accepted = Signal(str)
    notice = Signal(str)

    def __init__(
        self,
        mirror: Mirror,
        commands: Sender,
        actor: Actor,
        window: QWidget,
        *,
        here: Callable[[], str | None],
        tone: RingTone | None = None,
    ) -> None:
        """`here`: the room in which this seat is, which needs not ring."""
        super().__init__(window)
        self._here = here
        self._mirror = mirror
        self._commands = commands
        self._actor = actor
        self._window = window
        self._tone = tone or Silence()
        self.sheet = RingSheet(window)
        self.sheet.answered.connect(self._answer)
        self.sheet.silenced.connect(self._silence)
        window.installEventFilter(self)
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self.refresh)
        self._endings: list[Callable[[], None]] = [
            mirror.subscribe(row, lambda _keys: self.refresh()) for row in (Invitation, Room)
        ]
        # Until the hub's answer says so too.
        self._answered: set[tuple[str, int]] = set()
        # By invitation, how often it had been rung.
        self._silenced: dict[str, int] = {}
        self.refresh()

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings = []
        self._second.stop()
        self._tone.stop()
        self._window.removeEventFilter(self)
        self.sheet.show_ring(None, self._mirror.now())
        self.sheet.deleteLater()

    def refresh(self) -> None:
        rings = [
            one
            for one in my_rings(self._mirror, self._actor)
            if one.room_id != self._here()
            and (one.invitation_id, one.version) not in self._answered
            and self._silenced.get(one.invitation_id) != len(one.rung_at)
        ]
        if not rings:
            self._second.stop()
            self._tone.stop()
            self.sheet.show_ring(None, self._mirror.now())
            return
        # A desk is rung for everybody on shift there: once for each room.
        together = [one for one in rings if one.room_id == rings[-1].room_id]
        more = len({one.room_id for one in rings}) - 1
        self.sheet.show_ring(self._facts(rings[-1], together, more), self._mirror.now())
        if not self._second.isActive():
            self._second.start()
            self._tone.start()
            # For who works in another program.
            QApplication.alert(self._window)

    def _silence(self, invitation_ids: tuple[str, ...]) -> None:
        for invitation in self._known(invitation_ids):
            self._silenced[invitation.invitation_id] = len(invitation.rung_at)
        self.refresh()

    def _known(self, invitation_ids: tuple[str, ...]) -> list[Invitation]:
        return [one for key in invitation_ids if (one := self._mirror.get(Invitation, key)) is not None]

    def _facts(self, invitation: Invitation, together: Sequence[Invitation], more: int) -> RingFacts:
        room = self._mirror.get(Room, invitation.room_id)
        incident = self._mirror.get(Incident, invitation.incident_id)
        name = room.name if room is not None else ""
        about = ""
        if incident is not None:
            # An incident's room has its title, until that is corrected.
            title = (incident.title,) if incident.title != name else ()
            about = " · ".join((level_words(incident.level), *title, incident.place.text))
        titles = [title for one in together for title in (one.title, *one.more_titles) if title is not None]
        return RingFacts(
            together=tuple(one.invitation_id for one in together),
            room_id=invitation.room_id,
            room=name,
            incident=about,
            role=titles_words(tuple(dict.fromkeys(titles))),
            by=self._commands.names.known_person(invitation.created_by),
            is_drill=room is not None and room.is_drill,
            since=invitation.rung_at[0] if invitation.rung_at else invitation.created_at,
            more=more,
        )

    def _answer(self, invitation_ids: tuple[str, ...], answer: InvitationAnswer, reason: str) -> None:
        invitations = self._known(invitation_ids)
        for invitation in invitations:
            self._send(invitation, answer, reason)
        if answer is InvitationAnswer.ACCEPT and invitations:
            # The room need not wait for the hub's answer.
            self._answered.update((one.invitation_id, one.version) for one in invitations)
            self.accepted.emit(invitations[-1].room_id)
        self.refresh()

    def _send(self, invitation: Invitation, answer: InvitationAnswer, reason: str) -> None:
        key = invitation.invitation_id, invitation.version

        def done(_answer: object) -> None:
            self._answered.add(key)
            self.refresh()

        def failed(failure: Failure) -> None:
            self.sheet.failed()
            self.notice.emit(failure.words)

        command = AnswerInvitation(expected_version=invitation.version, answer=answer, reason=reason)
        self._commands.send(
            lambda: self._commands.client.answer_invitation(invitation.invitation_id, command),
            done=done,
            failed=failed,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize and self.sheet.isVisible():
            self.sheet.place()
        return super().eventFilter(watched, event)
