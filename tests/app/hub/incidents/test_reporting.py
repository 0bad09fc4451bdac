"""A report becomes an incident with running clocks, once."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import IncidentClass, IncidentLevel, IncidentSource, Place
from app.domain.permissions import Role
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.services.commands.incidents import MoveIncident, ReportIncident
from tests.app.hub.incidents.desk import Desk, place_of, refused
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIRE = ReportIncident(
    title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II, place=Place(text="华阳路街道 中山公园")
)


async def test_a_report_starts_both_clocks_at_the_hubs_time(desk: Desk) -> None:
    incident = await desk.officer.report_incident(FIRE)
    assert {(clock.kind, clock.target_s) for clock in incident.clocks} == {(VIDEO, 300.0), (CONFERENCE, 900.0)}
    assert {clock.started_at for clock in incident.clocks} == {desk.clock.now()} == {incident.received_at}
    started = await desk.told(incident, EventKind.CLOCK_STARTED)
    assert [event.payload["target_s"] for event in started] == ["300.0", "900.0"]


async def test_the_words_of_the_place_tell_the_street(desk: Desk) -> None:
    assert (await desk.officer.report_incident(FIRE)).unit_id == STREET


async def test_a_street_cannot_report_for_another(desk: Desk) -> None:
    seat = await desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(seat.report_incident(FIRE)) == (403, "not-permitted")


async def test_a_stale_version_changes_nothing(desk: Desk) -> None:
    incident = await desk.report()
    opened = await desk.move(incident, "opened")
    late = desk.officer.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="in_progress"))
    assert await refused(late) == (409, "stale-version")
    assert await desk.now(incident) == opened


async def test_nothing_occurs_after_it_was_reported(desk: Desk) -> None:
    assert await place_of(desk.report(occurred_at=desk.after(301))) == "occurred_at"
    seats_clock_ahead = await desk.report(occurred_at=desk.after(30))
    assert seats_clock_ahead.occurred_at == seats_clock_ahead.received_at


async def test_the_same_order_of_another_system_comes_once(desk: Desk) -> None:
    first = await desk.report(source=IncidentSource.HOTLINE, external_id="12345-1")
    again = desk.report(source=IncidentSource.HOTLINE, external_id="12345-1")
    assert await refused(again) == (409, "known-already")
    other = await desk.report(source=IncidentSource.GRID, external_id="12345-1")
    assert other.incident_id != first.incident_id


async def test_an_incident_is_not_reported_below_one_that_is_over_or_a_drill(desk: Desk) -> None:
    parent = await desk.opened()
    assert (await desk.report(parent_id=parent.incident_id)).parent_id == parent.incident_id
    assert await place_of(desk.report(parent_id=parent.incident_id, is_drill=True)) == "parent_id"
    over = await desk.closed()
    assert await place_of(desk.report(parent_id=over.incident_id)) == "parent_id"
    assert await place_of(desk.report(parent_id="nobody")) == "parent_id"
