"""The workspace: an output shows after a restart what it showed before."""

import json
from pathlib import Path

import pytest

from app.domain.incident_scenes import IncidentScene, TourBefore
from app.domain.layouts import Cell, parse_layout
from app.domain.scenes import FitMode, Scene, Source
from app.domain.wall import WallState, empty_wall
from app.services.documents import ProblemKind
from app.services.workspace import (
    DeviceRecord,
    IncidentSceneRecord,
    OutputRecord,
    TourRunRecord,
    WallRecord,
    Workspace,
    workspace_file,
)
from tests.fakes.clock import FakeClock

SOURCES = [Source.of_camera(f"code:{number}") for number in range(12)]


def shrunk_wall() -> WallState:
    wall = empty_wall(parse_layout("4x4")).fill(SOURCES).clear(3).with_layout(parse_layout("2x2"))
    return wall.with_overlay(False).with_fit(FitMode.COVER).expand(1)


@pytest.mark.parametrize("wall", [empty_wall(), shrunk_wall(), empty_wall().fill(SOURCES).join(Cell(1, 1, 2, 2))])
def test_a_wall_comes_back_as_it_was(tmp_path: Path, wall: WallState) -> None:
    file = workspace_file(tmp_path / "workspace.json")
    file.save(
        Workspace(
            outputs={
                "DP-1 中 SN/1": OutputRecord(
                    wall=WallRecord.of(wall),
                    tours=[TourRunRecord(tour="巡", tile=2, step=3, paused=True)],
                    geometry="AdnQywAD",
                )
            },
            console_geometry="AdnQ",
        )
    )
    loaded = workspace_file(tmp_path / "workspace.json").load()
    assert loaded.problems == ()
    assert loaded.value is not None
    output = loaded.value.outputs["DP-1 中 SN/1"]
    assert output.wall.state() == wall
    assert output.wall.state().with_layout(parse_layout("4x4")) == wall.with_layout(parse_layout("4x4"))
    assert output.tours == [TourRunRecord(tour="巡", tile=2, step=3, paused=True)]
    assert (output.full_screen, output.geometry, loaded.value.console_geometry) == (True, "AdnQywAD", "AdnQ")


def test_what_the_scenes_of_incidents_give_back_comes_back(tmp_path: Path) -> None:
    before = shrunk_wall()
    field = Source.of_field("i1", 2)
    applied = before.apply(Scene("20261122-001 商场火情", parse_layout("1x2"), (SOURCES[1], field)))
    entries = [
        IncidentScene("i1", applied, before, TourBefore("巡", None, 3, True)),
        IncidentScene("i2", applied.assign(1, None), applied),
    ]
    record = OutputRecord(
        wall=WallRecord.of(applied), incident_scenes=[IncidentSceneRecord.of(entry) for entry in entries]
    )
    workspace_file(tmp_path / "workspace.json").save(Workspace(outputs={"DP-1": record}))
    loaded = workspace_file(tmp_path / "workspace.json").load()
    assert loaded.value is not None
    assert [one.entry() for one in loaded.value.outputs["DP-1"].incident_scenes] == entries


def test_chosen_devices_come_back(tmp_path: Path) -> None:
    devices = {
        "camera": DeviceRecord(device_id="/dev/video0", name="摄像头"),
        "speaker": DeviceRecord(device_id="1", name="S"),
    }
    workspace = Workspace.model_validate({"outputs": {}, "devices": devices})
    workspace_file(tmp_path / "workspace.json").save(workspace)
    assert workspace_file(tmp_path / "workspace.json").load().value == workspace


def test_that_an_output_was_covered_is_not_restored() -> None:
    assert not WallRecord.of(empty_wall().with_hidden(True)).state().hidden


@pytest.mark.parametrize(
    ("wall", "where", "said"),
    [
        ({"layout": "2x2", "sources": [None]}, "outputs.A.wall", "1 sources for 4 tiles"),
        ({"layout": "1x1", "sources": [None], "expanded": 1}, "outputs.A.wall", "no tile 1 in layout 1x1"),
        ({"layout": "1x1", "sources": [None], "selected": -1}, "outputs.A.wall", "no tile -1"),
        ({"layout": "1x1", "sources": [None], "zoom": 1}, "outputs.A.wall.zoom", "not permitted"),
        ({"layout": "one", "sources": [None]}, "outputs.A.wall.layout", "is no layout"),
    ],
)
def test_a_wall_that_cannot_be_is_told_with_its_place(tmp_path: Path, wall: object, where: str, said: str) -> None:
    path = tmp_path / "workspace.json"
    path.write_text(json.dumps({"outputs": {"A": {"wall": wall}}}), "utf-8")
    loaded = workspace_file(path, clock=FakeClock()).load()
    assert loaded.value is None
    [problem] = loaded.problems
    assert (problem.kind, problem.where) == (ProblemKind.CONTENT, where)
    assert said in problem.detail
