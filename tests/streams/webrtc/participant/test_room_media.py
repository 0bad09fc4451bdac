"""From a device's buffer to a tile's mailbox and a loudspeaker's block, over two real transports on this machine."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import numpy as np
import pytest

from streams.decode.lane import Demand, Effort
from streams.feeds import Feeds, View
from streams.frame import Frame
from streams.state import Phase
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from streams.webrtc.participant.conference_source import conference_address
from streams.webrtc.participant.figures import RoomFigures
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from streams.webrtc.participant.opus import SAMPLE_RATE, Samples
from streams.webrtc.participant.publisher import PublishOffer
from streams.webrtc.participant.room_media import RoomMedia
from streams.webrtc.peer_transport import TransportState

LOOPBACK = IceSettings(addresses=("127.0.0.1",))
CAMERA = RemoteStream("anna", Content.CAMERA)
SCREEN = RemoteStream("anna", Content.SCREEN)
BLOCK = 480
TONE_HZ = 3000

Until = Callable[..., Awaitable[None]]


class Desktop:
    """A seat in the room with its feeds, and what it was told."""

    def __init__(self, *, viewer: bool = False) -> None:
        self.rooms = ConferenceRooms()
        self.feeds = Feeds(decode_threads=1, conference_sources=self.rooms.source)
        self.wants: list[dict[RemoteStream, int]] = []
        self.publishing: list[TransportState] = []
        self.receiving: list[TransportState] = []
        self.viewer = viewer
        self.media = self.room()

    def room(self) -> RoomMedia:
        return RoomMedia(
            "room-1",
            media=self.feeds.media,
            rooms=self.rooms,
            settings=LOOPBACK,
            viewer=self.viewer,
            on_wants=self.wants.append,
            on_publishing=self.publishing.append,
            on_receiving=self.receiving.append,
        )

    def watch(self, stream: RemoteStream, *, width: int = 320, height: int = 180) -> View:
        view = self.feeds.watch(conference_address("room-1", stream))
        view.ask(Demand(Effort.ALL, width, height))
        return view

    async def close(self) -> None:
        await self.media.close()
        await asyncio.to_thread(self.feeds.close)


class Devices:
    """A camera, a screen and a microphone on a thread: the camera's four quarters have luma 40, 90, 160 and 220, the
    screen is 120, the microphone hears a tone."""

    def __init__(self, media: RoomMedia) -> None:
        self._media = media
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="devices")
        self.camera_on = True
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        luma = np.empty((360, 640), np.uint8)
        luma[:180, :320], luma[:180, 320:], luma[180:, :320], luma[180:, 320:] = 40, 90, 160, 220
        half = np.full((180, 320), 128, np.uint8)
        screen = np.full((480, 640 * 4), 120, np.uint8)
        began_s = time.monotonic()
        for number in range(10**6):
            at_s = began_s + number * 0.01
            if self._ended.wait(max(0.0, at_s - time.monotonic())):
                return
            if number % 4 == 0 and self.camera_on:
                self._media.camera.put(CapturedPicture(640, 360, "yuv420p", (luma, half, half), at_s, False, None))
            if number % 10 == 0:
                self._media.screen.put(CapturedPicture(640, 480, "bgra", (screen,), at_s, False, None))
            times = (np.arange(BLOCK) + number * BLOCK) / SAMPLE_RATE
            self._media.voice.put((8000 * np.sin(2 * np.pi * TONE_HZ * times)).astype(np.int16), at_s)


class Loudspeaker:
    """Pulls 10 ms blocks as a sound system does, and keeps the last second."""

    def __init__(self, media: RoomMedia) -> None:
        self._media = media
        self._ended = threading.Event()
        self._blocks: list[Samples] = []
        self._thread = threading.Thread(target=self._run, name="loudspeaker")
        self._thread.start()

    @property
    def last_second(self) -> Samples:
        return np.concatenate(self._blocks[-100:] or [np.zeros(0, np.int16)])

    def hears_tone(self) -> bool:
        samples = self.last_second
        if len(samples) < SAMPLE_RATE or np.abs(samples).max() < 1000:
            return False
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
        return abs(int(np.argmax(spectrum)) - TONE_HZ) < 40

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        began_s = time.monotonic()
        for number in range(10**6):
            if self._ended.wait(max(0.0, began_s + number * 0.01 - time.monotonic())):
                return
            block = np.empty(BLOCK, np.int16)
            self._media.sound.playout(block)
            self._blocks.append(block)


def placed(offer: PublishOffer) -> list[SlotContent]:
    return [SlotContent(track.mid, RemoteStream("anna", track.content)) for track in offer.tracks]


async def connected(sender: Desktop, receiver: Desktop, contents: set[Content]) -> PublishOffer:
    """What a hub does with descriptions, without one: the receiver answers the sender's offer itself."""
    offer = await sender.media.publish_offer(contents)
    answer = await receiver.media.answer(offer.sdp, placed(offer))
    await sender.media.published(answer)
    return offer


