"""What a seat's mirror says of conferences: which rooms are open, who was rung, whose ring is mine, who is missing."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from app.domain.people import SHIFT_TITLES, RoleTitle
from app.domain.permissions import Actor
from app.domain.rooms import (
    ChatMessage,
    Invitation,
    InvitationStatus,
    JoinLink,
    Participation,
    ParticipationKind,
    ParticipationStatus,
    Room,
    RoomKind,
)
from app.link.mirror import Mirror

Row = TypeVar("Row", Invitation, Participation, JoinLink, ChatMessage)

_HERE = (ParticipationStatus.IN, ParticipationStatus.DROPPED)


def room_of_incident(mirror: Mirror, incident_id: str) -> Room | None:
    """The one that is open, else the one that ended last."""
    rooms = [room for room in mirror.all(Room).values() if room.incident_id == incident_id]
    return max(rooms, key=lambda room: (room.ended_at is None, room.opened_at), default=None)


def open_room(mirror: Mirror, incident_id: str) -> Room | None:
    """The room of an incident that somebody can join now."""
    room = room_of_incident(mirror, incident_id)
    return room if room is not None and room.ended_at is None else None


def responder(mirror: Mirror, incident_id: str, number: int) -> Participation | None:
    """Who came as the n-th of those at the scene into the incident's room, and is there; None: nobody yet."""
    room = open_room(mirror, incident_id)
    if room is None:
        return None
    there = [
        one
        for one in of_room(mirror, Participation, room.room_id)
        if one.kind is ParticipationKind.FIELD and one.status in _HERE
    ]
    there.sort(key=lambda one: (one.times.joined_at or room.opened_at, one.participation_id))
    return there[number - 1] if number <= len(there) else None


def duty_rooms(mirror: Mirror) -> list[Room]:
    """Standing rooms, the one of the highest unit first."""
    rooms = [room for room in mirror.all(Room).values() if room.kind is RoomKind.DUTY and room.ended_at is None]
    return sorted(rooms, key=lambda room: (room.opened_at, room.room_id))


def of_room(mirror: Mirror, row: type[Row], room_id: str) -> list[Row]:
    return [one for one in mirror.all(row).values() if one.room_id == room_id]


def my_rings(mirror: Mirror, actor: Actor) -> list[Invitation]:
    """What rings at this seat now, the newest last: for its person; where the account is nobody's, for who is on shift
    at its unit."""
    return sorted(
        (
            one
            for one in mirror.all(Invitation).values()
            if one.status is InvitationStatus.RINGING and is_mine(one, actor) and _is_open(mirror, one.room_id)
        ),
        key=lambda one: (one.rung_at[-1] if one.rung_at else one.created_at, one.invitation_id),
    )


def is_mine(invitation: Invitation, actor: Actor) -> bool:
    if actor.person_id is not None:
        return invitation.person_id == actor.person_id
    return invitation.of_unit_id == actor.unit_id and invitation.title in SHIFT_TITLES


def missing_titles(room: Room, participations: Iterable[Participation]) -> list[RoleTitle]:
    """The required roles of which nobody is in the room."""
    there = {title for one in participations if is_here(one) for title in one.titles}
    return [title for title in room.required_titles if title not in there]


def silent_titles(
    room: Room, participations: Collection[Participation], invitations: Iterable[Invitation]
) -> list[RoleTitle]:
    """The required roles of which somebody is in the room, but without sound and picture."""
    heard = {
        title for one in participations if is_here(one) and one.times.first_media_at is not None for title in one.titles
    }
    silent = {
        title
        for one in invitations
        if one.status is InvitationStatus.WITHOUT_MEDIA
        for title in (one.title, *one.more_titles)
    }
    there = {title for one in participations if is_here(one) for title in one.titles}
    return [title for title in room.required_titles if title in (silent & there) - heard]


def is_here(participation: Participation) -> bool:
    """In the room as somebody, also while their line is lost."""
    return participation.status in _HERE and participation.kind is not ParticipationKind.VIEWER


def _is_open(mirror: Mirror, room_id: str) -> bool:
    room = mirror.get(Room, room_id)
    return room is not None and room.ended_at is None
