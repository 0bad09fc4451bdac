"""Incidents that belong together: merged, or one below another."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import AssignmentStatus, Incident, IncidentStatus
from app.domain.permissions import Role
from app.domain.sla.clocks import ExclusionReason
from app.services.commands.incidents import LinkIncident, MergeIncident
from app.services.commands.tasks import AnswerAssignment, Assign
from tests.app.hub.incidents.desk import Desk, clock_of, place_of, refused
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


def into(kept: Incident, version: int = 1) -> MergeIncident:
    return MergeIncident(
        expected_version=version, into=kept.incident_id, into_expected_version=kept.version, reason="one fire"
    )


def below(parent: Incident | None, version: int) -> LinkIncident:
    return LinkIncident(expected_version=version, parent_id=parent.incident_id if parent is not None else None)


async def test_the_kept_one_runs_from_the_earlier_start_and_the_other_is_over(desk: Desk) -> None:
    first = await desk.report()
    desk.clock.advance(60)
    second = await desk.report()
    kept = await desk.officer.merge_incident(first.incident_id, into(second))
    assert (kept.incident_id, kept.version) == (second.incident_id, 2)
    assert {clock.started_at for clock in kept.clocks} == {first.received_at}
    absorbed = await desk.now(first)
    assert (absorbed.status, absorbed.merged_into) == (IncidentStatus.MERGED, second.incident_id)
    assert all(
        clock.frozen and clock.exclusions[-1].reason is ExclusionReason.MERGED and clock.exclusions[-1].by != "hub"
        for clock in absorbed.clocks
    )
    (of_kept,) = await desk.told(second, EventKind.INCIDENT_MERGED)
    (of_absorbed,) = await desk.told(first, EventKind.INCIDENT_MERGED)
    assert (of_kept.payload["absorbed"], of_absorbed.payload["into"]) == (first.incident_id, second.incident_id)
    assert {one["to"] for one in of_kept.payload["clocks"]} == {first.received_at.isoformat()}
    assert len(await desk.told(first, EventKind.CLOCK_EXCLUDED)) == 2


async def test_both_versions_and_both_permissions_are_looked_at(desk: Desk) -> None:
    one, other = await desk.report(), await desk.report()
    key = one.incident_id
    stale = into(other).model_copy(update={"into_expected_version": 9})
    assert await refused(desk.officer.merge_incident(key, stale)) == (409, "stale-version")
    assert await refused(desk.officer.merge_incident(key, into(other, version=9))) == (409, "stale-version")
    street = await desk.as_(Role.DUTY_OFFICER, STREET)
    elsewhere = await desk.report(unit_id=OTHER_STREET)
    assert await place_of(street.merge_incident(key, into(elsewhere))) == "into"
    assert await refused(street.merge_incident(elsewhere.incident_id, into(one))) == (404, "not-found")
    operator = await desk.as_(Role.OPERATOR)
    assert await refused(operator.merge_incident(key, into(other))) == (403, "not-permitted")
    drill = await desk.report(is_drill=True)
    assert await refused(desk.officer.merge_incident(key, into(drill))) == (409, "drill-and-real")
    assert await refused(desk.officer.merge_incident(key, into(one))) == (409, "same-incident")
    assert [await desk.now(each) for each in (one, other)] == [one, other]


async def test_open_tasks_and_incidents_below_go_with_it(desk: Desk) -> None:
    absorbed, kept = await desk.report(), await desk.report()
    child = await desk.report(parent_id=absorbed.incident_id)
    task = await desk.officer.assign(absorbed.incident_id, Assign(unit_id=STREET, task="close the road"))
    done = await desk.officer.assign(absorbed.incident_id, Assign(unit_id=STREET, task="look"))
    street = await desk.as_(Role.RESPONDER, STREET)
    finished = AnswerAssignment(expected_version=1, status=AssignmentStatus.DONE)
    await street.answer_assignment(done.assignment_id, finished)
    await desk.officer.merge_incident(absorbed.incident_id, into(kept))
    page = await desk.page(kept)
    assert [one.assignment_id for one in page.assignments] == [task.assignment_id]
    assert (await desk.now(child)).parent_id == kept.incident_id
    (linked,) = await desk.told(child, EventKind.INCIDENT_LINKED)
    assert linked.payload["parent_number"] == kept.number
    taken = AnswerAssignment(expected_version=2, status=AssignmentStatus.ACKNOWLEDGED)
    assert (await street.answer_assignment(task.assignment_id, taken)).incident_id == kept.incident_id


async def test_what_lies_between_the_two_takes_its_parents_place(desk: Desk) -> None:
    top = await desk.report()
    absorbed = await desk.report(parent_id=top.incident_id)
    between = await desk.report(parent_id=absorbed.incident_id)
    kept = await desk.report(parent_id=between.incident_id)
    await desk.officer.merge_incident(absorbed.incident_id, into(kept))
    assert (await desk.now(between)).parent_id == top.incident_id
    assert (await desk.now(kept)).parent_id == between.incident_id


async def test_an_incident_is_put_below_another_and_taken_out_again(desk: Desk) -> None:
    parent, child = await desk.report(), await desk.report()
    linked = await desk.officer.link_incident(child.incident_id, below(parent, 1))
    assert (linked.parent_id, linked.version) == (parent.incident_id, 2)
    free = await desk.officer.link_incident(child.incident_id, below(None, 2))
    assert free.parent_id is None
    told = await desk.told(child, EventKind.INCIDENT_LINKED)
    assert [(event.payload["before"], event.payload["parent"]) for event in told] == [
        (None, parent.incident_id),
        (parent.incident_id, None),
    ]


async def test_no_circles_no_mixing_no_open_one_below_a_closed_one(desk: Desk) -> None:
    top = await desk.report()
    middle = await desk.report(parent_id=top.incident_id)
    bottom = await desk.report(parent_id=middle.incident_id)
    link = desk.officer.link_incident
    assert await refused(link(top.incident_id, below(bottom, 1))) == (409, "circle")
    assert await refused(link(top.incident_id, below(top, 1))) == (409, "circle")
    drill = await desk.report(is_drill=True)
    assert await refused(link(top.incident_id, below(drill, 1))) == (409, "drill-and-real")
    over = await desk.closed()
    assert await refused(link(top.incident_id, below(over, 1))) == (409, "over")
    nobody = LinkIncident(expected_version=1, parent_id="nobody")
    assert await place_of(link(top.incident_id, nobody)) == "parent_id"
    assert await refused(link(top.incident_id, below(drill, 5))) == (409, "stale-version")
    assert await desk.now(top) == top
    assert clock_of(top).started_at == top.received_at
