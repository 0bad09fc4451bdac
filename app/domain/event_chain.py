"""What makes the log tamper-evident: every event carries the hash of the one before it.

An event's hash is the SHA-256 of its canonical JSON (RFC 8785), so that a database, a file and an auditor's own tool
come to the same bytes. Changing, removing or moving one event breaks every hash after it (docs/audit.md).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.domain.canonical_json import SAFE_INTEGER, canonical
from app.domain.events import Event, EventKind

# Stands before event 1 and names the format: another way of hashing needs another beginning.
GENESIS: str = hashlib.sha256(b"Fivefifteen event log, format 1").hexdigest()

# Everything but the hash itself.
HASHED_FIELDS = frozenset(
    {
        "seq",
        "at",
        "monotonic_ns",
        "boot_id",
        "actor_id",
        "actor_name",
        "seat",
        "incident_id",
        "unit_id",
        "kind",
        "about",
        "payload",
        "previous_hash",
    }
)
_RECORD_FIELDS = HASHED_FIELDS | {"hash"}
_KINDS = frozenset(EventKind)
_HASH = re.compile(r"[0-9a-f]{64}")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,29}")


class FaultKind(StrEnum):
    """Why an event cannot stand where it stands."""

    GAP = "gap"  # an event is missing before it
    DUPLICATE = "duplicate"  # the event before it once more
    ORDER = "order"  # belongs further up
    WRONG_PREVIOUS = "wrong-previous"  # was chained to another event than the one before it
    WRONG_HASH = "wrong-hash"  # its content is not what was hashed
    NOT_CANONICAL = "not-canonical"  # holds what no event of ours can hold


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad event: `seq` is the one that is missing or wrong, `found` the number of what stands there."""

    seq: int
    kind: FaultKind
    found: int


def written_time(at: datetime) -> str:
    """ISO 8601 in UTC with microseconds and Z: `2026-11-22T08:00:00.000000Z`. Raises ValueError for a naive time."""
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise ValueError("a time without its zone")
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def read_time(text: str) -> datetime:
    """Aware UTC. Raises ValueError for any other form than `written_time` gives."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or written_time(at) != text:
        raise ValueError(f"{text!r} is not a UTC time with microseconds")
    return at


def _hashed(event: Event) -> dict[str, Any]:
    """The fields that the hash covers: all but itself."""
    return {
        "seq": event.seq,
        "at": written_time(event.at),
        "monotonic_ns": str(event.monotonic_ns),  # passes 2^53 after 104 days of uptime
        "boot_id": event.boot_id,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "seat": event.seat,
        "incident_id": event.incident_id,
        "unit_id": event.unit_id,
        "kind": event.kind,
        "about": event.about,
        "payload": event.payload,
        "previous_hash": event.previous_hash,
    }


def hashed_bytes(event: Event) -> bytes:
    """What the event's hash is the SHA-256 of. Raises ValueError as `canonical`."""
    return canonical(_hashed(event))


def link(
    *,
    previous_hash: str,
    seq: int,
    at: datetime,
    monotonic_ns: int,
    boot_id: str,
    actor_id: str,
    actor_name: str,
    seat: str,
    incident_id: str | None,
    unit_id: str | None,
    kind: EventKind,
    about: tuple[tuple[str, str], ...],
    payload: dict[str, Any],
) -> Event:
    """The next event of the log, with its hash. Raises ValueError as `canonical`, and for a naive `at`."""
    facts: dict[str, Any] = {
        "seq": seq,
        "at": at,
        "monotonic_ns": monotonic_ns,
        "boot_id": boot_id,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "seat": seat,
        "incident_id": incident_id,
        "unit_id": unit_id,
        "kind": kind,
        "about": about,
        "payload": payload,
        "previous_hash": previous_hash,
    }
    hashed = canonical(facts | {"at": written_time(at), "monotonic_ns": str(monotonic_ns)})
    return Event(**facts, hash=hashlib.sha256(hashed).hexdigest())


