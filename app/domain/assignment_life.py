"""How an assignment gets from sent to done, who says so, and what that makes of the incident's status.

A table says which answers there are and whose they are, as for the incident itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentStatus
from app.domain.units import covers


class Answerer(StrEnum):
    """Whose an answer is."""

    ASSIGNED = "assigned"  # the unit that got the task, or whoever is above it and writes down what it said
    ASSIGNER = "assigner"  # whoever may assign tasks of the incident: shifts change between the two


_STATUS = AssignmentStatus
ANSWERS: dict[tuple[AssignmentStatus, AssignmentStatus], Answerer] = {
    (_STATUS.SENT, _STATUS.ACKNOWLEDGED): Answerer.ASSIGNED,
    (_STATUS.SENT, _STATUS.DECLINED): Answerer.ASSIGNED,
    (_STATUS.SENT, _STATUS.DONE): Answerer.ASSIGNED,  # in an emergency the work comes before the word
    (_STATUS.SENT, _STATUS.WITHDRAWN): Answerer.ASSIGNER,
    (_STATUS.ACKNOWLEDGED, _STATUS.DECLINED): Answerer.ASSIGNED,  # it cannot be done after all
    (_STATUS.ACKNOWLEDGED, _STATUS.DONE): Answerer.ASSIGNED,
    (_STATUS.ACKNOWLEDGED, _STATUS.WITHDRAWN): Answerer.ASSIGNER,
}
OPEN = frozenset({_STATUS.SENT, _STATUS.ACKNOWLEDGED})


class AssignmentRefusal(StrEnum):
    """Why an assignment was left as it is."""

    NO_SUCH_ANSWER = "no-such-answer"


class AssignmentRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: AssignmentRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def answerer(assignment: Assignment, status: AssignmentStatus) -> Answerer:
    """Whose this answer is. Raises AssignmentRefusedError where there is no such answer now."""
    whose = ANSWERS.get((assignment.status, status))
    if whose is None:
        raise AssignmentRefusedError(AssignmentRefusal.NO_SUCH_ANSWER)
    return whose


def answer(assignment: Assignment, status: AssignmentStatus, *, words: str, by: str, now: datetime) -> Assignment:
    """With the answer; words that are given take the place of earlier ones. Done includes acknowledged.

    Raises AssignmentRefusedError.
    """
    answerer(assignment, status)
    answered = replace(assignment, version=assignment.version + 1, status=status, answer=words or assignment.answer)
    if status in (_STATUS.ACKNOWLEDGED, _STATUS.DONE) and answered.acknowledged_at is None:
        answered = replace(answered, acknowledged_at=now, acknowledged_by=by)
    return replace(answered, done_at=now) if status is _STATUS.DONE else answered


def proves_acknowledgement(assigned_path: str, actor_path: str) -> bool:
    """Whether an answer of somebody whose unit is at `actor_path` comes from the assigned unit itself.

    Whoever is above it may write down what was said on the telephone, but stops no clock with that: otherwise who
    gives the task would keep the promise that it is acknowledged.
    """
    return covers(assigned_path, actor_path)


def status_after(incident: Incident, assignments: Iterable[Assignment]) -> IncidentStatus | None:
    """The next status that follows from all assignments of the incident by itself; None: none does.

    The first task makes it assigned, the first acknowledgement in progress, the last one done reported back; when
    everybody declined, it is open again. To be asked again after the step.
    """
    since = incident.opened_at if incident.cycle > 1 else None
    statuses = [one.status for one in assignments if since is None or one.assigned_at >= since]
    is_open = any(status in OPEN for status in statuses)
    is_taken = any(status in (_STATUS.ACKNOWLEDGED, _STATUS.DONE) for status in statuses)
    match incident.status:
        case IncidentStatus.OPENED if is_open:
            return IncidentStatus.ASSIGNED
        case IncidentStatus.ASSIGNED if is_taken:
            return IncidentStatus.IN_PROGRESS
        case IncidentStatus.ASSIGNED if not is_open:
            return IncidentStatus.OPENED
        case IncidentStatus.IN_PROGRESS if not is_open and _STATUS.DONE in statuses:
            return IncidentStatus.REPORTED_BACK
        case _:
            return None
