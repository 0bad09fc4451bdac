"""A report becomes an incident with running clocks, once."""

import pytest

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.link.hub_client import HubRefusedError
from app.services.commands import MoveIncident, ReportIncident
from tests.servers.hub import OTHER_STREET, STREET, RunningHub

FIRE = ReportIncident(
    title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II, place=Place(text="华阳路街道 中山公园")
)


async def test_a_report_starts_both_clocks_at_the_hubs_time(hub: RunningHub) -> None:
    seat = await hub.client(Role.DUTY_OFFICER)
    incident = await seat.report_incident(FIRE)
    assert {(clock.kind, clock.target_s) for clock in incident.clocks} == {("video", 300.0), ("conference", 900.0)}
    assert all(clock.started_at == incident.received_at for clock in incident.clocks)


async def test_the_words_of_the_place_tell_the_street(hub: RunningHub) -> None:
    seat = await hub.client(Role.DUTY_OFFICER)
    assert (await seat.report_incident(FIRE)).unit_id == STREET


async def test_a_street_cannot_report_for_another(hub: RunningHub) -> None:
    seat = await hub.client(Role.DUTY_OFFICER, OTHER_STREET)
    with pytest.raises(HubRefusedError) as refused:
        await seat.report_incident(FIRE)
    assert refused.value.code == "not-permitted"


async def test_a_stale_version_changes_nothing(hub: RunningHub) -> None:
    seat = await hub.client(Role.DUTY_OFFICER)
    incident = await seat.report_incident(FIRE)
    opened = await seat.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="opened"))
    with pytest.raises(HubRefusedError) as refused:
        await seat.move_incident(incident.incident_id, MoveIncident(expected_version=1, to="assigned"))
    assert (refused.value.status, refused.value.code) == (409, "stale-version")
    assert (await seat.incident_page(incident.incident_id)).incident == opened
