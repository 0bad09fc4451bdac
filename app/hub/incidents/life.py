"""Steps of an incident's life on the hub: load, check version and permission, decide by the rules, write, record."""

import uuid
from dataclasses import replace

from app.domain import incident_life
from app.domain.events import EventKind
from app.domain.incidents import Assignment, Incident, IncidentStatus
from app.domain.permissions import Action
from app.domain.sla.clock_rules import start_clocks
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import StartRule
from app.hub.asking import Asking, expect
from app.hub.errors import not_found, not_permitted
from app.hub.incidents.reporting import record_started
from app.services.commands import MoveIncident
from app.store.tables import MAPPED
from app.store.writer import Change


async def readable(change: Change, asking: Asking, incident_id: str) -> Incident:
    """Raises RefusedError 404, also for one that the actor may not see."""
    incident = await change.get(Incident, incident_id)
    if incident is None or not asking.may(
        incident.unit_id, shared_with=incident.shared_with, action=Action.INCIDENT_READ
    ):
        raise not_found("incident")
    return incident


async def move(change: Change, asking: Asking, incident_id: str, command: MoveIncident) -> Incident:
    """Raises RefusedError, TransitionRefusedError."""
    incident = await readable(change, asking, incident_id)
    action = incident_life.TRANSITIONS.get((incident.status, command.to), Action.INCIDENT_HANDLE)
    if not asking.may(incident.unit_id, shared_with=incident.shared_with, action=action):
        raise not_permitted()
    expect(incident.version, command.expected_version)
    if command.to is IncidentStatus.CLOSED:
        table = MAPPED[Incident].table
        children = await change.find(Incident, table.c.parent_id == incident_id)
        assignments = await change.find(Assignment, MAPPED[Assignment].table.c.incident_id == incident_id)
        moved = incident_life.close(incident, now=change.now, children=children, assignments=assignments)
    else:
        moved = incident_life.move(incident, command.to, now=change.now)
    started: tuple[SlaClock, ...] = ()
    if command.to is IncidentStatus.OPENED:
        started = start_clocks(
            moved,
            asking.hub.policies.all(),
            start=StartRule.OPENED,
            started_at=change.now,
            unit_path=asking.hub.directory.path(moved.unit_id),
            new_id=lambda: uuid.uuid4().hex,
        )
        moved = replace(moved, clocks=(*moved.clocks, *started))
    change.replace(moved)
    change.record(
        EventKind.INCIDENT_MOVED,
        {"from": incident.status.value, "to": moved.status.value, "note": command.note},
        incident_id=incident_id,
        unit_id=incident.unit_id,
        about=[("incident", incident_id)],
    )
    record_started(change, moved, started)
    return moved
