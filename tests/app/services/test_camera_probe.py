"""The patrol's look at a camera, at the simulator's cameras and their faults."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from app.clock import SystemClock
from app.domain.camera_health import CameraCondition
from app.services.camera_probe import CameraProbe, LeftAloneError
from streams.feeds import Feeds
from streams.simulator.faults import Fault
from tests.e2e.cameras import Cameras, simulated_cameras


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    with simulated_cameras(4, home=tmp_path_factory.mktemp("home"), clips=tmp_path_factory.mktemp("clips")) as district:
        yield district


@pytest.fixture
async def probe() -> AsyncIterator[CameraProbe]:
    feeds = Feeds(decode_threads=1)
    yield CameraProbe(feeds, clock=SystemClock())
    await asyncio.to_thread(feeds.close)


async def test_well_black_frozen_and_gone_are_told_apart(cameras: Cameras, probe: CameraProbe) -> None:
    cameras.control.set_fault(Fault.BLACK, cameras.names[1])
    cameras.control.set_fault(Fault.FROZEN, cameras.names[2])
    cameras.control.set_fault(Fault.OFFLINE, cameras.names[3])
    looks = await asyncio.gather(*(probe.look(url) for url in cameras.urls))
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


async def test_a_camera_that_is_wanted_elsewhere_is_let_go_in_the_middle_of_a_look(
    cameras: Cameras, probe: CameraProbe
) -> None:
    asked = iter([False, False, True])
    with pytest.raises(LeftAloneError):
        await probe.look(cameras.urls[0], gives_way=lambda: next(asked))
