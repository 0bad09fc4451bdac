"""What a leader decided about an incident, and how far the tasks that came of it are.

A decision is carried by its tasks: what has become of it is read off them and kept nowhere twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.assignment_life import OPEN
from app.domain.incidents import Assignment, AssignmentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Its tasks are the assignments that name it. `decided_by` is an account; the name stands beside it, for the paper
    is read when the account is long gone. One that was withdrawn stays to be read, with the reason."""

    decision_id: str
    version: int = 1
    incident_id: str
    text: str
    decided_by: str
    decided_by_name: str
    decided_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_by_name: str = ""
    withdrawn_because: str = ""


class DecisionRefusal(StrEnum):
    """Why a decision was left as it is."""

    WITHDRAWN_ALREADY = "withdrawn-already"


class DecisionRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: DecisionRefusal) -> None:
        super().__init__(code.value)
        self.code = code


class DecisionState(StrEnum):
    """How far it is, the worst of its tasks first."""

    OVERDUE = "overdue"
    REFUSED = "refused"  # a task was declined and nobody else has it
    UNDER_WAY = "under-way"
    DONE = "done"
    STANDS = "stands"  # without a task
    WITHDRAWN = "withdrawn"


def withdraw(decision: Decision, *, because: str, by: str, by_name: str, now: datetime) -> Decision:
    """Raises DecisionRefusedError."""
    if decision.withdrawn_at is not None:
        raise DecisionRefusedError(DecisionRefusal.WITHDRAWN_ALREADY)
    return replace(
        decision,
        version=decision.version + 1,
        withdrawn_at=now,
        withdrawn_by=by,
        withdrawn_by_name=by_name,
        withdrawn_because=because,
    )


def is_overdue(task: Assignment, now: datetime) -> bool:
    """Whether somebody still owes it after its time."""
    return task.status in OPEN and task.due_at is not None and task.due_at <= now


def state_of(decision: Decision, tasks: Iterable[Assignment], now: datetime) -> DecisionState:
    """Of the decision whose `tasks` these are; one that was withdrawn by itself counts no more."""
    if decision.withdrawn_at is not None:
        return DecisionState.WITHDRAWN
    counting = [task for task in tasks if task.status is not AssignmentStatus.WITHDRAWN]
    if any(is_overdue(task, now) for task in counting):
        return DecisionState.OVERDUE
    if any(task.status is AssignmentStatus.DECLINED for task in counting):
        return DecisionState.REFUSED
    if any(task.status in OPEN for task in counting):
        return DecisionState.UNDER_WAY
    return DecisionState.DONE if counting else DecisionState.STANDS
