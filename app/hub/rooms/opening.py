"""Rooms open: for an incident, where everybody who is needed is rung in the same moment, or as a standing duty room."""

from dataclasses import replace

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.rooms import Room, RoomKind
from app.domain.sla.policies import CONFERENCE, RingRule, SlaPolicy, StopRule
from app.hub.asking import Asking
from app.hub.errors import unusable
from app.hub.incidents import access as incident_access
from app.hub.incidents.clocks import new_id
from app.hub.incidents.evidence import plans_of, waiting
from app.hub.rooms.access import for_command
from app.hub.rooms.ending import room_of
from app.hub.rooms.recording import record_room
from app.hub.rooms.ringing import OnDuty, on_duty, record_rings, ring
from app.services.commands.rooms import ChangeRoom, OpenDutyRoom, OpenRoom
from app.store.change import Change


async def open_for_incident(
    change: Change, asking: Asking, incident_id: str, command: OpenRoom, *, duty: OnDuty | None = None
) -> Room:
    """The incident's room, where there is one already that one. `duty`: who has been read already. Raises RefusedError,
    RoomRefusedError."""
    incident = await incident_access.for_command(change, asking, incident_id)
    if (known := await room_of(change, incident_id)) is not None:
        return known
    plans = await plans_of(change, asking, incident)
    room = room_rules.of_incident(
        incident,
        room_id=new_id(),
        policies=policies_of(asking, incident),
        required=[title for plan in plans for title in plan.required_titles],
        lobby=command.lobby,
        at=change.now,
        by=asking.actor.actor_id,
    )
    directory = asking.hub.directory
    duty = duty or await on_duty(change)
    called = duty.called_for(
        room.required_titles,
        [title for plan in plans for title in plan.invited_titles],
        path=directory.path((directory.get(incident.place.site_id) or incident).unit_id),
        units=directory,
        change=change,
    )
    change.insert(room)
    rings = ring(change, room, called, duty.people, known={})
    payload = {
        "kind": room.kind,
        "name": room.name,
        "required_titles": room.required_titles,
        "ringing": room.ringing,
        "plans": [plan.plan_id for plan in plans],
        "is_drill": room.is_drill,
    }
    about = [("invitation", one.invitation_id) for one in rings.others]
    record_room(change, rings.room, EventKind.ROOM_OPENED, payload, about=about)
    record_rings(change, rings, duty.people)
    return rings.room


async def open_duty(change: Change, asking: Asking, command: OpenDutyRoom) -> Room:
    """Stands until somebody ends it, and rings nobody by itself. Raises RefusedError."""
    if asking.hub.directory.get(command.unit_id) is None:
        raise unusable("body.unit_id", "There is no such unit.")
    asking.check(command.unit_id)
    policy = asking.hub.policies.newest(CONFERENCE)
    room = Room(
        room_id=new_id(),
        kind=RoomKind.DUTY,
        name=command.name,
        unit_id=command.unit_id,
        ringing=policy.ringing if policy is not None else RingRule(),
        lobby=command.lobby,
        opened_at=change.now,
        opened_by=asking.actor.actor_id,
    )
    change.insert(room)
    record_room(change, room, EventKind.ROOM_OPENED, {"kind": room.kind, "name": room.name})
    return room


async def change_room(change: Change, asking: Asking, room_id: str, command: ChangeRoom) -> Room:
    """Raises RefusedError, RoomRefusedError."""
    room = await for_command(change, asking, room_id, expected_version=command.expected_version)
    after = replace(
        room,
        version=room.version + 1,
        lobby=room.lobby if command.lobby is None else command.lobby,
        locked=room.locked if command.locked is None else command.locked,
        name=command.name or room.name,
    )
    change.replace(after)
    payload = {"lobby": after.lobby, "locked": after.locked, "name": after.name}
    record_room(change, after, EventKind.ROOM_CHANGED, payload)
    return after


def policies_of(asking: Asking, incident: Incident) -> list[SlaPolicy]:
    """Those of the clocks that a conference stops; without one that runs, what is promised now."""
    running = [policy for _, policy in waiting(asking, incident, StopRule.CONFERENCE_EVIDENCE)]
    newest = asking.hub.policies.newest(CONFERENCE)
    return running or ([newest] if newest is not None and newest.enabled else [])
