"""The log as one file that an auditor takes away: it can be checked with nothing but the hub's public key.

JSON lines, each in its canonical form (RFC 8785) and ended by one line feed: a header, the events in order, each
followed by the checkpoints that were signed at it, and a trailer signed over all of that (docs/audit.md).
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.domain.event_chain import GENESIS, hashed_bytes
from app.domain.events import Event
from app.services.audit.checkpoints import SignedCheckpoint
from app.services.audit.durable import whole_file
from app.services.audit.lines import (
    LONGEST_CHALLENGE,
    LONGEST_LINE,
    Header,
    Trailer,
    event_line,
    header_line,
    trailer_line,
    trailer_signed,
)
from app.services.audit.signing import SigningKey

_WRITTEN_AT_ONCE = 256 * 1024  # bytes: some 5 ms of the loop between two writes


async def write_audit_file(
    path: Path,
    events: AsyncIterable[Event] | Iterable[Event],
    *,
    key: SigningKey,
    hub_id: str,
    exported_at: datetime,
    challenge: str = "",
    checkpoints: Sequence[SignedCheckpoint] = (),
) -> Trailer:
    """Write the log from the first of `events` to its end; `path` is replaced when all is on the disk.

    `checkpoints` are all that `read_checkpoints` found before the events were read: one beyond the last event says that
    the log lost its end. `challenge` is a text of the auditor's. Nothing is judged here: a log that was changed is
    exported as it is, and the verifier says so.

    Raises OSError, ValueError for an event that has no canonical form or a challenge that is too long.
    """
    if len(challenge) > LONGEST_CHALLENGE:
        raise ValueError(f"a challenge has at most {LONGEST_CHALLENGE} characters")
    lines = _Lines(key, hub_id, exported_at, challenge, checkpoints)
    with whole_file(path) as file:
        waiting = bytearray()
        async for event in _each(events):
            waiting += lines.event(event)
            if len(waiting) >= _WRITTEN_AT_ONCE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        last_lines, trailer = lines.end()
        await asyncio.to_thread(_to_disk, file, bytes(waiting) + last_lines)
    return trailer


class _Lines:
    """The lines of one file, in the order of writing."""

    def __init__(
        self,
        key: SigningKey,
        hub_id: str,
        exported_at: datetime,
        challenge: str,
        checkpoints: Sequence[SignedCheckpoint],
    ) -> None:
        self._key = key
        self._hub_id = hub_id
        self._exported_at = exported_at
        self._challenge = challenge
        self._checkpoints: dict[int, list[SignedCheckpoint]] = {}
        for signed in checkpoints:
            self._checkpoints.setdefault(signed.checkpoint.seq, []).append(signed)
        self._header: Header | None = None
        self._seq = 0
        self._hash = GENESIS
        self._count = 0
        self._digest = hashlib.sha256()

    def event(self, event: Event) -> bytes:
        lines = b"" if self._header else self._begin(first_seq=event.seq, previous_hash=event.previous_hash)
        self._seq = event.seq
        self._hash = event.hash
        self._count += 1
        line = self._event_line(event)
        line += self._checkpoints_at(self._seq)
        self._digest.update(line)
        return lines + line

    @staticmethod
    def _event_line(event: Event) -> bytes:
        try:
            line = event_line(hashed_bytes(event), event.hash) + b"\n"
        except ValueError as error:
            raise ValueError(f"event {event.seq}: {error}") from None
        if len(line) > LONGEST_LINE:
            raise ValueError(f"event {event.seq} is longer than {LONGEST_LINE} bytes")
        return line

    def end(self) -> tuple[bytes, Trailer]:
        lines = b"" if self._header else self._begin(first_seq=1, previous_hash=GENESIS)
        assert self._header is not None  # noqa: S101 for mypy
        beyond = b"".join(self._checkpoints_at(seq) for seq in sorted(self._checkpoints) if seq > self._seq)
        self._digest.update(beyond)
        trailer = Trailer(
            header=self._header,
            seq=self._seq,
            hash=self._hash,
            count=self._count,
            challenge=self._challenge,
            sha256=self._digest.hexdigest(),
        )
        return lines + beyond + trailer_line(trailer, self._key.sign(trailer_signed(trailer))) + b"\n", trailer

    def _begin(self, *, first_seq: int, previous_hash: str) -> bytes:
        self._header = Header(
            hub_id=self._hub_id,
            exported_at=self._exported_at,
            first_seq=first_seq,
            previous_hash=previous_hash,
            key_id=self._key.key_id,
        )
        self._seq = first_seq - 1
        self._hash = previous_hash
        lines = header_line(self._header) + b"\n" + self._checkpoints_at(self._seq)
        self._digest.update(lines)
        return lines

    def _checkpoints_at(self, seq: int) -> bytes:
        return b"".join(signed.line + b"\n" for signed in self._checkpoints.get(seq, ()))


async def _each(events: AsyncIterable[Event] | Iterable[Event]) -> AsyncIterator[Event]:
    if isinstance(events, AsyncIterable):
        async for event in events:
            yield event
    else:
        for event in events:
            yield event


def _to_disk(file: BinaryIO, data: bytes) -> None:
    # Here on a thread, so that closing the file finds nothing left to wait for on the loop.
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
