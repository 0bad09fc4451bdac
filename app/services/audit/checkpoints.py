"""Signed heads of the log, kept outside the database: what a checkpoint fixes, nobody rewrites unseen.

One JSON-lines file a month. Every line carries the SHA-256 of the line before it, across the files too, so that one
taken out of the middle is missed. Copied elsewhere, they bind even who holds the key and the database (docs/audit.md).
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.domain.canonical_json import SAFE_INTEGER, canonical
from app.domain.event_chain import read_time, written_time
from app.services.audit.durable import sync_folder
from app.services.audit.signing import PublicKey, SigningKey

# Of the line before the first.
NO_LINE: str = hashlib.sha256(b"Fivefifteen checkpoints, format 1").hexdigest()

_FILE_NAME = re.compile(r"checkpoints-\d{4}-\d{2}\.jsonl")
_LONGEST_LINE = 4096  # bytes; ours have some 450
_HASH = re.compile(r"[0-9a-f]{64}")
_KEY_ID = re.compile(r"[0-9a-f]{16}")


class CheckpointReason(StrEnum):
    """What it was signed for."""

    START = "start"
    INTERVAL = "interval"
    SHIFT_END = "shift-end"
    ON_DEMAND = "on-demand"
    EXPORT = "export"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """At `at` (UTC) the log ended with event `seq`, whose hash was `hash`. 0 and GENESIS: nothing was in it yet."""

    seq: int
    hash: str
    at: datetime
    reason: CheckpointReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint as it stands in a file. `line` has no line end; `line_hash` is its SHA-256."""

    checkpoint: Checkpoint
    key_id: str
    previous_line: str
    line: bytes

    @property
    def line_hash(self) -> str:
        return hashlib.sha256(self.line).hexdigest()


class CheckpointProblem(StrEnum):
    """Why a line is no proof."""

    NOT_A_CHECKPOINT = "not-a-checkpoint"
    OTHER_KEY = "other-key"
    WRONG_SIGNATURE = "wrong-signature"
    WRONG_PREVIOUS = "wrong-previous"  # the line before it was changed, taken away or put in


class BadCheckpointError(Exception):
    """`file` and `line_number` (from 1) say where; for a line outside such a file they are empty and 0."""

    def __init__(self, problem: CheckpointProblem, file: str = "", line_number: int = 0) -> None:
        super().__init__(f"{file} line {line_number}: {problem.value}" if file else problem.value)
        self.problem = problem
        self.file = file
        self.line_number = line_number


