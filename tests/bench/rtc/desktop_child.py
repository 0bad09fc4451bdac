"""The desktop as `main.py` runs it, that goes into the first room that it hears of and tells its figures.

    python -m tests.bench.rtc.desktop_child FILE [--green]      one JSON line a second, once it is in the room

Only the camera is made up, for there is none: pictures as a camera's buffers hold them, 720p, 30 a second, that move
or are all green. They are encoded and sent as a real one's are.
"""

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import QTimer

from app.command_line import parser
from app.domain.rooms import Room
from app.link.room_link import LinePhase
from app.services.conference_engine import StreamSource
from streams.frame import Pixels
from streams.webrtc.participant.capture import CapturedPicture
from tests.rtc.recorded import recorded_video
from widgets.conference.devices.choice import Device, DeviceKind
from widgets.conference.seat_media import SeatMedia
from widgets.conference.stage import Stage
from widgets.loop_lag import LoopLag
from widgets.shell import desktop, start
from widgets.shell.console import CONFERENCE

_LOOK_MS = 100
_TELL_MS = 1000
_PICTURES_PER_S = 30
_PICTURES = 20
_WIDTH, _HEIGHT = 1280, 720
_CAMERA = Device("made-up", "made-up camera")


class DrivenDesktop(desktop.Desktop):
    """Does what an operator would with the mouse: opens the room, taps "join", switches the camera on."""

    figures_file: Path
    is_green = False

    def open(self, closed: Callable[[], None]) -> None:
        super().open(closed)
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def _look(self) -> None:
        conference = self._conference
        rooms = self._seat.mirror.all(Room)
        if conference.link is None and rooms and self._console is not None:
            self._console.setGeometry(0, 0, 1920, 1080)
            self._console.pages.desk.enter(next(iter(rooms)))
            self._console.show_page(CONFERENCE)
            self._console.raise_()
        elif conference.phase is LinePhase.PREPARING:
            conference.join()
        elif conference.phase is LinePhase.IN:
            self._looking.stop()
            conference.set_on(StreamSource.CAMERA, True)
            conference.set_on(StreamSource.MICROPHONE, True)
            threading.Thread(target=_film, args=(self._own,), name="made-up camera", daemon=True).start()
            self._lag = LoopLag(self)
            self._telling = QTimer(self, interval=_TELL_MS)
            self._telling.timeout.connect(self._tell)
            self._telling.start()

    def _tell(self) -> None:
        self._tasks.start("figures", self._write())

    async def _write(self) -> None:
        link = self._conference.link
        if link is None:
            return
        lag_ms = self._lag.take_p99_ms()
        room = await link.media.media.figures()
        line = {
            "loop_lag_ms": lag_ms,
            "underruns": self._own.figures().underruns,
            "painted": self._painted(),
            "voices": [[one.voice.underruns, one.voice.concealed_share] for one in room.people if one.voice],
            "sent": [list(figures) for figures in room.sent.coded.values()] if room.sent is not None else [],
        }
        with self.figures_file.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def _painted(self) -> list[int]:
        """Pictures so far of each tile of the conference page."""
        stages = self._console.findChildren(Stage) if self._console is not None else []
        tiles = [tile for stage in stages if stage.isVisible() for tile in stage.tiles]
        return [tile.feed.painted for tile in tiles if tile.feed is not None]


def _film(media: SeatMedia) -> None:
    """Until the process ends."""
    pictures = [_green()] if DrivenDesktop.is_green else _moving()
    due_s = time.monotonic()
    for planes, memory in itertools.cycle(pictures):
        due_s += 1 / _PICTURES_PER_S
        time.sleep(max(0.0, due_s - time.monotonic()))
        height, width = planes[0].shape
        media.put(
            CapturedPicture(
                width=width,
                height=height,
                pixel_format="yuv420p",
                planes=planes,
                at_s=time.monotonic(),
                full_range=False,
                memory=memory,
            )
        )


def _moving() -> list[tuple[tuple[Pixels, ...], object]]:
    """There and back again, so that nothing jumps."""
    decoder = av.CodecContext.create("vp8", "r")
    frames = [frame for coded in recorded_video()[:_PICTURES] for frame in decoder.decode(av.Packet(coded))]
    made = []
    for frame in frames:
        rows = (np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size) for plane in frame.planes)
        made.append((tuple(rows), frame))
    return made + made[-2:0:-1]


def _green() -> tuple[tuple[Pixels, ...], object]:
    # ITU-R BT.601.
    luma, blue, red = 145, 54, 34
    coarse = (_HEIGHT // 2, _WIDTH // 2)
    planes = np.full((_HEIGHT, _WIDTH), luma, np.uint8), np.full(coarse, blue, np.uint8), np.full(coarse, red, np.uint8)
    return planes, planes


def main() -> int:
    DrivenDesktop.figures_file = Path(sys.argv[1])
    DrivenDesktop.is_green = "--green" in sys.argv
    desktop.Desktop = DrivenDesktop
    real = SeatMedia._device
    SeatMedia._device = lambda self, kind: _CAMERA if kind is DeviceKind.CAMERA else real(self, kind)
    return start.run(parser().parse_args([]))


if __name__ == "__main__":
    sys.exit(main())
