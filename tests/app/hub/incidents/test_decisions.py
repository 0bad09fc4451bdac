"""Decisions over the wire: made with their tasks at once or not at all, and withdrawn with what is not done of them."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentStatus
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.sla.policies import StartRule, StopRule
from app.services.commands.clocks import SavePolicy
from app.services.commands.incidents import MergeIncident
from app.services.commands.tasks import AnswerAssignment, Assign, Decide, WithdrawDecision
from tests.app.hub.incidents.desk import Desk, place_of, refused
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVACUATE = Decide(
    text="全楼疏散，北门留给消防",
    tasks=(
        Assign(unit_id=STREET, title=RoleTitle.POLICE, task="封闭长宁路"),
        Assign(unit_id=OTHER_STREET, task="开放安置点"),
    ),
)
BECAUSE = "火已扑灭"


async def tasks_of(desk: Desk, incident: Incident) -> list[Assignment]:
    return sorted((await desk.page(incident)).assignments, key=lambda one: one.task)


async def test_a_decision_and_its_tasks_come_together(desk: Desk) -> None:
    incident = await desk.opened()
    due = desk.after(900)
    command = EVACUATE.model_copy(
        update={"tasks": tuple(one.model_copy(update={"due_at": due}) for one in EVACUATE.tasks)}
    )
    seq = desk.hub.store.writer.head_seq
    decision = await desk.leader.decide(incident.incident_id, command)
    assert (decision.text, decision.decided_at, decision.version) == (EVACUATE.text, desk.clock.now(), 1)
    page = await desk.page(incident)
    assert page.decisions == (decision,)
    tasks = await tasks_of(desk, incident)
    assert [(one.task, one.unit_id, one.due_at) for one in tasks] == [
        ("封闭长宁路", STREET, due),
        ("开放安置点", OTHER_STREET, due),
    ]
    assert {one.decision_id for one in tasks} == {decision.decision_id}
    told = [event for event in reversed(page.timeline) if event.seq > seq]
    assert [event.kind for event in told] == [
        EventKind.DECISION_MADE,
        EventKind.ASSIGNED,
        EventKind.INCIDENT_MOVED,
        EventKind.ASSIGNED,
        EventKind.INCIDENT_SHARED,
    ]
    assert told[0].about[-1] == ("decision", decision.decision_id)
    assert told[0].payload["text"] == EVACUATE.text
    after = page.incident
    assert (after.status, after.shared_with) == (IncidentStatus.ASSIGNED, (OTHER_STREET,))


async def test_a_decision_can_be_without_tasks_and_moves_nothing(desk: Desk) -> None:
    incident = await desk.opened()
    decision = await desk.leader.decide(incident.incident_id, Decide(text="等消防到场后再定"))
    page = await desk.page(incident)
    assert (page.incident, page.assignments, page.decisions) == (incident, (), (decision,))


async def test_a_task_that_cannot_be_leaves_nothing_of_the_decision(desk: Desk) -> None:
    incident = await desk.opened()
    key = incident.incident_id
    good = EVACUATE.tasks[0]
    seq = desk.hub.store.writer.head_seq
    for name, wrong in (
        ("unit_id", Assign(unit_id="nobody", task="x")),
        ("person_id", Assign(unit_id=STREET, person_id="nobody", task="x")),
        ("due_at", Assign(unit_id=STREET, task="x", due_at=desk.clock.now())),
    ):
        asked = desk.leader.decide(key, Decide(text="疏散", tasks=(good, wrong)))
        assert await place_of(asked) == f"tasks.1.{name}"
    responder = await desk.as_(Role.RESPONDER, STREET)
    assert await refused(responder.decide(key, EVACUATE)) == (403, "not-permitted")
    over = await desk.closed()
    seq_over = desk.hub.store.writer.head_seq
    assert await refused(desk.leader.decide(over.incident_id, EVACUATE)) == (409, "over")
    assert desk.hub.store.writer.head_seq == seq_over
    page = await desk.page(incident)
    assert (page.incident, page.assignments, page.decisions) == (incident, (), ())
    assert all(event.seq <= seq for event in page.timeline)


async def test_a_decision_sent_again_under_its_key_is_one(desk: Desk) -> None:
    incident = await desk.opened()
    first = await desk.leader.decide(incident.incident_id, EVACUATE, key="typed once")
    assert await desk.leader.decide(incident.incident_id, EVACUATE, key="typed once") == first
    assert len((await desk.page(incident)).assignments) == 2


async def test_with_a_decision_go_its_tasks_that_are_not_done(desk: Desk) -> None:
    incident = await desk.opened()
    own = await desk.leader.assign(incident.incident_id, Assign(unit_id=STREET, task="照明"))
    decision = await desk.leader.decide(incident.incident_id, EVACUATE)
    street = await desk.as_(Role.RESPONDER, STREET)
    closing, opening, _ = await tasks_of(desk, incident)
    done = AnswerAssignment(expected_version=1, status=AssignmentStatus.DONE, answer="已封")
    await street.answer_assignment(closing.assignment_id, done)

    command = WithdrawDecision(expected_version=1, reason=BECAUSE)
    withdrawn = await desk.officer.withdraw_decision(decision.decision_id, command)
    assert (withdrawn.version, withdrawn.withdrawn_at, withdrawn.withdrawn_because) == (2, desk.clock.now(), BECAUSE)
    statuses = {one.assignment_id: one.status for one in await tasks_of(desk, incident)}
    assert statuses == {
        closing.assignment_id: AssignmentStatus.DONE,
        opening.assignment_id: AssignmentStatus.WITHDRAWN,
        own.assignment_id: AssignmentStatus.SENT,
    }
    (told,) = await desk.told(incident, EventKind.DECISION_WITHDRAWN)
    assert (told.payload["reason"], told.payload["tasks"]) == (BECAUSE, 1)
    answered = await desk.told(incident, EventKind.ASSIGNMENT_ANSWERED)
    assert (answered[-1].payload["status"], answered[-1].payload["answer"]) == ("withdrawn", BECAUSE)

    seq = desk.hub.store.writer.head_seq
    again = desk.officer.withdraw_decision(decision.decision_id, command.model_copy(update={"expected_version": 2}))
    assert await refused(again) == (409, "withdrawn-already")
    assert desk.hub.store.writer.head_seq == seq


async def test_all_tasks_withdrawn_at_once_open_the_incident_again_and_warn_nobody(desk: Desk) -> None:
    director = await desk.as_(Role.DIRECTOR)
    policy = SavePolicy(
        expected_version=0,
        clock="decision-acknowledgement",
        name="签收",
        start=StartRule.ASSIGNED,
        stop=StopRule.ACKNOWLEDGEMENT,
        targets=({"target_s": 120},),
    )
    await director.save_policy("decision-acknowledgement", policy)
    incident = await desk.opened()
    decision = await desk.leader.decide(incident.incident_id, EVACUATE)
    clocks = [one for one in (await desk.now(incident)).clocks if one.subject_id is not None]
    assert {one.subject_id for one in clocks} == {one.assignment_id for one in await tasks_of(desk, incident)}
    command = WithdrawDecision(expected_version=1, reason=BECAUSE)
    await desk.leader.withdraw_decision(decision.decision_id, command)
    after = await desk.now(incident)
    assert after.status is IncidentStatus.OPENED
    assert [one.frozen for one in after.clocks if one.subject_id is not None] == [True, True]


async def test_a_stranger_to_the_incident_knows_no_decision_of_it(desk: Desk) -> None:
    incident = await desk.opened()
    decision = await desk.leader.decide(incident.incident_id, Decide(text="等"))
    command = WithdrawDecision(expected_version=1, reason=BECAUSE)
    stranger = await desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(stranger.withdraw_decision(decision.decision_id, command)) == (404, "not-found")
    assert await refused(desk.leader.withdraw_decision("nothing", command)) == (404, "not-found")
    stale = command.model_copy(update={"expected_version": 7})
    assert await refused(desk.leader.withdraw_decision(decision.decision_id, stale)) == (409, "stale-version")
    assert (await desk.page(incident)).decisions == (decision,)


async def test_a_decision_goes_with_its_open_tasks_when_the_incident_goes_into_another(desk: Desk) -> None:
    absorbed, kept = await desk.opened(), await desk.opened()
    moving = await desk.leader.decide(absorbed.incident_id, EVACUATE)
    staying = await desk.leader.decide(absorbed.incident_id, Decide(text="等"))
    into = MergeIncident(
        expected_version=(await desk.now(absorbed)).version,
        into=kept.incident_id,
        into_expected_version=(await desk.now(kept)).version,
        reason="同一起",
    )
    await desk.officer.merge_incident(absorbed.incident_id, into)
    page = await desk.page(kept)
    assert [(one.decision_id, one.version) for one in page.decisions] == [(moving.decision_id, 2)]
    assert {one.decision_id for one in page.assignments} == {moving.decision_id}
    assert (await desk.page(absorbed)).decisions == (staying,)
