"""Logs, keys and audit files for the tests of this folder."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.event_chain import GENESIS, link
from app.domain.events import Event, EventKind
from app.services.audit.audit_file import write_audit_file
from app.services.audit.checkpoints import (
    Checkpoint,
    CheckpointReason,
    SignedCheckpoint,
    read_checkpoints,
    write_checkpoint,
)
from app.services.audit.lines import Trailer
from app.services.audit.signing import SigningKey

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def log_of(length: int, *, after: Sequence[Event] = (), note: str = "") -> list[Event]:
    """`after` and then new events up to `length`."""
    events = list(after)
    for seq in range(len(events) + 1, length + 1):
        event = link(
            previous_hash=events[-1].hash if events else GENESIS,
            seq=seq,
            at=AT + timedelta(seconds=seq),
            monotonic_ns=2**60 + seq,
            boot_id="5f0c",
            actor_id="a-1",
            actor_name="李建国",
            seat="wall-1",
            incident_id=None,
            unit_id="310105001",
            kind=EventKind.INCIDENT_NOTED,
            about=(("incident", "i-1"),),
            payload={"note": f"{note}{seq}", "share": 0.25},
        )
        events.append(event)
    return events


def sign_heads(folder: Path, events: Sequence[Event], key: SigningKey, *seqs: int) -> tuple[SignedCheckpoint, ...]:
    """Checkpoints as they are signed while the log grows."""
    for seq in seqs:
        event_hash = events[seq - 1].hash if seq else GENESIS
        at = AT + timedelta(seconds=seq)
        write_checkpoint(folder, Checkpoint(seq=seq, hash=event_hash, at=at, reason=CheckpointReason.INTERVAL), key)
    return read_checkpoints(folder, key.public_key)


def export(
    path: Path,
    events: Sequence[Event],
    key: SigningKey,
    *,
    hub_id: str = "hub-1",
    minutes: int = 60,
    challenge: str = "",
    checkpoints: Sequence[SignedCheckpoint] = (),
) -> Trailer:
    """`minutes` after the log's begin."""
    return asyncio.run(
        write_audit_file(
            path,
            events,
            key=key,
            hub_id=hub_id,
            exported_at=AT + timedelta(minutes=minutes),
            challenge=challenge,
            checkpoints=checkpoints,
        )
    )
