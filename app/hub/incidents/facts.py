"""What is known of an incident: corrected, noted, shared."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.assignment_life import OPEN
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incidents import Assignment, Incident, IncidentStatus
from app.domain.units import covers
from app.hub.asking import Asking
from app.hub.errors import unusable
from app.hub.incidents.access import for_command
from app.hub.incidents.places import located
from app.hub.incidents.recording import record
from app.hub.rooms.ending import room_of, share_along
from app.services.commands.incidents import ChangeIncident, ShareIncident, WriteNote
from app.store.change import Change
from app.store.tables import MAPPED

# What a seat's clock may be ahead of the hub's.
_AHEAD = timedelta(minutes=5)


async def change_facts(change: Change, asking: Asking, incident_id: str, command: ChangeIncident) -> Incident:
    """Also of a closed incident: what was wrong is put right, and the log has both. Clocks keep their targets, and the
    incident its unit; a command that changes nothing leaves no trace. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    if incident.status is IncidentStatus.MERGED:
        raise TransitionRefusedError(TransitionRefusal.OVER)
    given: dict[str, Any] = {
        name: value
        for name in type(command).model_fields
        if name != "expected_version" and (value := getattr(command, name)) is not None
    }
    if command.classes is not None:
        given["classes"] = tuple(dict.fromkeys(command.classes))
    if command.place is not None:
        given["place"] = located(command.place, asking.hub.directory)
    if command.occurred_at is not None:
        given["occurred_at"] = occurred(command.occurred_at, not_after=incident.received_at)
    changed = {name: value for name, value in given.items() if value != getattr(incident, name)}
    if not changed:
        return incident
    after = replace(incident, version=incident.version + 1, **changed)
    change.replace(after)
    facts = {name: {"from": getattr(incident, name), "to": value} for name, value in changed.items()}
    record(change, after, EventKind.INCIDENT_CHANGED, {"changed": facts})
    return after


def occurred(at: datetime, *, not_after: datetime) -> datetime:
    """When it occurred, never after it was reported: a seat's clock may be a little ahead, no interval is negative.

    Raises RefusedError for a time that is more than a little later.
    """
    if at > not_after + _AHEAD:
        raise unusable("body.occurred_at", "It cannot have occurred after it was reported.")
    return min(at, not_after)


async def write_note(change: Change, asking: Asking, incident_id: str, command: WriteNote) -> Incident:
    """On the timeline, at any time; the incident stays as it is. Raises RefusedError."""
    incident = await for_command(change, asking, incident_id)
    record(change, incident, EventKind.INCIDENT_NOTED, {"text": command.text})
    return incident


async def share(change: Change, asking: Asking, incident_id: str, command: ShareIncident) -> Incident:
    """With exactly these units. One that has a task of it keeps it in sight. Raises RefusedError,
    TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    directory = asking.hub.directory
    for place, unit_id in enumerate(command.unit_ids):
        if directory.get(unit_id) is None:
            raise unusable(f"body.unit_ids.{place}", "There is no such unit.")
    unit_ids = tuple(one for one in dict.fromkeys(command.unit_ids) if one != incident.unit_id)
    if unit_ids == incident.shared_with:
        return incident
    table = MAPPED[Assignment].table
    for assignment in await change.find(Assignment, table.c.incident_id == incident_id):
        if assignment.status in OPEN and not sees(asking, assignment.unit_id, incident.unit_id, unit_ids):
            raise TransitionRefusedError(TransitionRefusal.ASSIGNMENTS_OPEN)
    room = await room_of(change, incident_id)
    after = replace(incident, version=incident.version + 1, shared_with=unit_ids)
    change.replace(after)
    about = share_along(change, room, after)
    payload = {"unit_ids": unit_ids, "before": incident.shared_with}
    record(change, after, EventKind.INCIDENT_SHARED, payload, about=about)
    return after


def sees(asking: Asking, unit_id: str, incident_unit_id: str, shared_with: tuple[str, ...]) -> bool:
    """Whether the people of a unit see an incident of another unit that is shared with these."""
    directory = asking.hub.directory
    path = directory.path(unit_id)
    if covers(path, directory.path(incident_unit_id)):
        return True
    return any(covers(one, path) or covers(path, one) for one in directory.paths(shared_with))