class Walk:
    """Goes along a log event by event and says where it is not what was written."""

    def __init__(self, *, previous_hash: str = GENESIS, first_seq: int = 1) -> None:
        self.head_hash = previous_hash
        self.head_seq = first_seq - 1
        self._first_seq = first_seq

    def step(self, *, seq: int, previous_hash: str, event_hash: str, hashed: bytes) -> Fault | None:
        """Take the next event, of which `hashed` are the canonical bytes; None: it follows."""
        expected = self.head_seq + 1
        if seq != expected:
            if seq > expected:
                return Fault(expected, FaultKind.GAP, seq)
            again = self._first_seq <= seq == self.head_seq
            return Fault(seq, FaultKind.DUPLICATE if again else FaultKind.ORDER, seq)
        if previous_hash != self.head_hash:
            return Fault(seq, FaultKind.WRONG_PREVIOUS, seq)
        if hashlib.sha256(hashed).hexdigest() != event_hash:
            return Fault(seq, FaultKind.WRONG_HASH, seq)
        self.head_seq = seq
        self.head_hash = event_hash
        return None


def first_fault(events: Iterable[Event], *, previous_hash: str = GENESIS, first_seq: int = 1) -> Fault | None:
    """The first event of a stretch of the log that cannot stand where it stands. A missing end is not seen here: that
    takes something kept outside (`app.services.audit.checkpoints`)."""
    walk = Walk(previous_hash=previous_hash, first_seq=first_seq)
    for event in events:
        try:
            hashed = hashed_bytes(event)
        except ValueError:
            return Fault(event.seq, FaultKind.NOT_CANONICAL, event.seq)
        fault = walk.step(seq=event.seq, previous_hash=event.previous_hash, event_hash=event.hash, hashed=hashed)
        if fault is not None:
            return fault
    return None


def as_record(event: Event) -> dict[str, Any]:
    """JSON values: `at` as `written_time`, `monotonic_ns` as decimal digits, `about` as a list of pairs."""
    return _hashed(event) | {
        "kind": event.kind.value,
        "about": [list(pair) for pair in event.about],
        "hash": event.hash,
    }


def from_record(record: Mapping[str, Any]) -> Event:
    """The event of `as_record`; does not look whether its hash is right. Raises ValueError naming the field."""
    if (names := record.keys()) != _RECORD_FIELDS:
        wrong = sorted(names ^ _RECORD_FIELDS)
        raise ValueError(f"{wrong[0]}: {'unknown' if wrong[0] in names else 'missing'}")
    for name in ("boot_id", "actor_id", "actor_name", "seat"):
        _require(name, isinstance(record[name], str), "not text")
    for name in ("incident_id", "unit_id"):
        _require(name, record[name] is None or isinstance(record[name], str), "neither text nor null")
    for name in ("previous_hash", "hash"):
        _require(name, _is(_HASH, record[name]), "not 64 hexadecimal digits")
    seq = record["seq"]
    _require("seq", type(seq) is int and 1 <= seq <= SAFE_INTEGER, "not a number from 1")
    _require("monotonic_ns", _is(_DECIMAL, record["monotonic_ns"]), "not decimal digits")
    _require("payload", isinstance(record["payload"], dict), "not an object")
    about = record["about"]
    _require("about", isinstance(about, list) and all(_is_pair(pair) for pair in about), "not a list of pairs of text")
    _require("kind", isinstance(record["kind"], str) and record["kind"] in _KINDS, "unknown")
    try:
        at = read_time(record["at"])
    except (ValueError, TypeError):
        raise ValueError("at: not a UTC time with microseconds") from None
    return Event(
        seq=seq,
        at=at,
        monotonic_ns=int(record["monotonic_ns"]),
        boot_id=record["boot_id"],
        actor_id=record["actor_id"],
        actor_name=record["actor_name"],
        seat=record["seat"],
        incident_id=record["incident_id"],
        unit_id=record["unit_id"],
        kind=EventKind(record["kind"]),
        about=tuple((pair[0], pair[1]) for pair in about),
        payload=record["payload"],
        previous_hash=record["previous_hash"],
        hash=record["hash"],
    )


def _require(name: str, good: bool, otherwise: str) -> None:
    if not good:
        raise ValueError(f"{name}: {otherwise}")


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)
