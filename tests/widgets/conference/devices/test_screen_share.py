"""What is shared is what is on the screen: a real X server, pixels compared."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

RED_BGR = [0, 0, 255]


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.widgets.conference.devices.screen_child"],
        env={**environment, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("what", ["screen", "widget"])
def test_the_others_see_what_is_shared_until_it_is_stopped(said: dict[str, Any], what: str) -> None:
    shared = said[what]
    assert shared["size"] == [640, 480]
    assert max(abs(seen - meant) for seen, meant in zip(shared["middle"], RED_BGR, strict=True)) < 12
    assert shared["after"] == 0


@pytest.mark.parametrize("what", ["screen", "widget"])
def test_a_share_is_not_quicker_than_the_eye_needs(said: dict[str, Any], what: str) -> None:
    assert said[what]["fps"] < 18


def test_a_format_that_nobody_expects_is_converted_by_qt(said: dict[str, Any]) -> None:
    assert max(abs(seen - meant) for seen, meant in zip(said["odd"], RED_BGR, strict=True)) < 12
