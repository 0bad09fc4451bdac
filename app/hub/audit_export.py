"""The event log as one signed file: for who asks the hub for it, and for who works on its machine.

A running hub writes first that it exports and signs where the log ends. On the machine nothing but the hub writes the
log, running or not: there the export leaves a note, which becomes an event when the hub next looks.
"""

import asyncio
from datetime import datetime
from pathlib import Path

from app.clock import Clock
from app.domain.events import EventKind
from app.domain.permissions import Actor
from app.hub.database_copy import CopyError, opened_database
from app.hub.hub import Hub
from app.hub.operator_notes import leave_note
from app.hub.settings import HubSettings
from app.services.audit.audit_file import write_audit_file
from app.services.audit.checkpoints import CheckpointReason, SignedCheckpoint, read_checkpoints
from app.services.audit.lines import Trailer
from app.services.audit.signing import KeyRefusedError, SigningKey
from app.store.store import Reading
from app.store.tables import HUB_ID, Setting
from app.store.writer import Change


async def export_from_hub(hub: Hub, path: Path, *, actor: Actor, challenge: str) -> Trailer:
    """Its own event is in the file. Raises BadCheckpointError, StoreError, OSError, ValueError."""

    async def record(change: Change) -> None:
        change.record(EventKind.EXPORTED, {"what": "event-log", "challenge": challenge}, unit_id=actor.unit_id)

    await hub.store.writer.run(record, actor=actor)
    await hub.checkpoints.sign(CheckpointReason.EXPORT)
    # Before the events: a checkpoint that is signed meanwhile names one that the file does not have.
    checkpoints = await asyncio.to_thread(read_checkpoints, hub.settings.checkpoints, hub.signing_key.public_key)
    async with hub.store.reading() as reading:
        return await _write(path, reading, hub.signing_key, checkpoints, hub.hub_id, hub.clock.now(), challenge)


async def export_from_folder(settings: HubSettings, path: Path, *, challenge: str, clock: Clock) -> Trailer:
    """Also while the hub runs.

    Raises BadCheckpointError, KeyRefusedError, CopyError, StoreError, OSError, ValueError.
    """
    if not settings.signing_key.exists():
        raise KeyRefusedError(f"{settings.signing_key}: there is no such key; is this a hub's data folder?")
    key = SigningKey.load_or_create(settings.signing_key)
    checkpoints = read_checkpoints(settings.checkpoints, key.public_key) if settings.checkpoints.is_dir() else ()
    async with opened_database(settings.database) as connection:
        reading = Reading(connection)
        hub_id = await reading.get(Setting, HUB_ID)
        if hub_id is None:
            raise CopyError("the hub of this database was never started")
        trailer = await _write(path, reading, key, checkpoints, hub_id.value, clock.now(), challenge)
    facts = {"what": "event-log", "challenge": challenge, "file": path.name, "head_seq": trailer.seq}
    leave_note(settings.notes, EventKind.EXPORTED, facts, at=trailer.header.exported_at)
    return trailer


async def _write(
    path: Path,
    reading: Reading,
    key: SigningKey,
    checkpoints: tuple[SignedCheckpoint, ...],
    hub_id: str,
    at: datetime,
    challenge: str,
) -> Trailer:
    return await write_audit_file(
        path,
        reading.all_events(),
        key=key,
        hub_id=hub_id,
        exported_at=at,
        challenge=challenge,
        checkpoints=checkpoints,
    )
