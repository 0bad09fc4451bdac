"""Steps of an incident's life over the wire: what each needs, and what it does to the clocks."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import IncidentStatus
from app.domain.permissions import Role
from app.domain.sla.clock_rules import status
from app.domain.sla.clocks import ClockStatus
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.commands.clocks import SavePolicy, StopClock
from app.services.commands.incidents import ChangeLevel, MoveIncident, ReopenIncident
from app.services.commands.tasks import Assign
from tests.app.hub.incidents.desk import Desk, clock_of, refused
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_life_from_registered_to_closed_is_in_the_log_step_by_step(desk: Desk) -> None:
    incident = await desk.closed()
    moved = await desk.told(incident, EventKind.INCIDENT_MOVED)
    assert [event.payload["to"] for event in moved] == ["opened", "in_progress", "reported_back", "checked", "closed"]
    assert all(event.about == (("incident", incident.incident_id),) for event in moved)
    assert (incident.opened_at, incident.closed_at, incident.version) == (desk.clock.now(), desk.clock.now(), 6)


async def test_a_step_that_is_not_in_the_table_is_refused_and_changes_nothing(desk: Desk) -> None:
    incident = await desk.report()
    jump = desk.officer.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="closed"))
    assert await refused(jump) == (409, "no-such-step")
    assert await desk.now(incident) == incident


async def test_each_step_needs_the_permission_of_its_row(desk: Desk) -> None:
    incident = await desk.opened()
    responder = await desk.as_(Role.RESPONDER, STREET)
    key = incident.incident_id
    to_assigned = MoveIncident(expected_version=incident.version, to="assigned")
    assert await refused(responder.move_incident(key, to_assigned)) == (403, "not-permitted")
    assigned = await desk.officer.move_incident(key, to_assigned)
    begun = MoveIncident(expected_version=assigned.version, to="in_progress")
    assert (await responder.move_incident(key, begun)).status is IncidentStatus.IN_PROGRESS


async def test_what_somebody_may_not_see_is_not_there(desk: Desk) -> None:
    incident = await desk.report()
    stranger = await desk.as_(Role.DUTY_OFFICER, "310105002")
    step = stranger.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="opened"))
    assert await refused(step) == (404, "not-found")


async def test_nothing_is_closed_over_open_tasks_and_open_incidents_below(desk: Desk) -> None:
    incident = await desk.move(await desk.report(), "opened", "in_progress", "reported_back", "checked")
    child = await desk.report(parent_id=incident.incident_id)
    to_closed = MoveIncident(expected_version=incident.version, to="closed")
    assert await refused(desk.officer.move_incident(incident.incident_id, to_closed)) == (409, "children-open")
    await desk.move(child, "false_report")
    await desk.officer.assign(incident.incident_id, Assign(unit_id=STREET, task="look again"))
    assert await refused(desk.officer.move_incident(incident.incident_id, to_closed)) == (409, "assignments-open")


async def test_a_false_report_ends_every_clock_and_takes_none_out_of_the_figures(desk: Desk) -> None:
    incident = await desk.move(await desk.report(), "false_report")
    assert all(clock.frozen and not clock.exclusions for clock in incident.clocks)


async def test_a_raised_level_tightens_the_target_from_the_original_start(desk: Desk) -> None:
    (video,) = [one for one in await desk.officer.policies(VIDEO) if one.version == 1]
    director = await desk.as_(Role.DIRECTOR)
    targets = ({"target_s": 300}, {"target_s": 180, "level": "I"})
    save = SavePolicy(expected_version=1, clock=VIDEO, name=video.name, stop=video.stop, targets=targets)
    await director.save_policy("video", save)
    incident = await desk.report()
    started_at = incident.received_at
    desk.clock.advance(20)
    raised = await desk.officer.change_level(
        incident.incident_id, ChangeLevel(expected_version=1, level="I", reason="people trapped")
    )
    clock = clock_of(raised)
    assert (clock.target_s, clock.started_at) == (180.0, started_at)
    (told,) = await desk.told(incident, EventKind.CLOCK_RETARGETED)
    assert (told.payload["from_s"], told.payload["target_s"], told.payload["clock"]) == (
        "300.0",
        "180.0",
        clock.clock_id,
    )
    (changed,) = await desk.told(incident, EventKind.INCIDENT_LEVEL_CHANGED)
    assert changed.payload == {"from": "III", "to": "I", "reason": "people trapped"}
    lowered = ChangeLevel(expected_version=raised.version, level="IV", reason="all are out")
    assert clock_of(await desk.officer.change_level(incident.incident_id, lowered)).target_s == 180.0


async def test_the_same_level_again_is_refused(desk: Desk) -> None:
    incident = await desk.report()
    same = ChangeLevel(expected_version=1, level=incident.level, reason="sure")
    assert await refused(desk.officer.change_level(incident.incident_id, same)) == (409, "same-level")


async def test_a_reopened_incident_begins_a_cycle_and_the_old_result_stands(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(100)
    video = clock_of(incident)
    stopped = await desk.officer.stop_clock(incident.incident_id, video.clock_id, StopClock(reason="seen by phone"))
    closed = await desk.move(stopped, "opened", "in_progress", "reported_back", "checked", "closed")
    desk.clock.advance(3600)
    command = ReopenIncident(expected_version=closed.version, reason="smoke again")
    reopened = await desk.officer.reopen_incident(incident.incident_id, command)
    assert (reopened.cycle, reopened.status, reopened.closed_at) == (2, IncidentStatus.OPENED, None)
    old, new = clock_of(reopened, cycle=1), clock_of(reopened)
    assert (old.stop, old.frozen) == (clock_of(stopped).stop, True)
    assert status(old, desk.clock.now()) is ClockStatus.MET
    assert status(clock_of(reopened, CONFERENCE, cycle=1), desk.clock.now()) is ClockStatus.BREACHED
    assert (new.started_at, new.stop) == (desk.clock.now(), None)
    assert status(new, desk.clock.now()) is ClockStatus.RUNNING
    assert await refused(desk.officer.reopen_incident(incident.incident_id, command)) == (409, "stale-version")
    again = ReopenIncident(expected_version=reopened.version, reason="smoke again")
    assert await refused(desk.officer.reopen_incident(incident.incident_id, again)) == (409, "not-over")
