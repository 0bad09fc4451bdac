"""aiortc's own peers as participants: an implementation that is not ours reads the descriptions and the packets."""

import asyncio
import contextlib
from fractions import Fraction

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import AudioStreamTrack
from av import VideoFrame

from app.services.conference_engine import StreamSource
from tests.app.hub.engines.conftest import ROOM, World

_SIZE = 128, 96
_LIGHT = 200


class Light(VideoStreamTrack):
    """A picture of one brightness."""

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame.from_ndarray(np.full((_SIZE[1], _SIZE[0], 3), _LIGHT, np.uint8), format="rgb24")
        frame.pts, frame.time_base = pts, Fraction(time_base)
        return frame


async def test_what_one_aiortc_peer_shows_another_sees(world: World) -> None:
    publishing, subscribing = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    # Of eight slots only one has something; the others' decoders wait.
    tracks: dict[str, asyncio.Queue[object]] = {}

    async def read(mid: str, track: object) -> None:
        with contextlib.suppress(Exception):
            while True:
                await tracks[mid].put(await track.recv())  # type: ignore[attr-defined]

    tasks = []
    try:
        publishing.addTrack(AudioStreamTrack())
        publishing.addTrack(Light())
        await publishing.setLocalDescription(await publishing.createOffer())
        kinds = {"audio": StreamSource.MICROPHONE, "video": StreamSource.CAMERA}
        sources = {one.mid: kinds[one.kind] for one in publishing.getTransceivers()}
        answer = await world.engine.publish(ROOM, "p", publishing.localDescription.sdp, sources)
        await publishing.setRemoteDescription(RTCSessionDescription(answer, "answer"))

        offer = await world.engine.subscribe(ROOM, "s", None)
        await subscribing.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await subscribing.setLocalDescription(await subscribing.createAnswer())
        await world.engine.accept(ROOM, "s", offer.generation, subscribing.localDescription.sdp)
        for transceiver in subscribing.getTransceivers():
            tracks[transceiver.mid] = asyncio.Queue(maxsize=1000)
            tasks.append(asyncio.create_task(read(transceiver.mid, transceiver.receiver.track)))
        slots = {slot.stream.source: slot.mid for slot in offer.slots if slot.stream is not None}
        async with asyncio.timeout(30):
            frame = await tracks[slots[StreamSource.CAMERA]].get()
            voice = await tracks[slots[StreamSource.MICROPHONE]].get()
        assert isinstance(frame, VideoFrame)
        assert (frame.width, frame.height) == _SIZE
        assert abs(frame.to_ndarray(format="gray").mean() - _LIGHT) < 20
        assert voice.sample_rate == 48000  # type: ignore[attr-defined]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await subscribing.close()
        await publishing.close()
