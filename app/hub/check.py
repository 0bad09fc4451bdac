"""`main.py hub check`: what somebody who looks after the hub would look at, a line for each; also while it runs.

It takes no lock, not even for a moment: a hub that starts just then would believe that another one works there.
"""

import ctypes
import os
import shutil
import stat
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.clock import Clock
from app.domain.event_chain import GENESIS
from app.hub.certificates import CertificateError, LocalAuthority, facts_of
from app.hub.database_copy import opened_database
from app.hub.rooms.settings import FILE_NAME as CONFERENCE_FILE
from app.hub.settings import HubSettings
from app.services.audit.checkpoints import BadCheckpointError, Checkpoint, parse_checkpoint
from app.services.audit.signing import KeyRefusedError, PublicKey
from app.store.errors import StoreError
from app.store.schema import HEAD
from app.store.tables import EVENT

_CERTIFICATE_SOON = timedelta(days=30)
_LITTLE_ROOM_BYTES = 2_000_000_000
_NO_ROOM_BYTES = 200_000_000
_CLOCK_MAY_DIFFER = timedelta(seconds=2)
_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 512  # more than struct timex has anywhere


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    what: str
    words: str

    def __str__(self) -> str:
        return f"{self.level.value:8} {self.what:12} {self.words}"


@dataclass(frozen=True, slots=True)
class _Log:
    """`at_checkpoint`: hash of the event that the newest checkpoint names, None where it is not there."""

    revision: str
    took_ms: float
    seq: int
    last_at: datetime | None
    at_checkpoint: str | None


async def check(settings: HubSettings, *, clock: Clock, certificate: Path | None = None) -> list[Finding]:
    """`certificate` where it is not the local authority's."""
    if not settings.data.is_dir():
        return [Finding(Level.FAILED, "folder", f"there is none at {settings.data}")]
    findings = [*await _database(settings, clock.now()), *_keys(settings), *_disk(settings), _synchronised()]
    path = certificate or LocalAuthority(settings.tls).certificate
    if certificate is not None or path.exists():
        findings.append(_certificate(path, clock.now()))
    return findings


async def _database(settings: HubSettings, now: datetime) -> list[Finding]:
    if _is_missing(settings):
        return [Finding(Level.FAILED, "database", f"there is none at {settings.database.database}")]
    try:
        checkpoint = _newest_checkpoint(settings)
        log = await _log(settings, checkpoint)
    except (BadCheckpointError, KeyRefusedError) as error:
        return [Finding(Level.FAILED, "checkpoints", f"are no proof: {error}")]
    except StoreError as error:
        return [Finding(Level.FAILED, "database", str(error))]
    except (SQLAlchemyError, IndexError) as error:
        reason = type(getattr(error, "orig", None) or error).__name__
        return [Finding(Level.FAILED, "database", f"is reachable, but not a hub's ({reason})")]
    findings = [_schema(log), _chain(log, checkpoint)]
    if log.last_at is not None and log.last_at - now > _CLOCK_MAY_DIFFER:
        words = f"is {log.last_at - now} behind the last event; was it set back?"
        findings.append(Finding(Level.FAILED, "clock", words))
    return findings


def _is_missing(settings: HubSettings) -> bool:
    """A look would make an empty one."""
    url = settings.database
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


async def _log(settings: HubSettings, checkpoint: Checkpoint | None) -> _Log:
    began = time.monotonic()
    async with opened_database(settings.database) as connection:
        revision = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
        took_ms = (time.monotonic() - began) * 1000
        table = EVENT.table
        newest = select(table.c.seq, table.c.at).order_by(table.c.seq.desc()).limit(1)
        last = (await connection.execute(newest)).first()
        at_checkpoint: str | None = GENESIS
        if checkpoint is not None and checkpoint.seq:
            one = select(table.c.hash).where(table.c.seq == checkpoint.seq)
            at_checkpoint = (await connection.execute(one)).scalar()
    return _Log(
        revision=revision,
        took_ms=took_ms,
        seq=last.seq if last is not None else 0,
        last_at=last.at if last is not None else None,
        at_checkpoint=at_checkpoint,
    )


