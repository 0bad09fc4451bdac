"""Decisions on the hub: made together with their tasks, withdrawn together with what of these is not done."""

from dataclasses import replace

from app.domain.assignment_life import OPEN
from app.domain.decisions import Decision, withdraw
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incidents import Assignment, Incident
from app.hub.asking import Asking, expect, found
from app.hub.errors import not_found
from app.hub.incidents import clocks
from app.hub.incidents.access import for_command, may_read
from app.hub.incidents.assignments import check_task, give, of_incident, take_back
from app.hub.incidents.recording import record
from app.services.commands.tasks import Decide, WithdrawDecision
from app.store.change import Change


async def decide(change: Change, asking: Asking, incident_id: str, command: Decide) -> Decision:
    """Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id)
    if incident.status.over:
        raise TransitionRefusedError(TransitionRefusal.OVER)
    for number, task in enumerate(command.tasks):
        await check_task(change, asking, task, place=f"body.tasks.{number}")
    others = await of_incident(change, incident_id)
    decision = Decision(
        decision_id=clocks.new_id(),
        incident_id=incident_id,
        text=command.text,
        decided_by=asking.actor.actor_id,
        decided_by_name=asking.actor.name,
        decided_at=change.now,
    )
    change.insert(decision)
    payload = {"decision": decision.decision_id, "text": decision.text, "tasks": len(command.tasks)}
    record(change, incident, EventKind.DECISION_MADE, payload, about=[("decision", decision.decision_id)])
    after = incident
    for task in command.tasks:
        after, given = give(change, asking, after, others, task, decision_id=decision.decision_id)
        others.append(given)
    if after != incident:
        change.replace(after)
    return decision


async def withdraw_decision(change: Change, asking: Asking, decision_id: str, command: WithdrawDecision) -> Decision:
    """Raises RefusedError, DecisionRefusedError."""
    decision = await found(change, Decision, decision_id, what="decision")
    incident = await found(change, Incident, decision.incident_id, what="decision")
    if not may_read(asking, incident):
        raise not_found("decision")
    asking.check(incident.unit_id, shared_with=incident.shared_with)
    expect(decision.version, command.expected_version)
    tasks = await of_incident(change, incident.incident_id)
    by, name = asking.actor.actor_id, asking.actor.name
    withdrawn = withdraw(decision, because=command.reason, by=by, by_name=name, now=change.now)
    change.replace(withdrawn)
    own = [task for task in tasks if task.decision_id == decision_id and task.status in OPEN]
    payload = {"decision": decision_id, "text": decision.text, "reason": command.reason, "tasks": len(own)}
    record(change, incident, EventKind.DECISION_WITHDRAWN, payload, about=[("decision", decision_id)])
    after = incident
    for task in own:
        after, tasks = take_back(change, asking, after, tasks, task, words=command.reason)
    if after != incident:
        change.replace(after)
    return withdrawn


def is_carried_over(decision: Decision, open_tasks: list[Assignment]) -> bool:
    """Whether it goes along when its incident goes into another: with the tasks that are still to be done."""
    return any(task.decision_id == decision.decision_id for task in open_tasks)


def carried_over(decision: Decision, to: Incident) -> Decision:
    return replace(decision, version=decision.version + 1, incident_id=to.incident_id)
