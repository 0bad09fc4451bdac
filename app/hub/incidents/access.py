"""Loading an incident for somebody: what they may not see is not there, what they may not do is refused."""

from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.hub.asking import Asking, expect
from app.hub.errors import not_found
from app.store.change import Change


async def readable(change: Change, asking: Asking, incident_id: str) -> Incident:
    """Raises RefusedError 404, also for one that the actor may not see."""
    incident = await change.get(Incident, incident_id)
    if incident is None or not may_read(asking, incident):
        raise not_found("incident")
    return incident


async def for_command(
    change: Change, asking: Asking, incident_id: str, *, expected_version: int | None = None
) -> Incident:
    """One on which the actor may do what was asked for. Raises RefusedError 404, 403, then 409."""
    incident = await readable(change, asking, incident_id)
    asking.check(incident.unit_id, shared_with=incident.shared_with)
    if expected_version is not None:
        expect(incident.version, expected_version)
    return incident


def may_read(asking: Asking, incident: Incident) -> bool:
    return asking.may(incident.unit_id, shared_with=incident.shared_with, action=Action.INCIDENT_READ)
