"""The first promise, proved by the real program: what the wall paints stops the video clock, and nothing else."""

import asyncio
import hashlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from app.domain.events import EventKind
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.outputs import Output, PushStatus, TileState
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.units import Point
from app.link.hub_client import HubClient
from app.link.hub_wire import HubUnreachableError
from app.services.commands.incidents import ReportIncident
from app.services.commands.outputs import PushToOutput
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import read_embedded_hub
from app.services.rows import SharedCamera
from tests.e2e.demo_process import running_demo
from tests.e2e.processes import ProductProcess

pytestmark = pytest.mark.e2e

Found = TypeVar("Found")
PATIENCE_S = 60.0
NOWHERE = Point(longitude=121.80, latitude=31.05)  # in Pudong, far from every camera of the district


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ProductProcess]:
    with running_demo(tmp_path / "home") as running:
        yield running
        running.signal(signal.SIGINT)
        assert running.wait_end() == 0


@pytest.fixture
async def seat(demo: ProductProcess) -> AsyncIterator[HubClient]:
    """Another seat of the same hub."""
    door = read_embedded_hub(hub_folder(demo))
    assert door is not None
    client = HubClient(door.url)
    await client.log_in(LogIn(login=door.login, password=door.password, seat="leader"))
    yield client
    await client.close()


def hub_folder(demo: ProductProcess) -> Path:
    return demo.home / "data" / "demo" / "hub"


async def until(ask: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """What `ask` answers as soon as it is something."""
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        if (found := await ask()) is not None:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"not within {PATIENCE_S:g} s: {what}")


async def wall_with_pictures(seat: HubClient) -> Output:
    async def ask() -> Output | None:
        for output in await seat.outputs():
            if output.online and any(tile.state is TileState.LIVE and tile.source_id for tile in output.tiles):
                return output
        return None

    return await until(ask, "a wall output that says what it shows")


def video(incident: Incident) -> SlaClock:
    (clock,) = [clock for clock in incident.clocks if clock.kind == "video"]
    return clock


def report(title: str, point: Point) -> ReportIncident:
    return ReportIncident(
        title=title,
        classes=(IncidentClass.ACCIDENT,),
        level=IncidentLevel.II,
        place=Place(text="华阳路街道 现场", point=point),
    )


def place_of(camera: SharedCamera) -> Point:
    assert camera.longitude is not None
    assert camera.latitude is not None
    return Point(longitude=camera.longitude, latitude=camera.latitude)


async def stopped(seat: HubClient, incident: Incident) -> Incident:
    async def ask() -> Incident | None:
        page = await seat.incident_page(incident.incident_id)
        return page.incident if video(page.incident).stop is not None else None

    return await until(ask, "a video clock that has stopped")


async def test_a_camera_near_the_incident_on_the_wall_stops_its_video_clock_and_no_other(seat: HubClient) -> None:
    output = await wall_with_pictures(seat)
    cameras = {camera.camera_id: camera for camera in await seat.cameras()}
    shown = next(cameras[tile.source_id] for tile in output.tiles if tile.source_id in cameras)
    elsewhere = await seat.report_incident(report("远处的事件", NOWHERE))
    here = await stopped(seat, await seat.report_incident(report("商场火情", place_of(shown))))
    stop = video(here).stop
    assert stop is not None
    assert stop.manner is StopManner.EVIDENCE

    page = await seat.incident_page(here.incident_id)
    (evidence,) = [one for one in page.evidence if one.evidence_id == stop.evidence_id]
    assert evidence.refusals == ()
    assert evidence.painted is not None
    assert evidence.painted.duration_s >= 3.0
    assert evidence.snapshot_id is not None
    picture = await seat.attachment(evidence.snapshot_id)
    assert hashlib.sha256(picture).hexdigest() == evidence.painted.snapshot_sha256
    assert EventKind.CLOCK_STOPPED in [event.kind for event in page.timeline]

    far_page = await seat.incident_page(elsewhere.incident_id)
    assert video(far_page.incident).stop is None
    assert all(evidence.refusals for evidence in far_page.evidence)


async def test_another_seat_pushes_a_camera_sees_it_arrive_and_the_clock_stops(seat: HubClient) -> None:
    output = await wall_with_pictures(seat)
    on_wall = {tile.source_id for tile in output.tiles}
    absent = next(camera for camera in await seat.cameras() if camera.camera_id not in on_wall)
    incident = await seat.report_incident(report("突发事件", place_of(absent)))
    await seat.push(output.output_id, PushToOutput(camera_id=absent.camera_id, tile=0))

    async def arrived() -> Output | None:
        found = next(one for one in await seat.outputs() if one.output_id == output.output_id)
        return found if found.push is not None and found.push.status is PushStatus.SHOWN else None

    shows = await until(arrived, "a push that is shown")
    assert shows.tiles[0].source_id == absent.camera_id
    stop = video(await stopped(seat, incident)).stop
    assert stop is not None
    assert stop.manner is StopManner.EVIDENCE


async def test_the_wall_goes_on_while_the_hub_is_killed_and_nothing_is_lost(
    demo: ProductProcess, seat: HubClient
) -> None:
    reported = await seat.report_incident(report("停电", NOWHERE))
    (hub,) = [
        process
        for process in psutil.Process(demo.pid).children(recursive=True)
        if "hub" in process.cmdline() and "--embedded" in process.cmdline()
    ]
    lines = demo.output.count("16 live")
    os.kill(hub.pid, signal.SIGKILL)

    async def back() -> Incident | None:
        try:
            return (await seat.incident_page(reported.incident_id)).incident
        except HubUnreachableError:
            return None

    assert (await until(back, "the hub's return")).title == "停电"
    await wall_with_pictures(seat)
    assert demo.output.count("16 live") > lines
