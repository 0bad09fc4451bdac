"""What scripts and people at a terminal rely on: words, exit status, one clear line."""

import socket
from pathlib import Path

import pytest

from app.command_line import VERSION
from tests.bench.screen import Screen
from tests.e2e.processes import run_to_end

pytestmark = pytest.mark.e2e

A_URL = "rtsp://127.0.0.1/camera"


@pytest.mark.parametrize("mode", [(), ("demo",), ("wall",), ("simulate",)])
def test_help_explains_each_mode(mode: tuple[str, ...], tmp_path: Path) -> None:
    ended = run_to_end([*mode, "--help"], home=tmp_path)
    assert (ended.process.returncode, ended.errors) == (0, "")
    assert ended.output.startswith(" ".join(("usage: main.py", *mode)))


def test_version(tmp_path: Path) -> None:
    ended = run_to_end(["--version"], home=tmp_path)
    assert (ended.process.returncode, ended.errors) == (0, "")
    assert ended.output == f"Fivefifteen {VERSION}\n"


@pytest.mark.parametrize(
    ("words", "clue"),
    [
        (("wall",), "URL"),
        (("wall", "no address"), "no address"),
        (("wall", "gopher://127.0.0.1/camera"), "gopher"),
        (("wall", "rtsp://127.0.0.1:65536/camera"), "65535"),
        (("wall", "rtsp:///camera"), "host"),
        (("wall", A_URL, "--layout", "4by4"), "4by4"),
        (("wall", A_URL, "--layout", "0x4"), "1 to 16"),
        (("wall", A_URL, "--geometry", "wide"), "wide"),
        (("wall", A_URL, "--transport", "carrier-pigeon"), "carrier-pigeon"),
        (("wall", A_URL, "--screen", "first"), "first"),
        (("wall", A_URL, "--screen", "1", "--geometry", "640x360"), "--screen"),
        (("wall", A_URL, "--no-such-option"), "--no-such-option"),
        (("gallery",), "gallery"),
        (("simulate", "--port", "70000"), "65535"),
        (("simulate", "--cameras", "none"), "--cameras"),
    ],
)
def test_unusable_words_are_one_clear_line_and_status_2(words: tuple[str, ...], clue: str, tmp_path: Path) -> None:
    ended = run_to_end(words, home=tmp_path)
    assert (ended.process.returncode, ended.output) == (2, "")
    assert clue in ended.errors
    assert ended.errors.count("\n") == 1
    assert "_" not in ended.errors, "a name of the code in words for people"


def test_the_password_in_an_unusable_address_is_not_repeated(tmp_path: Path) -> None:
    ended = run_to_end(["wall", "rtsp://operator:open-sesame@127.0.0.1:99999/camera"], home=tmp_path)
    assert ended.process.returncode == 2
    assert "open-sesame" not in ended.errors
    assert "99999" in ended.errors


@pytest.mark.parametrize(
    ("words", "clue"),
    [
        (("--screen", "7"), "no screen 7"),
        (("--screen", "0"), "no screen 0"),
        (("--stats", "/no/such/folder/stats"), "/no/such/folder/stats"),
    ],
)
def test_what_this_machine_has_not_is_one_clear_line_and_status_2(
    words: tuple[str, ...], clue: str, screen: Screen, tmp_path: Path
) -> None:
    ended = run_to_end(["wall", A_URL, *words], home=tmp_path, variables={"DISPLAY": screen.display})
    assert (ended.process.returncode, ended.output) == (2, "")
    assert clue in ended.errors
    assert ended.errors.count("\n") == 1


def test_a_wall_without_a_display_says_so_in_one_line(tmp_path: Path) -> None:
    ended = run_to_end(["wall", A_URL], home=tmp_path)
    assert (ended.process.returncode, ended.output) == (2, "")
    assert "display" in ended.errors
    assert ended.errors.count("\n") == 1


def test_simulate_on_a_used_port_is_one_clear_line_and_status_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run_to_end(["simulate", "--cameras", "1", "--port", port], home=tmp_path)
    assert (ended.process.returncode, ended.output) == (2, "")
    assert "in use" in ended.errors
    assert ended.errors.count("\n") == 1
