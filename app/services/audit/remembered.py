"""What a verifier last saw of a hub, kept beside the public key: an old file is no news, however well it is signed."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.canonical_json import canonical
from app.domain.event_chain import read_time, written_time
from app.services.audit.durable import whole_file


class DamagedMemoryError(Exception):
    """There is a memory, and it cannot be read; the message is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedHead:
    """The last good file ended with event `seq`, whose hash was `hash`. One hub for each key."""

    hub_id: str
    seq: int
    hash: str
    exported_at: datetime


def memory_path(public_key_path: Path) -> Path:
    return public_key_path.with_name(public_key_path.name + ".seen")


def load_remembered(path: Path) -> RememberedHead | None:
    """None where nothing was seen yet. Raises DamagedMemoryError, OSError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        facts = json.loads(data.decode())
        return RememberedHead(
            hub_id=str(facts["hub_id"]),
            seq=int(facts["seq"]),
            hash=str(facts["hash"]),
            exported_at=read_time(facts["exported_at"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedMemoryError(f"{path}: what was seen is not readable; --forget begins anew") from None


def save_remembered(path: Path, head: RememberedHead) -> None:
    """Raises OSError; what was remembered then stays."""
    with whole_file(path, mode=0o644) as file:
        file.write(
            canonical(
                {
                    "hub_id": head.hub_id,
                    "seq": head.seq,
                    "hash": head.hash,
                    "exported_at": written_time(head.exported_at),
                }
            )
            + b"\n"
        )
