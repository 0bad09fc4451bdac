"""Incidents that belong together: one goes into another, or lies below it."""

from app.domain import incident_life
from app.domain.assignment_life import OPEN
from app.domain.decisions import Decision
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incidents import Assignment, Incident
from app.domain.sla.clocks import ExclusionReason
from app.hub.asking import Asking, expect
from app.hub.errors import unusable
from app.hub.incidents.access import for_command, may_read
from app.hub.incidents.assignments import handed_over
from app.hub.incidents.decisions import carried_over, is_carried_over
from app.hub.incidents.recording import begun_earlier, record, record_excluded
from app.hub.rooms.ending import contents_of, merge_along
from app.services.commands.incidents import LinkIncident, MergeIncident
from app.store.change import Change
from app.store.tables import MAPPED


async def merge(change: Change, asking: Asking, incident_id: str, command: MergeIncident) -> Incident:
    """This incident goes into another, which is answered. Tasks that are not done, the decisions that they carry out
    and incidents below go with it.

    Raises RefusedError, TransitionRefusedError.
    """
    absorbed = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    kept = await change.get(Incident, command.into)
    if kept is None or not may_read(asking, kept):
        raise unusable("body.into", "There is no such incident.")
    asking.check(kept.unit_id, shared_with=kept.shared_with)
    expect(kept.version, command.into_expected_version)
    children = await change.find(Incident, MAPPED[Incident].table.c.parent_id == incident_id)
    tasks = await change.find(Assignment, MAPPED[Assignment].table.c.incident_id == incident_id)
    decisions = await change.find(Decision, MAPPED[Decision].table.c.incident_id == incident_id)
    above = await _ancestors(change, kept)
    absorbed_room, kept_room = await contents_of(change, incident_id), await contents_of(change, kept.incident_id)
    by = asking.actor.actor_id
    kept_after, absorbed_after = incident_life.merge(kept, absorbed, now=change.now, by=by)
    change.replace(kept_after)
    change.replace(absorbed_after)
    open_tasks = [task for task in tasks if task.status in OPEN]
    for task in open_tasks:
        change.replace(handed_over(task, kept_after))
    carried = [carried_over(one, kept_after) for one in decisions if is_carried_over(one, open_tasks)]
    for decision in carried:
        change.replace(decision)
    payload = {
        "absorbed": absorbed.incident_id,
        "number": absorbed.number,
        "reason": command.reason,
        "clocks": begun_earlier(kept, kept_after),
        "shared_with": kept_after.shared_with,
        "assignments": [task.assignment_id for task in open_tasks],
        "decisions": [decision.decision_id for decision in carried],
    }
    about = [("assignment", task.assignment_id) for task in open_tasks]
    about += [("decision", decision.decision_id) for decision in carried]
    record(change, kept_after, EventKind.INCIDENT_MERGED, payload, about=about)
    merge_along(change, absorbed_room, kept_room, kept_after)
    payload = {"into": kept.incident_id, "into_number": kept.number, "from": absorbed.status, "reason": command.reason}
    record(change, absorbed_after, EventKind.INCIDENT_MERGED, payload)
    for clock in absorbed_after.clocks:
        exclusion = clock.exclusions[-1]
        if exclusion.reason is ExclusionReason.MERGED:
            record_excluded(change, absorbed_after, clock, exclusion)
    for child in children:
        if child.incident_id != kept.incident_id:
            _relink(change, child, kept_after, absorbed, above)
    return kept_after


def _relink(change: Change, child: Incident, kept: Incident, absorbed: Incident, above: list[Incident]) -> None:
    """Below what its parent went into; one that is itself above that takes its parent's place."""
    if child.incident_id in {one.incident_id for one in above}:
        parent = next((one for one in above if one.incident_id == absorbed.parent_id), None)
    else:
        parent = kept
    linked = incident_life.link(child, parent)
    change.replace(linked)
    _record_linked(change, child, linked, parent)


async def set_parent(change: Change, asking: Asking, incident_id: str, command: LinkIncident) -> Incident:
    """Below another incident, or below none. One that is not over does not go below one that is: that would be closed
    with it open. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    if command.parent_id == incident.parent_id:
        return incident
    parent = None
    above: list[Incident] = []
    if command.parent_id is not None:
        parent = await change.get(Incident, command.parent_id)
        if parent is None or not may_read(asking, parent):
            raise unusable("body.parent_id", "There is no such incident.")
        if parent.status.over and not incident.status.over:
            raise TransitionRefusedError(TransitionRefusal.OVER)
        above = await _ancestors(change, parent)
    linked = incident_life.link(incident, parent, ancestor_ids=[one.incident_id for one in above])
    change.replace(linked)
    _record_linked(change, incident, linked, parent)
    return linked


def _record_linked(change: Change, before: Incident, after: Incident, parent: Incident | None) -> None:
    payload = {
        "parent": after.parent_id,
        "parent_number": parent.number if parent is not None else None,
        "before": before.parent_id,
    }
    record(change, after, EventKind.INCIDENT_LINKED, payload)


async def _ancestors(change: Change, incident: Incident) -> list[Incident]:
    """Up to the top."""
    found: list[Incident] = []
    while incident.parent_id is not None and (above := await change.get(Incident, incident.parent_id)) is not None:
        found.append(above)
        incident = above
    return found
