"""Tamper-evident, shown by mutation: every way to touch an exported file is tried and must be named; untouched passes.

The forger of these tests knows the format and every hash, and lacks nothing but the hub's key.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.canonical_json import canonical
from app.domain.event_chain import link
from app.services.audit.findings import Finding, Reason
from app.services.audit.lines import LONGEST_LINE, read_trailer, trailer_line, trailer_signed
from app.services.audit.signing import PublicKey, SigningKey
from app.services.audit.verify import verify_file
from tests.app.services.audit.logs import export, log_of, sign_heads

_Lines = list[bytes]


@pytest.fixture
def good(tmp_path: Path, key: SigningKey) -> Path:
    """Header, events 1 to 10, checkpoints after 4 and 8 (lines 6 and 11), trailer: lines 1 to 14."""
    events = log_of(10)
    path = tmp_path / "good.jsonl"
    export(path, events, key, checkpoints=sign_heads(tmp_path / "log", events, key, 4, 8))
    return path


@pytest.fixture
def other(tmp_path: Path, key: SigningKey) -> Path:
    """Another log of the same hub, as good as the first."""
    path = tmp_path / "other.jsonl"
    export(path, log_of(12, note="other "), key)
    return path


def _finding(path: Path, key: SigningKey | PublicKey, **options: Any) -> Finding:
    finding = verify_file(path, key if isinstance(key, PublicKey) else key.public_key, **options).finding
    assert finding is not None
    return finding


def _lines(path: Path) -> _Lines:
    return path.read_bytes().splitlines(keepends=True)


def _touched(good: Path, lines: _Lines) -> Path:
    path = good.with_name("touched.jsonl")
    path.write_bytes(b"".join(lines))
    return path


@pytest.mark.parametrize("length", [0, 1, 10])
@pytest.mark.parametrize("signed", [False, True], ids=["alone", "with checkpoints"])
def test_an_untouched_file_is_good(tmp_path: Path, key: SigningKey, length: int, signed: bool) -> None:
    events = log_of(length)
    checkpoints = sign_heads(tmp_path / "log", events, key, 0, length, length) if signed else ()
    written = export(tmp_path / "a.jsonl", events, key, checkpoints=checkpoints)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "log" if signed else None)
    assert verdict.finding is None
    assert verdict.trailer == written
    assert verdict.checkpoints == len(checkpoints)


def test_a_file_may_begin_later(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    checkpoints = sign_heads(tmp_path / "log", events, key, 2, 4, 8)
    export(tmp_path / "a.jsonl", events[4:], key, checkpoints=checkpoints)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "log")
    assert verdict.finding is None
    assert verdict.checkpoints == 2  # what stands before event 5, and event 8


def test_any_changed_byte_is_named_with_its_line(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(2)
    good = tmp_path / "good.jsonl"
    export(good, events, key, checkpoints=sign_heads(tmp_path / "log", events, key, 1))
    whole = good.read_bytes()
    touched = tmp_path / "touched.jsonl"
    for place in range(len(whole)):
        changed = whole[place] ^ (1 << place % 8)
        touched.write_bytes(whole[:place] + bytes([changed]) + whole[place + 1 :])
        finding = _finding(touched, key)
        line = whole.count(b"\n", 0, place) + 1
        # A header that begins with another event is noticed at the event.
        assert finding.line == line or (line == 1 and finding.line == 2), (place, finding)
        if line in (2, 4):
            assert finding.seq == line // 2, (place, finding)


def _edit(line: bytes, **changes: Any) -> bytes:
    """An event with other values and the hash that they have."""
    event = json.loads(line)["event"] | changes
    return canonical({"event": event, "hash": hashlib.sha256(canonical(event)).hexdigest()}) + b"\n"


def _rewrite(lines: _Lines, first: int) -> _Lines:
    """Edit the event at `first` and forge every hash after it, passing over checkpoints."""
    forged = _put(lines, first, _edit(lines[first], seat="wall-2"))
    before = first
    for place in range(first + 1, len(lines)):
        if lines[place].startswith(b'{"event":'):
            forged[place] = _edit(lines[place], previous_hash=json.loads(forged[before])["hash"])
            before = place
    return forged


def _put(lines: _Lines, place: int, line: bytes) -> _Lines:
    return [*lines[:place], line, *lines[place + 1 :]]


def _events_only(lines: _Lines) -> _Lines:
    return [line for line in lines if not line.startswith(b'{"checkpoint":')]


def _signed_with(trailer: bytes, signature: bytes) -> bytes:
    return trailer[:14] + signature + trailer[142:]


# Events 1 to 4 are lines[1:5], the checkpoint lines[5], events 5 to 8 lines[6:10], the checkpoint lines[10], events 9
# and 10 lines[11:13], the trailer lines[13]; then the reason, the first bad event and the line (from 1).
_TOUCHES: dict[str, tuple[Callable[[_Lines], _Lines], Reason, int | None, int]] = {
    "edited": (lambda good: _put(good, 3, good[3].replace(b"wall-1", b"wall-2")), Reason.WRONG_HASH, 3, 4),
    "edited and hashed": (lambda good: _put(good, 3, _edit(good[3], seat="wall-2")), Reason.WRONG_PREVIOUS, 4, 5),
    "rewritten to a checkpoint": (lambda good: _rewrite(good, 3), Reason.CHECKPOINT_CONTRADICTS, 4, 6),
    "rewritten to the next checkpoint": (lambda good: _rewrite(good, 7), Reason.CHECKPOINT_CONTRADICTS, 8, 11),
    "rewritten to the end": (lambda good: _rewrite(good, 12), Reason.REWRITTEN, 10, 14),
    "rewritten without checkpoints": (lambda good: _events_only(_rewrite(good, 3)), Reason.REWRITTEN, 10, 12),
    "space in what is hashed": (
        lambda good: _put(good, 4, good[4][:10] + b" " + good[4][10:]),
        Reason.WRONG_HASH,
        4,
        5,
    ),
    "another field": (lambda good: _put(good, 4, _edit(good[4], colour="red")), Reason.UNREADABLE, 4, 5),
    "true for a number": (lambda good: _put(good, 4, _edit(good[4], seq=True)), Reason.UNREADABLE, 4, 5),
    "an event deleted": (lambda good: good[:7] + good[8:], Reason.GAP, 6, 8),
    "the first event deleted": (lambda good: good[:1] + good[2:], Reason.GAP, 1, 2),
    "the middle deleted": (lambda good: good[:4] + good[9:], Reason.GAP, 4, 5),
    "two swapped": (lambda good: [*good[:7], good[8], good[7], *good[9:]], Reason.GAP, 6, 8),
    "one doubled": (lambda good: [*good[:8], *good[7:]], Reason.DUPLICATE, 6, 9),
    "one repeated": (lambda good: [*good[:8], good[2], *good[8:]], Reason.ORDER, 2, 9),
    "trailer cut": (lambda good: good[:-1], Reason.NO_TRAILER, 11, 14),
    "end and trailer cut": (lambda good: good[:-3], Reason.NO_TRAILER, 9, 12),
    "end cut before the trailer": (lambda good: good[:-3] + good[-1:], Reason.END_MISSING, 9, 12),
    "end and checkpoint cut": (lambda good: good[:-4] + good[-1:], Reason.END_MISSING, 9, 11),
    "all events cut": (lambda good: good[:1] + good[-1:], Reason.END_MISSING, 1, 2),
    "only the header": (lambda good: good[:1], Reason.NO_TRAILER, 1, 2),
    "nothing": (lambda good: [], Reason.NOT_AN_AUDIT_FILE, None, 1),
    "last line end cut": (lambda good: _put(good, 13, good[13][:-1]), Reason.CUT, 11, 14),
    "half a trailer": (lambda good: _put(good, 13, good[13][:40]), Reason.CUT, 11, 14),
    "half an event": (lambda good: [*good[:4], good[4][:40]], Reason.CUT, 4, 5),
    "header cut": (lambda good: good[1:], Reason.NOT_AN_AUDIT_FILE, None, 1),
    "another hub": (lambda good: _put(good, 0, good[0].replace(b"hub-1", b"hub-2")), Reason.HEADER_CHANGED, None, 1),
    "another time": (lambda good: _put(good, 0, good[0].replace(b"T09", b"T10")), Reason.HEADER_CHANGED, None, 1),
    "a filter": (lambda good: _put(good, 0, good[0].replace(b"none", b"some")), Reason.NOT_AN_AUDIT_FILE, None, 1),
    "half a character": (
        lambda good: _put(good, 0, good[0].replace(b"hub-1", b"\\ud800")),
        Reason.NOT_AN_AUDIT_FILE,
        None,
        1,
    ),
    "a later format": (lambda good: _put(good, 0, good[0].replace(b'on":1', b'on":2')), Reason.TOO_NEW, None, 1),
    "a later begin": (lambda good: _put(good, 0, good[0].replace(b'seq":1', b'seq":2')), Reason.ORDER, 1, 2),
    "byte order mark": (lambda good: _put(good, 0, b"\xef\xbb\xbf" + good[0]), Reason.NOT_AN_AUDIT_FILE, None, 1),
    "space in the header": (lambda good: _put(good, 0, b" " + good[0]), Reason.NOT_AN_AUDIT_FILE, None, 1),
    "CRLF": (lambda good: [line[:-1] + b"\r\n" for line in good], Reason.LINE_END, None, 1),
    "one CRLF": (lambda good: _put(good, 3, good[3][:-1] + b"\r\n"), Reason.LINE_END, None, 4),
    "an empty line": (lambda good: [*good[:4], b"\n", *good[4:]], Reason.UNREADABLE, 4, 5),
    "a deep line": (lambda good: [*good[:4], b'{"event":' + b"[" * 10**5 + b"\n", *good[4:]], Reason.UNREADABLE, 4, 5),
    "not UTF-8": (lambda good: _put(good, 4, good[4].replace(b"wall", b"\xff\xfe")), Reason.UNREADABLE, 4, 5),
    "checkpoint taken out": (lambda good: good[:5] + good[6:], Reason.LINES_CHANGED, None, 13),
    "checkpoint doubled": (lambda good: [*good[:6], *good[5:]], Reason.LINES_CHANGED, None, 15),
    "checkpoint moved down": (lambda good: [*good[:5], good[6], good[5], *good[7:]], Reason.BAD_CHECKPOINT, None, 7),
    "checkpoint moved up": (lambda good: [*good[:4], good[5], good[4], *good[6:]], Reason.BAD_CHECKPOINT, None, 5),
    "checkpoint edited": (lambda good: _put(good, 5, good[5].replace(b"T08", b"T07")), Reason.BAD_CHECKPOINT, None, 6),
    "empty line at the end": (lambda good: [*good, b"\n"], Reason.AFTER_TRAILER, None, 15),
    "garbage at the end": (lambda good: [*good, b"more"], Reason.AFTER_TRAILER, None, 15),
    "twice": (lambda good: [*good, *good], Reason.AFTER_TRAILER, None, 15),
    "trailer edited": (lambda good: _put(good, 13, good[13].replace(b":10", b":11")), Reason.WRONG_SIGNATURE, 10, 14),
    "space in the trailer": (lambda good: _put(good, 13, good[13][:-2] + b" }\n"), Reason.UNREADABLE, 11, 14),
    "no signature": (lambda good: _put(good, 13, _signed_with(good[13], b"")), Reason.WRONG_SIGNATURE, 10, 14),
    "zero signature": (lambda good: _put(good, 13, _signed_with(good[13], b"0" * 128)), Reason.WRONG_SIGNATURE, 10, 14),
    "signature of letters": (
        lambda good: _put(good, 13, _signed_with(good[13], b"z" * 128)),
        Reason.UNREADABLE,
        11,
        14,
    ),
    "signature in capitals": (
        lambda good: _put(good, 13, _signed_with(good[13], b"A" * 128)),
        Reason.UNREADABLE,
        11,
        14,
    ),
}


@pytest.mark.parametrize("name", _TOUCHES)
def test_a_touched_file_names_the_place(good: Path, key: SigningKey, name: str) -> None:
    touch, reason, seq, line = _TOUCHES[name]
    finding = _finding(_touched(good, touch(_lines(good))), key)
    assert (finding.reason, finding.seq, finding.line) == (reason, seq, line), finding.words
    assert finding.words.startswith(f"line {line}: ")
    assert seq is None or f"event {seq}" in finding.words


def test_cutting_the_end_with_a_forged_trailer_is_named(good: Path, key: SigningKey) -> None:
    """All figures of the trailer made to fit; only the signature cannot be."""
    lines = _lines(good)
    trailer = json.loads(lines[-1])
    trailer["trailer"] |= {"seq": 8, "count": 8, "hash": json.loads(lines[9])["hash"]}
    trailer["trailer"]["sha256"] = hashlib.sha256(b"".join(lines[:11])).hexdigest()
    finding = _finding(_touched(good, [*lines[:11], canonical(trailer) + b"\n"]), key)
    assert (finding.reason, finding.seq, finding.line) == (Reason.WRONG_SIGNATURE, 8, 12)


def test_an_event_put_in_is_named(good: Path, key: SigningKey) -> None:
    lines = _lines(good)
    forged = _edit(lines[7], seq=6, seat="wall-2")
    finding = _finding(_touched(good, [*lines[:7], forged, *lines[7:]]), key)
    assert (finding.reason, finding.seq, finding.line) == (Reason.DUPLICATE, 6, 9)


def test_an_event_put_in_with_all_after_it_renumbered_is_named(good: Path, key: SigningKey) -> None:
    events = log_of(5)
    events = log_of(12, after=[*events, link(**_facts_after(events[-1]))])
    export(good.with_name("forged.jsonl"), events, SigningKey.load_or_create(good.with_name("forger.key")))
    forged = _lines(good.with_name("forged.jsonl"))
    finding = _finding(_touched(good, [_lines(good)[0], *forged[1:-1], _lines(good)[-1]]), key)
    assert (finding.reason, finding.seq) == (Reason.END_ADDED, 11)


def _facts_after(event: Any) -> dict[str, Any]:
    names = ("at", "monotonic_ns", "boot_id", "actor_id", "actor_name", "seat", "incident_id", "unit_id", "kind")
    facts = {name: getattr(event, name) for name in names}
    return facts | {"previous_hash": event.hash, "seq": event.seq + 1, "about": (), "payload": {"note": "forged"}}


@pytest.mark.parametrize("own", [2, 7, 11])
def test_two_spliced_files_are_named_at_the_seam(good: Path, other: Path, key: SigningKey, own: int) -> None:
    first = _events_only(_lines(good))[:own]
    finding = _finding(_touched(good, first + _lines(other)[own:]), key)
    assert (finding.reason, finding.seq, finding.line) == (Reason.WRONG_PREVIOUS, own, own + 1)


def test_a_trailer_of_another_file_is_named(good: Path, other: Path, key: SigningKey) -> None:
    events = log_of(10, note="other ")
    export(other, events, key)
    finding = _finding(_touched(good, _lines(good)[:-1] + _lines(other)[-1:]), key)
    assert (finding.reason, finding.seq) == (Reason.REWRITTEN, 10)


def test_a_signature_of_another_file_is_named(good: Path, other: Path, key: SigningKey) -> None:
    last, others_last = _lines(good)[-1], _lines(other)[-1]
    swapped = _signed_with(last, others_last[14:142])
    finding = _finding(_touched(good, [*_lines(good)[:-1], swapped]), key)
    assert (finding.reason, finding.seq) == (Reason.WRONG_SIGNATURE, 10)


def test_a_checkpoints_signature_signs_no_file(good: Path, key: SigningKey) -> None:
    lines = _lines(good)
    swapped = _signed_with(lines[-1], json.loads(lines[5])["signature"].encode())
    assert _finding(_touched(good, [*lines[:-1], swapped]), key).reason is Reason.WRONG_SIGNATURE


def test_only_the_given_key_counts(tmp_path: Path, good: Path, key: SigningKey) -> None:
    """Re-signed with a newer key: whole, valid, and worth nothing."""
    newer = SigningKey.load_or_create(tmp_path / "newer.key")
    export(tmp_path / "newer.jsonl", log_of(10, note="other "), newer)
    assert verify_file(tmp_path / "newer.jsonl", newer.public_key).finding is None
    finding = _finding(tmp_path / "newer.jsonl", key)
    assert (finding.reason, finding.line) == (Reason.OTHER_KEY, 1)
    assert key.key_id in finding.words

    # The forger leaves the true key's id in the header, or everywhere.
    lines = _lines(tmp_path / "newer.jsonl")
    lines[0] = lines[0].replace(newer.key_id.encode(), key.key_id.encode())
    assert _finding(_touched(good, lines), key).reason is Reason.OTHER_KEY
    lines[-1] = lines[-1].replace(newer.key_id.encode(), key.key_id.encode())
    assert _finding(_touched(good, lines), key).reason is Reason.WRONG_SIGNATURE


def test_a_checkpoint_of_another_key_is_named(tmp_path: Path, key: SigningKey) -> None:
    newer = SigningKey.load_or_create(tmp_path / "newer.key")
    events = log_of(3)
    export(tmp_path / "a.jsonl", events, key, checkpoints=sign_heads(tmp_path / "log", events, newer, 2))
    finding = _finding(tmp_path / "a.jsonl", key)
    assert (finding.reason, finding.line) == (Reason.BAD_CHECKPOINT, 4)


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, good: Path, key: SigningKey) -> None:
    path = tmp_path / "endless.jsonl"
    with path.open("wb") as file:
        file.write(_lines(good)[0])
        file.truncate(LONGEST_LINE * 50)  # sparse
    finding = _finding(path, key)
    assert (finding.reason, finding.seq, finding.line) == (Reason.UNREADABLE, 1, 2)


def test_what_the_hub_itself_signed_wrongly_is_named(tmp_path: Path, good: Path, key: SigningKey) -> None:
    trailer, _ = read_trailer(_lines(good)[-1][:-1])
    wrong = replace(trailer, count=9)
    line = trailer_line(wrong, key.sign(trailer_signed(wrong))) + b"\n"
    assert _finding(_touched(good, [*_lines(good)[:-1], line]), key).reason is Reason.LINES_CHANGED

    beginning = replace(log_of(1)[0], previous_hash="ab" * 32)
    export(tmp_path / "a.jsonl", [beginning], key)
    finding = _finding(tmp_path / "a.jsonl", key)
    assert (finding.reason, finding.seq) == (Reason.WRONG_PREVIOUS, 1)


@st.composite
def _changes(draw: st.DrawFn) -> Callable[[_Lines, _Lines], _Lines]:
    """A few cuts, moves, doublings and exchanges of lines, one after the other."""
    steps = draw(
        st.lists(st.tuples(st.sampled_from(_STEPS), st.integers(0, 13), st.integers(0, 13)), min_size=1, max_size=4)
    )

    def change(lines: _Lines, others: _Lines) -> _Lines:
        for step, at, to in steps:
            step(lines, others, at, to)
        return lines

    return change


def _delete(lines: _Lines, others: _Lines, at: int, to: int) -> None:
    del lines[at : max(at + 1, to)]


def _move(lines: _Lines, others: _Lines, at: int, to: int) -> None:
    if at < len(lines):
        lines.insert(to, lines.pop(at))


def _double(lines: _Lines, others: _Lines, at: int, to: int) -> None:
    lines[to:to] = lines[at : at + 1]


def _exchange(lines: _Lines, others: _Lines, at: int, to: int) -> None:
    lines[at : at + 1] = others[to : to + 1]


_STEPS = (_delete, _move, _double, _exchange)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(change=_changes())
def test_no_juggling_with_lines_passes(
    good: Path, other: Path, key: SigningKey, change: Callable[[_Lines, _Lines], _Lines]
) -> None:
    lines = change(_lines(good), _lines(other))
    assume(lines != _lines(good))
    assume(lines != _lines(other))
    finding = _finding(_touched(good, lines), key)
    assert finding.line > 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(place=st.integers(0, 7000), length=st.integers(0, 200), put_in=st.binary(max_size=50))
def test_no_patch_of_bytes_passes(good: Path, key: SigningKey, place: int, length: int, put_in: bytes) -> None:
    whole = good.read_bytes()
    patched = whole[:place] + put_in + whole[place + length :]
    assume(patched != whole)
    path = good.with_name("patched.jsonl")
    path.write_bytes(patched)
    assert _finding(path, key).line > 0
