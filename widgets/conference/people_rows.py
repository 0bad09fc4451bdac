"""Everybody whom a conference concerns, a row each: who waits at the door, is in, is rung, does not come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from app.domain.people import RoleTitle
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, ParticipationStatus
from app.services.conference_engine import StreamSource
from app.services.signalling import RoomParticipant, RoomState
from widgets.conference.stage_entries import Ringing


class Presence(IntEnum):
    """In the order of the list."""

    DOOR = 0
    IN = 1
    RECONNECTING = 2
    RINGING = 3
    COMING = 4
    BY_PHONE = 5
    NOT_COMING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """`live` is how the room sees whoever is in it, `participation` what the hub wrote down of them; `invitation` of
    whoever was rung. `since` is when the ring began."""

    key: str
    name: str
    unit: str = ""
    titles: tuple[RoleTitle, ...] = ()
    presence: Presence
    is_me: bool = False
    live: RoomParticipant | None = None
    participation: Participation | None = None
    invitation: Invitation | None = None
    since: datetime | None = None

    @property
    def participation_id(self) -> str:
        return self.live.participant_id if self.live is not None else ""

    @property
    def muted(self) -> bool:
        live = self.live
        return live is not None and (
            StreamSource.MICROPHONE not in live.sources or StreamSource.MICROPHONE in live.muted_by_host
        )


_PRESENCE_IN = {
    ParticipationStatus.WAITING: Presence.DOOR,
    ParticipationStatus.IN: Presence.IN,
    ParticipationStatus.DROPPED: Presence.RECONNECTING,
}
_PRESENCE_RUNG = {
    InvitationStatus.RINGING: Presence.RINGING,
    InvitationStatus.OPENED: Presence.COMING,
    InvitationStatus.ACCEPTED: Presence.COMING,
    InvitationStatus.BY_PHONE: Presence.BY_PHONE,
    InvitationStatus.DECLINED: Presence.NOT_COMING,
    InvitationStatus.UNANSWERED: Presence.NOT_COMING,
}


def people_rows(
    room: RoomState | None,
    *,
    me: str,
    rung: Iterable[Ringing] = (),
    participations: Mapping[str, Participation] | None = None,
) -> list[PersonRow]:
    """`rung` is everybody who was rung for the room, in whatever state; who is in it is there once."""
    known = participations or {}
    rows = [
        PersonRow(
            key=one.participant_id,
            name=one.name,
            unit=one.unit,
            titles=one.titles,
            presence=_PRESENCE_IN[one.status],
            is_me=one.participant_id == me,
            live=one,
            participation=known.get(one.participant_id),
        )
        for one in (room.participants if room is not None else ())
        if one.kind is not ParticipationKind.VIEWER and one.status in _PRESENCE_IN
    ]
    persons = {row.participation.person_id for row in rows if row.participation is not None}
    rows += [
        PersonRow(
            key=one.invitation.invitation_id,
            name=one.name,
            unit=one.unit,
            titles=(one.invitation.title,) if one.invitation.title is not None else (),
            presence=_PRESENCE_RUNG[one.invitation.status],
            invitation=one.invitation,
            since=one.invitation.rung_at[0] if one.invitation.rung_at else one.invitation.created_at,
        )
        for one in rung
        if one.invitation.status in _PRESENCE_RUNG and one.invitation.person_id not in persons
    ]
    return sorted(rows, key=_order)


def _order(row: PersonRow) -> tuple[object, ...]:
    """Raised hands first among those in the room, in the order in which they went up."""
    hand = row.live.hand_up_since if row.live is not None else None
    joined = row.live.joined_at if row.live is not None else row.since
    return row.presence, hand is None, hand or joined is None, hand or joined, row.name, row.key
