"""Desktops that meet at the hub's forwarder: pictures, voices and screens of one reach the others' tiles and ears."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest

from streams.decode.lane import Demand, Effort
from streams.media_thread import MediaThread
from streams.state import Phase
from streams.webrtc.forwarder.forwarder import Forwarder
from streams.webrtc.forwarder.room_events import Offer
from streams.webrtc.forwarder.slots import SlotView
from streams.webrtc.participant import subscriber
from streams.webrtc.participant.figures import RoomFigures
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from streams.webrtc.participant.opus import FRAME_SAMPLES
from streams.webrtc.participant.voice_buffer import VoiceBuffer
from streams.webrtc.participant.voice_sender import SILENCE_LEVEL, VoiceSender
from streams.webrtc.peer_transport import PeerTransport, TransportState
from tests.streams.webrtc.participant.seats import (
    LOOPBACK,
    Desktop,
    Devices,
    Loudspeaker,
    figures_when,
    shows_camera,
    shows_screen,
    voice_packets,
)

Until = Callable[..., Awaitable[None]]

ROOM = "room-1"


class Hall:
    """A forwarder on its own thread and, in place of the signalling, calls between the loops. Events of the forwarder
    come on its loop."""

    def __init__(self) -> None:
        self.seats: dict[str, Desktop] = {}
        self.first_media_of: list[tuple[str, str]] = []
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._media = MediaThread()
        self._forwarder = Forwarder(LOOPBACK, self)
        self._media.call(self._forwarder.start)
        self._media.call(self._forwarder.open_room, ROOM)

    async def enter(
        self, name: str, desktop: Desktop, contents: set[Content], *, spare: frozenset[Content] = frozenset()
    ) -> None:
        self.seats[name] = desktop
        if contents:
            await self.publish(name, contents, spare)
        wants = {(stream.participant_id, stream.content.value): height for stream, height in desktop.wants[-1].items()}
        await self._answer(name, await self._there(self._subscribe(name, wants)))

    async def publish(self, name: str, contents: set[Content], spare: frozenset[Content] = frozenset()) -> None:
        offer = await self.seats[name].media.publish_offer(contents, spare=spare)
        labels = {track.mid: track.content.value for track in offer.tracks}
        unsent = [content.value for content in spare]
        answer = await self._there(self._forwarder.room(ROOM).publish(name, offer.sdp, labels, unsent))
        await self.seats[name].media.published(answer)

    def send(self, name: str, content: Content, *, sends: bool) -> None:
        """As the seat says with `sends`."""
        self._media.call(lambda: self._forwarder.room(ROOM).send((name, content.value), sends=sends))

    def wanted(self, name: str) -> None:
        """As the seat's tiles say now."""
        heights = {
            (stream.participant_id, stream.content.value): height
            for stream, height in self.seats[name].wants[-1].items()
        }
        self._media.call(lambda: self._forwarder.room(ROOM).want(name, heights))

    def acknowledges(self, name: str) -> bool:
        """Whether the forwarder knows that media reach this seat."""
        figures = self._forwarder.room(ROOM).figures()
        return any(one.participant == name and one.acknowledged_since is not None for one in figures)

    async def leave(self, name: str) -> None:
        del self.seats[name]
        self._media.call(lambda: self._forwarder.room(ROOM).leave(name))

    async def close(self) -> None:
        await asyncio.gather(*self._tasks)
        await self._there(self._forwarder.close())
        await asyncio.to_thread(self._media.close)

    async def _subscribe(self, name: str, wants: dict[tuple[str, str], int]) -> Offer:
        return await self._forwarder.room(ROOM).subscribe(name, wants)

    async def _answer(self, name: str, offer: Offer) -> None:
        if name in self.seats:
            answer = await self.seats[name].media.answer(offer.sdp, _contents(offer.slots))
            self._media.call(lambda: self._forwarder.room(ROOM).accept(name, offer.generation, answer))

    async def _there(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await asyncio.wrap_future(self._media.submit(work))

    def _here(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        def start() -> None:
            task = self._loop.create_task(work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._loop.call_soon_threadsafe(start)

    # -- streams.webrtc.forwarder.room.RoomEvents

    def connected(self, room_id: str, participant: str, *, publishing: bool) -> None: ...

    def lost(self, room_id: str, participant: str, *, publishing: bool) -> None: ...

    def first_media(self, room_id: str, name: tuple[str, str]) -> None:
        self.first_media_of.append(name)

    def offered(self, room_id: str, participant: str, offer: Offer) -> None:
        self._here(lambda: self._answer(participant, offer))

    def slots_changed(self, room_id: str, participant: str, slots: tuple[SlotView, ...]) -> None:
        async def place() -> None:
            if participant in self.seats:
                self.seats[participant].media.slots(_contents(slots))

        self._here(place)

    def speaker(self, room_id: str, participant: str | None) -> None: ...


def _contents(slots: tuple[SlotView, ...]) -> list[SlotContent]:
    return [
        SlotContent(slot.mid, None if slot.name is None else RemoteStream(slot.name[0], Content(slot.name[1])))
        for slot in slots
    ]


@pytest.fixture
async def seats() -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = Desktop(), Desktop()
    yield desktops
    for desktop in desktops:
        await desktop.close()


@pytest.fixture
async def hall(seats: tuple[Desktop, Desktop]) -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    await hall.close()


@pytest.fixture
async def devices(seats: tuple[Desktop, Desktop]) -> AsyncIterator[Devices]:
    devices = Devices(seats[0].media)
    yield devices
    await asyncio.to_thread(devices.close)


async def test_a_desktop_is_seen_and_heard_by_another(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until
) -> None:
    anna, berta = seats
    loudspeaker = Loudspeaker(berta.media)
    try:
        camera = berta.watch(RemoteStream("anna", Content.CAMERA))
        screen = berta.watch(RemoteStream("anna", Content.SCREEN), width=64, height=48)
        await until(lambda: anna.wants and berta.wants and len(berta.wants[-1]) == 2)
        await hall.enter("anna", anna, {Content.CAMERA, Content.MICROPHONE, Content.SCREEN})
        await hall.enter("berta", berta, set())
        await until(lambda: shows_camera(camera.newest()), "the camera's picture")
        await until(lambda: shows_screen(screen.newest()), "the screen's picture")
        await until(loudspeaker.hears_tone, "the tone")
        assert camera.feed.state.phase is Phase.LIVE
        figures = await figures_when(
            anna, lambda figures: figures.sent is not None and figures.sent.round_trip_s is not None
        )
        assert figures.sent is not None
        assert figures.sent.bits_per_s_allowed is not None
        await figures_when(berta, lambda figures: voice_packets(figures) > 20)
        # The forwarder's reports tie voice and picture to one clock.
        await figures_when(berta, lambda figures: figures.people[0].voice_after_picture_s is not None)
        assert set(hall.first_media_of) == {("anna", content.value) for content in Content}
    finally:
        await asyncio.to_thread(loudspeaker.close)


async def test_what_is_heard_is_acknowledged_before_any_regular_report(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "_REPORT_S", 3600.0)
    anna, berta = seats
    await until(lambda: anna.wants and berta.wants)
    await hall.enter("anna", anna, {Content.MICROPHONE})
    await hall.enter("berta", berta, set())
    await until(lambda: hall.acknowledges("berta"), "that berta hears anna")


async def test_a_share_begins_and_ends_without_a_breath_of_the_voice_missing(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[int] = []
    heard: list[int] = []
    send, put = VoiceSender._send, VoiceBuffer.put

    def noting_said(sender: VoiceSender, packet: bytes, timestamp: int, level: int, first: bool) -> None:
        if level != SILENCE_LEVEL:
            # A machine that stands still puts silence between.
            said.append(timestamp)
        send(sender, packet, timestamp, level, first)

    def noting_heard(buffer: VoiceBuffer, timestamp: int, payload: bytes, now: float) -> None:
        heard.append(timestamp)
        put(buffer, timestamp, payload, now)

    monkeypatch.setattr(VoiceSender, "_send", noting_said)
    monkeypatch.setattr(VoiceBuffer, "put", noting_heard)
    anna, berta = seats
    screen = berta.watch(RemoteStream("anna", Content.SCREEN), width=64, height=48)
    await until(lambda: anna.wants and berta.wants and berta.wants[-1])
    await hall.enter("anna", anna, {Content.MICROPHONE}, spare=frozenset({Content.CAMERA, Content.SCREEN}))
    await hall.enter("berta", berta, set())
    await until(lambda: len(heard) > 10)
    assert screen.newest() is None, "the device gives pictures, and they are not sent"
    for _ in range(2):
        received = screen.feed.counters.pictures_received
        anna.media.follow({Content.MICROPHONE, Content.SCREEN})
        hall.send("anna", Content.SCREEN, sends=True)
        await until(lambda received=received: screen.feed.counters.pictures_received > received + 3)
        await until(lambda: shows_screen(screen.newest()), "what was received")
        anna.media.follow({Content.MICROPHONE})
        hall.send("anna", Content.SCREEN, sends=False)
        await until(lambda: screen.feed.state.phase is not Phase.LIVE)
    count = len(heard)
    await until(lambda: len(heard) > count + 10)
    voice = [timestamp for timestamp in heard if timestamp in said]
    missed = set(said[said.index(voice[0]) : said.index(voice[-1])]) - set(voice)
    assert len(voice) > 100
    assert not missed
    assert {(after - before) & 0xFFFFFFFF for before, after in pairwise(said)} == {FRAME_SAMPLES}
    assert anna.publishing.count(TransportState.CONNECTED) == 1


async def test_a_tile_that_is_hidden_and_shown_again_gets_its_picture_back(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.conference_source.REST_AFTER_S", 0.2)
    anna, berta = seats
    camera = berta.watch(RemoteStream("anna", Content.CAMERA))
    await until(lambda: anna.wants and berta.wants and berta.wants[-1])
    await hall.enter("anna", anna, {Content.CAMERA})
    await hall.enter("berta", berta, set())
    await until(lambda: shows_camera(camera.newest()))
    camera.ask(Demand(Effort.HOLD))
    await until(lambda: berta.wants[-1] == {})
    hall.wanted("berta")
    await until(lambda: camera.feed.lane.counters.decoded)
    decoded, received = camera.feed.lane.counters.decoded, camera.feed.counters.pictures_received
    camera.ask(Demand(Effort.ALL, 320, 180))
    await until(lambda: berta.wants[-1])
    hall.wanted("berta")
    await until(lambda: camera.feed.lane.counters.decoded > decoded + 3)
    assert camera.feed.state.phase is Phase.LIVE
    assert camera.feed.counters.pictures_received > received


async def test_somebody_who_leaves_and_comes_back_has_the_same_tile(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until
) -> None:
    anna, berta = seats
    camera = berta.watch(RemoteStream("anna", Content.CAMERA))
    await until(lambda: anna.wants and berta.wants and berta.wants[-1])
    await hall.enter("berta", berta, set())
    await hall.enter("anna", anna, {Content.CAMERA})
    await until(lambda: shows_camera(camera.newest()))
    await hall.leave("anna")
    await until(lambda: camera.feed.state.phase is Phase.RECONNECTING)
    decoded = camera.feed.lane.counters.decoded
    await hall.enter("anna", anna, {Content.CAMERA})
    await until(lambda: camera.feed.state.phase is Phase.LIVE and camera.feed.lane.counters.decoded > decoded)


async def test_what_is_lost_on_both_ways_is_sent_again(
    hall: Hall, seats: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    real = PeerTransport.send_rtp

    def losing(transport: PeerTransport, packet: bytearray | bytes, length: int) -> None:
        if chance.random() >= 0.1:
            real(transport, packet, length)

    monkeypatch.setattr(PeerTransport, "send_rtp", losing)
    anna, berta = seats
    loudspeaker = Loudspeaker(berta.media)
    try:
        camera = berta.watch(RemoteStream("anna", Content.CAMERA))
        await until(lambda: anna.wants and berta.wants and berta.wants[-1])
        await hall.enter("anna", anna, {Content.CAMERA, Content.MICROPHONE})
        await hall.enter("berta", berta, set())
        await until(lambda: shows_camera(camera.newest()))
        await until(loudspeaker.hears_tone)
        sent = await figures_when(anna, lambda figures: figures.sent is not None and figures.sent.repeated_packets > 0)
        assert sent.sent is not None

        def recovered(figures: RoomFigures) -> bool:
            return figures.people[0].videos[Content.CAMERA].recovered_packets > 0

        pictures = camera.feed.counters.pictures_received
        await figures_when(berta, recovered)
        await until(lambda: camera.feed.counters.pictures_received > pictures + 10)
        assert camera.feed.counters.damaged == 0
    finally:
        await asyncio.to_thread(loudspeaker.close)
