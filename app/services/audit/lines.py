"""The lines of an audit file, written and read in one place. Each has exactly one spelling (RFC 8785): what reads well
but is written otherwise was not written by a hub."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.canonical_json import SAFE_INTEGER, canonical
from app.domain.event_chain import HASHED_FIELDS, read_time, written_time

FORMAT = "fivefifteen-audit"
VERSION = 1
LONGEST_LINE = 64 * 1024 * 1024  # bytes; a reader holds one line at a time
LONGEST_CHALLENGE = 200  # characters

# An event's hash is of the bytes between EVENT_START and its last 75 bytes, which hold the hash.
EVENT_START = b'{"event":'
_HASH_START = b',"hash":"'
_HASH_END = b'"}'
_HASH_PART = len(_HASH_START) + 64 + len(_HASH_END)
CHECKPOINT_START = b'{"checkpoint":'
TRAILER_START = b'{"signature":"'

_HASH = re.compile(r"[0-9a-f]{64}")
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_HEADER_CONSTANTS = {"format": FORMAT, "version": VERSION, "filter": "none"}


class LineError(Exception):
    """Not a line of this kind."""


class TooNewError(Exception):
    """A later version of the program wrote this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`previous_hash` is of the event before `first_seq`. Every event from there on is in the file: "filter" says
    "none", and there is no other."""

    hub_id: str
    exported_at: datetime
    first_seq: int
    previous_hash: str
    key_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """`seq` and `hash` of the last event, or of the one before `first_seq` where there is none; `sha256` of every byte
    before the trailer's line."""

    header: Header
    seq: int
    hash: str
    count: int
    challenge: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """What the chain is made of. `hash` covers the other fields; a verifier need not know every kind of event."""

    seq: int
    at: str
    previous_hash: str
    hash: str
    hashed: bytes


def event_line(hashed: bytes, event_hash: str) -> bytes:
    """Without its line end, as all here. `hashed` are the event's canonical bytes."""
    return EVENT_START + hashed + _HASH_START + event_hash.encode() + _HASH_END


def is_event(line: bytes) -> bool:
    return line.startswith(EVENT_START)


def read_event(line: bytes) -> EventLine:
    """Raises LineError."""
    hashed, rest = line[len(EVENT_START) : -_HASH_PART], line[-_HASH_PART:]
    if not (is_event(line) and rest.startswith(_HASH_START) and rest.endswith(_HASH_END)):
        raise LineError
    fields = _object(hashed)
    if fields.keys() != HASHED_FIELDS:
        raise LineError
    return EventLine(
        seq=_sequence(fields["seq"], 1),
        at=_string(fields["at"]),
        previous_hash=_hash(fields["previous_hash"]),
        hash=_hash(rest[len(_HASH_START) : -len(_HASH_END)].decode("ascii", "replace")),
        hashed=hashed,
    )


def header_line(header: Header) -> bytes:
    return canonical({"header": _HEADER_CONSTANTS | _header_facts(header)})


def read_header(line: bytes) -> Header:
    """Raises LineError, TooNewError."""
    facts = _object(line).get("header")
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise LineError
    if isinstance(version := facts.get("version"), int) and version > VERSION:
        raise TooNewError
    header = _header(facts)
    if header_line(header) != line:
        raise LineError
    return header


def trailer_line(trailer: Trailer, signature: bytes) -> bytes:
    return canonical({"signature": signature.hex(), "trailer": _trailer_facts(trailer)})


def read_trailer(line: bytes) -> tuple[Trailer, bytes]:
    """With its signature, which is not checked here. Raises LineError."""
    content = _object(line)
    facts = content.get("trailer")
    try:
        signature = bytes.fromhex(_string(content.get("signature")))
    except ValueError:
        raise LineError from None
    if not isinstance(facts, dict):
        raise LineError
    trailer = Trailer(
        header=_header(facts),
        seq=_sequence(facts.get("seq"), 0),
        hash=_hash(facts.get("hash")),
        count=_sequence(facts.get("count"), 0),
        challenge=_string(facts.get("challenge")),
        sha256=_hash(facts.get("sha256")),
    )
    if trailer_line(trailer, signature) != line:
        raise LineError
    return trailer, signature


def trailer_signed(trailer: Trailer) -> bytes:
    """What the signature covers: the line without it."""
    return canonical({"trailer": _trailer_facts(trailer)})


def _header_facts(header: Header) -> dict[str, str | int]:
    return {
        "hub_id": header.hub_id,
        "exported_at": written_time(header.exported_at),
        "first_seq": header.first_seq,
        "previous_hash": header.previous_hash,
        "key_id": header.key_id,
    }


def _trailer_facts(trailer: Trailer) -> dict[str, str | int]:
    return _header_facts(trailer.header) | {
        "seq": trailer.seq,
        "hash": trailer.hash,
        "count": trailer.count,
        "challenge": trailer.challenge,
        "sha256": trailer.sha256,
    }


def _header(facts: dict[str, Any]) -> Header:
    try:
        exported_at = read_time(_string(facts.get("exported_at")))
    except ValueError:
        raise LineError from None
    return Header(
        hub_id=_string(facts.get("hub_id")),
        exported_at=exported_at,
        first_seq=_sequence(facts.get("first_seq"), 1),
        previous_hash=_hash(facts.get("previous_hash")),
        key_id=_string(facts.get("key_id")),
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise LineError from None
    if not isinstance(content, dict):
        raise LineError
    return content


def _string(value: object) -> str:
    if not isinstance(value, str) or _HALF_A_PAIR.search(value):
        raise LineError
    return value


def _hash(value: object) -> str:
    if not isinstance(value, str) or _HASH.fullmatch(value) is None:
        raise LineError
    return value


def _sequence(value: object, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= SAFE_INTEGER:
        raise LineError
    return value
