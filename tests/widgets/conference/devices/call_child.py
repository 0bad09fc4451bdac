"""Two seats in one room without a hub: Anna speaks and shares a wall, Berta hears and sees. In a process of its own.

    PULSE_SERVER=unix:/… QT_QPA_PLATFORM=offscreen python -m tests.widgets.conference.devices.call_child
prints "connected" and "seen B G R" with the middle of what Berta sees, and ends with its standard input.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QLabel

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from tests.streams.webrtc.participant.seats import Desktop
from widgets.application import make_application, run_application
from widgets.conference.devices.choice import DeviceKind
from widgets.conference.devices.sound_state import SoundState
from widgets.conference.seat_media import SeatMedia

SCREEN = RemoteStream("anna", Content.SCREEN)


class Media:
    """`ConferenceMedia` without its hub."""

    def __init__(self, desktop: Desktop) -> None:
        self.media = desktop.media

    def mute(self, source: StreamSource, *, muted: bool) -> None:
        self.media.mute(Content(source.value), muted=muted)


async def until(true: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 40
    while not true():
        if time.monotonic() > deadline_s:
            raise TimeoutError
        await asyncio.sleep(0.02)


async def call(_quit_asked: asyncio.Event) -> int:
    anna, berta = Desktop(), Desktop()
    seats = SeatMedia(), SeatMedia()
    for seat, desktop in zip(seats, (anna, berta), strict=True):
        seat.preview(True)
        seat.use(cast(ConferenceMedia, Media(desktop)))
        seat.enter()
    wall = QLabel()
    wall.setStyleSheet("background: #ff0000")
    wall.resize(640, 360)
    wall.show()
    await until(lambda: all(seat.sources() == (StreamSource.MICROPHONE,) for seat in seats))
    seats[0].share_wall(wall)
    offer = await anna.media.publish_offer([Content(source.value) for source in seats[0].sources()])
    slots = [SlotContent(track.mid, RemoteStream("anna", track.content)) for track in offer.tracks]
    await anna.media.published(await berta.media.answer(offer.sdp, slots))
    view = berta.watch(SCREEN, width=64, height=36)
    await until(lambda: view.newest() is not None)
    frame = view.newest()
    assert frame is not None
    print("seen", *map(int, frame.bgra()[18, 32, :3]), flush=True)
    sound = seats[1].sound
    assert sound is not None
    await until(lambda: sound.state(DeviceKind.SPEAKER) is SoundState.RUNNING)
    print("connected", flush=True)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, name="orders", daemon=True).start()
    await ended.wait()
    wall.close()
    for seat in seats:
        seat.close()
    for desktop in (anna, berta):
        await desktop.close()
    return 0


if __name__ == "__main__":
    sys.exit(run_application(make_application(language="en"), call))
