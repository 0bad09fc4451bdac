"""The patrol's look at a camera, at the simulator's cameras and their faults."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.domain.camera_health import CameraCondition
from app.services.camera_probe import CameraProbe
from streams.feeds import Feeds
from streams.simulator.camera import CameraPlan
from streams.simulator.faults import Fault
from streams.simulator.server import Options, Simulator


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
async def simulator(clips: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(
        [CameraPlan(f"cam{number}", "一号口") for number in range(4)], Options(loop_s=4, folder=clips)
    )
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def probe() -> AsyncIterator[CameraProbe]:
    feeds = Feeds(decode_threads=1)
    yield CameraProbe(feeds, clock=SystemClock())
    await asyncio.to_thread(feeds.close)


async def test_well_black_frozen_and_gone_are_told_apart(simulator: Simulator, probe: CameraProbe) -> None:
    simulator.set_fault(Fault.BLACK, camera="cam1")
    simulator.set_fault(Fault.FROZEN, camera="cam2")
    simulator.set_fault(Fault.OFFLINE, camera="cam3")
    looks = await asyncio.gather(*(probe.look(simulator.url(f"cam{number}")) for number in range(4)))
    assert [look.condition for look in looks] == [
        CameraCondition.HEALTHY,
        CameraCondition.BLACK,
        CameraCondition.FROZEN,
        CameraCondition.OFFLINE,
    ]
    assert looks[0].first_frame_ms is not None
    assert looks[3].first_frame_ms is None
    assert looks[3].detail


async def test_an_address_that_is_none_is_a_camera_that_is_offline(probe: CameraProbe) -> None:
    look = await probe.look("rtsp://")
    assert look.condition is CameraCondition.OFFLINE
    assert look.detail
