"""`main.py hub backup`: one file of everything, taken while the hub goes on.

What refers comes before what is referred to cannot change any more: checkpoints first (they name events), then the
database (it names pictures), then pictures, which are only ever added.
"""

import asyncio
import tempfile
from pathlib import Path

from app.clock import Clock
from app.command_line import VERSION
from app.domain.events import EventKind
from app.hub.backup_file import BackupWriter, Manifest, is_member, new_backup
from app.hub.database_copy import copy_database
from app.hub.operator_notes import leave_note
from app.hub.settings import HubSettings


async def make_backup(settings: HubSettings, path: Path, *, clock: Clock) -> Manifest:
    """Raises CopyError, StoreUnavailableError, OSError; a file that was at `path` then stays."""
    made_at = clock.now()
    # Beside the file: there has to be room for it anyway.
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder,
        new_backup(path, made_at=made_at) as writer,
    ):
        lines = {name: _whole_lines(settings.data / name) for name in _names(settings.data, "checkpoints*/*.jsonl")}
        database = Path(folder) / "database"
        copied = await copy_database(settings.database, database)
        manifest = Manifest(
            made_at=made_at,
            program=VERSION,
            engine="sqlite" if settings.database.get_backend_name() == "sqlite" else "postgresql",
            schema_revision=copied.schema_revision,
            hub_id=copied.hub_id,
            head_seq=copied.head_seq,
            head_hash=copied.head_hash,
            members={},
        )
        manifest = await asyncio.to_thread(_fill, writer, settings.data, manifest, database, lines)
    facts = {"file": path.name, "head_seq": copied.head_seq, "members": len(manifest.members)}
    leave_note(settings.notes, EventKind.BACKUP_MADE, facts, at=made_at)
    return manifest


def _fill(
    writer: BackupWriter, data: Path, manifest: Manifest, database: Path, checkpoints: dict[str, bytes]
) -> Manifest:
    for name, content in checkpoints.items():
        writer.add_bytes(name, content)
    writer.add_file(manifest.database, database)
    for pattern in ("hub.key", "signing.*", "conference.toml", "tls/*", "attachments/*"):
        for name in _names(data, pattern):
            writer.add_file(name, data / name)
    manifest = manifest.model_copy(update={"members": writer.members})
    writer.end(manifest)
    return manifest


def _names(data: Path, pattern: str) -> list[str]:
    """Of the hub's own files; what is half written or of somebody else's is left out."""
    return sorted(
        name
        for path in data.glob(pattern)
        if is_member(name := path.relative_to(data).as_posix()) and path.is_file() and not path.is_symlink()
    )


def _whole_lines(path: Path) -> bytes:
    """The last may be on its way to the disk."""
    content = path.read_bytes()
    return content[: content.rfind(b"\n") + 1]
