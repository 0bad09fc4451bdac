"""A seat with a real X server of its own, in a process of its own: what is shared is what is on the screen.

    python -m tests.widgets.conference.devices.screen_child
prints one JSON object.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

from streams.frame import Frame
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.picture_scaling import scale_into
from widgets.application import make_application
from widgets.shell.virtual_display import VirtualDisplay

WIDTH, HEIGHT = 640, 480


class Others:
    """Who sees what is shared."""

    def __init__(self) -> None:
        self.pictures: list[tuple[float, tuple[int, int], list[int]]] = []

    def put(self, picture: CapturedPicture) -> None:
        frame = Frame(picture.width // 2 * 2, picture.height // 2 * 2)
        scale_into(picture, frame)
        middle = frame.bgra()[frame.height // 2, frame.width // 2, :3]
        self.pictures.append((picture.at_s, (picture.width, picture.height), [int(part) for part in middle]))


def main() -> int:
    VirtualDisplay(WIDTH, HEIGHT)  # ends with the last that looks at it
    application = make_application(language="en")

    def wait(true: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + 20
        while not true() and time.monotonic() < deadline_s:
            application.processEvents()
            time.sleep(0.002)

    from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

    from widgets.conference.devices.pictures import captured
    from widgets.conference.devices.screen_share import ScreenShare

    shown = QLabel()
    shown.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    shown.setGeometry(0, 0, WIDTH, HEIGHT)
    shown.setStyleSheet("background: #ff0000")
    shown.show()
    wait(lambda: shown.windowHandle() is not None and shown.windowHandle().isExposed())

    said: dict[str, Any] = {}

    def share(name: str, share: ScreenShare, others: Others) -> None:
        failures: list[None] = []
        share.failed.connect(lambda: failures.append(None))
        wait(lambda: len(others.pictures) >= 10 or bool(failures))
        share.stop()
        seen = len(others.pictures)
        until_s = time.monotonic() + 0.2
        wait(lambda: time.monotonic() > until_s)
        times = [at_s for at_s, _, _ in others.pictures]
        said[name] = {
            "size": others.pictures[-1][1] if others.pictures else None,
            "middle": others.pictures[-1][2] if others.pictures else None,
            "fps": (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0,
            "after": len(others.pictures) - seen,
        }

    others = Others()
    share("screen", ScreenShare.of_screen(application.primaryScreen(), others), others)

    others = Others()
    share("widget", ScreenShare.of_widget(shown, others), others)

    odd = QVideoFrame(QVideoFrameFormat(QSize(WIDTH, HEIGHT), QVideoFrameFormat.PixelFormat.Format_ARGB8888))
    odd.map(QVideoFrame.MapMode.WriteOnly)
    pixels = np.frombuffer(odd.bits(0), np.uint8)  # type: ignore[call-overload]
    pixels[:] = np.resize(np.array([255, 255, 0, 0], np.uint8), len(pixels))
    odd.unmap()
    others = Others()
    picture = captured(odd)
    assert picture is not None
    others.put(picture)
    said["odd"] = others.pictures[-1][2]

    print(json.dumps(said))
    shown.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