def write_checkpoint(folder: Path, checkpoint: Checkpoint, key: SigningKey) -> Path:
    """Sign and append; on the disk when this returns, with the file that it is in. Blocks as long as the disk does.

    One writer at a time. What a crash left of a half-written line is cut off: nobody was told of it. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = _files(folder)
    name = f"checkpoints-{written_time(checkpoint.at)[:7]}.jsonl"
    if files:
        name = max(name, files[-1].name)  # a clock that was set back opens no older file
        _cut_half_line(files[-1])
    path = folder / name
    line = _signed_line(checkpoint, _last_line_hash(files), key)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if path not in files:
        sync_folder(folder)
    return path


def read_checkpoints(folder: Path, public_key: PublicKey) -> tuple[SignedCheckpoint, ...]:
    """All of the folder in the order of writing, each checked. Older files may be missing, for what the younger lines
    fix includes everything before; a last line that a crash left half-written is passed over.

    Raises BadCheckpointError for the first line that is no proof, OSError.
    """
    read: list[SignedCheckpoint] = []
    files = _files(folder)
    for path in files:
        for number, line in _lines(path, last=path == files[-1]):
            try:
                signed = parse_checkpoint(line, public_key)
            except BadCheckpointError as error:
                raise BadCheckpointError(error.problem, path.name, number) from None
            if read and signed.previous_line != read[-1].line_hash:
                raise BadCheckpointError(CheckpointProblem.WRONG_PREVIOUS, path.name, number)
            read.append(signed)
    return tuple(read)


def check_against(checkpoints: Sequence[SignedCheckpoint], hashes: Mapping[int, str]) -> SignedCheckpoint | None:
    """The first checkpoint that the log contradicts. `hashes`: sequence → hash of the log's events, of at least those
    that the checkpoints name (`GENESIS` for 0); one that is not there is missing in the log."""
    for signed in checkpoints:
        if hashes.get(signed.checkpoint.seq) != signed.checkpoint.hash:
            return signed
    return None


def parse_checkpoint(line: bytes, public_key: PublicKey) -> SignedCheckpoint:
    """Of a line without its end. Raises BadCheckpointError."""
    try:
        content = json.loads(line.decode())
        facts = content["checkpoint"]
        signature = bytes.fromhex(content["signature"])
        signed = SignedCheckpoint(
            checkpoint=Checkpoint(
                seq=_sequence(facts["seq"]),
                hash=_match(_HASH, facts["hash"]),
                at=read_time(facts["at"]),
                reason=CheckpointReason(facts["reason"]),
            ),
            key_id=_match(_KEY_ID, facts["key_id"]),
            previous_line=_match(_HASH, facts["previous_line"]),
            line=line,
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadCheckpointError(CheckpointProblem.NOT_A_CHECKPOINT) from None
    if _line(_facts(signed.checkpoint, signed.previous_line, signed.key_id), signature) != line:
        raise BadCheckpointError(CheckpointProblem.NOT_A_CHECKPOINT)
    if signed.key_id != public_key.key_id:
        raise BadCheckpointError(CheckpointProblem.OTHER_KEY)
    if not public_key.verifies(signature, canonical({"checkpoint": facts})):
        raise BadCheckpointError(CheckpointProblem.WRONG_SIGNATURE)
    return signed


def _signed_line(checkpoint: Checkpoint, previous_line: str, key: SigningKey) -> bytes:
    facts = _facts(checkpoint, previous_line, key.key_id)
    return _line(facts, key.sign(canonical({"checkpoint": facts})))


def _facts(checkpoint: Checkpoint, previous_line: str, key_id: str) -> dict[str, Any]:
    return {
        "seq": checkpoint.seq,
        "hash": checkpoint.hash,
        "at": written_time(checkpoint.at),
        "reason": checkpoint.reason.value,
        "key_id": key_id,
        "previous_line": previous_line,
    }


def _line(facts: dict[str, Any], signature: bytes) -> bytes:
    return canonical({"checkpoint": facts, "signature": signature.hex()})


def _sequence(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= SAFE_INTEGER:
        raise ValueError
    return value


def _match(pattern: re.Pattern[str], value: Any) -> str:
    if pattern.fullmatch(value) is None:
        raise ValueError
    return str(value)


def _files(folder: Path) -> list[Path]:
    """In the order of writing: the name says the month."""
    return sorted(path for path in folder.iterdir() if _FILE_NAME.fullmatch(path.name))


def _lines(path: Path, *, last: bool) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), start=1):
            if line.endswith(b"\n"):
                yield number, line[:-1]
            elif not last or len(line) == _LONGEST_LINE:
                raise BadCheckpointError(CheckpointProblem.NOT_A_CHECKPOINT, path.name, number)


def _cut_half_line(path: Path) -> None:
    end = _end(path)
    half = len(end) - (end.rfind(b"\n") + 1)
    if half:
        os.truncate(path, path.stat().st_size - half)


def _last_line_hash(files: Sequence[Path]) -> str:
    for path in reversed(files):
        if lines := _end(path).splitlines():
            return hashlib.sha256(lines[-1]).hexdigest()
    return NO_LINE


def _end(path: Path) -> bytes:
    """Enough for the last whole line and a half one."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2 * _LONGEST_LINE))
        return file.read()