def _schema(log: _Log) -> Finding:
    reached = f"reached in {log.took_ms:.0f} ms, revision {log.revision}"
    if log.revision > HEAD:
        return Finding(Level.FAILED, "database", f"{reached}; this program knows {HEAD}: install the newer one")
    if log.revision < HEAD:
        return Finding(Level.OK, "database", f"{reached}; the next start brings it to {HEAD}: make a backup first")
    return Finding(Level.OK, "database", reached)


def _chain(log: _Log, checkpoint: Checkpoint | None) -> Finding:
    if checkpoint is None:
        return Finding(Level.WARNING, "event log", f"{log.seq} events, and no checkpoint was signed yet")
    signed = f"the checkpoint of {checkpoint.at:%Y-%m-%d %H:%M:%SZ} for event {checkpoint.seq}"
    if log.at_checkpoint is None:
        return Finding(Level.FAILED, "event log", f"ends with event {log.seq} and contradicts {signed}")
    if log.at_checkpoint != checkpoint.hash:
        return Finding(Level.FAILED, "event log", f"contradicts {signed}; export and verify it")
    return Finding(Level.OK, "event log", f"{log.seq} events; agrees with {signed}")


def _newest_checkpoint(settings: HubSettings) -> Checkpoint | None:
    """All are read when the log is exported. Raises BadCheckpointError, KeyRefusedError."""
    for path in sorted(settings.checkpoints.glob("checkpoints-*.jsonl"), reverse=True):
        # What follows the last line end may be on its way to the disk.
        lines = path.read_bytes().split(b"\n")[:-1]
        if lines:
            return parse_checkpoint(lines[-1], PublicKey.load(settings.signing_key.with_suffix(".pub"))).checkpoint
    return None


def _keys(settings: HubSettings) -> list[Finding]:
    findings = []
    local = LocalAuthority(settings.tls)
    for path, needed in (
        (settings.seal_key, True),
        (settings.signing_key, True),
        (local.authority_key, False),
        (local.key, False),
        (settings.data / CONFERENCE_FILE, False),
    ):
        name = path.relative_to(settings.data).as_posix()
        if not path.exists():
            if needed:
                findings.append(Finding(Level.FAILED, "key", f"{name} is missing; restore it from a backup"))
        elif not os.access(path, os.R_OK):
            findings.append(Finding(Level.FAILED, "key", f"{name} cannot be read by this user"))
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            findings.append(Finding(Level.FAILED, "key", f"{name} can be read by others; set its mode to 0600"))
        else:
            findings.append(Finding(Level.OK, "key", f"{name} is the hub's alone"))
    return findings


def _disk(settings: HubSettings) -> list[Finding]:
    folders = {settings.data}
    if settings.database.get_backend_name() == "sqlite":
        folders.add(Path(str(settings.database.database)).parent)
    findings = []
    for folder in sorted(folders):
        free = shutil.disk_usage(folder).free
        level = Level.OK if free > _LITTLE_ROOM_BYTES else Level.WARNING if free > _NO_ROOM_BYTES else Level.FAILED
        findings.append(Finding(level, "disk", f"{free / 1e9:.1f} GB free for {folder}"))
    return findings


def _synchronised() -> Finding:
    """Whether the system's clock is kept by a time server: every deadline is read on it."""
    if sys.platform != "linux":
        return Finding(Level.WARNING, "time server", "whether one keeps the clock is not known on this system")
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if state == -1:
        return Finding(Level.WARNING, "time server", f"is not known: {os.strerror(ctypes.get_errno())}")
    if state == _TIME_ERROR:
        return Finding(Level.WARNING, "time server", "no time server keeps the clock; deadlines are read on it")
    return Finding(Level.OK, "time server", "the clock is kept by one")


def _certificate(path: Path, now: datetime) -> Finding:
    try:
        facts = facts_of(path)
    except CertificateError as error:
        return Finding(Level.FAILED, "certificate", str(error))
    except OSError as error:
        return Finding(Level.FAILED, "certificate", f"{path}: {error.strerror}")
    words = f"{path.name} for {', '.join(facts.names)} until {facts.ends_at:%Y-%m-%d}"
    if now >= facts.ends_at:
        return Finding(Level.FAILED, "certificate", f"{words}: it is over")
    if facts.ends_at - now < _CERTIFICATE_SOON:
        return Finding(Level.WARNING, "certificate", f"{words}: renew it")
    return Finding(Level.OK, "certificate", words)
