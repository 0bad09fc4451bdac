"""Each fault does what its name says, to this camera and to no other, and ends when it is cleared."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise

import numpy as np
import pytest

from streams.access_unit import Codec
from streams.simulator.faults import PARAMETERS, Fault, with_defaults
from streams.simulator.server import Simulator
from tests.streams.simulator.conftest import Start
from tests.streams.simulator.raw_client import Packet, RawClient
from tests.streams.simulator.viewer import watch

NOTHING_S = 0.3  # in which a picture would have come seven times
H264_SPS, H265_VPS = 7, 32


async def comes_to_nothing(receive: Callable[[], Awaitable[object]]) -> bool:
    try:
        await asyncio.wait_for(receive(), NOTHING_S)
    except TimeoutError:
        return True
    return False


async def lives(simulator: Simulator, camera: str = "cam01") -> bool:
    """A newcomer gets a picture."""
    async with RawClient(simulator.url(camera)) as client:
        assert (await client.request("DESCRIBE")).status == 200
        await client.play()
        return bool(await client.picture())


async def test_a_camera_that_refuses_resets_who_asks_for_it(simulator: Simulator) -> None:
    simulator.set_fault(Fault.REFUSE, "cam01")
    async with RawClient(simulator.url("cam01")) as client:
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await client.request("OPTIONS")
    assert await lives(simulator, "cam02")
    simulator.clear(Fault.REFUSE, "cam01")
    assert await lives(simulator)


async def test_a_district_that_refuses_does_not_listen_and_comes_back_at_the_same_port(simulator: Simulator) -> None:
    port = simulator.port
    simulator.set_fault(Fault.REFUSE)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    simulator.clear()
    await simulator.settled()
    assert simulator.port == port
    assert await lives(simulator)


async def test_offline_ends_what_runs_and_ends_by_itself(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client, RawClient(simulator.url("cam02")) as other:
        await client.play()
        await other.play()
        await client.picture()
        simulator.set_fault(Fault.OFFLINE, "cam01", seconds=0.2)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            while True:
                await client.frame()
        async with RawClient(simulator.url("cam01")) as again:
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await again.request("DESCRIBE")
        while simulator.camera("cam01").faults:
            await other.picture()
    assert await lives(simulator)


async def test_silent_accepts_and_says_nothing(simulator: Simulator) -> None:
    simulator.set_fault(Fault.SILENT, "cam01")
    async with RawClient(simulator.url("cam01")) as client:
        assert await comes_to_nothing(lambda: client.request("OPTIONS"))
    assert await lives(simulator, "cam02")


async def test_half_open_stops_in_the_middle_and_goes_on_with_a_key_picture(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        await client.picture()
        simulator.set_fault(Fault.HALF_OPEN, "cam01")
        while not await comes_to_nothing(client.frame):
            pass
        assert not client.reader.at_eof()
        simulator.clear()
        assert (await client.picture())[0].payload[0] & 0x1F == H264_SPS


async def test_garbage_as_an_answer(simulator: Simulator) -> None:
    simulator.set_fault(Fault.GARBAGE, "cam01", where="answer")
    async with RawClient(simulator.url("cam01")) as client:
        client.writer.write(f"OPTIONS {client.url} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        assert not (await client.reader.readexactly(500)).startswith(b"RTSP/")


async def test_garbage_among_the_pictures(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        await client.picture()
        simulator.set_fault(Fault.GARBAGE, "cam01")
        with pytest.raises((AssertionError, asyncio.IncompleteReadError, TimeoutError)):
            while True:
                await asyncio.wait_for(client.packet(), 1)


async def test_the_wrong_codec_in_the_description(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        simulator.set_fault(Fault.WRONG_CODEC, "cam01")
        assert b"m=video 0 RTP/AVP 26" in (await client.request("DESCRIBE")).body
        simulator.set_fault(Fault.WRONG_CODEC, "cam01", codec="X-SECRET")
        assert b"a=rtpmap:96 X-SECRET/90000" in (await client.request("DESCRIBE")).body


async def test_no_video_leaves_audio(simulator: Simulator) -> None:
    simulator.set_fault(Fault.NO_VIDEO, "cam01")
    async with RawClient(simulator.url("cam01")) as client:
        body = (await client.request("DESCRIBE")).body
        assert b"m=audio" in body
        assert b"m=video" not in body
        await client.play()
        await client.report()
        assert await comes_to_nothing(client.frame)


async def test_loss_leaves_out_its_share_of_packets(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        simulator.set_fault(Fault.LOSS, "cam01", percent=50)
        await client.picture()
        packets = [await client.packet() for _ in range(60)]
    sent = sum((after.sequence - before.sequence) % 65536 for before, after in pairwise(packets))
    assert 65 < sent < 200  # 118 expected; standard deviation 11


async def test_loss_of_everything_and_of_nothing(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        simulator.set_fault(Fault.LOSS, "cam01", percent=100)
        while not await comes_to_nothing(client.frame):
            pass
        simulator.set_fault(Fault.LOSS, "cam01", percent=0)
        packets = [await client.packet() for _ in range(30)]
        assert all((after.sequence - before.sequence) % 65536 == 1 for before, after in pairwise(packets))


async def test_the_clock_of_the_pictures_jumps_and_jumps_back(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.request("DESCRIBE")
        await client.play()
        before = (await client.picture())[-1].timestamp
        simulator.set_fault(Fault.CLOCK_JUMP, "cam01", rtp_s=-100)
        steps = []
        for jumps in (-100, 100):
            while (step := _step(before, after := (await client.picture())[-1].timestamp)) in (90, 3600):
                before = after
            steps.append(step)
            before = after
            simulator.clear()
            assert abs(step - jumps * 90_000) <= 3600
    assert len(steps) == 2


async def test_the_clock_of_the_reports_jumps(simulator: Simulator) -> None:
    simulator.set_fault(Fault.CLOCK_JUMP, "cam01", rtp_s=0, report_s=-86_400)
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        told_s = (await client.report()).ntp_s - 2_208_988_800
        assert time.time() - told_s == pytest.approx(86_400, abs=5)


async def test_the_resolution_changes_in_band(simulator: Simulator) -> None:
    simulator.set_fault(Fault.RESOLUTION_CHANGE, "cam01", width=352, height=288)
    seen = await asyncio.to_thread(watch, simulator.url("cam01"), 60)
    shapes = list(dict.fromkeys(picture.pixels.shape for picture in seen))
    assert shapes == [(360, 640), (288, 352)]
    steps = [(after.second - before.second) % 2 for before, after in pairwise(seen)]
    assert steps == pytest.approx([0.04] * 59, abs=1e-6)  # the time goes on in the other size


@pytest.mark.parametrize(("codec", "key"), [(Codec.H264, H265_VPS), (Codec.H265, H264_SPS)])
async def test_the_codec_changes_in_band(start: Start, codec: Codec, key: int) -> None:
    simulator = await start(codec=codec)
    async with RawClient(simulator.url("cam01")) as client:
        await client.request("DESCRIBE")
        await client.play()
        await client.picture()
        simulator.set_fault(Fault.CODEC_CHANGE, "cam01", in_band=True)
        while _kind(await client.packet(), other_than=codec) != key:
            pass


async def test_the_codec_changes_with_a_disconnect(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        assert b"H264/90000" in (await client.request("DESCRIBE")).body
        await client.play()
        simulator.set_fault(Fault.CODEC_CHANGE, "cam01")
        with pytest.raises(asyncio.IncompleteReadError):
            while True:
                await client.frame()
    async with RawClient(simulator.url("cam01")) as client:
        assert b"H265/90000" in (await client.request("DESCRIBE")).body
    assert len(await asyncio.to_thread(watch, simulator.url("cam01"), 3)) == 3
    simulator.clear()
    assert await lives(simulator)


async def test_key_pictures_become_rare_and_newcomers_wait(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        simulator.set_fault(Fault.KEY_INTERVAL, "cam01", interval_s=1.6)
        stamps: list[int] = []
        while not stamps or _step(stamps[-2] if len(stamps) > 1 else stamps[0], stamps[-1]) != 40 * 3600:
            picture = await client.picture()
            if picture[0].payload[0] & 0x1F == H264_SPS:
                stamps.append(picture[0].timestamp)
        async with RawClient(simulator.url("cam01")) as newcomer:
            await newcomer.play()
            first = (await newcomer.picture())[0]
            assert first.payload[0] & 0x1F == H264_SPS
            # It begins at the key picture that everybody gets, not in the past.
            assert _step(first.timestamp, (await newcomer.picture())[0].timestamp) == 3600


async def test_the_endless_redirect_never_comes_back_to_the_same_address(simulator: Simulator) -> None:
    simulator.set_fault(Fault.REDIRECT, "cam01")
    url, been = simulator.url("cam01"), set()
    async with RawClient(url) as client:
        for _ in range(5):
            assert url not in been
            been.add(url)
            answer = await client.request("DESCRIBE", url)
            assert answer.status == 302
            url = answer.headers["location"]


async def test_a_huge_description_is_as_long_as_it_says_and_stops_nobody(simulator: Simulator) -> None:
    simulator.set_fault(Fault.HUGE_DESCRIPTION, "cam01", megabytes=3)
    async with RawClient(simulator.url("cam01")) as client:
        assert len((await client.request("DESCRIBE")).body) == 3_000_000
    simulator.set_fault(Fault.HUGE_DESCRIPTION, "cam01")
    async with RawClient(simulator.url("cam01")) as client:
        client.writer.write(f"DESCRIBE {client.url} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        head = await client.reader.readuntil(b"\r\n\r\n")
        assert b"Content-Length: 100000000" in head
        assert await lives(simulator, "cam02")
        assert max(connection.buffered for connection in simulator.connections) < 1_000_000


@pytest.mark.parametrize(("fault", "status"), [(Fault.WRONG_PASSWORD, 401), (Fault.NO_SUCH_STREAM, 404)])
async def test_refusals_in_words(simulator: Simulator, fault: Fault, status: int) -> None:
    simulator.set_fault(fault, "cam01")
    async with RawClient(simulator.url("cam01")) as client:
        answer = await client.request("DESCRIBE")
        assert answer.status == status
        assert ("www-authenticate" in answer.headers) == (status == 401)
    assert await lives(simulator, "cam02")
    simulator.clear()
    assert await lives(simulator)


async def test_the_picture_turns_black(simulator: Simulator) -> None:
    simulator.set_fault(Fault.BLACK, "cam01")
    seen = await asyncio.to_thread(watch, simulator.url("cam01"), 75)
    assert seen[0].pixels.max() > 100
    dark = [picture for picture in seen if picture.pixels[:300].max() < 30]
    assert len({picture.second for picture in dark}) > 20


async def test_the_picture_freezes_while_the_clock_of_the_stream_goes_on(simulator: Simulator) -> None:
    simulator.set_fault(Fault.FROZEN, "cam01")
    seen = await asyncio.to_thread(watch, simulator.url("cam01"), 75)
    assert len({picture.second for picture in seen[:5]}) == 5
    last = seen[-20:]
    assert len({picture.second for picture in last}) == 1
    assert all(np.abs(last[0].pixels.astype(int) - picture.pixels).mean() < 2 for picture in last)


async def test_the_first_picture_is_late(simulator: Simulator) -> None:
    simulator.set_fault(Fault.DELAYED_START, "cam01", delay_s=1)
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        assert await comes_to_nothing(client.packet)
        assert (await client.picture())[0].payload[0] & 0x1F == H264_SPS


async def test_a_client_that_leaves_before_the_late_picture_is_forgotten(simulator: Simulator) -> None:
    simulator.set_fault(Fault.DELAYED_START, "cam01", delay_s=0.1)
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
    assert await lives(simulator, "cam02")
    async with RawClient(simulator.url("cam02")) as other:
        await other.play()
        for _ in range(10):
            await other.picture()
    assert not simulator.camera("cam01").mount_points["sub"].players


async def test_a_slow_network_lets_only_so_much_through(simulator: Simulator) -> None:
    simulator.set_fault(Fault.SLOW_NETWORK, "cam01", kilobits=300)
    async with RawClient(simulator.url("cam01")) as client:
        began_s = time.monotonic()
        await client.play()
        size = 0
        while size < 60_000:
            size += len((await client.packet()).payload)
        took_s = time.monotonic() - began_s
    assert size * 8 / 1000 < 300 * (took_s + 1.0)  # a second's credit at most
    simulator.clear()
    assert await lives(simulator)


async def test_disconnect_ends_the_connections_of_one_camera(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client, RawClient(simulator.url("cam02")) as other:
        await client.play()
        await other.play()
        simulator.disconnect("cam01")
        with pytest.raises(asyncio.IncompleteReadError):
            while True:
                await client.frame()
        assert await other.picture()
    assert await lives(simulator)


async def test_faults_are_counted_apart_and_cleared_apart(simulator: Simulator) -> None:
    camera = simulator.camera("cam01")
    camera.set_fault(Fault.LOSS, percent=10)
    camera.set_fault(Fault.BLACK)
    camera.clear(Fault.LOSS)
    assert set(camera.faults) == {Fault.BLACK}
    camera.clear()
    assert not camera.faults


def test_parameters_are_checked() -> None:
    assert with_defaults(Fault.LOSS, {}) == {"percent": 50.0}
    assert with_defaults(Fault.LOSS, {"percent": 7}) == {"percent": 7.0}
    assert all(with_defaults(fault, {}) == dict(PARAMETERS.get(fault, {})) for fault in Fault)
    for fault, wrong in ((Fault.LOSS, {"share": 1}), (Fault.LOSS, {"percent": "many"}), (Fault.BLACK, {"x": 1})):
        with pytest.raises(ValueError, match=str(fault) if fault is Fault.BLACK else "."):
            with_defaults(fault, wrong)
    with pytest.raises(ValueError, match="in_band"):
        with_defaults(Fault.CODEC_CHANGE, {"in_band": 1.0})


def _step(before: int, after: int) -> int:
    """Signed difference of two RTP time stamps."""
    return (after - before + 2**31) % 2**32 - 2**31


def _kind(packet: Packet, *, other_than: Codec) -> int:
    """The NAL unit type, read as the other codec."""
    first = packet.payload[0]
    return first >> 1 & 0x3F if other_than is Codec.H264 else first & 0x1F
