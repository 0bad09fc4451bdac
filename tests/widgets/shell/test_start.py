"""What has to be started first does not wait for Qt to be loaded, and ends where the start does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import ROOT


def test_nothing_loads_qt_before_the_hub_is_started() -> None:
    """Qt and the windows take a second, and so does a hub: one after the other an operator waits for both."""
    parts = "import sys, main, widgets.display_lost, widgets.shell.start\n"
    code = parts + "print(any('PySide6' in name for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


# The program, which gets a signal at the moment at which it begins to load Qt.
INTERRUPTED = """
import os, sys, main

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6":
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Interrupting())
sys.argv = ["main.py"]
sys.exit(main.main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_start_that_is_interrupted_leaves_neither_a_screen_nor_a_hub_nor_a_word(
    number: signal.Signals, tmp_path: Path
) -> None:
    without_screen = {name: word for name, word in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(number=int(number))],
        cwd=ROOT,
        env={**without_screen, "QT_QPA_PLATFORM": "xcb", "FIVEFIFTEEN_DATA": str(tmp_path)},
        # Whatever it started has these too: until the last of them is gone there is no end of them.
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
