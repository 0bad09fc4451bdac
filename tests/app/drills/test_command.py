"""`main.py drills` lists what comes along; what cannot be played is one line and status 2."""

from pathlib import Path

import pytest

from app.command_line import parser
from app.drills.command import run


def drills(*words: str) -> int:
    return run(parser().parse_args(["drills", *words]))


def test_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert drills() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["crowd-at-a-station", "fire-in-a-mall", "flooded-tunnel"]
    assert "商场火灾" in lines[1]


def test_a_script_that_cannot_be_read_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert drills("play", "lunch", "--hub-folder", str(tmp_path)) == 2
    assert capsys.readouterr().err.startswith("drills: lunch: there is no such drill; there are crowd-at-a-station")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:x", ":"])
def test_a_control_port_without_a_number_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        drills("play", "fire-in-a-mall", "--hub-folder", str(tmp_path), "--control", address)
    assert refused.value.code == 2
