"""Cameras of the simulator in a room: as they come for those who take H.264, coded anew for the others."""

import asyncio
import threading
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.services.conference_engine import EngineRefusal, EngineRefusedError, StreamName, StreamSource
from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.simulator.faults import Fault
from streams.simulator.server import Options, Simulator, numbered
from streams.url import parse_stream_url
from streams.webrtc.forwarder import h264_packets
from streams.webrtc.forwarder.shared_camera import SharedCamera
from tests.app.hub.engines.conftest import ROOM, World
from tests.fakes.media_peer import Received, SubscribingPeer
from tests.streams.webrtc.forwarder.line import new_taker

_PICTURE = (640, 360)


@pytest.fixture(scope="module")
def loops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loops")


@pytest.fixture(params=[Codec.H264])
async def cameras(request: pytest.FixtureRequest, loops: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(numbered(["Gate"]), Options(loop_s=2, folder=loops, codec=request.param))
    await simulator.start()
    yield simulator
    await simulator.stop()


def decoded(codec: str, packets: list[Received]) -> list[av.VideoFrame]:
    """The pictures in packets without gaps."""
    context = av.CodecContext.create(codec, "r")
    assert isinstance(context, av.VideoCodecContext)
    pictures, data = [], b""
    for packet in packets:
        data += _h264(packet.payload) if codec == "h264" else _vp8(packet.payload)
        if packet.marker:
            pictures += context.decode(av.Packet(data))
            data = b""
    return pictures


def _h264(payload: bytes) -> bytes:
    if payload[0] & 0x1F != 28:
        return b"\0\0\0\1" + payload
    begins = payload[1] & 0x80
    return (b"\0\0\0\1" + bytes((payload[0] & 0xE0 | payload[1] & 0x1F,)) if begins else b"") + payload[2:]


def _vp8(payload: bytes) -> bytes:
    return payload[4:] if payload[1] & 0x80 else payload[2:]


async def frames_in(subscriber: SubscribingPeer, mid: str, count: int) -> list[Received]:
    await subscriber.until(lambda: sum(packet.marker for packet in subscriber.of(mid)) >= count)
    return subscriber.of(mid)


async def test_h264_goes_on_as_it_is(world: World, cameras: Simulator) -> None:
    await world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub"))
    subscriber = await world.subscriber("s")
    camera = world.slot("s", "gate")
    assert camera is not None
    packets = await frames_in(subscriber, camera, 10)
    assert {packet.payload_type for packet in packets} == {102}
    pictures = decoded("h264", packets)
    assert len(pictures) >= 8
    assert (pictures[0].width, pictures[0].height) == _PICTURE
    assert pictures[-1].to_ndarray(format="gray").std() > 10
    await world.listener.until("first media", StreamName("gate", StreamSource.CAMERA))
    assert "camera transcoder" not in {thread.name for thread in threading.enumerate()}


async def test_a_late_joiner_sees_it_before_its_next_key_frame(world: World, cameras: Simulator) -> None:
    await world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub"))
    first = await world.subscriber("first")
    mid = world.slot("first", "gate")
    assert mid is not None
    await frames_in(first, mid, 12)
    late = await world.subscriber("late")
    mid = world.slot("late", "gate")
    assert mid is not None
    await frames_in(late, mid, 1)
    assert decoded("h264", late.of(mid))


async def test_who_takes_no_h264_gets_vp8_of_one_transcoder(world: World, cameras: Simulator) -> None:
    await world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub"))
    one, other = [await world.subscriber(name, codecs=("opus", "vp8", "rtx")) for name in ("one", "other")]
    mids = [world.slot(name, "gate") for name in ("one", "other")]
    for subscriber, mid in zip((one, other), mids, strict=True):
        assert mid is not None
        packets = await frames_in(subscriber, mid, 8)
        assert {packet.payload_type for packet in packets} == {96}
        pictures = decoded("libvpx", packets)
        assert (pictures[0].width, pictures[0].height) == _PICTURE
        assert pictures[-1].to_ndarray(format="gray").std() > 10
    assert [thread.name for thread in threading.enumerate()].count("camera transcoder") == 1
    await world.engine.leave(ROOM, "gate")


@pytest.mark.parametrize("cameras", [Codec.H265], indirect=True)
async def test_what_browsers_do_not_decode_is_coded_anew_for_everybody(world: World, cameras: Simulator) -> None:
    await world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub"))
    subscriber = await world.subscriber("s")
    camera = world.slot("s", "gate")
    assert camera is not None
    packets = await frames_in(subscriber, camera, 5)
    assert {packet.payload_type for packet in packets} == {96}
    assert decoded("libvpx", packets)
    await world.engine.leave(ROOM, "gate")


async def test_a_camera_that_goes_away_comes_back(world: World, cameras: Simulator) -> None:
    await world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub"))
    subscriber = await world.subscriber("s")
    camera = world.slot("s", "gate")
    assert camera is not None
    await frames_in(subscriber, camera, 5)
    cameras.disconnect("cam01")
    seen = sum(packet.marker for packet in subscriber.of(camera))
    packets = await frames_in(subscriber, camera, seen + 20)
    sequences = [packet.sequence for packet in packets]
    assert sequences == [(sequences[0] + number) & 0xFFFF for number in range(len(sequences))]
    assert len(decoded("h264", packets)) >= 20


async def test_a_camera_that_is_not_there_is_refused_and_no_password_told(world: World, cameras: Simulator) -> None:
    address = cameras.url("cam01", "sub").replace("rtsp://", "rtsp://admin:geheim@").replace("cam01", "cam99")
    for wrong in (address, "nonsense"):
        with pytest.raises(EngineRefusedError) as error:
            await world.engine.share_camera(ROOM, "gate", wrong)
        assert error.value.refusal is EngineRefusal.NOT_REACHABLE
        assert "geheim" not in str(error.value)


async def test_a_camera_that_is_taken_out_while_it_is_opened_stays_out(world: World, cameras: Simulator) -> None:
    cameras.set_fault(Fault.DELAYED_START, camera="cam01", delay_s=1.0)
    sharing = asyncio.create_task(world.engine.share_camera(ROOM, "gate", cameras.url("cam01", "sub")))
    while not cameras.connections:  # noqa: ASYNC110 the simulator tells nobody
        await asyncio.sleep(0.01)
    await world.engine.leave(ROOM, "gate")
    cameras.clear()
    with pytest.raises(EngineRefusedError):
        await sharing
    assert not await world.engine.figures(ROOM)


async def test_pictures_that_come_out_of_order_are_coded_anew() -> None:
    """B-frames, which no browser puts in order."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 128, 96, "yuv420p", Fraction(1, 25)
    encoder.options = {"bf": "2", "preset": "ultrafast", "x264-params": "annexb=1:repeat-headers=1:b-adapt=0"}
    units = []
    for number in range(20):
        frame = av.VideoFrame.from_ndarray(np.full((96, 128, 3), 10 * number, np.uint8), format="rgb24")
        frame.pts = number
        units += encoder.encode(frame)
    units += encoder.encode(None)
    camera = SharedCamera("gate", parse_stream_url("rtsp://nowhere/"), on_first=lambda: None, on_lost=lambda: None)
    made = [
        AccessUnit(bytes(unit), unit.is_keyframe, (unit.pts or 0) / 25, received_s=100 + number / 25)
        for number, unit in enumerate(units)
    ]
    camera._first_key.set_result(made[0])
    camera._begin(VideoFormat("h264"), made[0])
    taker, shown = new_taker(), asyncio.Event()
    send = taker.out.send

    def send_and_tell(buffer: bytearray, length: int) -> None:
        send(buffer, length)
        if taker.media[-1].payload_type == 96:
            shown.set()

    taker.out.send = send_and_tell
    taker.out.switch(camera.stream, 100.0)
    for unit in made[1:]:
        camera._take(unit)
    assert taker.out.source is camera.stream.fallback
    async with asyncio.timeout(30):
        await shown.wait()
    await camera.close()


def test_large_units_are_cut_and_small_ones_are_not() -> None:
    unit = b"\x65" + bytes(np.random.default_rng(1).integers(1, 255, 5000, dtype=np.uint8))
    made = h264_packets.payloads(b"\0\0\0\1\x09\xf0\0\0\0\1\x67\x42\0\0\1\x68\xce\0\0\1" + unit)
    assert [bytes(one) for one in made[:2]] == [b"\x67\x42", b"\x68\xce"]
    assert all(len(one) <= h264_packets.LARGEST_PAYLOAD_BYTES for one in made)
    assert b"".join(_h264(bytes(one)) for one in made[2:]) == b"\0\0\0\1" + unit
    assert [bool(one[1] & 0x80) for one in made[2:]] == [True] + [False] * (len(made) - 3)
    assert [bool(one[1] & 0x40) for one in made[2:]] == [False] * (len(made) - 3) + [True]
