"""A desktop's own hub: found, entered, started again when it dies, shared by two desktops of one data folder."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.domain.incidents import Incident, IncidentClass, Place
from app.link.doors import OwnHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.mirror import LinkState, Mirror
from app.link.own_hub import OwnHub
from app.services.commands.incidents import ReportIncident
from tests.app.link.waiting import changed

FIRE = ReportIncident(title="火情", classes=(IncidentClass.ACCIDENT,), place=Place(text="中山公园"))


@pytest.fixture
async def seat(tmp_path: Path) -> AsyncIterator[Callable[[str], HubLink]]:
    links = []

    def make(name: str) -> HubLink:
        link = HubLink(HubClient("http://127.0.0.1:1"), Mirror(), OwnHubDoor(tmp_path), seat=name)
        links.append(link)
        link.start()
        return link

    yield make
    for link in links:
        await link.close()


@pytest.fixture
async def own_hub(tmp_path: Path) -> AsyncIterator[OwnHub]:
    hub = OwnHub(tmp_path)
    hub.start()
    yield hub
    await asyncio.to_thread(hub.stop)


async def test_the_owner_of_the_folder_gets_in_and_sees_the_district(
    own_hub: OwnHub, seat: Callable[[str], HubLink]
) -> None:
    link = seat("wall")
    await changed(link.mirror, lambda: link.mirror.status.state is LinkState.LIVE)
    assert len(link.mirror.all(Incident)) == 0
    assert link.me is not None
    assert link.me.unit_id == "310105"


async def test_a_killed_hub_is_started_again_and_the_seat_misses_nothing(
    own_hub: OwnHub, seat: Callable[[str], HubLink], expected_log: list[str]
) -> None:
    expected_log.append("the hub ended with status -9")
    link = seat("wall")
    mirror = link.mirror
    await changed(mirror, lambda: mirror.status.state is LinkState.LIVE)
    before = await link.client.report_incident(FIRE)
    assert own_hub.pid is not None
    os.kill(own_hub.pid, signal.SIGKILL)
    await changed(mirror, lambda: mirror.status.state is LinkState.LOST)
    await changed(mirror, lambda: mirror.status.state is LinkState.LIVE)
    after = await link.client.report_incident(FIRE)
    await changed(mirror, lambda: mirror.get(Incident, after.incident_id) is not None)
    assert mirror.all(Incident).keys() == {before.incident_id, after.incident_id}


async def test_a_second_desktop_joins_the_first_ones_hub_and_takes_over_when_it_ends(
    own_hub: OwnHub, tmp_path: Path, seat: Callable[[str], HubLink]
) -> None:
    second = OwnHub(tmp_path)
    first_seat, second_seat = seat("first"), seat("second")
    await changed(first_seat.mirror, lambda: first_seat.mirror.status.state is LinkState.LIVE)
    second.start()
    try:
        incident = await first_seat.client.report_incident(FIRE)
        await changed(second_seat.mirror, lambda: second_seat.mirror.get(Incident, incident.incident_id) is not None)
        assert second.wait_ready(10)
        # Beside the loop: the seats have to see the hub go.
        await asyncio.to_thread(own_hub.stop)
        mirror = second_seat.mirror
        await changed(mirror, lambda: mirror.status.state is LinkState.LIVE and second.pid is not None)
        assert (await second_seat.client.incident_page(incident.incident_id)).incident.title == "火情"
    finally:
        await asyncio.to_thread(second.stop)
