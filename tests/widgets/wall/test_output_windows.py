"""Outputs follow the screens of the machine: three of them, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.services.workspace import MOST_OUTPUTS, OutputRecord, WallRecord
from tests.widgets.wall.conftest import MakeClip
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs

ROOT = Path(__file__).parents[3]
SCREENS = [
    {"name": "console", "x": 0, "y": 0, "width": 1920, "height": 1080},
    {"name": "wall-1", "x": 1920, "y": 0, "width": 3840, "height": 2160},
    {"name": "wall-2", "x": 5760, "y": 0, "width": 1280, "height": 720},
]
ON_WALL_1, ON_WALL_2 = [1920, 0, 3840, 2160], [5760, 0, 1280, 720]

Told = dict[str, Any]


def run(folder: Path, screens: list[dict[str, object]], video: Path, scenario: str) -> Told:
    configuration = folder / "screens.json"
    whole = [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1} for screen in screens]
    configuration.write_text(json.dumps({"screens": whole}))
    answer = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.widgets.wall.screens_child", str(video), scenario],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={configuration}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr
    told: Told = json.loads(answer.stdout)
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, clip: MakeClip) -> Told:
    return run(tmp_path_factory.mktemp("screens"), SCREENS, clip(), "come and go")


def places(outputs: list[Told]) -> dict[str, list[int]]:
    return {output["output"]: output["place"] for output in outputs}


def test_the_consoles_screen_is_left_free_and_the_others_are_filled(told: Told) -> None:
    assert places(told["start"]) == {"Output 1": ON_WALL_1, "Output 2": ON_WALL_2}
    assert all(output["full"] and output["visible"] for output in told["start"])
    assert [output["overview"] for output in told["start"]] == [ON_WALL_1, ON_WALL_2]
    assert [output["layout"] for output in told["start"]] == ["1x2", "4x4"]


def test_an_unplugged_screen_parks_its_output_and_lets_its_cameras_go(told: Told) -> None:
    assert places(told["pulled"]) == {"Output 2": ON_WALL_2}
    assert told["let go"] == 2
    assert told["parked"] == told["records"]
    assert told["output objects"] == 1, "the output itself is gone too"


def test_plugging_in_again_restores_number_and_picture(told: Told) -> None:
    assert places(told["plugged"]) == {"Output 2": ON_WALL_2, "Output 1": ON_WALL_1}
    back = next(output for output in told["plugged"] if output["output"] == "Output 1")
    assert (back["layout"], back["sources"][:2], back["full"]) == ("1+5", ["a", "b"], True)
    assert told["order"] == ["Output 1", "Output 2"], "in the order of their numbers"


def test_when_the_consoles_screen_goes_the_wall_makes_room_for_it(told: Told) -> None:
    assert places(told["console pulled"]) == {"Output 2": ON_WALL_2}
    [left] = told["one left"]
    assert not left["full"]
    assert left["place"][2] < 1280
    assert left["sources"][0] == "c"
    assert places(told["all back"]) == {"Output 2": ON_WALL_2, "Output 1": ON_WALL_1}
    assert all(output["full"] for output in told["all back"])
    assert {output["layout"] for output in told["all back"]} == {"4x4", "1+5"}


def test_closing_leaves_no_output_and_no_camera(told: Told) -> None:
    assert told["closed"] == [0, 0]


def test_the_next_day_everything_is_where_it_was(told: Told) -> None:
    assert told["same records"]
    assert places(told["restored"]) == {"Output 1": ON_WALL_1, "Output 2": ON_WALL_2}
    assert [output["layout"] for output in told["restored"]] == ["1+5", "4x4"]
    assert [source for source in told["restored"][1]["sources"] if source] == ["c", "b"]
    assert "round" in told["tours"]


def test_a_screen_with_another_resolution_is_filled_again(told: Told) -> None:
    moved = told["moved"][0]
    assert (moved["place"], moved["overview"], moved["full"]) == ([100, 200, 1280, 720], [100, 200, 1280, 720], True)


def test_a_wall_screen_plugged_in_late_takes_over_what_the_window_showed(tmp_path: Path, clip: MakeClip) -> None:
    told = run(tmp_path, SCREENS[:2], clip(), "late")
    [alone] = told["alone"]
    assert (alone["full"], alone["layout"]) == (False, "1x2")
    assert alone["place"][2] < 1920
    [on_wall] = told["two"]
    assert (on_wall["place"], on_wall["full"]) == (ON_WALL_1, True)
    assert (on_wall["layout"], on_wall["sources"]) == ("1x2", ["a", "b"])
    [again] = told["alone again"]
    assert (again["full"], again["sources"]) == (False, ["a", "b"])


def test_monitors_that_are_exactly_alike_have_an_output_each(tmp_path: Path, clip: MakeClip) -> None:
    alike = [SCREENS[0], *({**screen, "name": "wall"} for screen in SCREENS[1:])]
    told = run(tmp_path, alike, clip(), "alike")
    assert [output["output"] for output in told["start"]] == ["Output 1", "Output 2"]
    assert told["records"] == 2


def test_one_output_is_closed_for_a_drill_and_comes_back_with_its_picture(tmp_path: Path, clip: MakeClip) -> None:
    told = run(tmp_path, SCREENS, clip(), "closed")
    assert told["closes"] == [True, False], "the only one stays"
    assert places(told["left"]) == {"Output 2": ON_WALL_2}
    assert places(told["again"]) == {"Output 1": ON_WALL_1, "Output 2": ON_WALL_2}
    back = next(output for output in told["again"] if output["output"] == "Output 1")
    assert (back["layout"], back["sources"]) == ("1x2", ["a", "b"])


def test_screens_of_years_do_not_make_the_workspace_too_long(application: object, tmp_path: Path) -> None:
    windows = OutputWindows(Outputs(), make_output=lambda _name, _state: pytest.fail(), seat="", snapshot_folder=Path)
    record = OutputRecord(wall=WallRecord(layout="1x1", sources=[None]))
    windows._parked = {str(number): record for number in range(MOST_OUTPUTS + 5)}
    records = windows.records()
    assert len(records) == MOST_OUTPUTS
    assert "0" not in records
    windows.close()
