"""One file with all that a hub is: database, keys, checkpoints, pictures, and a manifest that says what they were.

A tar archive that any system can look into. The manifest comes last: a file without one was cut off.
"""

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.services.audit.durable import whole_file

MANIFEST = "manifest.json"
SQLITE_MEMBER = "hub.db"
POSTGRES_MEMBER = "hub.pgdump"
# What a hub has and nothing else: names of an archive are not to be trusted with one's file system.
_MEMBER = re.compile(
    r"hub\.db|hub\.pgdump|hub\.key|signing\.key|signing\.pub|conference\.toml"
    r"|tls/(?:ca\.crt|ca\.key|hub\.crt|hub\.key)"
    r"|checkpoints(?:\.until-\d{8}T\d{6}Z)?/checkpoints-\d{4}-\d{2}\.jsonl"
    r"|attachments/[0-9a-f]{64}"
)
_LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024


class BadBackupError(Exception):
    """The file is no backup, or not as it was written; the message is one plain sentence."""


class Member(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """`head_seq` and `head_hash` of the log in it. `members` by their names in the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fivefifteen-backup"] = "fivefifteen-backup"
    version: Literal[1] = 1
    made_at: AwareDatetime
    program: str
    engine: Literal["sqlite", "postgresql"]
    schema_revision: str
    hub_id: str
    head_seq: int
    head_hash: str
    members: dict[str, Member]

    @property
    def database(self) -> str:
        """Name of the member that is the database."""
        return SQLITE_MEMBER if self.engine == "sqlite" else POSTGRES_MEMBER


def is_member(name: str) -> bool:
    """Whether the file of this name, relative to the data folder, is the hub's."""
    return _MEMBER.fullmatch(name) is not None


class BackupWriter:
    """Adds members one after the other; `members` says what was added."""

    def __init__(self, tar: tarfile.TarFile, made_at: datetime) -> None:
        self._tar = tar
        self._made_at = made_at
        self.members: dict[str, Member] = {}

    def add_file(self, name: str, path: Path) -> None:
        """As long as it is when it is opened. Raises OSError."""
        with path.open("rb") as source:
            self._add(name, source, path.stat().st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def end(self, manifest: Manifest) -> None:
        content = manifest.model_dump_json(indent=1).encode()
        self._tar.addfile(self._entry(MANIFEST, len(content)), io.BytesIO(content))

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        hashing = _Hashing(source)
        self._tar.addfile(self._entry(name, size), hashing)
        self.members[name] = Member(size=size, sha256=hashing.digest.hexdigest())

    def _entry(self, name: str, size: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(self._made_at.timestamp())
        return entry


class _Hashing:
    """Reads `source` and hashes what it read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


@contextmanager
def new_backup(path: Path, *, made_at: datetime) -> Iterator[BackupWriter]:
    """Takes the place `path` with mode 0600 when the block ends well. Raises OSError."""
    with whole_file(path) as file, tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        yield BackupWriter(tar, made_at)


def unpack(path: Path, folder: Path) -> Manifest:
    """Into the empty `folder`, everything checked against the manifest. Raises BadBackupError, OSError."""
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for entry in tar:
                content = tar.extractfile(entry) if entry.isreg() else None
                if manifest is not None or content is None:
                    raise BadBackupError(f"{path} is not a backup of a hub: {entry.name!r} does not belong in one")
                if entry.name == MANIFEST:
                    manifest = _manifest(content.read(_LARGEST_MANIFEST), path)
                elif not is_member(entry.name) or entry.name in found:
                    raise BadBackupError(f"{path} is not a backup of a hub: {entry.name!r} does not belong in one")
                else:
                    found[entry.name] = _save(content, folder / entry.name)
    except (tarfile.TarError, EOFError) as error:
        raise BadBackupError(f"{path} is no backup, or it was cut off") from error
    if manifest is None:
        raise BadBackupError(f"{path} ends without its manifest: it was cut off")
    for name in sorted(manifest.members.keys() | found.keys()):
        if manifest.members.get(name) != found.get(name):
            raise BadBackupError(f"{path}: {name} is missing or not as it was written")
    if manifest.database not in found:
        raise BadBackupError(f"{path} holds no database")
    return manifest


def _manifest(content: bytes, path: Path) -> Manifest:
    try:
        facts = json.loads(content)
        if isinstance(facts, dict) and isinstance(facts.get("version"), int) and facts["version"] > 1:
            raise BadBackupError(f"{path} was written by a later version of this program; restore it with that one")
        return Manifest.model_validate(facts)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValidationError):
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, fault["loc"]))
            raise BadBackupError(f"{path}: the manifest is not usable at {where}") from None
        raise BadBackupError(f"{path}: the manifest is not usable") from None


def _save(content: IO[bytes], path: Path) -> Member:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole_file(path) as file:
        hashing = _Hashing(content)
        shutil.copyfileobj(hashing, file, _PIECE)
    return Member(size=path.stat().st_size, sha256=hashing.digest.hexdigest())
