"""What `hub check` says of a hub that is well, and of each thing that is not."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from app.clock import SystemClock
from app.hub import check as checking
from app.hub.certificates import certify
from app.hub.check import Finding, Level, check
from app.hub.settings import HubSettings
from app.store.engine import sqlite_url
from tests.fakes.clock import FakeClock
from tests.servers.hub import running_hub
from tests.servers.postgresql import PostgreSql


@pytest.fixture
def settings(stopped_hub: Path, tmp_path: Path) -> HubSettings:
    data = shutil.copytree(stopped_hub, tmp_path / "hub")
    return HubSettings(data=data, database=sqlite_url(data / "hub.db"))


def of(findings: Sequence[Finding], what: str) -> list[tuple[Level, str]]:
    return [(finding.level, finding.words) for finding in findings if finding.what == what]


async def failures(settings: HubSettings) -> list[str]:
    findings = await check(settings, clock=SystemClock())
    return [f"{finding.what}: {finding.words}" for finding in findings if finding.level is Level.FAILED]


async def test_all_is_well_with_a_hub_that_was_stopped(settings: HubSettings) -> None:
    findings = await check(settings, clock=SystemClock())
    assert [finding for finding in findings if finding.level is Level.FAILED] == []
    ((level, words),) = of(findings, "event log")
    assert level is Level.OK
    assert "agrees with the checkpoint of" in words


async def test_and_while_it_runs(tmp_path: Path, database: URL) -> None:
    async with running_hub(tmp_path / "hub", database=database) as hub:
        assert await failures(hub.hub.settings) == []
        await hub.client()
        assert await failures(hub.hub.settings) == []


async def test_looking_changes_nothing(settings: HubSettings) -> None:
    before = _tree(settings.data)
    await check(settings, clock=SystemClock())
    assert _tree(settings.data) == before


async def test_there_is_no_hub(tmp_path: Path) -> None:
    nowhere = HubSettings(data=tmp_path / "hub", database=sqlite_url(tmp_path / "hub" / "hub.db"))
    assert await failures(nowhere) == [f"folder: there is none at {tmp_path / 'hub'}"]
    (tmp_path / "hub").mkdir()
    assert (await failures(nowhere))[0] == f"database: there is none at {tmp_path / 'hub' / 'hub.db'}"
    assert not (tmp_path / "hub" / "hub.db").exists()


async def test_the_database_does_not_answer(settings: HubSettings, postgresql: PostgreSql) -> None:
    lost = HubSettings(data=settings.data, database=postgresql.url("postgres").set(port=1))
    (failure,) = await failures(lost)
    assert failure.startswith("database: the database cannot be read:")


async def test_the_database_is_of_something_else(settings: HubSettings, postgresql: PostgreSql) -> None:
    (failure,) = await failures(HubSettings(data=settings.data, database=postgresql.url("postgres")))
    assert "not a hub's" in failure


@pytest.mark.parametrize(
    ("revision", "level", "words"),
    [("9999", Level.FAILED, "install the newer one"), ("0001", Level.OK, "make a backup first")],
)
async def test_another_schema(settings: HubSettings, revision: str, level: Level, words: str) -> None:
    await _execute(settings, f"UPDATE alembic_version SET version_num = '{revision}'")
    ((found, said),) = of(await check(settings, clock=SystemClock()), "database")
    assert found is level
    assert words in said


async def test_the_log_lost_its_end(settings: HubSettings) -> None:
    await _execute(
        settings, "DROP TRIGGER event_no_delete", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"
    )
    (failure,) = await failures(settings)
    assert failure.startswith("event log: ends with event")


async def test_the_log_was_rewritten(settings: HubSettings) -> None:
    await _execute(settings, "DROP TRIGGER event_no_update", "UPDATE event SET hash = 'forged'")
    (failure,) = await failures(settings)
    assert failure.startswith("event log: contradicts")


async def test_a_forged_checkpoint(settings: HubSettings) -> None:
    (file,) = settings.checkpoints.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b'"reason":"stop"', b'"reason":"export"'))
    assert await failures(settings) == ["checkpoints: are no proof: wrong-signature"]


async def test_half_a_checkpoint_is_one_on_its_way(settings: HubSettings) -> None:
    (file,) = settings.checkpoints.glob("*.jsonl")
    file.write_bytes(file.read_bytes() + b'{"checkpoint":{"at":')
    assert await failures(settings) == []


async def test_keys_that_others_read_or_that_are_gone(settings: HubSettings) -> None:
    settings.seal_key.chmod(0o644)
    settings.signing_key.unlink()
    assert await failures(settings) == [
        "key: hub.key can be read by others; set its mode to 0600",
        "key: signing.key is missing; restore it from a backup",
    ]


async def test_a_clock_that_was_set_back(settings: HubSettings) -> None:
    findings = await check(settings, clock=FakeClock(datetime.now(UTC) - timedelta(hours=1)))
    ((level, words),) = of(findings, "clock")
    assert level is Level.FAILED
    assert "behind the last event" in words


@pytest.mark.parametrize(
    ("free", "level"), [(5e9, Level.OK), (1e9, Level.WARNING), (1e8, Level.FAILED)], ids=["much", "little", "none"]
)
async def test_room_on_the_disk(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch, free: float, level: Level
) -> None:
    real = shutil.disk_usage(settings.data)
    monkeypatch.setattr(checking.shutil, "disk_usage", lambda _folder: real._replace(free=int(free)))
    ((found, _words),) = of(await check(settings, clock=SystemClock()), "disk")
    assert found is level


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [(0, Level.OK, "hall.example"), (370, Level.WARNING, "renew it"), (400, Level.FAILED, "it is over")],
)
async def test_the_certificate(settings: HubSettings, days: int, level: Level, words: str) -> None:
    certify(settings.tls, ["hall.example"], now=datetime.now(UTC))
    findings = await check(settings, clock=FakeClock(datetime.now(UTC) + timedelta(days=days)))
    ((found, said),) = of(findings, "certificate")
    assert found is level
    assert words in said


async def test_a_given_certificate_is_looked_at_too(settings: HubSettings, tmp_path: Path) -> None:
    (tmp_path / "given.pem").write_text("no certificate")
    findings = await check(settings, clock=SystemClock(), certificate=tmp_path / "given.pem")
    assert of(findings, "certificate") == [(Level.FAILED, f"{tmp_path / 'given.pem'} holds no certificate in PEM")]


async def test_whether_a_time_server_keeps_the_clock_is_the_systems_word(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class System:
        def __init__(self, state: int) -> None:
            self.adjtimex = lambda _buffer: state

    for state, level in ((0, Level.OK), (5, Level.WARNING), (-1, Level.WARNING)):
        monkeypatch.setattr(checking.ctypes, "CDLL", lambda *_words, state=state, **_more: System(state))
        ((found, _words),) = of(await check(settings, clock=SystemClock()), "time server")
        assert found is level
    monkeypatch.undo()
    ((found, _words),) = of(await check(settings, clock=SystemClock()), "time server")
    assert found in (Level.OK, Level.WARNING)


async def _execute(settings: HubSettings, *statements: str) -> None:
    engine = create_async_engine(settings.database)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


def _tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }
