"""What a machine without a display says of its wall."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.domain.scenes import Source
from widgets.shell import terminal_report
from widgets.shell.terminal_report import TerminalReport
from widgets.wall.outputs import Outputs

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def owner() -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(terminal_report, "_SECOND_MS", 30)
    return []


def test_a_line_a_second_tells_the_states(outputs: Outputs, owner: QObject, said: list[str], wait_until: Wait) -> None:
    TerminalReport(outputs, Path("/nowhere"), write=said.append, parent=owner)
    wait_until(lambda: len(said) >= 2)
    assert "no sources" in said[0]
    assert said[0].endswith("0 pictures/s   oldest picture -\n")
    outputs.all[0].fill([Source.of_url("rtsp://127.0.0.1:9/one"), Source.of_url("rtsp://127.0.0.1:9/two")])
    wait_until(lambda: "2 offline" in said[-1])


def test_screenshots_are_of_the_screen_and_told(
    outputs: Outputs, owner: QObject, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    monkeypatch.setattr(terminal_report, "_FIRST_SCREENSHOT_S", 1)
    monkeypatch.setattr(terminal_report, "_SCREENSHOT_S", 10_000)
    report = TerminalReport(outputs, tmp_path / "screenshots", write=said.append, parent=owner)
    wait_until(lambda: any(line.startswith("screenshot ") for line in said))
    report._timer.stop()
    [path] = (tmp_path / "screenshots").iterdir()
    assert f"screenshot {path}\n" in said
    assert not QImage(str(path)).isNull()


def test_a_folder_that_cannot_be_written_is_told(
    outputs: Outputs, owner: QObject, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    monkeypatch.setattr(terminal_report, "_FIRST_SCREENSHOT_S", 1)
    (tmp_path / "file").touch()
    TerminalReport(outputs, tmp_path / "file", write=said.append, parent=owner)
    wait_until(lambda: "no screenshot: File exists\n" in said)


def test_the_wall_stays_when_the_reader_goes(
    outputs: Outputs, owner: QObject, said: list[str], wait_until: Wait
) -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    report = TerminalReport(outputs, Path("/nowhere"), write=gone, parent=owner)
    wait_until(lambda: not report._timer.isActive())
