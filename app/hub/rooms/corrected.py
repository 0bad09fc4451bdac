"""A room whose incident is another than was first reported: who is needed now is rung, the missing are those of now.

The conference clock asks for the roles of the plan that fits now, so a room that waited for others would never stop it.
"""

from dataclasses import dataclass, replace

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.rooms import Room
from app.hub.asking import Asking
from app.hub.incidents.evidence import plans_of
from app.hub.rooms.ending import room_of
from app.hub.rooms.opening import policies_of
from app.hub.rooms.recording import record_room
from app.hub.rooms.ringing import OnDuty, known_in, record_rings, ring
from app.store.change import Change


@dataclass(frozen=True, slots=True)
class CalledAnew:
    """`titles` are required now and were not before."""

    room: Room
    titles: tuple[RoleTitle, ...]


async def call_for_corrected(change: Change, asking: Asking, incident: Incident, duty: OnDuty) -> CalledAnew | None:
    """Who is no longer needed is left to come or not. None: there is no room, or it is as it has to be."""
    room = await room_of(change, incident.incident_id)
    if room is None:
        return None
    plans = await plans_of(change, asking, incident)
    known = await known_in(change, room.room_id)
    required = room_rules.required_by(
        policies_of(asking, incident), [title for plan in plans for title in plan.required_titles]
    )
    called_before = {post.title for one in known.values() for post in one.posts}
    invited = {title: None for plan in plans for title in plan.invited_titles if title not in called_before}
    new = tuple(title for title in required if title not in room.required_titles)
    if not new and not invited and required == room.required_titles:
        return None
    after = replace(room, version=room.version + 1, required_titles=required)
    directory = asking.hub.directory
    called = duty.called_for(
        new,
        invited,
        path=directory.path((directory.get(incident.place.site_id) or incident).unit_id),
        units=directory,
        change=change,
    )
    change.replace(after)
    rings = ring(change, after, called, duty.people, known=known)
    payload = {"required_titles": required, "before": room.required_titles}
    about = [("invitation", one.invitation_id) for one in rings.others]
    record_room(change, rings.room, EventKind.ROOM_CHANGED, payload, about=about)
    record_rings(change, rings, duty.people)
    return CalledAnew(rings.room, new)
