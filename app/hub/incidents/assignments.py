"""Assignments on the hub: who is to do what, and what their answers make of the incident and its clocks."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain import incident_life
from app.domain.assignment_life import Answerer, answer, answerer, proves_acknowledgement, status_after
from app.domain.events import EventKind
from app.domain.incident_life import TransitionRefusal, TransitionRefusedError
from app.domain.incidents import Assignment, AssignmentStatus, Incident
from app.domain.people import Person
from app.domain.permissions import Action
from app.domain.sla.clock_rules import freeze
from app.domain.sla.policies import StartRule, StopRule
from app.hub.asking import Asking, expect, found
from app.hub.errors import not_found, unusable
from app.hub.incidents import clocks
from app.hub.incidents.access import for_command, may_read
from app.hub.incidents.facts import sees
from app.hub.incidents.recording import record, record_moved, record_started
from app.services.commands.tasks import AnswerAssignment, Assign
from app.store.change import Change
from app.store.tables import MAPPED

_ENDS = frozenset({AssignmentStatus.DECLINED, AssignmentStatus.WITHDRAWN})


async def assign(change: Change, asking: Asking, incident_id: str, command: Assign) -> Assignment:
    """A task for a unit. Raises RefusedError, TransitionRefusedError."""
    incident = await for_command(change, asking, incident_id)
    if incident.status.over:
        raise TransitionRefusedError(TransitionRefusal.OVER)
    await check_task(change, asking, command)
    others = await of_incident(change, incident_id)
    after, assignment = give(change, asking, incident, others, command)
    if after != incident:
        change.replace(after)
    return assignment


def give(
    change: Change,
    asking: Asking,
    incident: Incident,
    others: Iterable[Assignment],
    command: Assign,
    *,
    decision_id: str | None = None,
) -> tuple[Incident, Assignment]:
    """A task beside the `others` of the incident, with a clock of its own for each policy that starts with it. An
    opened incident is assigned by that, and shared with a unit that would not see it: as it is answered it is still to
    be staged."""
    assignment = Assignment(
        assignment_id=clocks.new_id(),
        incident_id=incident.incident_id,
        decision_id=decision_id,
        unit_id=command.unit_id,
        person_id=command.person_id,
        title=command.title,
        task=command.task,
        assigned_at=change.now,
        assigned_by=asking.actor.actor_id,
        due_at=command.due_at,
    )
    started = clocks.start(
        asking, incident, StartRule.ASSIGNED, at=assignment.assigned_at, subject_id=assignment.assignment_id
    )
    assigned = replace(incident, clocks=(*incident.clocks, *started))
    change.insert(assignment)
    payload = {
        "assignment": assignment.assignment_id,
        "decision": decision_id,
        "unit_id": assignment.unit_id,
        "person_id": assignment.person_id,
        "title": assignment.title,
        "task": assignment.task,
        "due_at": assignment.due_at,
    }
    record(change, incident, EventKind.ASSIGNED, payload, about=[("assignment", assignment.assignment_id)])
    record_started(change, assigned, started)
    if not sees(asking, assignment.unit_id, incident.unit_id, incident.shared_with):
        shared = replace(
            assigned, version=assigned.version + 1, shared_with=(*assigned.shared_with, assignment.unit_id)
        )
        units = {"unit_ids": shared.shared_with, "before": assigned.shared_with}
        record(change, shared, EventKind.INCIDENT_SHARED, units)
        assigned = shared
    return _moved_along(change, assigned, [*others, assignment], assignment), assignment


async def check_task(change: Change, asking: Asking, command: Assign, *, place: str = "body") -> None:
    """Raises RefusedError 422, which names the field of `place`."""
    if asking.hub.directory.get(command.unit_id) is None:
        raise unusable(f"{place}.unit_id", "There is no such unit.")
    if command.person_id is not None:
        person = await change.get(Person, command.person_id)
        if person is None or not person.active:
            raise unusable(f"{place}.person_id", "There is no such person on duty.")
    if command.due_at is not None and command.due_at <= change.now:
        raise unusable(f"{place}.due_at", "That time is past.")


async def answer_assignment(
    change: Change, asking: Asking, assignment_id: str, command: AnswerAssignment
) -> Assignment:
    """By the unit that got it or, to withdraw it, by whoever may assign. An acknowledgement of the unit itself stops
    the clocks that wait for it; a task that ends without one freezes them, not met: nobody is warned of it any more.

    Raises RefusedError, AssignmentRefusedError.
    """
    assignment = await found(change, Assignment, assignment_id, what="assignment")
    incident = await found(change, Incident, assignment.incident_id, what="assignment")
    if not may_read(asking, incident):
        raise not_found("assignment")
    expect(assignment.version, command.expected_version)
    if answerer(assignment, command.status) is Answerer.ASSIGNED:
        asking.check(assignment.unit_id)
    else:
        asking.check(incident.unit_id, action=Action.INCIDENT_ASSIGN)
    others = await of_incident(change, incident.incident_id)
    after, answered = _answered(change, asking, incident, others, assignment, command.status, words=command.answer)
    if after != incident:
        change.replace(after)
    return answered


def take_back(
    change: Change, asking: Asking, incident: Incident, tasks: Iterable[Assignment], task: Assignment, *, words: str
) -> tuple[Incident, list[Assignment]]:
    """Withdraw one of the `tasks` of the incident; how the incident and its tasks are then, the incident still to be
    staged. Raises AssignmentRefusedError."""
    after, taken = _answered(change, asking, incident, tasks, task, AssignmentStatus.WITHDRAWN, words=words)
    return after, [taken if one.assignment_id == taken.assignment_id else one for one in tasks]


def _answered(
    change: Change,
    asking: Asking,
    incident: Incident,
    tasks: Iterable[Assignment],
    assignment: Assignment,
    status: AssignmentStatus,
    *,
    words: str,
) -> tuple[Incident, Assignment]:
    key = assignment.assignment_id
    answered = answer(assignment, status, words=words, by=asking.actor.actor_id, now=change.now)
    is_own = proves_acknowledgement(asking.hub.directory.path(assignment.unit_id), asking.actor.unit_path)
    change.replace(answered)
    payload = {
        "assignment": key,
        "unit_id": assignment.unit_id,
        "from": assignment.status,
        "status": answered.status,
        "answer": words,
        "for_the_unit": not is_own,
    }
    record(change, incident, EventKind.ASSIGNMENT_ANSWERED, payload, about=[("assignment", key)])
    after = incident
    if answered.status in _ENDS:
        after = replace(after, clocks=tuple(freeze(one) if one.subject_id == key else one for one in after.clocks))
    elif is_own:
        waiting = clocks.running(after, asking.hub.policies, {StopRule.ACKNOWLEDGEMENT})
        own = [clock for clock in waiting if clock.subject_id == key]
        after = clocks.stop_by_record(change, after, own, at=change.now, record_id=key)
    known = [one for one in tasks if one.assignment_id != key]
    return _moved_along(change, after, [*known, answered], answered), answered


def handed_over(assignment: Assignment, to: Incident) -> Assignment:
    """The task of an incident that went into another one."""
    return replace(assignment, version=assignment.version + 1, incident_id=to.incident_id)


async def of_incident(change: Change, incident_id: str) -> list[Assignment]:
    """To be asked before anything is staged."""
    return await change.find(Assignment, MAPPED[Assignment].table.c.incident_id == incident_id)


def _moved_along(
    change: Change, incident: Incident, assignments: Iterable[Assignment], because: Assignment
) -> Incident:
    """With the status that follows from all tasks by itself, and an event for each step."""
    assignments = tuple(assignments)
    while (to := status_after(incident, assignments)) is not None:
        moved = incident_life.move(incident, to, now=change.now)
        record_moved(change, incident, moved, note="", assignment=because.assignment_id)
        incident = moved
    return incident
