"""A feed against a real RTSP server: the simulator with its faults."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from streams.decode.lane import Demand, Effort
from streams.decode.pool import DecodePool
from streams.errors import Reason
from streams.feed import Feed
from streams.rtsp.client import Transport
from streams.simulator.camera import CameraPlan
from streams.simulator.faults import Fault
from streams.simulator.server import Options, Simulator
from streams.stagger import Stagger
from streams.state import Phase
from tests.streams.conftest import Until


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
async def simulator(clips: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator([CameraPlan("cam01", "一号口")], Options(loop_s=2, folder=clips))
    await simulator.start()
    yield simulator
    await simulator.stop()


class Reader:
    """Feeds on the test's loop that decode for a tile of 160 × 90."""

    def __init__(self) -> None:
        self.pool = DecodePool(1)
        self.feeds: list[Feed] = []

    def read(self, address: str, *, transport: Transport = Transport.TCP) -> Feed:
        feed = Feed(address, lane=self.pool.lane(), transport=transport, stagger=Stagger())
        feed.lane.ask(Demand(Effort.ALL, 160, 90))
        self.feeds.append(feed)
        feed.start()
        return feed


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    reader = Reader()
    yield reader
    for feed in reader.feeds:
        await feed.stop()
    await asyncio.to_thread(reader.pool.close)


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_camera_becomes_live_and_delivers_pictures(
    simulator: Simulator, reader: Reader, until: Until, transport: Transport
):
    feed = reader.read(simulator.url("cam01"), transport=transport)
    assert feed.state.phase is Phase.CONNECTING
    await until(lambda: feed.state.phase is Phase.LIVE)
    await until(lambda: feed.lane.counters.decoded > 10)
    assert feed.lane.mailbox.newest().bgra().shape == (90, 160, 4)
    assert (feed.lane.source_width, feed.lane.codec) == (640, "h264")
    assert feed.counters.connections == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.NO_SUCH_STREAM, Reason.NO_SUCH_STREAM),
        (Fault.WRONG_PASSWORD, Reason.WRONG_PASSWORD),
        (Fault.NO_VIDEO, Reason.NOT_VIDEO),
        (Fault.REDIRECT, Reason.BAD_ANSWER),
        (Fault.HUGE_DESCRIPTION, Reason.BAD_ANSWER),
    ],
)
async def test_a_camera_that_cannot_be_opened_is_offline_with_its_reason(
    simulator: Simulator, reader: Reader, until: Until, fault: Fault, reason: Reason
):
    simulator.set_fault(fault, camera="cam01")
    feed = reader.read(simulator.url("cam01"))
    await until(lambda: feed.state.phase is Phase.OFFLINE)
    assert feed.state.reason is reason
    assert feed.state.attempt == 1
    assert feed.state.next_try_s is not None


async def test_a_lost_camera_is_reconnecting_and_live_again_within_the_first_back_off(
    simulator: Simulator, reader: Reader, until: Until
):
    feed = reader.read(simulator.url("cam01"))
    await until(lambda: feed.state.phase is Phase.LIVE)
    simulator.disconnect("cam01")
    await until(lambda: feed.state.phase is Phase.RECONNECTING)
    assert feed.state.attempt == 1
    await until(lambda: feed.state.phase is Phase.LIVE)
    assert feed.counters.connections == 2


async def test_the_operators_retry_does_not_wait(simulator: Simulator, reader: Reader, until: Until):
    simulator.set_fault(Fault.NO_SUCH_STREAM, camera="cam01")
    feed = reader.read(simulator.url("cam01"))
    await until(lambda: feed.state.attempt >= 1)
    simulator.clear()
    due_s = feed.state.next_try_s
    feed.retry_now()
    await until(lambda: feed.state.phase is Phase.LIVE)
    assert feed.counters.opened_s < due_s


async def test_an_address_that_is_none_is_offline_at_once_and_not_tried_again(reader: Reader, until: Until):
    feed = reader.read("rtsp://user:secret@host:99999/x")
    await until(lambda: feed.state.phase is Phase.OFFLINE)
    assert feed.state.reason is Reason.BAD_ADDRESS
    assert feed.state.next_try_s is None
    assert "secret" not in feed.shown_address


async def test_nothing_listening_is_refused(reader: Reader, until: Until, unused_tcp_port: int):
    feed = reader.read(f"rtsp://127.0.0.1:{unused_tcp_port}/x")
    await until(lambda: feed.state.phase is Phase.OFFLINE)
    assert feed.state.reason is Reason.REFUSED


async def test_stopping_is_quick_however_the_camera_hangs(simulator: Simulator, reader: Reader, until: Until):
    simulator.set_fault(Fault.SILENT, camera="cam01")
    feed = reader.read(simulator.url("cam01"))
    await until(lambda: feed.counters.opened_s > 0)
    await asyncio.wait_for(feed.stop(), 5)
    assert feed.state.phase is Phase.IDLE


async def test_a_file_plays_in_its_own_time_and_again_from_the_start(reader: Reader, until: Until, video_file: Path):
    feed = reader.read(str(video_file))
    await until(lambda: feed.state.phase is Phase.LIVE)
    # The file has 12 pictures: more than that is the second round.
    await until(lambda: feed.lane.counters.decoded > 14)
    assert feed.counters.connections == 1
    assert feed.counters.mean_interval_s > 0.02


async def test_a_file_that_is_not_there_is_no_such_stream(reader: Reader, until: Until, tmp_path: Path):
    feed = reader.read(str(tmp_path / "none.mp4"))
    await until(lambda: feed.state.phase is Phase.OFFLINE)
    assert feed.state.reason is Reason.NO_SUCH_STREAM


async def test_a_file_without_video_is_not_video(reader: Reader, until: Until, tmp_path: Path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(bytes(range(256)) * 20)
    feed = reader.read(str(path))
    await until(lambda: feed.state.phase is Phase.OFFLINE)
    assert feed.state.reason in (Reason.NOT_VIDEO, Reason.BAD_ANSWER)
