"""Who answers a task, what an answer writes down, and what all tasks together make of the incident."""

from itertools import product

import pytest

from app.domain.assignment_life import (
    ANSWERS,
    Answerer,
    AssignmentRefusal,
    AssignmentRefusedError,
    answer,
    answerer,
    proves_acknowledgement,
    status_after,
)
from app.domain.incidents import Assignment, AssignmentStatus, IncidentStatus
from tests.app.domain.examples import after, incident

SENT, ACKNOWLEDGED, DECLINED, DONE, WITHDRAWN = AssignmentStatus


def task(status=SENT, at_s=0, **changes):
    known = {
        "assignment_id": "a1",
        "incident_id": "i1",
        "unit_id": "310105002",
        "task": "close the road",
        "status": status,
        "assigned_at": after(at_s),
        "assigned_by": "li",
    }
    return Assignment(**(known | changes))


def test_the_assigned_unit_acknowledges_declines_and_reports_done_and_the_assigner_withdraws():
    assert {to: answerer(task(), to) for to in AssignmentStatus if to is not SENT} == {
        ACKNOWLEDGED: Answerer.ASSIGNED,
        DECLINED: Answerer.ASSIGNED,
        DONE: Answerer.ASSIGNED,
        WITHDRAWN: Answerer.ASSIGNER,
    }


def test_every_answer_that_is_not_in_the_table_is_refused():
    for status, to in product(AssignmentStatus, AssignmentStatus):
        if (status, to) in ANSWERS:
            assert answer(task(status), to, words="", by="wang", now=after(9)).status is to
        else:
            with pytest.raises(AssignmentRefusedError) as refused:
                answer(task(status), to, words="", by="wang", now=after(9))
            assert refused.value.code is AssignmentRefusal.NO_SUCH_ANSWER


def test_an_acknowledgement_says_who_and_when():
    taken = answer(task(), ACKNOWLEDGED, words="two cars", by="wang", now=after(9))
    assert (taken.acknowledged_at, taken.acknowledged_by, taken.answer, taken.version) == (
        after(9),
        "wang",
        "two cars",
        2,
    )
    assert taken.done_at is None


def test_done_keeps_the_acknowledgement_and_is_one_where_there_was_none():
    taken = answer(task(), ACKNOWLEDGED, words="two cars", by="wang", now=after(9))
    done = answer(taken, DONE, words="", by="zhao", now=after(60))
    assert (done.acknowledged_at, done.acknowledged_by, done.done_at) == (after(9), "wang", after(60))
    assert done.answer == "two cars"
    at_once = answer(task(), DONE, words="", by="zhao", now=after(60))
    assert (at_once.acknowledged_at, at_once.acknowledged_by) == (after(60), "zhao")


def test_only_the_unit_itself_proves_that_it_knows_of_the_task():
    assert proves_acknowledgement("/310105/310105002/", "/310105/310105002/")
    assert proves_acknowledgement("/310105/310105002/", "/310105/310105002/station/")
    assert not proves_acknowledgement("/310105/310105002/", "/310105/")


@pytest.mark.parametrize(
    ("status", "tasks", "expected"),
    [
        (IncidentStatus.REGISTERED, [SENT], None),
        (IncidentStatus.OPENED, [SENT], IncidentStatus.ASSIGNED),
        (IncidentStatus.OPENED, [DECLINED], None),
        (IncidentStatus.ASSIGNED, [SENT, DECLINED], None),
        (IncidentStatus.ASSIGNED, [SENT, ACKNOWLEDGED], IncidentStatus.IN_PROGRESS),
        (IncidentStatus.ASSIGNED, [SENT, DONE], IncidentStatus.IN_PROGRESS),
        (IncidentStatus.ASSIGNED, [DECLINED, WITHDRAWN], IncidentStatus.OPENED),
        (IncidentStatus.IN_PROGRESS, [DONE, ACKNOWLEDGED], None),
        (IncidentStatus.IN_PROGRESS, [DONE, DECLINED], IncidentStatus.REPORTED_BACK),
        (IncidentStatus.IN_PROGRESS, [DECLINED], None),
        (IncidentStatus.CLOSED, [SENT], None),
    ],
)
def test_the_status_follows_from_the_tasks(status, tasks, expected):
    assert status_after(incident(status=status), [task(one) for one in tasks]) is expected


def test_tasks_of_before_a_reopening_say_nothing_about_the_new_cycle():
    reopened = incident(status=IncidentStatus.ASSIGNED, cycle=2, opened_at=after(600))
    assert status_after(reopened, [task(DONE), task(SENT, at_s=700)]) is None
    assert status_after(reopened, [task(SENT), task(DONE, at_s=700)]) is IncidentStatus.IN_PROGRESS
