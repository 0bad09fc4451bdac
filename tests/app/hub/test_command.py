"""What a terminal gets to know of a hub that cannot serve: one line in words, and a status that scripts rely on."""

import logging
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.command_line import UnusableWordsError, parser
from app.hub import command
from app.hub.lock import data_folder_lock
from app.hub.place import STATUS_TAKEN
from app.hub.rooms.engine_choice import media_addresses
from main import main
from tests.e2e.processes import ROOT
from tests.servers.postgresql import PASSWORD, PostgreSql

# What an administrator types, beginning to end; each with what it says.
_WAY = (
    (("hub", "init", "--data", "{data}", "--admin", "chief", "--password-file", "{password}"), "'chief' can log in"),
    (("hub", "--data", "{data}", "check"), "ok       event log"),
    (("hub", "backup", "{home}/backup.tar", "--data", "{data}"), "keep it as safe as the hub"),
    (("hub", "restore", "--data", "{home}/other", "{home}/backup.tar"), "the hub as it was at"),
    (("hub", "restore", "--data", "{home}/other", "{home}/backup.tar", "--replace"), "what was there before is in"),
    (("audit", "export", "{home}/log", "--data", "{home}/other", "--challenge", "蓝灯"), "events of hub"),
    (("audit", "verify", "{home}/log", "--key", "{home}/other/signing.pub", "--challenge", "蓝灯"), ": good: "),
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], expected_log: list[str]) -> Iterator[Run]:
    """`main.py hub` with these words: its status and what it said on standard error."""
    umask, level, raises = os.umask(0o077), logging.getLogger().level, logging.raiseExceptions

    def run(*words: str | Path) -> tuple[int, str]:
        expected_log.append("")  # what it says there is what is looked at
        status = command.run(parser().parse_args(["hub", *map(str, words)]))
        captured = capsys.readouterr()
        assert captured.out == ""
        return status, captured.err

    yield run
    os.umask(umask)
    logging.getLogger().setLevel(level)
    logging.raiseExceptions = raises


@pytest.fixture
def data(stopped_hub: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stopped_hub, tmp_path / "hub")


def test_the_way_of_an_administrator(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text("eleven blue lamps\n")
    (tmp_path / "data").mkdir()
    places = {"home": tmp_path, "data": tmp_path / "data", "password": tmp_path / "password"}
    for words, clue in _WAY:
        monkeypatch.setattr("sys.argv", ["main.py", *(word.format(**places) for word in words)])
        status = main()
        captured = capsys.readouterr()
        assert (status, captured.err) == (0, ""), words
        assert clue in captured.out, words


def test_settings_of_conferences_that_cannot_be_used_are_told_before_anything_begins(run: Run, data: Path) -> None:
    (data / "conference.toml").write_text("public_url = 5150")
    (data / "conference.toml").chmod(0o600)
    with pytest.raises(UnusableWordsError, match=r"conference\.toml, public_url"):
        run("--data", data)


@pytest.mark.parametrize(
    ("words", "clue"),
    [
        (["--listen", "0.0.0.0:0"], "without TLS the hub listens on loopback only"),
        (["--listen", "hall.example:0"], "without TLS"),
        (["--local-ca"], "make it with `main.py hub init`"),
        (["--tls-cert", "cert.pem"], "belong together"),
        (["--tls-cert", "/nowhere/c.pem", "--tls-key", "/nowhere/k.pem"], "there is no file /nowhere/c.pem"),
        (["--local-ca", "--tls-cert", "c.pem", "--tls-key", "k.pem"], "either --local-ca or --tls-cert"),
        (["--database", "mysql://hub:open-sesame@db/hub"], "--database: mysql is not supported"),
        (["init", "--admin", "chief", "--host", "https://hall"], "--host: 'https://hall' is neither"),
        (["restore", "/nowhere/b.tar"], "there is no file /nowhere/b.tar"),
    ],
)
def test_words_that_cannot_be_done_are_told(run: Run, tmp_path: Path, words: list[str], clue: str) -> None:
    place = ["--data", str(tmp_path / "hub")]
    with pytest.raises(UnusableWordsError, match=clue) as refused:
        run(*([*words[:1], *place, *words[1:]] if words[0] in ("init", "restore") else [*place, *words]))
    assert "open-sesame" not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "clue"),
    [
        (["--media-ports", "40000"], "is not FIRST-LAST"),
        (["--media-ports", "40100-40000"], "is not FIRST-LAST"),
        (["--media-ports", "80-90"], "is not FIRST-LAST"),
        (["--media-address", "hub.example"], "is no address of this machine"),
        (["--media-address", "0.0.0.0"], "leave the word out"),
    ],
)
def test_words_about_media_that_mean_nothing_are_told(
    words: list[str], clue: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["hub", *words])
    assert clue in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "ports", "addresses"),
    [
        ([], None, ("127.0.0.1",)),
        (["--listen", "[::1]:0"], None, ("::1",)),
        (["--listen", "localhost:0"], None, ("127.0.0.1", "::1")),
        (["--listen", "0.0.0.0:0"], None, None),
        (["--media-ports", "40000-40199", "--media-address", "10.0.0.8"], (40000, 40199), ("10.0.0.8",)),
    ],
)
def test_where_conferences_are_carried(
    tmp_path: Path, words: list[str], ports: tuple[int, int] | None, addresses: tuple[str, ...] | None
) -> None:
    settings = command.hub_settings(parser().parse_args(["hub", "--data", str(tmp_path), *words]))
    assert (settings.conference_ports, media_addresses(settings)) == (ports, addresses)


