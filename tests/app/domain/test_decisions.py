"""How far a decision is, read off its tasks, and taking it back."""

from dataclasses import replace

import pytest

from app.domain.decisions import (
    Decision,
    DecisionRefusal,
    DecisionRefusedError,
    DecisionState,
    is_overdue,
    state_of,
    withdraw,
)
from app.domain.incidents import Assignment, AssignmentStatus
from tests.app.domain.examples import after

SENT, ACKNOWLEDGED, DECLINED, DONE, WITHDRAWN = AssignmentStatus
DECISION = Decision(
    decision_id="d1",
    incident_id="i1",
    text="clear the building",
    decided_by="a1",
    decided_by_name="王芳",
    decided_at=after(0),
)


def task(status=SENT, due_s=None):
    return Assignment(
        assignment_id="t1",
        incident_id="i1",
        decision_id="d1",
        unit_id="u",
        task="look",
        status=status,
        assigned_at=after(0),
        assigned_by="a1",
        due_at=None if due_s is None else after(due_s),
    )


def test_a_task_is_overdue_from_its_moment_on_as_long_as_somebody_owes_it():
    assert not is_overdue(task(due_s=60), after(59.9))
    assert is_overdue(task(due_s=60), after(60))
    assert is_overdue(task(ACKNOWLEDGED, due_s=60), after(600))
    assert not is_overdue(task(), after(10**6))
    assert not any(is_overdue(task(status, due_s=60), after(600)) for status in (DECLINED, DONE, WITHDRAWN))


@pytest.mark.parametrize(
    ("tasks", "state"),
    [
        ([], DecisionState.STANDS),
        ([task(WITHDRAWN)], DecisionState.STANDS),
        ([task(due_s=300)], DecisionState.UNDER_WAY),
        ([task(DONE), task(ACKNOWLEDGED)], DecisionState.UNDER_WAY),
        ([task(DONE), task(WITHDRAWN)], DecisionState.DONE),
        ([task(DONE), task(DECLINED), task()], DecisionState.REFUSED),
        ([task(DECLINED), task(DONE), task(due_s=60)], DecisionState.OVERDUE),
        ([task(DONE, due_s=60)], DecisionState.DONE),
    ],
)
def test_a_decision_is_as_far_as_the_worst_of_its_tasks(tasks, state):
    assert state_of(DECISION, tasks, after(120)) is state
    withdrawn = replace(DECISION, withdrawn_at=after(90))
    assert state_of(withdrawn, tasks, after(120)) is DecisionState.WITHDRAWN


def test_a_decision_is_withdrawn_once_with_who_and_why():
    withdrawn = withdraw(DECISION, because="it is out", by="a2", by_name="李强", now=after(60))
    assert (withdrawn.version, withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (2, after(60), "a2")
    assert (withdrawn.withdrawn_by_name, withdrawn.withdrawn_because) == ("李强", "it is out")
    assert (withdrawn.text, withdrawn.decided_by) == (DECISION.text, DECISION.decided_by)
    with pytest.raises(DecisionRefusedError) as refused:
        withdraw(withdrawn, because="again", by="a2", by_name="李强", now=after(90))
    assert refused.value.code is DecisionRefusal.WITHDRAWN_ALREADY
