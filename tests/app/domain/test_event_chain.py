"""A chain of events, and what shows that one was touched."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.domain.event_chain import GENESIS, Fault, FaultKind, as_record, first_fault, from_record, link, read_time
from app.domain.events import Event, EventKind

_AT = datetime(2026, 11, 22, 8, 0, 0, 42, tzinfo=UTC)


def _chain(length: int, *, previous_hash: str = GENESIS, first_seq: int = 1, note: str = "") -> list[Event]:
    events: list[Event] = []
    for seq in range(first_seq, first_seq + length):
        event = link(
            previous_hash=events[-1].hash if events else previous_hash,
            seq=seq,
            at=_AT + timedelta(seconds=seq),
            monotonic_ns=2**60 + seq,
            boot_id="5f0c",
            actor_id="a-1",
            actor_name="李建国",
            seat="wall-1",
            incident_id="i-1" if seq % 2 else None,
            unit_id="310105001",
            kind=EventKind.INCIDENT_NOTED,
            about=(("incident", "i-1"),),
            payload={"note": f"{note}{seq}", "share": 0.25, "target_s": 300.0},
        )
        events.append(event)
    return events


def test_the_first_event_follows_the_published_beginning() -> None:
    assert hashlib.sha256(b"Fivefifteen event log, format 1").hexdigest() == GENESIS
    assert _chain(1)[0].previous_hash == GENESIS


def test_the_hash_is_of_the_canonical_record_without_it() -> None:
    event = _chain(3)[2]
    record = as_record(event)
    del record["hash"]
    assert hashlib.sha256(rfc8785.dumps(record)).hexdigest() == event.hash


def test_the_form_never_changes() -> None:
    """A log of today must verify for as long as it is kept."""
    assert _chain(2)[1].hash == "e199120c509b7ac4731942fd7d9000e699c3dd6917e7077d94466be3d5450ad5"


def test_monotonic_time_beyond_what_json_numbers_hold_is_kept_exactly() -> None:
    event = _chain(1)[0]
    assert as_record(event)["monotonic_ns"] == str(2**60 + 1)
    assert from_record(json.loads(json.dumps(as_record(event)))).monotonic_ns == 2**60 + 1


def test_a_record_reads_back_as_the_event() -> None:
    for event in _chain(2):
        again = from_record(json.loads(json.dumps(as_record(event))))
        assert again == event
        assert first_fault([again], previous_hash=event.previous_hash, first_seq=event.seq) is None


def test_the_time_is_written_in_utc_with_microseconds() -> None:
    beijing = _AT.astimezone(timezone(timedelta(hours=8)))
    event = dataclasses.replace(_chain(1)[0], at=beijing)
    assert as_record(event)["at"] == "2026-11-22T08:00:00.000042Z"
    with pytest.raises(ValueError, match="zone"):
        as_record(dataclasses.replace(event, at=_AT.replace(tzinfo=None)))


@pytest.mark.parametrize(
    "text",
    ["2026-11-22T08:00:00Z", "2026-11-22T08:00:00.000042+00:00", "2026-11-22T08:00:00.000042", "20261122T080000Z", ""],
)
def test_a_time_has_one_form(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", 0),
        ("seq", True),
        ("seq", "1"),
        ("seq", 2**53),
        ("at", "2026-11-22T08:00:00Z"),
        ("at", 5),
        ("monotonic_ns", 5),
        ("monotonic_ns", "05"),
        ("monotonic_ns", "-5"),
        ("monotonic_ns", "٥"),
        ("boot_id", None),
        ("actor_id", 7),
        ("actor_name", ["x"]),
        ("seat", None),
        ("incident_id", 3),
        ("unit_id", False),
        ("kind", "incident.unheard-of"),
        ("kind", ["incident.noted"]),
        ("about", [["incident"]]),
        ("about", [["incident", 1]]),
        ("about", {}),
        ("payload", []),
        ("previous_hash", "AB" * 32),
        ("hash", "ab" * 31),
    ],
)
def test_a_record_that_cannot_be_names_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        from_record(as_record(_chain(1)[0]) | {field: value})


def test_a_record_has_all_fields_and_no_other() -> None:
    record = as_record(_chain(1)[0])
    with pytest.raises(ValueError, match=r"^colour: unknown"):
        from_record(record | {"colour": "red"})
    del record["seat"]
    with pytest.raises(ValueError, match=r"^seat: missing"):
        from_record(record)


@pytest.mark.parametrize("length", [0, 1, 10])
def test_an_untouched_chain_has_no_fault(length: int) -> None:
    assert first_fault(_chain(length)) is None


def test_a_stretch_is_checked_from_what_stands_before_it() -> None:
    events = _chain(10)
    assert first_fault(events[4:], previous_hash=events[3].hash, first_seq=5) is None
    assert first_fault(events[3:], previous_hash=events[3].hash, first_seq=5) == Fault(4, FaultKind.ORDER, 4)
    assert first_fault(events[4:]) == Fault(1, FaultKind.GAP, 5)
    assert first_fault(events[4:], first_seq=5) == Fault(5, FaultKind.WRONG_PREVIOUS, 5)


def _rehashed(event: Event, **changes: Any) -> Event:
    """As somebody forges who knows how hashes are made."""
    facts = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)} | changes
    del facts["hash"]
    return link(**facts)


_OTHER = _chain(10, note="other ")


@pytest.mark.parametrize(
    ("touch", "fault"),
    [
        (lambda log: log[:4] + log[5:], Fault(5, FaultKind.GAP, 6)),
        (lambda log: log[1:], Fault(1, FaultKind.GAP, 2)),
        (lambda log: [*log[:5], log[4], *log[5:]], Fault(5, FaultKind.DUPLICATE, 5)),
        (lambda log: [*log[:5], log[1], *log[5:]], Fault(2, FaultKind.ORDER, 2)),
        (lambda log: [*log[:4], log[5], log[4], *log[6:]], Fault(5, FaultKind.GAP, 6)),
        (lambda log: log[:5] + _OTHER[5:], Fault(6, FaultKind.WRONG_PREVIOUS, 6)),
        (lambda log: [*log[:4], _rehashed(log[4], seat="x"), *log[5:]], Fault(6, FaultKind.WRONG_PREVIOUS, 6)),
        (
            lambda log: [*log[:4], dataclasses.replace(log[4], payload={"value": float("nan")}), *log[5:]],
            Fault(5, FaultKind.NOT_CANONICAL, 5),
        ),
    ],
    ids=["deleted", "beginning cut", "doubled", "repeated", "swapped", "spliced", "edited and hashed", "no JSON"],
)
def test_a_touched_chain_names_the_first_bad_event(touch: Callable[[list[Event]], list[Event]], fault: Fault) -> None:
    assert first_fault(touch(_chain(10))) == fault


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", _AT),
        ("monotonic_ns", 1),
        ("boot_id", ""),
        ("actor_id", "a-2"),
        ("actor_name", "李建囯"),
        ("seat", "wall-2"),
        ("incident_id", None),
        ("unit_id", None),
        ("kind", EventKind.EXPORTED),
        ("about", ()),
        ("payload", {}),
        ("hash", "0" * 64),
    ],
)
def test_every_field_is_covered(field: str, value: Any) -> None:
    events = _chain(6)
    events[4] = dataclasses.replace(events[4], **{field: value})
    assert first_fault(events) == Fault(5, FaultKind.WRONG_HASH, 5)


@given(st.lists(st.integers(0, 7), max_size=10))
def test_only_a_beginning_of_the_log_passes(order: list[int]) -> None:
    log = _chain(8)
    assert (first_fault([log[place] for place in order]) is None) == (order == list(range(len(order))))
