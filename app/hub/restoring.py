"""`main.py hub restore`: a backup becomes a hub again, once everything in it was found to be as it was written.

Nothing that is there is overwritten: it is put aside, whole, and stays until somebody deletes it.
"""

import asyncio
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from app.clock import Clock
from app.domain.event_chain import GENESIS, Walk, hashed_bytes
from app.domain.events import EventKind
from app.hub.backup_file import SQLITE_MEMBER, BadBackupError, Manifest, unpack
from app.hub.database_copy import (
    has_tables,
    held_postgresql,
    opened_database,
    put_aside,
    put_back,
    restore_postgresql,
)
from app.hub.hub import Hub
from app.hub.lock import LOCK_FILE
from app.hub.operator_notes import leave_note
from app.hub.settings import HubSettings
from app.logs import FILE_NAME as LOG_FILE
from app.services.audit.checkpoints import BadCheckpointError, check_against, read_checkpoints
from app.services.audit.signing import KeyRefusedError, PublicKey
from app.store.engine import sqlite_url
from app.store.schema import HEAD
from app.store.store import Reading


class RestoreRefusedError(Exception):
    """Nothing was changed; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`replaced`: where the folder's old contents are, and the database's tables (a schema of PostgreSQL)."""

    manifest: Manifest
    replaced: tuple[str, ...]


async def restore(settings: HubSettings, backup: Path, *, replace: bool, clock: Clock) -> Restored:
    """The folder is the caller's to lock.

    Raises RestoreRefusedError, BadBackupError, CopyError, StoreError, OSError and those of keys.
    """
    data = settings.data
    there = _contents(data)
    if there and not replace:
        raise RestoreRefusedError(f"{data} is not empty; with --replace what is there is put aside first")
    stamp = f"{clock.now():%Y%m%dT%H%M%SZ}"
    staged = data / f".restoring-{secrets.token_hex(4)}"
    staged.mkdir(mode=0o700)
    try:
        manifest = await asyncio.to_thread(unpack, backup, staged)
        _check_engine(manifest, settings)
        replaced: list[str] = []
        if manifest.engine == "sqlite":
            await _check_log(sqlite_url(staged / manifest.database), staged, manifest)
        else:
            schema = await _into_postgresql(settings.database, staged, manifest, replace=replace, stamp=stamp)
            replaced += [f"schema {schema} of the database"] if schema is not None else []
            (staged / manifest.database).unlink()
        if there:
            aside = data / f"replaced-{stamp}"
            _move(there, aside)
            replaced.append(str(aside))
        _move(_contents(staged), data)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    facts = {
        "file": backup.name,
        "made_at": manifest.made_at.isoformat(),
        "head_seq": manifest.head_seq,
        "head_hash": manifest.head_hash,
    }
    leave_note(settings.notes, EventKind.RESTORED, facts, at=clock.now())
    await _write_down(settings, clock)
    return Restored(manifest, tuple(replaced))


def _contents(folder: Path) -> list[Path]:
    """But for what the program makes before it knows what it is to do, and what an earlier restore put aside."""
    passed_over = (LOCK_FILE, LOG_FILE, ".restoring-", "replaced-")
    return sorted(path for path in folder.iterdir() if not path.name.startswith(passed_over))


def _move(paths: Sequence[Path], folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in paths:
        path.rename(folder / path.name)


def _check_engine(manifest: Manifest, settings: HubSettings) -> None:
    if manifest.schema_revision > HEAD:
        raise RestoreRefusedError(
            f"the backup has revision {manifest.schema_revision}, this program knows {HEAD}; install the newer one"
        )
    if manifest.engine == "postgresql" and settings.database.get_backend_name() != "postgresql":
        raise RestoreRefusedError("the backup is of a PostgreSQL database; name one with --database")
    if manifest.engine == "sqlite" and settings.database != sqlite_url(settings.data / SQLITE_MEMBER):
        raise RestoreRefusedError("the backup is of an SQLite database; restore it without --database")


async def _into_postgresql(database: URL, staged: Path, manifest: Manifest, *, replace: bool, stamp: str) -> str | None:
    """The schema that holds what was there before."""
    async with held_postgresql(database) as connection:
        schema = f"replaced_{stamp.lower()}" if await has_tables(connection) else None
        if schema is not None and not replace:
            raise RestoreRefusedError("the database is not empty; with --replace what is there is put aside first")
        if schema is not None:
            await put_aside(connection, schema)
        try:
            await restore_postgresql(database, staged / manifest.database)
            await _check_log(database, staged, manifest)
        except BaseException:
            await put_back(connection, schema)
            raise
    return schema


async def _check_log(database: URL, folder: Path, manifest: Manifest) -> None:
    """The chain from its beginning, its end against the manifest, the checkpoints against it. Raises BadBackupError."""
    try:
        checkpoints = read_checkpoints(folder / "checkpoints", PublicKey.load(folder / "signing.pub"))
    except FileNotFoundError:
        checkpoints = ()
    except (BadCheckpointError, KeyRefusedError) as error:
        raise BadBackupError(f"the checkpoints of the backup are no proof: {error}") from error
    async with opened_database(database) as connection:
        hashes = await _walk(Reading(connection), {one.checkpoint.seq for one in checkpoints})
    head = max(hashes)
    if (head, hashes[head]) != (manifest.head_seq, manifest.head_hash):
        raise BadBackupError(f"the log of the backup ends with event {head} and not as its manifest says")
    contradicted = check_against(checkpoints, hashes)
    if contradicted is not None:
        raise BadBackupError(
            f"event {contradicted.checkpoint.seq} of the backup is not the one that its checkpoint was signed for"
        )


async def _walk(reading: Reading, wanted: set[int]) -> dict[int, str]:
    """Hashes by sequence, of the wanted events and the last. Raises BadBackupError."""
    walk = Walk()
    hashes = {0: GENESIS}
    async for event in reading.all_events():
        fault = walk.step(
            seq=event.seq, previous_hash=event.previous_hash, event_hash=event.hash, hashed=hashed_bytes(event)
        )
        if fault is not None:
            raise BadBackupError(f"the log of the backup is damaged at event {fault.seq}: {fault.kind.value}")
        if event.seq in wanted:
            hashes[event.seq] = event.hash
    hashes[walk.head_seq] = walk.head_hash
    return hashes


async def _write_down(settings: HubSettings, clock: Clock) -> None:
    """The hub migrates what is older and takes up the note."""
    hub = Hub(settings, clock=clock)
    try:
        await hub.start()
    finally:
        await hub.close()
