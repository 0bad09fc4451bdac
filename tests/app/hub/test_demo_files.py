"""The files of the demo are an office's to edit: what cannot be used is named with its place, before anything is
done."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.people import RoleTitle
from app.domain.statistics.samples import BEIJING
from app.domain.streets import STREETS
from app.hub.demo.files import FOLDER, DemoFileError, DemoFiles
from app.hub.demo.roster import Roster
from tests.servers.hub import DISTRICT

Edit = Callable[[str, str, str], DemoFiles]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The files of the product with one passage of one of them exchanged."""

    def edit(name: str, before: str, after: str) -> DemoFiles:
        folder = shutil.copytree(FOLDER, tmp_path / "demo", dirs_exist_ok=True)
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), "utf-8")
        return DemoFiles(folder)

    return edit


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("incidents.toml", 'classes = ["事故灾难"]', 'classes = ["车祸"]', r"incidents\.toml, 1 长宁路.*classes.*车祸"),
        ("incidents.toml", 'video = "1:48"', 'video = "两分钟"', r"incidents\.toml, 1 .* video.*两分钟"),
        ("incidents.toml", 'site = "长宁路"', 'place = "长宁路"', r"incidents\.toml, 1 .*street, place and point"),
        ("now.toml", "[[incident]]", "[[incident]", r"now\.toml: .*line"),
        ("shifts.toml", '"08:30"', '"半夜"', r"shifts\.toml, 1 .*starts"),
        ("plans.toml", "reviewed_days_ago = 157", "reviewed = 157", r"plans\.toml, 1 龙之梦.*reviewed"),
        ("cameras.csv", "121.4158", "东经", r"cameras\.csv: .*longitude"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_place(edited: Edit, name: str, before: str, after: str, told: str) -> None:
    with pytest.raises(DemoFileError, match=told):
        edited(name, before, after)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("值班员@长宁区#1", "总指挥@长宁区#1", "people.csv, 苗思齐: .*总指挥"),
        ("值班员@长宁区#1", "值班员@长宁区#一", "people.csv, 苗思齐: .*一"),
        ("p-016,铁长安,公安分局", "p-016,铁长安,公安局", "no unit 公安局"),
        ("备班@长宁区,", "备班@城运中心,", None),
    ],
)
def test_people_are_checked_against_units_and_titles(edited: Edit, before: str, after: str, told: str | None) -> None:
    files = edited("people.csv", before, after)
    if told is None:
        assert Roster(files).on_duty(DISTRICT, RoleTitle.STANDBY, datetime(2026, 1, 5, 9, tzinfo=BEIJING)) == "p-010"
    else:
        with pytest.raises(DemoFileError, match=told):
            Roster(files)


def test_a_spreadsheet_may_have_written_the_people(edited: Edit) -> None:
    files = edited("people.csv", "person_id,", "\ufeffperson_id,")
    assert files.people == DemoFiles().people


def test_duties_go_round_without_a_gap() -> None:
    roster = Roster(DemoFiles())
    start = datetime(2026, 3, 1, tzinfo=BEIJING)
    for unit_id in (DISTRICT, *(street.code for street in STREETS)):
        for title in (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STANDBY):
            on_duty = {roster.on_duty(unit_id, title, start + timedelta(hours=hours)) for hours in range(120)}
            assert len(on_duty) >= 2 or title is RoleTitle.STANDBY
    # At the hand-over it is the next one's.
    before, after = (
        roster.on_duty(DISTRICT, RoleTitle.DUTY_OFFICER, start.replace(hour=8, minute=m)) for m in (29, 30)
    )
    assert before != after


def test_whoever_stands_by_is_not_on_duty_meanwhile() -> None:
    roster = Roster(DemoFiles())
    for street in STREETS:
        moment = datetime(2026, 3, 1, 12, tzinfo=BEIJING)
        assert roster.on_duty(street.code, RoleTitle.STANDBY, moment) != roster.on_duty(
            street.code, RoleTitle.DUTY_OFFICER, moment
        )
