"""What has to be started first does not wait for Qt to be loaded."""

import subprocess
import sys

from tests.e2e.processes import ROOT


def test_nothing_loads_qt_before_the_hub_is_started() -> None:
    """Qt and the windows take a second, and so does a hub: one after the other an operator waits for both."""
    parts = "import sys, main, widgets.display_lost, widgets.shell.start\n"
    code = parts + "print(any('PySide6' in name for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
