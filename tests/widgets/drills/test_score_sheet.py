"""The score sheet on the screen says what the scores say, and is written as a table."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.drill_scores import RoleScore, ScoreSheet, Segment, SegmentScore
from app.domain.people import RoleTitle
from widgets.drills.score_sheet import ScoreSheetDialog

TOOK = {
    Segment.SCENE_PUSHED: (0.8, 0.21),
    Segment.FIRST_PICTURE: (2.5, 3.26),
    Segment.VIDEO_PROVED: (6.0, None),
    Segment.ROLES_RINGING: (None, 0.4),
}


def sheet(**fields: object) -> ScoreSheet:
    known = {
        "incident_id": "i1",
        "is_drill": True,
        "segments": tuple(
            SegmentScore(segment=segment, target_s=target, took_s=took) for segment, (target, took) in TOOK.items()
        ),
        "roles": (
            RoleScore(title=RoleTitle.FIRE, rung_s=0.3, answered_s=3.0, joined_s=4.0, first_media_s=4.5),
            RoleScore(
                title=RoleTitle.POLICE, rung_s=0.3, answered_s=9.0, joined_s=9.5, first_media_s=9.9, stood_in=True
            ),
            RoleScore(title=RoleTitle.EXPERT),
        ),
        "replaced": 2,
    }
    return ScoreSheet(**(known | fields))


@pytest.fixture
def dialog(application: QApplication) -> ScoreSheetDialog:
    shown = ScoreSheetDialog(sheet(), number="D20261122-003", name="商场火灾")
    shown.show()
    return shown


def words(dialog: ScoreSheetDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.text()]


def test_every_segment_stands_against_its_target(dialog: ScoreSheetDialog) -> None:
    told = words(dialog)
    assert "商场火灾  D20261122-003" in told
    assert "1 of 3 targets met" in told
    assert "Drill" in told
    at = told.index("Scene on its way to the wall")
    assert told[at : at + 4] == ["Scene on its way to the wall", "0.2 s", "0.8 s", "met"]
    at = told.index("First picture on the wall")
    assert told[at : at + 4] == ["First picture on the wall", "3.3 s", "2.5 s", "missed"]
    at = told.index("Video clock stopped by evidence")
    assert told[at : at + 4] == ["Video clock stopped by evidence", "—", "6.0 s", "missed"]
    at = told.index("All required roles ringing")
    assert told[at : at + 3] == ["All required roles ringing", "0.4 s", "—"]
    assert "Sources that the loop replaced by itself: 2" in told


def test_every_role_says_how_far_it_came(dialog: ScoreSheetDialog) -> None:
    told = words(dialog)
    at = told.index("fire service")
    assert told[at : at + 5] == ["fire service", "0.3 s", "3.0 s", "4.0 s", "4.5 s"]
    at = told.index("police")
    assert told[at + 5] == "deputy"
    at = told.index("expert")
    assert told[at : at + 6] == ["expert", "—", "—", "—", "—", "not there"]


def test_a_real_incident_is_no_drill_and_nothing_is_scored_without_targets(application: QApplication) -> None:
    bare = sheet(is_drill=False, segments=(SegmentScore(segment=Segment.VIDEO_PROVED, target_s=None, took_s=4.0),))
    told = words(ScoreSheetDialog(bare, number="20261122-001", name=""))
    assert "Drill" not in told
    assert "0 of 0 targets met" in told
    assert not {"met", "missed"} & set(told)


def test_it_is_written_for_a_spreadsheet(dialog: ScoreSheetDialog, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    dialog.write(path)
    assert "sheet.csv" in dialog.told.text()
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["incident", "D20261122-003", "商场火灾"]
    assert ["first-picture", "3.26", "2.50", "missed"] in rows
    assert ["police", "0.30", "9.00", "9.50", "9.90", "deputy"] in rows


def test_a_place_where_nothing_can_be_written_is_told(dialog: ScoreSheetDialog, tmp_path: Path) -> None:
    dialog.write(tmp_path / "none" / "sheet.csv")
    assert "was not written: No such file or directory" in dialog.told.text()


def test_the_file_is_asked_for(
    dialog: ScoreSheetDialog, application: QApplication, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    from PySide6.QtWidgets import QFileDialog

    dialog.export.click()
    wait_until(lambda: bool(dialog.findChildren(QFileDialog)))
    (asking,) = dialog.findChildren(QFileDialog)
    assert asking.selectedFiles()[0].endswith("D20261122-003.csv")
    asking.reject()
