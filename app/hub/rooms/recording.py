"""What the log says of rooms and rings: an event of the incident where the room is one's."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.events import EventKind
from app.domain.rooms import Invitation, JoinLink, Room
from app.hub.incidents.recording import plain
from app.store.change import Change


def record_room(
    change: Change, room: Room, kind: EventKind, payload: Mapping[str, Any], *, about: Sequence[tuple[str, str]] = ()
) -> None:
    """`about` names what else was touched besides the room."""
    change.record(
        kind,
        plain({"room": room.room_id, **payload}),
        incident_id=room.incident_id,
        unit_id=room.unit_id,
        about=[("room", room.room_id), *about],
    )


def record_invitation(
    change: Change, one: Invitation, kind: EventKind, payload: Mapping[str, Any], *, with_room: bool = False
) -> None:
    """`with_room`: the room is shown to others than before."""
    facts = {
        "room": one.room_id,
        "invitation": one.invitation_id,
        "person": one.person_id,
        "titles": tuple(title for title in (one.title, *one.more_titles) if title is not None),
        "required": one.required,
        "deputy_order": one.deputy_order,
        "status": one.status,
    }
    about = [("invitation", one.invitation_id)]
    change.record(
        kind,
        plain({**facts, **payload}),
        incident_id=one.incident_id,
        unit_id=one.unit_id,
        about=[*about, ("room", one.room_id)] if with_room else about,
    )


def record_link(
    change: Change,
    link: JoinLink,
    kind: EventKind,
    payload: Mapping[str, Any],
    *,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """Nothing of the token."""
    facts = {"room": link.room_id, "link": link.link_id, "name": link.name, "title": link.title}
    change.record(
        kind,
        plain({**facts, **payload}),
        incident_id=link.incident_id,
        unit_id=link.unit_id,
        about=[("join-link", link.link_id), *about],
    )
