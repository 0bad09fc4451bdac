"""The child that plays a drill: what it tells comes as notes, its failure with its words, its end with ours."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication

from app.drills.notes import DrillNote, NoteKind
from widgets.drills.drill_on_screen import words_of
from widgets.drills.drill_process import DrillProcess
from widgets.drills.words import note_words

WaitUntil = Callable[[Callable[[], bool]], None]


def test_one_that_cannot_be_played_says_why(application: QApplication, wait_until: WaitUntil, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("id = 1", "utf-8")
    process = DrillProcess(words_of(str(path), hub_folder=tmp_path, control=None))
    failures: list[str] = []
    process.failed.connect(failures.append)
    process.start()
    wait_until(lambda: bool(failures))
    assert failures == ["mine.toml: incident: is missing"]


def test_it_ends_with_the_desktop_and_that_is_no_failure(
    application: QApplication, wait_until: WaitUntil, tmp_path: Path
) -> None:
    process = DrillProcess(words_of("fire-in-a-mall", hub_folder=tmp_path, control=("127.0.0.1", 1)))
    failures: list[str] = []
    process.failed.connect(failures.append)
    process.start()
    wait_until(lambda: process.pid != 0)
    child = psutil.Process(process.pid)
    process.stop()
    assert not child.is_running()
    assert failures == []
    process.stop()


@pytest.mark.parametrize(
    ("kind", "subject", "detail", "said"),
    [
        (NoteKind.REPORTED, "i1", "D20261122-003", "Drill: incident D20261122-003 is reported."),
        (NoteKind.FAULT, "camera-frozen", "中庭", "Drill: camera frozen 中庭"),
        (NoteKind.FAULT, "hub-killed", "", "Drill: hub killed"),
        (NoteKind.NOT_PLAYED, "消防", "no", "Drill: 消防 could not be played: no"),
        (NoteKind.CAME, "人", "seat", ""),
    ],
)
def test_what_an_onlooker_is_told(
    application: QApplication, kind: NoteKind, subject: str, detail: str, said: str
) -> None:
    assert note_words(DrillNote(kind=kind, subject=subject, detail=detail)) == said
