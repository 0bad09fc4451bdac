"""Steps of an incident's life on the hub: load, check version and permission, decide by the rules, write, record."""

from dataclasses import replace

from app.domain import incident_life
from app.domain.events import EventKind
from app.domain.incidents import Assignment, Incident, IncidentStatus
from app.domain.permissions import Action
from app.domain.sla.policies import StartRule
from app.hub.asking import Asking, expect
from app.hub.incidents import clocks
from app.hub.incidents.access import for_command, readable
from app.hub.incidents.recording import new_clocks, record, record_moved, record_retargeted, record_started
from app.hub.rooms.ending import contents_of, end_now
from app.services.commands.incidents import ChangeLevel, MoveIncident, ReopenIncident
from app.store.change import Change
from app.store.tables import MAPPED


async def move(change: Change, asking: Asking, incident_id: str, command: MoveIncident) -> Incident:
    """Raises RefusedError, TransitionRefusedError."""
    incident = await readable(change, asking, incident_id)
    action = incident_life.TRANSITIONS.get((incident.status, command.to), Action.INCIDENT_HANDLE)
    asking.check(incident.unit_id, shared_with=incident.shared_with, action=action)
    expect(incident.version, command.expected_version)
    room = await contents_of(change, incident_id) if command.to.over else None
    if command.to is IncidentStatus.CLOSED:
        table = MAPPED[Incident].table
        children = await change.find(Incident, table.c.parent_id == incident_id)
        assignments = await change.find(Assignment, MAPPED[Assignment].table.c.incident_id == incident_id)
        moved = incident_life.close(incident, now=change.now, children=children, assignments=assignments)
    else:
        moved = incident_life.move(incident, command.to, now=change.now)
    if command.to is IncidentStatus.OPENED:
        started = clocks.start(asking, moved, StartRule.OPENED, at=change.now)
        moved = replace(moved, clocks=(*moved.clocks, *started))
    change.replace(moved)
    record_moved(change, incident, moved, note=command.note)
    record_started(change, moved, new_clocks(incident, moved))
    if room is not None:
        end_now(change, room, because=moved.status.value)
    return moved


async def reopen(change: Change, asking: Asking, incident_id: str, command: ReopenIncident) -> Incident:
    """A new cycle with new clocks; the old results stand. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    reopened = incident_life.reopen(
        incident,
        now=change.now,
        policies=asking.hub.policies.all(),
        unit_path=asking.hub.directory.path(incident.unit_id),
        new_id=clocks.new_id,
    )
    change.replace(reopened)
    payload = {"from": incident.status, "cycle": reopened.cycle, "reason": command.reason}
    record(change, reopened, EventKind.INCIDENT_REOPENED, payload)
    record_started(change, reopened, new_clocks(incident, reopened))
    return reopened


async def change_level(change: Change, asking: Asking, incident_id: str, command: ChangeLevel) -> Incident:
    """Running clocks take a tighter target, from their original start. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    changed = incident_life.change_level(
        incident,
        command.level,
        policies=asking.hub.policies.all(),
        unit_path=asking.hub.directory.path(incident.unit_id),
        new_id=clocks.new_id,
    )
    change.replace(changed)
    payload = {"from": incident.level, "to": changed.level, "reason": command.reason}
    record(change, changed, EventKind.INCIDENT_LEVEL_CHANGED, payload)
    record_retargeted(change, incident, changed)
    record_started(change, changed, new_clocks(incident, changed))
    return changed
