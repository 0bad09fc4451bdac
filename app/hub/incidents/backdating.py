"""An earlier time of receipt: one person proposes it with a reason, a second one confirms it, both values stay."""

from app.domain import incident_life
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incidents import Incident
from app.hub.asking import Asking
from app.hub.incidents.access import for_command
from app.hub.incidents.recording import begun_earlier, record
from app.services.commands.incidents import ConfirmBackdating, ProposeBackdating
from app.store.change import Change


async def propose(change: Change, asking: Asking, incident_id: str, command: ProposeBackdating) -> Incident:
    """Changes no clock yet. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    proposed = incident_life.propose_backdating(
        incident,
        received_at=command.received_at,
        reason=command.reason,
        by=asking.actor.actor_id,
        now=change.now,
    )
    change.replace(proposed)
    payload = {"from": incident.received_at, "received_at": command.received_at, "reason": command.reason}
    record(change, proposed, EventKind.BACKDATING_PROPOSED, payload)
    return proposed


async def confirm(change: Change, asking: Asking, incident_id: str, command: ConfirmBackdating) -> Incident:
    """By somebody else, also if the first has two accounts. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id, expected_version=command.expected_version)
    proposal = incident.backdating
    if proposal is not None and _person(asking, proposal.proposed_by) == _person(asking, asking.actor.actor_id):
        raise TransitionRefusedError(TransitionRefusal.SAME_PERSON)
    confirmed = incident_life.confirm_backdating(
        incident, by=asking.actor.actor_id, policies=asking.hub.policies.all(), now=change.now
    )
    change.replace(confirmed)
    payload = {
        "from": incident.received_at,
        "received_at": confirmed.received_at,
        "proposed_by": proposal.proposed_by if proposal is not None else None,
        "clocks": begun_earlier(incident, confirmed),
    }
    record(change, confirmed, EventKind.BACKDATING_CONFIRMED, payload)
    return confirmed


def _person(asking: Asking, account_id: str) -> str:
    """Who is behind an account, as far as the directory says."""
    account = asking.hub.sessions.account(account_id)
    return account.person_id or account_id if account is not None else account_id
