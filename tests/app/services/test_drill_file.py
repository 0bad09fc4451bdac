"""Drill scripts: those that come along can be played, and whatever somebody writes is told with its place."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.drill_scores import Segment
from app.domain.drills import DrillScript, PlayedAnswer, PlayedFault, PlayedMedia, PlayedWay
from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.people import RoleTitle
from app.services.camera_csv import read_cameras
from app.services.demo_district import CAMERAS_FILE
from app.services.drill_file import (
    FOLDER,
    LARGEST_BYTES,
    DrillFileError,
    all_drills,
    check_places,
    find_drill,
    pick_of,
    read_drill,
)

SMALL = """
id = "small"
name = "小演练"
[incident]
title = "起火"
place = "商场"
classes = ["事故灾难"]
level = "II"
"""


def read(text: str) -> DrillScript:
    return read_drill(text.encode(), name="small.toml")


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(DrillFileError) as refused:
        read(text)
    assert str(refused.value).startswith("small.toml: ")
    return refused.value.faults


def test_those_that_come_along_are_for_the_demo_district() -> None:
    report = read_cameras(CAMERAS_FILE.read_bytes().replace(b"{port}", b"554"))
    sites = {camera.site for camera in report.cameras}
    codes = {camera.code for camera in report.cameras}
    drills = all_drills()
    assert [drill.drill_id for drill in drills] == ["crowd-at-a-station", "fire-in-a-mall", "flooded-tunnel"]
    for drill in drills:
        check_places(drill, sites=sites, has_camera=codes.__contains__)
        assert drill.people
        assert drill.faults
        assert set(dict(drill.targets)) == set(Segment)
        # On screen in under three minutes.
        assert drill.lasts_s < 180


def test_the_mall_as_it_is_written() -> None:
    mall = find_drill("fire-in-a-mall")
    assert (mall.level, mall.classes) == (IncidentLevel.II, (IncidentClass.ACCIDENT,))
    police, fire = mall.people[2:]
    assert (police.title, police.way, police.media) == (RoleTitle.POLICE, PlayedWay.SEAT, PlayedMedia.NO_MICROPHONE)
    assert (fire.title, fire.way, fire.answer) == (RoleTitle.FIRE, PlayedWay.PHONE, PlayedAnswer.ACCEPTS)
    assert [fault.kind for fault in mall.faults] == [
        PlayedFault.CAMERA_OFFLINE,
        PlayedFault.CAMERA_FROZEN,
        PlayedFault.HUB_KILLED,
    ]


def test_the_programs_own_words_do_as_well() -> None:
    own = read(
        SMALL.replace("事故灾难", "accident")
        + '[[person]]\ntitle = "fire"\nway = "phone"\nmedia = "voice"\n'
        + '[[fault]]\nkind = "hub-killed"\nat_s = 3\n'
    )
    assert own.people[0].title is RoleTitle.FIRE
    assert own.people[0].media is PlayedMedia.VOICE
    assert own.faults[0].kind is PlayedFault.HUB_KILLED


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[[person]]\ntitle = "消防"\n[[person]]\ntitle = "厨师"', "person 2, title: “厨师” is none of"),
        ('[[person]]\ntitle = "消防"\nafter_s = "三"', "person 1, after_s: should be a number"),
        ('[[person]]\ntitle = "消防"\nafter_s = true', "person 1, after_s: should be a number"),
        ('[[person]]\ntitle = "消防"\nafter_s = nan', "person 1, after_s: "),
        ('[[person]]\ntitle = "消防"\nlate = 1', "person 1, late: there is no such entry"),
        ('[[person]]\ntitle = "消防"\nway = "手机"\nanswer = "拒接"', "person 1: nobody declines by a link"),
        ('[[fault]]\nkind = "摄像机断线"\nat_s = 1', "fault 1: needs a camera"),
        ('[[fault]]\nkind = "中枢被杀"\nat_s = 1\ncamera = "C1"', "fault 1: has no camera"),
        ('[[fault]]\nkind = "中枢被杀"\nat_s = -1', "fault 1: comes after the report"),
        ('[[fault]]\nkind = "中枢被杀"\nat_s = 1\nlasts_s = 3', "fault 1: does not last"),
        (
            '[[fault]]\nkind = "摄像机黑屏"\nat_s = -1\ncamera = "pick:1"',
            "fault 1: before the report nothing",
        ),
        ('[[fault]]\nkind = "摄像机黑屏"\nat_s = 1\ncamera = "pick:0"', "fault 1: “pick:0” is not pick:1"),
        ('[[fault]]\nkind = "中枢被杀"\nat_s = 151', "a fault at 151 s comes after the end at 150 s"),
        ("[targets]\nlunch = 1", "targets, lunch: Input should be 'scene-pushed'"),
        ("[targets]\nscene-pushed = 0", "targets, scene-pushed: Input should be greater than 0"),
    ],
)
def test_every_fault_is_told_with_its_place(more: str, said: str) -> None:
    (fault,) = faults(SMALL + more)
    assert fault.startswith(said)


def test_what_is_missing_is_told_all_at_once() -> None:
    assert set(faults('id = "x"\n[incident]\ntitle = "t"\n')) == {
        "name: is missing",
        "incident, place: is missing",
        "incident, classes: is missing",
        "incident, level: is missing",
    }


def test_what_is_no_script_at_all() -> None:
    assert faults("id = ")[0].startswith("is not TOML: ")
    with pytest.raises(DrillFileError, match="is not UTF-8 text"):
        read_drill(b"\xff\xfe", name="x.toml")
    with pytest.raises(DrillFileError, match="shorter than 1 MB"):
        read_drill(b"#" * (LARGEST_BYTES + 1), name="x.toml")


def test_a_file_of_ones_own_and_a_name_that_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL, "utf-8")
    assert find_drill(str(path)).drill_id == "small"
    with pytest.raises(DrillFileError, match="cannot be read: No such file"):
        find_drill(str(tmp_path / "none.toml"))
    with pytest.raises(DrillFileError, match=r"there are crowd-at-a-station, fire-in-a-mall, flooded-tunnel"):
        find_drill("lunch")


def test_unknown_sites_and_cameras_are_said() -> None:
    script = read(
        SMALL.replace('place = "商场"', 'place = "商场"\nsite = "月球"')
        + '[[fault]]\nkind = "摄像机断线"\nat_s = 1\ncamera = "pick:1"\n'
        + '[[fault]]\nkind = "摄像机断线"\nat_s = 1\ncamera = "CN-999"\n'
    )
    with pytest.raises(DrillFileError) as refused:
        check_places(script, sites={"商场"}, has_camera=lambda code: code == "CN-001")
    assert refused.value.faults == (
        "incident, site: there is no site “月球” in the directory",
        "fault 2, camera: there is no camera with the code “CN-999”",
    )


def test_picks() -> None:
    assert (pick_of("pick:1"), pick_of("pick:12"), pick_of("CN-001")) == (1, 12, None)
    assert [pick_of(word) for word in ("pick:", "pick:0", "pick:-1", "pick:²")] == [None] * 4


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just("pick:1"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _literal(value: Any) -> str | None:
    """As TOML; None for what it has no word for."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value) if abs(value) < 2**63 else None
        case float():
            return repr(value).replace("inf", "inf")
        case str():
            return '"' + "".join(f"\\U{ord(one):08x}" for one in value if not 0xD800 <= ord(one) < 0xE000) + '"'
        case list():
            return "[" + ", ".join(filter(None, map(_literal, value))) + "]"
        case dict():
            return "{" + ", ".join(f"{_literal(key)} = {_literal(one) or 0}" for key, one in value.items()) + "}"
    return None


