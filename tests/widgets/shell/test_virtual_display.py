"""The screen of a machine that has none: a real Xvfb, and one that is slow to finish its sentence."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.command_line import UnusableWordsError
from widgets.shell.virtual_display import VirtualDisplay, display_is_missing

_ASK = "import sys; from PySide6.QtGui import QGuiApplication as G; print(G(sys.argv).primaryScreen().size().toTuple())"


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set first, so that whatever the display writes there is taken back.
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")


@pytest.fixture
def xvfb_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is found in Xvfb's place; the display's descriptor is its second argument."""
    path = tmp_path / "Xvfb"
    path.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return path


def test_qt_finds_a_screen_of_the_size_asked_for() -> None:
    assert display_is_missing()
    display = VirtualDisplay(800, 600)
    try:
        assert not display_is_missing()
        answer = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True, timeout=30)
    finally:
        display.stop()
    assert answer.stdout.strip() == "(800, 600)"


def test_xvfb_is_heard_out_before_the_pipe_is_closed(
    xvfb_of_ours: Path, tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    xvfb_of_ours.write_text(
        f"#!{sys.executable}\nimport os, pathlib, sys, time\n"
        "os.write(int(sys.argv[2]), b'77')\ntime.sleep(0.1)\nos.write(int(sys.argv[2]), b'\\n')\n"
        f"pathlib.Path({str(tmp_path / 'heard')!r}).touch()\ntime.sleep(60)\n"
    )
    display = VirtualDisplay(800, 600)
    try:
        assert os.environ["DISPLAY"] == ":77"
        wait_until((tmp_path / "heard").exists)
    finally:
        display.stop()


def test_an_xvfb_that_ends_at_once_is_one_plain_sentence(xvfb_of_ours: Path) -> None:
    xvfb_of_ours.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(UnusableWordsError, match="Xvfb did not start"):
        VirtualDisplay(800, 600)


def test_a_missing_xvfb_is_one_plain_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnusableWordsError, match="run `make setup`"):
        VirtualDisplay(800, 600)
