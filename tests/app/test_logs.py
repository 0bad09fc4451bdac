"""The log: everything that matters, nothing that is secret."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import start_logging, stop_logging

log = logging.getLogger("tests.logs")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where to log; afterwards logging is as it was."""
    level, loud = logging.getLogger().level, logging.raiseExceptions
    yield tmp_path / "logs"
    stop_logging()
    logging.getLogger().setLevel(level)
    logging.raiseExceptions = loud


@pytest.fixture
def log_file(folder: Path) -> Path:
    return start_logging(folder)


def test_a_line_says_when_where_and_what(log_file: Path) -> None:
    log.info("wall opened on %s", "DP-1")
    line = log_file.read_text("utf-8")
    assert line.endswith("Z INFO    MainThread tests.logs: wall opened on DP-1\n")


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("rtsp://admin:s3cret@10.0.0.1/1", ()),
        ("opening %s", ("rtsp://admin:s3cret@10.0.0.1/1",)),
        ("http://h/live?user=a&password=s3cret&x=1", ()),
        ("%s", ({"url": "rtsp://admin:s3cret@h/"},)),
        ("DESCRIBE rtsp://h/ RTSP/1.0\r\nAuthorization: Basic s3cret=\r\nCSeq: 1", ()),
        ("Proxy-Authorization: Digest s3cret", ()),
        ("does not fit %d", ("rtsp://admin:s3cret@h/",)),
    ],
)
def test_no_password_reaches_the_file(log_file: Path, message: str, arguments: tuple[object, ...]) -> None:
    log.info(message, *arguments)
    written = log_file.read_text("utf-8")
    assert "s3cret" not in written
    assert "***" in written


def test_no_password_reaches_file_or_screen_in_a_traceback(
    folder: Path, expected_log: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    expected_log.append("failed")
    log_file = start_logging(folder)
    try:
        raise OSError("cannot open rtsp://admin:s3cret@h/1")
    except OSError:
        log.exception("failed", stack_info=True)
    written, shown = log_file.read_text("utf-8"), capsys.readouterr().err
    for text in (written, shown):
        assert "OSError: cannot open rtsp://***@h/1" in text
        assert "Stack (most recent call last)" in text
        assert "s3cret" not in text


def test_a_full_disk_shows_no_password_either(
    folder: Path, expected_log: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    expected_log.append("failed")
    folder.mkdir()
    (folder / "fivefifteen.log").symlink_to("/dev/full")
    start_logging(folder)
    try:
        raise OSError("cannot open rtsp://admin:s3cret@h/1")
    except OSError:
        log.exception("failed")
    shown = capsys.readouterr().err
    assert "failed" in shown
    assert "s3cret" not in shown


def test_warnings_are_seen_on_the_screen_too(
    folder: Path, expected_log: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    expected_log.append("disk nearly full")
    start_logging(folder)
    log.info("quiet")
    log.warning("disk nearly full")
    shown = capsys.readouterr().err
    assert "WARNING MainThread tests.logs: disk nearly full" in shown
    assert "quiet" not in shown


def test_names_of_all_scripts_and_halves_of_characters_are_written(log_file: Path) -> None:
    log.info("中山公园 🚒 \ud800")
    assert "中山公园 🚒 \\ud800" in log_file.read_text("utf-8")


def test_starting_again_moves_the_log_and_writes_each_line_once(log_file: Path, tmp_path: Path) -> None:
    second = start_logging(tmp_path / "elsewhere", level=logging.DEBUG)
    log.debug("once")
    assert second.read_text("utf-8").count("once") == 1
    assert "once" not in log_file.read_text("utf-8")