def test_the_unit_for_systemd_uses_words_that_there_are() -> None:
    unit = (ROOT / "packaging" / "fivefifteen-hub.service").read_text()
    (start,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    arguments = parser().parse_args(start.split("main.py ")[1].split())
    assert (arguments.mode, arguments.hub_mode, arguments.local_ca) == ("hub", None, True)
    assert f"RestartPreventExitStatus=2 {STATUS_TAKEN}\n" in unit


def test_a_folder_that_may_not_be_made_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableWordsError, match="cannot be used: Not a directory"):
        run("--data", tmp_path / "file" / "hub")


def test_a_port_in_use(run: Run, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = run("--data", data, "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert status == 1
    assert "the port is in use" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("init", "--admin", "chief"), ("restore", "--replace")])
def test_a_folder_in_which_a_hub_works(run: Run, data: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "backup.tar").touch()
    more = [tmp_path / "backup.tar"] if "restore" in words else []
    with data_folder_lock(data):
        status, said = run(*words, "--data", data, *more)
    assert status == 3
    assert said.startswith("main.py hub")
    assert f"another hub works in {data}" in said
    assert said.count("\n") == 1


def test_a_database_of_a_newer_program(run: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "hub.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    status, said = run("--data", data, "--listen", "127.0.0.1:0")
    assert status == 1
    assert "install the newer one" in said


@pytest.mark.parametrize(
    ("spoil", "clue"),
    [
        (lambda data: (data / "hub.key").chmod(0o644), "hub.key can be read by others; set its mode to 0600"),
        (lambda data: (data / "hub.key").write_bytes(bytes(32)), "hub.key is not the key"),
        (lambda data: (data / "hub.key").write_bytes(b""), "hub.key holds no key; restore it from the backup"),
        (lambda data: (data / "signing.key").write_bytes(b""), "signing.key: not a private key"),
        (lambda data: (data / "signing.pub").write_bytes(b""), "signing.pub: not a public key"),
        (lambda data: _replace_by_folder(data / "hub.key"), "hub.key: Is a directory"),
        (lambda data: (data / "hub.db").write_bytes(b"not a database at all" * 100), "not a database"),
    ],
    ids=["readable", "other", "empty", "no-signing-key", "no-public-key", "folder", "database"],
)
def test_files_that_cannot_be_used(run: Run, data: Path, spoil: Callable[[Path], None], clue: str) -> None:
    spoil(data)
    status, said = run("--data", data, "--listen", "127.0.0.1:0")
    assert status == 1
    assert clue in said
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_a_certificate_that_cannot_be_used(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("no certificate")
    certificate = ("--tls-cert", tmp_path / "c.pem", "--tls-key", tmp_path / "c.pem")
    status, said = run("--data", data, "--listen", "127.0.0.1:0", *certificate)
    assert status == 1
    assert "not usable PEM" in said


@pytest.mark.parametrize("reason", ["wrong password", "no server"])
def test_the_password_of_the_database_is_said_nowhere(
    run: Run, tmp_path: Path, postgresql: PostgreSql, reason: str
) -> None:
    url = postgresql.url("postgres")
    url = url.set(username="nobody") if reason == "wrong password" else url.set(port=1)
    status, said = run("--data", tmp_path / "hub", "--database", url.render_as_string(hide_password=False))
    assert status == 1
    assert "the database cannot be opened" in said
    assert PASSWORD not in said
    assert PASSWORD not in (tmp_path / "hub" / "fivefifteen.log").read_text()


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
