"""The event log as one signed file: for who asks the hub for it, and for who works on its machine.

Both sign where the log ends and export up to there. A running hub writes down first that it exports. On the machine
nothing but the hub writes the log: there the export leaves a note, which becomes an event when the hub next looks.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock
from app.domain.events import Event, EventKind
from app.domain.permissions import Actor
from app.hub.checkpoint_keeper import checkpoint_lock
from app.hub.database_copy import CopyError, opened_database
from app.hub.operator_notes import leave_note
from app.hub.settings import HubSettings
from app.services.audit.audit_file import write_audit_file
from app.services.audit.checkpoints import Checkpoint, CheckpointReason, read_checkpoints, write_checkpoint
from app.services.audit.lines import Trailer
from app.services.audit.signing import KeyRefusedError, SigningKey
from app.store.change import Change
from app.store.store import Reading
from app.store.tables import HUB_ID, Setting

if TYPE_CHECKING:  # an export on the machine needs no server
    from app.hub.hub import Hub


async def export_from_hub(hub: "Hub", path: Path, *, actor: Actor, challenge: str) -> Trailer:
    """Its own event is in the file. Raises BadCheckpointError, StoreError, OSError, ValueError."""

    async def record(change: Change) -> None:
        change.record(EventKind.EXPORTED, {"what": "event-log", "challenge": challenge}, unit_id=actor.unit_id)

    await hub.store.writer.run(record, actor=actor)
    end = await hub.checkpoints.sign(CheckpointReason.EXPORT)
    async with hub.store.reading() as reading:
        return await _write(path, reading, hub.settings, hub.signing_key, end, hub_id=hub.hub_id, challenge=challenge)


async def export_from_folder(settings: HubSettings, path: Path, *, challenge: str, clock: Clock) -> Trailer:
    """Also while the hub runs.

    Raises BadCheckpointError, KeyRefusedError, CopyError, StoreError, OSError, ValueError.
    """
    if not settings.signing_key.exists():
        raise KeyRefusedError(f"{settings.signing_key}: there is no such key; is this a hub's data folder?")
    key = SigningKey.load_or_create(settings.signing_key)
    end = await _sign_end(settings, key, clock)
    async with opened_database(settings.database) as connection:
        reading = Reading(connection)
        hub_id = await reading.get(Setting, HUB_ID)
        if hub_id is None:
            raise CopyError("the hub of this database was never started")
        trailer = await _write(path, reading, settings, key, end, hub_id=hub_id.value, challenge=challenge)
    facts = {"what": "event-log", "challenge": challenge, "file": path.name, "head_seq": trailer.seq}
    leave_note(settings.notes, EventKind.EXPORTED, facts, at=trailer.header.exported_at)
    return trailer


async def _sign_end(settings: HubSettings, key: SigningKey, clock: Clock) -> Checkpoint:
    """Where the log ends, while a running hub adds no checkpoint."""
    settings.checkpoints.mkdir(mode=0o700, exist_ok=True)
    with checkpoint_lock(settings.checkpoints):
        async with opened_database(settings.database) as connection:
            seq, digest = await Reading(connection).head()
        end = Checkpoint(seq=seq, hash=digest, at=clock.now(), reason=CheckpointReason.EXPORT)
        write_checkpoint(settings.checkpoints, end, key)
    return end


async def _write(
    path: Path,
    reading: Reading,
    settings: HubSettings,
    key: SigningKey,
    end: Checkpoint,
    *,
    hub_id: str,
    challenge: str,
) -> Trailer:
    """Up to the event that was just signed for: a verifier takes that for the end of the file, and every checkpoint
    that stands behind it for a later one."""
    signed = await asyncio.to_thread(read_checkpoints, settings.checkpoints, key.public_key)
    until = next(place for place, one in enumerate(signed, start=1) if one.checkpoint == end)
    return await write_audit_file(
        path,
        _until(reading.all_events(), end.seq),
        key=key,
        hub_id=hub_id,
        exported_at=end.at,
        challenge=challenge,
        checkpoints=signed[:until],
    )


async def _until(events: AsyncIterator[Event], last_seq: int) -> AsyncIterator[Event]:
    async for event in events:
        if event.seq > last_seq:
            return
        yield event