@given(
    path=st.sampled_from(
        [
            'name = "小演练"',
            'title = "起火"',
            'classes = ["事故灾难"]',
            'level = "II"',
            'place = "商场"',
            'id = "small"',
        ]
    ),
    value=VALUES,
)
def test_whatever_is_written_into_a_field_is_taken_or_told(path: str, value: Any) -> None:
    literal = _literal(value)
    key = path.partition(" ")[0]
    text = SMALL.replace(path, f"{key} = {literal}" if literal is not None else "")
    _taken_or_told(text)


@given(st.dictionaries(st.sampled_from(["title", "way", "media", "answer", "after_s", "x"]), VALUES, max_size=5))
def test_whatever_is_written_of_a_person_is_taken_or_told(person: dict[str, Any]) -> None:
    lines = [f"{key} = {literal}" for key, value in person.items() if (literal := _literal(value)) is not None]
    _taken_or_told(SMALL + "[[person]]\n" + "\n".join(lines))


@given(st.dictionaries(st.sampled_from(["kind", "at_s", "camera", "lasts_s"]), VALUES, max_size=4))
def test_whatever_is_written_of_a_fault_is_taken_or_told(fault: dict[str, Any]) -> None:
    lines = [f"{key} = {literal}" for key, value in fault.items() if (literal := _literal(value)) is not None]
    _taken_or_told(SMALL + "[[fault]]\n" + "\n".join(lines))


@given(st.binary(max_size=200))
def test_garbage_is_told(data: bytes) -> None:
    with pytest.raises(DrillFileError):
        read_drill(data, name="garbage.toml")


def _taken_or_told(text: str) -> None:
    try:
        script = read(text)
    except DrillFileError as error:
        assert error.faults
    else:
        assert script.drill_id == tomllib.loads(text)["id"]


def test_the_folder_holds_nothing_else() -> None:
    assert all(path.suffix == ".toml" for path in FOLDER.iterdir())
