"""A desktop in no conference has loaded nothing of devices, and one that lacks a library starts all the same."""

import subprocess
import sys

PARTS = "import widgets.shell.desktop, widgets.conference.seat_devices, sys\n"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", PARTS + code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def test_qt_multimedia_is_not_loaded_before_it_is_needed() -> None:
    assert run("print('PySide6.QtMultimedia' in sys.modules)") == "False"


WITHOUT = """
import os, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.modules["PySide6.QtMultimedia"] = None
from PySide6.QtWidgets import QApplication
from widgets.conference.device_words import troubles
from widgets.conference.seat_media import SeatMedia
application = QApplication([])
media = SeatMedia()
media.preview(True)
media.enter()
deadline = time.monotonic() + 10
while "Looking" in troubles(media)[0] and time.monotonic() < deadline:
    application.processEvents()
print(troubles(media)[0])
media.close()
"""


def test_without_its_library_a_seat_looks_and_writes() -> None:
    assert run(WITHOUT) == (
        "Camera and sound cannot be used: a library of the system is missing. You can join, see and write."
    )