async def figures_when(desktop: Desktop, condition: Callable[[RoomFigures], bool]) -> RoomFigures:
    async with asyncio.timeout(10):
        while not condition(figures := await desktop.media.figures()):  # noqa: ASYNC110 - nobody announces figures
            await asyncio.sleep(0.05)
    return figures


def voice_packets(figures: RoomFigures) -> int:
    (person,) = figures.people
    return person.voice.packets if person.voice is not None else 0


def shows_camera(frame: Frame | None) -> bool:
    if frame is None:
        return False
    luma = frame.planes[0].astype(int)
    height, width = luma.shape
    found = [luma[height * y // 4, width * x // 4] for y in (1, 3) for x in (1, 3)]
    return all(abs(one - other) <= 6 for one, other in zip(found, (40, 90, 160, 220), strict=True))


def shows_screen(frame: Frame | None) -> bool:
    """Grey 120 of full range is luma 119 of the studio's."""
    return frame is not None and abs(int(frame.planes[0][20, 20]) - 119) < 4


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = Desktop(), Desktop()
    yield desktops
    for desktop in desktops:
        await desktop.close()


@pytest.fixture
async def devices(pair: tuple[Desktop, Desktop]) -> AsyncIterator[Devices]:
    devices = Devices(pair[0].media)
    yield devices
    await asyncio.to_thread(devices.close)


@pytest.fixture
async def loudspeaker(pair: tuple[Desktop, Desktop]) -> AsyncIterator[Loudspeaker]:
    loudspeaker = Loudspeaker(pair[1].media)
    yield loudspeaker
    await asyncio.to_thread(loudspeaker.close)


async def test_pixels_and_a_tone_arrive(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera, screen = berta.watch(CAMERA), berta.watch(SCREEN, width=64, height=48)
    await connected(anna, berta, {Content.CAMERA, Content.SCREEN, Content.MICROPHONE})
    await until(lambda: shows_camera(camera.newest()), "the camera's picture")
    await until(lambda: shows_screen(screen.newest()), "the screen's picture")
    await until(loudspeaker.hears_tone, "the tone")
    assert camera.feed.state.phase is Phase.LIVE
    assert {CAMERA: 180, SCREEN: 180} in berta.wants
    figures = await figures_when(berta, lambda figures: figures.quality == 3)
    (person,) = figures.people
    assert person.voice is not None
    assert person.voice.packets > 30
    assert person.voice.playout_delay_s < 0.2
    assert person.videos[Content.CAMERA].pictures > 10
    sent = (await anna.media.figures()).sent
    assert sent is not None
    assert sent.coded[Content.CAMERA][:2] == (640, 360)
    await until(lambda: sent is not None and TransportState.CONNECTED in anna.publishing + berta.receiving)


async def test_feeds_outlive_a_rejoin(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera = berta.watch(CAMERA)
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: camera.feed.state.phase is Phase.LIVE)
    await berta.media.renew_receiving()
    await until(lambda: camera.feed.state.phase is Phase.RECONNECTING)
    before = camera.feed.lane.counters.decoded
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: camera.feed.state.phase is Phase.LIVE)
    await until(lambda: camera.feed.lane.counters.decoded > before + 3)
    await until(loudspeaker.hears_tone)


async def test_a_video_that_nobody_looks_at_is_not_asked_for_and_comes_back(
    pair: tuple[Desktop, Desktop], devices: Devices, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.conference_source.REST_AFTER_S", 0.2)
    anna, berta = pair
    camera = berta.watch(CAMERA)
    offer = await connected(anna, berta, {Content.CAMERA})
    await until(lambda: shows_camera(camera.newest()))
    camera.ask(Demand(Effort.HOLD))
    await until(lambda: berta.wants and berta.wants[-1] == {})
    # As the hub does: nothing flows there any more.
    berta.media.slots([SlotContent(offer.tracks[0].mid, None)])
    decoded = camera.feed.lane.counters.decoded
    camera.ask(Demand(Effort.ALL, 1280, 720))
    await until(lambda: berta.wants[-1] == {CAMERA: 720})
    assert camera.feed.state.phase is Phase.LIVE
    berta.media.slots(placed(offer))
    await until(lambda: camera.feed.lane.counters.decoded > decoded + 3)


async def test_muted_nothing_is_seen_or_heard_but_the_way_stays_open(
    pair: tuple[Desktop, Desktop], devices: Devices, loudspeaker: Loudspeaker, until: Until
) -> None:
    anna, berta = pair
    camera = berta.watch(CAMERA)
    anna.media.mute(Content.MICROPHONE, muted=True)
    await connected(anna, berta, {Content.CAMERA, Content.MICROPHONE})
    await until(lambda: shows_camera(camera.newest()))
    anna.media.mute(Content.CAMERA, muted=True)

    before = voice_packets(await berta.media.figures())
    await figures_when(berta, lambda figures: voice_packets(figures) >= before + 3)
    assert np.abs(loudspeaker.last_second).max() < 50
    pictures = camera.feed.counters.pictures_received
    anna.media.mute(Content.MICROPHONE, muted=False)
    await until(loudspeaker.hears_tone)
    assert camera.feed.counters.pictures_received == pictures
    anna.media.mute(Content.CAMERA, muted=False)
    await until(lambda: camera.feed.counters.pictures_received > pictures + 3)


async def test_a_viewer_takes_no_voices(devices_free_pair: tuple[Desktop, Desktop], until: Until) -> None:
    anna, wall = devices_free_pair
    devices = Devices(anna.media)
    try:
        camera = wall.watch(CAMERA)
        offer = await anna.media.publish_offer({Content.CAMERA, Content.MICROPHONE})
        answer = await wall.media.answer(offer.sdp, placed(offer))
        assert answer.count("a=inactive") == 1
        await anna.media.published(answer)
        await until(lambda: shows_camera(camera.newest()))
        assert (await wall.media.figures()).people[0].voice is None
    finally:
        await asyncio.to_thread(devices.close)


@pytest.fixture
async def devices_free_pair() -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = Desktop(), Desktop(viewer=True)
    yield desktops
    for desktop in desktops:
        await desktop.close()


async def test_somebody_who_is_not_there_is_said_not_to_be_there(
    pair: tuple[Desktop, Desktop], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webrtc.participant.conference_source.OPEN_S", 0.1)
    _, berta = pair
    view = berta.watch(RemoteStream("nobody", Content.CAMERA))
    await until(lambda: view.feed.state.phase is Phase.OFFLINE)
    assert view.feed.state.reason == "no-such-stream"


async def test_without_devices_there_is_nothing_to_offer(pair: tuple[Desktop, Desktop]) -> None:
    with pytest.raises(ValueError, match="nothing to publish"):
        await pair[0].media.publish_offer(set())
