"""Ends what an earlier run of the demo left open, as an office would: tasks withdrawn, incidents closed, their clocks
out of the figures, because nobody was there to handle them."""

from datetime import datetime, timedelta
from functools import partial

from app.domain.assignment_life import OPEN
from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentStatus
from app.domain.permissions import Action
from app.domain.sla.clocks import ExclusionReason
from app.hub.asking import Asking
from app.hub.demo import steps
from app.hub.demo.hall import Hall
from app.hub.incidents import assignments, clocks
from app.services.commands.clocks import ExcludeClock
from app.services.commands.tasks import AnswerAssignment
from app.store.change import Change

_STATUS = IncidentStatus
_STEPS = (
    (_STATUS.REGISTERED, _STATUS.OPENED),
    (_STATUS.VERIFIED, _STATUS.OPENED),
    (_STATUS.ASSIGNED, _STATUS.OPENED),
    (_STATUS.OPENED, _STATUS.IN_PROGRESS),
    (_STATUS.IN_PROGRESS, _STATUS.REPORTED_BACK),
    (_STATUS.REPORTED_BACK, _STATUS.CHECKED),
    (_STATUS.CHECKED, _STATUS.CLOSED),
)
_WORDS = "上次演示遗留，无人处置，集中办结"
_APART = timedelta(seconds=4)


def plan_ends(hall: Hall, incidents: list[Incident], tasks: list[Assignment], start: datetime) -> datetime:
    """Put the end of all of them on the agenda from `start` on; when the last thing is done. `tasks` are theirs."""
    moment = start
    # What lies below another incident is closed before it.
    depth = {one.incident_id: _depth(one, incidents) for one in incidents}
    for incident in sorted(incidents, key=lambda one: -depth[one.incident_id]):
        officer, leader = hall.officer(moment), hall.leader(moment)
        for task in tasks:
            if task.incident_id == incident.incident_id and task.status in OPEN:
                withdraw = partial(_withdraw, assignment_id=task.assignment_id)
                hall.do(moment := moment + _APART, officer, Action.ASSIGNMENT_ANSWER, withdraw)
        for before, to in _STEPS:
            move = partial(_move, incident_id=incident.incident_id, before=before, to=to)
            hall.do(moment := moment + _APART, officer, Action.INCIDENT_READ, move)
        for clock in incident.clocks:
            if clock.stop is None and not clock.exclusions:
                exclude = partial(_exclude, incident_id=incident.incident_id, clock_id=clock.clock_id)
                hall.do(moment := moment + _APART, leader, Action.CLOCK_EXCLUDE, exclude)
    return moment


def _depth(incident: Incident, incidents: list[Incident]) -> int:
    """How many of them it lies below."""
    by_id = {one.incident_id: one for one in incidents}
    depth = 0
    while incident.parent_id is not None and (above := by_id.get(incident.parent_id)) is not None:
        incident, depth = above, depth + 1
    return depth


async def _withdraw(change: Change, asking: Asking, *, assignment_id: str) -> None:
    task = await change.get(Assignment, assignment_id)
    if task is not None and task.status in OPEN:
        command = AnswerAssignment(expected_version=task.version, status=AssignmentStatus.WITHDRAWN, answer=_WORDS)
        await assignments.answer_assignment(change, asking, assignment_id, command)


async def _move(
    change: Change, asking: Asking, *, incident_id: str, before: IncidentStatus, to: IncidentStatus
) -> None:
    incident = await change.get(Incident, incident_id)
    if incident is not None:
        await steps.move(change, asking, incident, to=to, only_from=before, note=_WORDS)


async def _exclude(change: Change, asking: Asking, *, incident_id: str, clock_id: str) -> None:
    command = ExcludeClock(reason=ExclusionReason.OTHER, note=_WORDS)
    await clocks.exclude(change, asking, incident_id, clock_id, command)
