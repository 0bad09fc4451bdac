"""One file that a hub comes back from: consistent though it was taken while commands went on, or refused whole."""

import asyncio
import hashlib
import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.clock import SystemClock
from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.hub import database_copy
from app.hub.backup import make_backup
from app.hub.backup_file import BadBackupError, Manifest
from app.hub.database_copy import CopyError
from app.hub.restoring import RestoreRefusedError, restore
from app.hub.settings import HubSettings
from app.services.audit.checkpoints import CheckpointReason
from app.services.commands.incidents import ReportIncident
from app.store.engine import sqlite_url
from app.store.errors import StoreTakenError
from tests.servers.hub import RunningHub, running_hub
from tests.servers.postgresql import PostgreSql

CLOCK = SystemClock()
FIRE = ReportIncident(
    title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II, place=Place(text="华阳路街道 中山公园")
)


def settings_of(data: Path, database: URL | None = None) -> HubSettings:
    return HubSettings(data=data, database=database or sqlite_url(data / "hub.db"))


async def all_events(hub: RunningHub) -> list[Event]:
    async with hub.hub.store.reading() as reading:
        return await reading.events()


@pytest.fixture
def source(stopped_hub: Path, tmp_path: Path) -> HubSettings:
    """Of a hub that has stopped, with one incident and one picture."""
    return settings_of(shutil.copytree(stopped_hub, tmp_path / "source"))


def target_of(tmp_path: Path) -> HubSettings:
    settings = settings_of(tmp_path / "target")
    settings.data.mkdir()
    return settings


