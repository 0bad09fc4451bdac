"""Tasks over the wire: who gives and answers them, what they make of the incident, and the clock that each starts."""

from dataclasses import replace

import pytest

from app.domain.events import EventKind
from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentStatus
from app.domain.people import Person, RoleTitle
from app.domain.permissions import Role
from app.domain.sla.clock_rules import is_met, status
from app.domain.sla.clocks import ClockStatus, SlaClock, StopManner
from app.domain.sla.policies import StartRule, StopRule
from app.link.hub_client import HubClient
from app.services.commands.clocks import SavePolicy
from app.services.commands.incidents import MoveIncident
from app.services.commands.tasks import AnswerAssignment, Assign
from tests.app.hub.incidents.desk import Desk, place_of, refused
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
ACKNOWLEDGED, DECLINED, DONE, WITHDRAWN = list(AssignmentStatus)[1:]


async def task(desk: Desk, incident: Incident, unit_id: str = STREET, **more: object) -> Assignment:
    return await desk.officer.assign(incident.incident_id, Assign(unit_id=unit_id, task="close the road", **more))


async def answer(client: HubClient, assignment: Assignment, to: AssignmentStatus, words: str = "") -> Assignment:
    command = AnswerAssignment(expected_version=assignment.version, status=to, answer=words)
    return await client.answer_assignment(assignment.assignment_id, command)


async def test_the_status_follows_the_tasks_from_assigned_to_reported_back(desk: Desk) -> None:
    incident = await desk.opened()
    unit = await desk.as_(Role.RESPONDER, STREET)
    first, second = await task(desk, incident), await task(desk, incident)
    seen = [(await desk.now(incident)).status]
    for step in (ACKNOWLEDGED, DONE):
        first = await answer(unit, first, step, "two cars")
        seen.append((await desk.now(incident)).status)
    await answer(unit, second, DONE)
    seen.append((await desk.now(incident)).status)
    assert seen == ["assigned", "in_progress", "in_progress", "reported_back"]
    assert (first.acknowledged_at, first.done_at, first.answer) == (desk.clock.now(), desk.clock.now(), "two cars")
    moved = await desk.told(incident, EventKind.INCIDENT_MOVED)
    assert [event.payload.get("assignment") for event in moved] == [
        None,
        first.assignment_id,
        first.assignment_id,
        second.assignment_id,
    ]


async def test_when_everybody_declined_the_incident_is_open_again(desk: Desk) -> None:
    incident = await desk.opened()
    unit = await desk.as_(Role.RESPONDER, STREET)
    for to, by in ((DECLINED, unit), (WITHDRAWN, desk.officer)):
        given = await task(desk, incident)
        assert (await desk.now(incident)).status is IncidentStatus.ASSIGNED
        assert (await answer(by, given, to)).status is to
        assert (await desk.now(incident)).status is IncidentStatus.OPENED


async def test_a_unit_that_would_not_see_the_incident_does_once_it_has_a_task(desk: Desk) -> None:
    incident = await desk.opened()
    unit = await desk.as_(Role.RESPONDER, OTHER_STREET)
    assert await refused(unit.incident_page(incident.incident_id)) == (404, "not-found")
    given = await task(desk, incident, OTHER_STREET)
    page = await unit.incident_page(incident.incident_id)
    assert (page.incident.shared_with, page.assignments) == ((OTHER_STREET,), (given,))
    assert (await answer(unit, given, ACKNOWLEDGED)).status is ACKNOWLEDGED
    await task(desk, incident, DISTRICT)
    assert (await desk.now(incident)).shared_with == (OTHER_STREET,)


async def test_the_assigned_unit_answers_and_the_assigner_withdraws(desk: Desk) -> None:
    incident = await desk.opened()
    given = await task(desk, incident, OTHER_STREET)
    of_the_incident = await desk.as_(Role.DUTY_OFFICER, STREET)
    assigned = await desk.as_(Role.RESPONDER, OTHER_STREET)
    operator = await desk.as_(Role.OPERATOR, OTHER_STREET)
    for to in (ACKNOWLEDGED, DECLINED, DONE):
        assert await refused(answer(of_the_incident, given, to)) == (403, "not-permitted")
        assert await refused(answer(operator, given, to)) == (403, "not-permitted")
    assert await refused(answer(assigned, given, WITHDRAWN)) == (403, "not-permitted")
    assert (await answer(of_the_incident, given, WITHDRAWN)).status is WITHDRAWN
    withdrawn = replace(given, version=2)
    assert await refused(answer(assigned, withdrawn, DONE)) == (409, "no-such-answer")


async def test_refused_tasks_and_answers_change_nothing(desk: Desk) -> None:
    incident = await desk.opened()
    assign, key = desk.officer.assign, incident.incident_id
    await desk.put(Person(person_id="gone", name="李", unit_id=STREET, active=False))
    assert await place_of(assign(key, Assign(unit_id="nobody", task="x"))) == "unit_id"
    assert await place_of(assign(key, Assign(unit_id=STREET, person_id="nobody", task="x"))) == "person_id"
    assert await place_of(assign(key, Assign(unit_id=STREET, person_id="gone", task="x"))) == "person_id"
    assert await place_of(assign(key, Assign(unit_id=STREET, task="x", due_at=desk.clock.now()))) == "due_at"
    responder = await desk.as_(Role.RESPONDER, STREET)
    assert await refused(responder.assign(key, Assign(unit_id=STREET, task="x"))) == (403, "not-permitted")
    assert await desk.now(incident) == incident
    given = await task(desk, incident, title=RoleTitle.FIRE, due_at=desk.after(600))
    stale = AnswerAssignment(expected_version=4, status=ACKNOWLEDGED)
    assert await refused(responder.answer_assignment(given.assignment_id, stale)) == (409, "stale-version")
    assert await refused(responder.answer_assignment("nobody", stale)) == (404, "not-found")
    stranger = await desk.as_(Role.RESPONDER, OTHER_STREET)
    assert await refused(answer(stranger, given, ACKNOWLEDGED)) == (404, "not-found")
    assert (await desk.page(incident)).assignments == (given,)
    over = await desk.closed()
    assert await refused(assign(over.incident_id, Assign(unit_id=STREET, task="x"))) == (409, "over")


async def promise_acknowledgement(desk: Desk) -> None:
    """Within two minutes, as data; once for the module."""
    if not await desk.officer.policies("acknowledgement"):
        director = await desk.as_(Role.DIRECTOR)
        policy = SavePolicy(
            expected_version=0,
            clock="acknowledgement",
            name="签收",
            start=StartRule.ASSIGNED,
            stop=StopRule.ACKNOWLEDGEMENT,
            targets=({"target_s": 120},),
            thresholds=({"percent": 100, "title": "duty-leader"},),
        )
        await director.save_policy("acknowledgement", policy)


async def clock_of_task(desk: Desk, given: Assignment) -> SlaClock:
    incident = (await desk.officer.incident_page(given.incident_id)).incident
    (clock,) = [one for one in incident.clocks if one.subject_id == given.assignment_id]
    return clock


async def test_each_task_has_a_clock_of_its_own_that_its_acknowledgement_stops(desk: Desk) -> None:
    await promise_acknowledgement(desk)
    incident = await desk.opened()
    unit = await desk.as_(Role.RESPONDER, STREET)
    first = await task(desk, incident)
    desk.clock.advance(30)
    second = await task(desk, incident)
    assert (await clock_of_task(desk, second)).started_at == desk.clock.now()
    desk.clock.advance(60)
    version = (await desk.now(incident)).version
    taken = await answer(unit, first, ACKNOWLEDGED)
    clock = await clock_of_task(desk, first)
    assert clock.stop is not None
    assert (clock.stop.manner, clock.stop.evidence_id) == (StopManner.EVIDENCE, first.assignment_id)
    assert is_met(clock)
    assert (await clock_of_task(desk, second)).stop is None
    assert (await desk.now(incident)).version == version + 1, "the step to in progress, and nothing for the clock"
    await answer(unit, taken, DONE)
    assert await clock_of_task(desk, first) == clock
    desk.clock.advance(100)
    await answer(unit, second, DONE)
    assert status(await clock_of_task(desk, second), desk.clock.now()) is ClockStatus.BREACHED


async def test_who_is_above_answers_for_a_unit_and_stops_no_clock_with_that(desk: Desk) -> None:
    await promise_acknowledgement(desk)
    incident = await desk.opened()
    given = await task(desk, incident)
    assert (await answer(desk.officer, given, ACKNOWLEDGED, "by telephone")).status is ACKNOWLEDGED
    assert (await clock_of_task(desk, given)).stop is None
    (told,) = await desk.told(incident, EventKind.ASSIGNMENT_ANSWERED)
    assert told.payload["for_the_unit"] is True


async def test_a_task_that_ends_unacknowledged_was_not_met_and_warns_nobody_any_more(desk: Desk) -> None:
    await promise_acknowledgement(desk)
    incident = await desk.opened()
    given = await task(desk, incident)
    await answer(await desk.as_(Role.RESPONDER, STREET), given, DECLINED)
    clock = await clock_of_task(desk, given)
    assert (clock.stop, clock.frozen) == (None, True)
    desk.clock.advance(300)
    await desk.hub.watch.fire_due()
    assert (await clock_of_task(desk, given)).firings == ()


async def test_an_old_task_can_be_done_after_the_incident_is_over(desk: Desk) -> None:
    incident = await desk.opened()
    given = await task(desk, incident)
    incident = await desk.now(incident)
    command = MoveIncident(expected_version=incident.version, to="false_report")
    over = await desk.officer.move_incident(incident.incident_id, command)
    done = await answer(await desk.as_(Role.RESPONDER, STREET), given, DONE)
    assert done.status is DONE
    assert await desk.now(incident) == over
