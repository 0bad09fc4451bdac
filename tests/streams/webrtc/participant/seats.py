"""Seats of a conference for tests: a desktop with feeds, devices that give known pictures and a known tone, a
loudspeaker that listens."""

import asyncio
import math
import threading
import time
from collections.abc import Callable

import numpy as np

from streams.decode.lane import Demand, Effort
from streams.feeds import Feeds, View
from streams.frame import Frame
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from streams.webrtc.participant.conference_source import conference_address
from streams.webrtc.participant.figures import RoomFigures
from streams.webrtc.participant.names import RemoteStream
from streams.webrtc.participant.opus import SAMPLE_RATE, Samples
from streams.webrtc.participant.room_media import RoomMedia
from streams.webrtc.peer_transport import TransportState

LOOPBACK = IceSettings(addresses=("127.0.0.1",))
BLOCK = 480
TONE_HZ = 3000


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


async def figures_when(desktop: Desktop, condition: Callable[[RoomFigures], bool]) -> RoomFigures:
    return await figures_when_of(desktop.media, condition)


async def figures_when_of(media: RoomMedia, condition: Callable[[RoomFigures], bool]) -> RoomFigures:
    async with asyncio.timeout(30):
        while not condition(figures := await media.figures()):  # noqa: ASYNC110 - nobody announces figures
            await asyncio.sleep(0.05)
    return figures


def voice_packets(figures: RoomFigures) -> int:
    (person,) = figures.people
    return person.voice.packets if person.voice is not None else 0


def playout_delay_s(figures: RoomFigures) -> float:
    (person,) = figures.people
    return person.voice.playout_delay_s if person.voice is not None else math.inf


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
