"""What is done to the hub's folder from outside its process, so that the hub writes it into its log.

Only the hub writes its log. A backup or an export on the machine itself leaves a note in the data folder; the hub,
running or started later, takes it up. Somebody who may write there could do without the note, and without us.
"""

import asyncio
import contextlib
import getpass
import json
import logging
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.events import EventKind
from app.services.audit.durable import whole_file
from app.store.change import Change
from app.store.errors import StoreError

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 5.0
_LONGEST_NOTE = 10_000  # bytes
_KINDS = (EventKind.BACKUP_MADE, EventKind.RESTORED, EventKind.EXPORTED)


@dataclass(frozen=True, slots=True)
class _Note:
    path: Path
    kind: EventKind
    payload: dict[str, Any]


def leave_note(folder: Path, kind: EventKind, facts: Mapping[str, object], *, at: datetime) -> None:
    """`facts`, texts and whole numbers, become the event's payload, with the time and the user of the system.

    Raises OSError.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    note_id = uuid.uuid4().hex
    payload = {**facts, "at": at.isoformat(), "system_user": _system_user(), "note_id": note_id}
    path = folder / f"{at:%Y%m%dT%H%M%S%fZ}-{note_id[:8]}.json"
    with whole_file(path) as file:
        file.write(json.dumps({"kind": kind.value, "payload": payload}).encode())
    if os.name == "posix" and os.geteuid() == 0:
        # The hub, which may be another user, has to take it away.
        owner = folder.parent.stat()
        for one in (folder, path):
            os.chown(one, owner.st_uid, owner.st_gid)


class OperatorNotes:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        # Of notes that could not be removed: each is written down once.
        self._taken: set[str] = set()

    async def take_up(self) -> None:
        """Each becomes an event and is then removed. Raises StoreError."""
        for note in await asyncio.to_thread(_read, self._hub.settings.notes):
            if note.path.name not in self._taken:

                async def write_down(change: Change, note: _Note = note) -> None:
                    change.record(note.kind, note.payload)

                await self._hub.store.writer.run(write_down, actor=self._hub.actor)
                self._taken.add(note.path.name)
            try:
                note.path.unlink(missing_ok=True)
                self._taken.discard(note.path.name)
            except OSError as error:
                log.error("%s is written down and cannot be removed: %s", note.path, error.strerror)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._hub.store.writer.state.ok:
                with contextlib.suppress(StoreError):  # the writer has told it; the note is still there
                    await self.take_up()


def _read(folder: Path) -> list[_Note]:
    notes = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            notes.append(_note(path))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            log.warning("%s is no note of this program and is put aside", path)
            path.rename(path.with_suffix(".bad"))
        except OSError as error:
            log.error("the note %s cannot be taken up: %s", path, error.strerror)
    return notes


def _note(path: Path) -> _Note:
    content = json.loads(path.read_bytes()[:_LONGEST_NOTE])
    kind, payload = EventKind(content["kind"]), content["payload"]
    if kind not in _KINDS or not all(isinstance(value, str | int) for value in payload.values()):
        raise ValueError(kind)
    return _Note(path, kind, payload)


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return str(os.getuid())