async def test_a_hub_comes_back_as_it_was(source: HubSettings, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    (source.data / "conference.toml").write_text('public_url = "https://hub.example"')
    manifest = await make_backup(source, backup, clock=CLOCK)
    assert "conference.toml" in manifest.members
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    target = target_of(tmp_path)
    restored = await restore(target, backup, replace=False, clock=CLOCK)
    assert restored.replaced == ()
    for name in manifest.members:
        if name.startswith(("hub.key", "signing", "conference", "attachments")):
            assert (target.data / name).read_bytes() == (source.data / name).read_bytes()
            assert stat.S_IMODE((target.data / name).stat().st_mode) == 0o600
    async with running_hub(source.data) as hub:
        before = await all_events(hub)
        hub_id = hub.hub.hub_id
    async with running_hub(target.data) as hub:
        after = await all_events(hub)
        assert hub.hub.hub_id == hub_id
        assert len([*hub.hub.open_incidents]) == 1
    assert after[: manifest.head_seq] == before[: manifest.head_seq]
    assert first_fault(after) is None


async def test_both_are_written_down(source: HubSettings, tmp_path: Path) -> None:
    manifest = await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    target = target_of(tmp_path)
    await restore(target, tmp_path / "backup.tar", replace=False, clock=CLOCK)
    for settings, kind in ((source, EventKind.BACKUP_MADE), (target, EventKind.RESTORED)):
        async with running_hub(settings.data) as hub:
            (event,) = [one for one in await all_events(hub) if one.kind is kind]
            assert event.payload["file"] == "backup.tar"
            assert event.payload["head_seq"] == manifest.head_seq


async def test_a_backup_taken_while_commands_go_on_is_of_one_moment(
    tmp_path: Path, database: URL, postgresql: PostgreSql
) -> None:
    source = settings_of(tmp_path / "source", database)
    async with running_hub(source.data, database=database) as hub:
        seat = await hub.client(Role.DUTY_OFFICER)
        done = asyncio.Event()

        async def report() -> int:
            count = 0
            while not done.is_set():
                await seat.report_incident(FIRE)
                await hub.hub.checkpoints.sign(CheckpointReason.ON_DEMAND)
                count += 1
            return count

        reporting = asyncio.create_task(report())
        seqs = []
        for number in range(3):
            manifest = await make_backup(source, tmp_path / f"{number}.tar", clock=CLOCK)
            seqs.append(manifest.head_seq)
        done.set()
        reported = await reporting
    assert reported > 3
    assert seqs[0] < seqs[-1]
    # Restoring walks the whole chain and holds every checkpoint against it.
    is_sqlite = database.get_backend_name() == "sqlite"
    target = settings_of(tmp_path / "target", None if is_sqlite else postgresql.url(postgresql.new_database()))
    target.data.mkdir()
    await restore(target, tmp_path / "2.tar", replace=False, clock=CLOCK)
    async with running_hub(target.data, database=target.database) as hub:
        events = await all_events(hub)
        incidents = {one.incident_id for one in hub.hub.open_incidents}
    registered = [event for event in events if event.kind is EventKind.INCIDENT_REGISTERED]
    assert {event.incident_id for event in registered} == incidents
    assert max(event.seq for event in registered) <= seqs[-1]


# -- what is there is not lost


async def test_a_place_that_is_not_empty_is_left_alone(source: HubSettings, tmp_path: Path) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    before = _tree(source.data)
    with pytest.raises(RestoreRefusedError, match=r"not empty.*--replace"):
        await restore(source, tmp_path / "backup.tar", replace=False, clock=CLOCK)
    assert _tree(source.data) == before


async def test_what_is_replaced_is_put_aside_whole(source: HubSettings, tmp_path: Path) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    async with running_hub(source.data) as hub:
        await (await hub.client(Role.DUTY_OFFICER)).report_incident(FIRE)
        newest = len(await all_events(hub))
    restored = await restore(source, tmp_path / "backup.tar", replace=True, clock=CLOCK)
    (aside,) = restored.replaced
    async with running_hub(Path(aside)) as hub:
        assert len(await all_events(hub)) > newest
    async with running_hub(source.data) as hub:
        assert len(await all_events(hub)) < newest


async def test_tables_of_postgresql_are_put_aside_into_a_schema(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = postgresql.url(postgresql.new_database())
    source = settings_of(tmp_path / "source", url)
    async with running_hub(source.data, database=url):
        await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    target = settings_of(tmp_path / "target", url)
    target.data.mkdir()
    with pytest.raises(RestoreRefusedError, match=r"database is not empty.*--replace"):
        await restore(target, tmp_path / "backup.tar", replace=False, clock=CLOCK)
    restored = await restore(target, tmp_path / "backup.tar", replace=True, clock=CLOCK)
    (aside,) = restored.replaced
    schema = aside.split()[1]
    third = settings_of(tmp_path / "third", url)
    third.data.mkdir()
    assert int(postgresql.execute(f"SELECT count(*) FROM {schema}.event", database=str(url.database))) > 10
    async with running_hub(target.data, database=url) as hub:
        assert first_fault(await all_events(hub)) is None
        with pytest.raises(RuntimeError, match="only grows"):
            postgresql.execute("DELETE FROM event", database=str(url.database))
        with pytest.raises(StoreTakenError, match="stop it first"):
            await restore(third, tmp_path / "backup.tar", replace=True, clock=CLOCK)


async def test_a_damaged_dump_leaves_the_database_as_it_was(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = postgresql.url(postgresql.new_database())
    source = settings_of(tmp_path / "source", url)
    async with running_hub(source.data, database=url):
        manifest = await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    _rewrite(tmp_path / "backup.tar", tmp_path / "bad.tar", {"hub.pgdump": lambda dump: dump[: len(dump) // 2]})
    target = settings_of(tmp_path / "target", url)
    target.data.mkdir()
    with pytest.raises(CopyError, match="pg_restore failed"):
        await restore(target, tmp_path / "bad.tar", replace=True, clock=CLOCK)
    assert _tree(target.data) == {}
    async with running_hub(source.data, database=url) as hub:
        assert len(await all_events(hub)) > manifest.head_seq


# -- what is not as it was written


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content[: len(content) // 3], "no backup, or it was cut off"),
        (lambda content: content[:-20_000], "cut off"),
        (lambda content: content.replace(b'"head_seq": 1', b'"head_seq": 9', 1), "not as its manifest says|ends with"),
        (lambda content: _flip(content, b"PRIVATE KEY"), "signing.key is missing or not as it was written"),
        (lambda _content: b"", "no backup"),
        (lambda _content: b"a letter to the mayor" * 1000, "no backup"),
    ],
    ids=["third", "tail", "manifest", "bit", "empty", "other"],
)
async def test_a_damaged_file_is_refused_whole(
    source: HubSettings, tmp_path: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    (tmp_path / "bad.tar").write_bytes(damage((tmp_path / "backup.tar").read_bytes()))
    target = target_of(tmp_path)
    with pytest.raises(BadBackupError, match=words):
        await restore(target, tmp_path / "bad.tar", replace=False, clock=CLOCK)
    assert _tree(target.data) == {}


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "attachments/../../evil", "hub.db-wal", "notes/a.json"])
async def test_an_archive_writes_nowhere_else(source: HubSettings, tmp_path: Path, name: str) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    _rewrite(tmp_path / "backup.tar", tmp_path / "bad.tar", {}, more={name: b"evil"})
    target = target_of(tmp_path)
    with pytest.raises(BadBackupError, match="does not belong"):
        await restore(target, tmp_path / "bad.tar", replace=False, clock=CLOCK)
    assert _tree(target.data) == {}


async def test_a_log_that_was_changed_is_not_restored(source: HubSettings, tmp_path: Path) -> None:
    """Also where the manifest was made to fit."""
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)

    def forge(database: bytes) -> bytes:
        return database.replace("华阳路街道".encode(), "江苏路街道".encode())

    _rewrite(tmp_path / "backup.tar", tmp_path / "bad.tar", {"hub.db": forge})
    target = target_of(tmp_path)
    with pytest.raises(BadBackupError, match="damaged at event"):
        await restore(target, tmp_path / "bad.tar", replace=False, clock=CLOCK)
    assert _tree(target.data) == {}


async def test_a_log_without_its_end_is_not_restored(source: HubSettings, tmp_path: Path) -> None:
    """An old database beside newer checkpoints."""
    await make_backup(source, tmp_path / "old.tar", clock=CLOCK)
    async with running_hub(source.data):
        pass
    await make_backup(source, tmp_path / "new.tar", clock=CLOCK)
    with tarfile.open(tmp_path / "old.tar") as old:
        members = {one.name: _content(old, one) for one in old}
    manifest = Manifest.model_validate_json(members["manifest.json"])
    _rewrite(
        tmp_path / "new.tar",
        tmp_path / "bad.tar",
        {"hub.db": lambda _new: members["hub.db"]},
        facts={"head_seq": manifest.head_seq, "head_hash": manifest.head_hash},
    )
    with pytest.raises(BadBackupError, match="checkpoint was signed for"):
        await restore(target_of(tmp_path), tmp_path / "bad.tar", replace=False, clock=CLOCK)


# -- places and tools


async def test_the_engines_are_not_mixed_up(source: HubSettings, tmp_path: Path, postgresql: PostgreSql) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    other = settings_of(target_of(tmp_path).data, postgresql.url(postgresql.new_database()))
    with pytest.raises(RestoreRefusedError, match="without --database"):
        await restore(other, tmp_path / "backup.tar", replace=False, clock=CLOCK)


async def test_a_backup_of_a_newer_program_is_refused(source: HubSettings, tmp_path: Path) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    _rewrite(tmp_path / "backup.tar", tmp_path / "newer.tar", {}, facts={"schema_revision": "9999"})
    with pytest.raises(RestoreRefusedError, match="install the newer one"):
        await restore(target_of(tmp_path), tmp_path / "newer.tar", replace=False, clock=CLOCK)


async def test_where_no_hub_was_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="there is no database"):
        await make_backup(settings_of(tmp_path), tmp_path / "backup.tar", clock=CLOCK)
    assert _tree(tmp_path) == {}


async def test_a_backup_that_fails_leaves_the_one_before(source: HubSettings, tmp_path: Path) -> None:
    await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    before = (tmp_path / "backup.tar").read_bytes()
    shutil.move(source.data / "hub.db", source.data / "elsewhere.db")
    with pytest.raises(CopyError):
        await make_backup(source, tmp_path / "backup.tar", clock=CLOCK)
    assert (tmp_path / "backup.tar").read_bytes() == before
    assert [path.name for path in _children(tmp_path)] == ["backup.tar", "source"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_missing_tools_are_named(tmp_path: Path, database: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_hub(tmp_path / "hub", database=database):
        pass
    monkeypatch.setattr(database_copy, "DEBIAN_FOLDER", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CopyError, match="pg_dump is not installed here; install the package postgresql-client"):
        await make_backup(settings_of(tmp_path / "hub", database), tmp_path / "backup.tar", clock=CLOCK)


# -- archives that nobody of ours has written


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    content = tar.extractfile(entry)
    assert content is not None
    return content.read()


def _rewrite(
    source: Path,
    target: Path,
    changes: dict[str, Callable[[bytes], bytes]],
    *,
    facts: dict[str, object] | None = None,
    more: dict[str, bytes] | None = None,
) -> None:
    """With changed members, and a manifest that fits them."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        members = {one.name: _content(old, one) for one in old}
        manifest = json.loads(members.pop("manifest.json")) | (facts or {})
        for name, change in changes.items():
            changed = change(members[name])
            assert changed != members[name]
            members[name] = changed
            manifest["members"][name] = {"size": len(changed), "sha256": hashlib.sha256(changed).hexdigest()}
        members |= more or {}
        members["manifest.json"] = json.dumps(manifest).encode()
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))


def _flip(content: bytes, before: bytes) -> bytes:
    place = content.index(before) + len(before) + 8
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _tree(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())
