"""How a room comes to be, whom it is shown to, and how it ends: decisions about rows, wherever they are kept."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from app.domain.incidents import Incident
from app.domain.participation_life import PRESENT, gone
from app.domain.people import Person, RoleTitle
from app.domain.ringing import Called, Step, step
from app.domain.rooms import (
    ChatMessage,
    Invitation,
    InvitationStatus,
    JoinLink,
    Participation,
    ParticipationStatus,
    Room,
    RoomKind,
)
from app.domain.sla.policies import RingRule, SlaPolicy

Belonging = TypeVar("Belonging", Invitation, Participation, JoinLink, ChatMessage)

_RUNG = frozenset({InvitationStatus.RINGING, InvitationStatus.OPENED})


class RoomRefusal(StrEnum):
    """Why a room was left as it is."""

    ROOM_ENDED = "room-ended"
    INCIDENT_OVER = "incident-over"
    ALREADY_IN = "already-in"
    NOBODY_HAS_THE_TITLE = "nobody-has-the-title"


class RoomRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: RoomRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def check_open(room: Room) -> None:
    """Raises RoomRefusedError."""
    if room.ended_at is not None:
        raise RoomRefusedError(RoomRefusal.ROOM_ENDED)


def of_incident(
    incident: Incident,
    *,
    room_id: str,
    policies: Iterable[SlaPolicy],
    required: Iterable[RoleTitle],
    lobby: bool,
    at: datetime,
    by: str,
) -> Room:
    """The room of an incident under the policies of its conference clocks; `required` is what the plans add.

    Rings go by the most urgent of the policies. Raises RoomRefusedError.
    """
    if incident.status.over:
        raise RoomRefusedError(RoomRefusal.INCIDENT_OVER)
    policies = tuple(policies)
    rules = [policy.ringing for policy in policies]
    return Room(
        room_id=room_id,
        kind=RoomKind.INCIDENT,
        name=incident.title,
        unit_id=incident.unit_id,
        shared_with=incident.shared_with,
        incident_id=incident.incident_id,
        is_drill=incident.is_drill,
        required_titles=required_by(policies, required),
        ringing=min(rules, key=lambda rule: rule.deputy_after_s, default=RingRule()),
        lobby=lobby,
        opened_at=at,
        opened_by=by,
    )


def required_by(policies: Iterable[SlaPolicy], required: Iterable[RoleTitle]) -> tuple[RoleTitle, ...]:
    """Whom a conference waits for: by its clocks' policies, then by the plans (`required`)."""
    titles = [title for policy in policies for title in policy.required_titles]
    return tuple(dict.fromkeys([*titles, *required]))


def invitation(
    room: Room,
    called: Called,
    person: Person,
    *,
    invitation_id: str,
    at: datetime,
    by: str,
    by_person: str | None,
) -> Invitation:
    """Of one who is called: rung at once, or waiting for their turn. Whoever opens the room needs no ring: they have
    said that they come."""
    made = Invitation(
        invitation_id=invitation_id,
        room_id=room.room_id,
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        of_unit_id=called.posts[0].unit_id if called.posts else person.unit_id,
        person_id=called.person_id,
        title=called.posts[0].title if called.posts else None,
        posts=called.posts,
        required=called.required,
        deputy_order=called.deputy_order,
        status=InvitationStatus.WAITING,
        created_at=at,
        created_by=by,
    )
    if called.person_id == by_person:
        return replace(made, status=InvitationStatus.ACCEPTED, answered_at=at)
    return step(made, Step.RING, now=at) if called.deputy_order == 0 else made


def showing(room: Room, invitations: Iterable[Invitation], people: Callable[[str], Person | None]) -> Room:
    """The room, shown from now on to those who are rung and to the desks that can call them as well."""
    persons, units = dict.fromkeys(room.invited_persons), dict.fromkeys(room.invited_units)
    for one in invitations:
        if one.status is InvitationStatus.WAITING:
            continue
        persons.setdefault(one.person_id)
        person = people(one.person_id)
        units.update(dict.fromkeys(unit for unit in (one.of_unit_id, person and person.unit_id) if unit))
    return replace(room, invited_persons=tuple(persons), invited_units=tuple(units))


def end(room: Room, *, at: datetime, by: str) -> Room:
    """Raises RoomRefusedError."""
    check_open(room)
    return replace(room, version=room.version + 1, ended_at=at, ended_by=by)


def after_end(one: Invitation, *, at: datetime) -> Invitation:
    """Nobody is rung any more; what was said stays."""
    if one.status is InvitationStatus.WAITING:
        return step(one, Step.WITHDRAW, now=at)
    if one.status in _RUNG:
        return replace(one, status=InvitationStatus.UNANSWERED)
    return one


def left_at_end(one: Participation, *, at: datetime) -> Participation:
    """Everybody who was there has left with the end; who never came in as well."""
    return gone(one, ParticipationStatus.LEFT, at=at) if one.status in PRESENT else one


def shared(room: Room, incident: Incident) -> Room:
    """Shown to whom the incident is shown."""
    return replace(room, shared_with=incident.shared_with)


def carried(room: Room, incident: Incident) -> Room:
    """With everybody in it into another incident."""
    return replace(
        room,
        version=room.version + 1,
        incident_id=incident.incident_id,
        unit_id=incident.unit_id,
        shared_with=incident.shared_with,
    )


def carried_along(one: Belonging, room: Room) -> Belonging:
    """What belongs to a room that was carried."""
    moved = replace(one, incident_id=room.incident_id, unit_id=room.unit_id)
    return moved if isinstance(moved, ChatMessage) else replace(moved, version=moved.version + 1)
