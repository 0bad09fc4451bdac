"""The exported file: a format that any tool can read, written whole or not at all."""

import asyncio
import hashlib
import json
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785

from app.domain.event_chain import GENESIS, from_record
from app.domain.events import Event
from app.services.audit.audit_file import write_audit_file
from app.services.audit.signing import SigningKey
from app.services.audit.verify import verify_file
from tests.app.services.audit.logs import AT, export, log_of, sign_heads


def test_every_line_is_canonical_json(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(5)
    export(tmp_path / "a.jsonl", events, key, checkpoints=sign_heads(tmp_path / "log", events, key, 0, 3))
    lines = (tmp_path / "a.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [next(iter(json.loads(line))) for line in lines] == [
        "header",
        "checkpoint",
        "event",
        "event",
        "event",
        "checkpoint",
        "event",
        "event",
        "signature",
    ]
    for line in lines:
        assert rfc8785.dumps(json.loads(line)) == line


def test_an_auditor_can_check_it_with_other_tools(tmp_path: Path, key: SigningKey) -> None:
    """What docs/audit.md says of the format, with nothing of ours."""
    events = log_of(3)
    export(tmp_path / "a.jsonl", events, key, challenge="blue 42")
    header, *middle, last = (tmp_path / "a.jsonl").read_bytes().splitlines(keepends=True)
    previous = json.loads(header)["header"]["previous_hash"]
    assert previous == hashlib.sha256(b"Fivefifteen event log, format 1").hexdigest()
    for line, event in zip(middle, events, strict=True):
        content = json.loads(line)
        assert hashlib.sha256(line[9:-76]).hexdigest() == content["hash"]
        assert content["event"]["previous_hash"] == previous
        assert from_record(content["event"] | {"hash": content["hash"]}) == event
        previous = content["hash"]
    trailer = json.loads(last)["trailer"]
    assert (trailer["seq"], trailer["hash"], trailer["count"]) == (3, previous, 3)
    assert trailer["challenge"] == "blue 42"
    assert trailer["sha256"] == hashlib.sha256(header + b"".join(middle)).hexdigest()
    signature = bytes.fromhex(json.loads(last)["signature"])
    assert key.public_key.verifies(signature, b"{" + last[144:-1])


def test_an_empty_log_is_a_file_too(tmp_path: Path, key: SigningKey) -> None:
    trailer = export(tmp_path / "a.jsonl", [], key)
    assert (trailer.header.first_seq, trailer.seq, trailer.hash, trailer.count) == (1, 0, GENESIS, 0)


def test_it_is_read_by_its_owner_alone(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "a.jsonl", log_of(1), key)
    assert stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode) == 0o600


async def test_events_may_come_page_by_page(tmp_path: Path, key: SigningKey) -> None:
    async def pages() -> AsyncIterator[Event]:
        for event in log_of(700):  # more than is written at once
            if event.seq % 100 == 0:
                await asyncio.sleep(0)
            yield event

    trailer = await write_audit_file(tmp_path / "a.jsonl", pages(), key=key, hub_id="hub-1", exported_at=AT)
    assert trailer.count == 700
    assert verify_file(tmp_path / "a.jsonl", key.public_key).finding is None


def test_a_failure_leaves_the_file_of_before(tmp_path: Path, key: SigningKey) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    export(folder / "a.jsonl", log_of(1), key)
    before = (folder / "a.jsonl").read_bytes()

    def lost_connection() -> Iterator[Event]:
        yield from log_of(700)
        raise OSError("the database is gone")

    with pytest.raises(OSError, match="database"):
        asyncio.run(write_audit_file(folder / "a.jsonl", lost_connection(), key=key, hub_id="hub-1", exported_at=AT))
    assert [path.name for path in folder.iterdir()] == ["a.jsonl"]
    assert (folder / "a.jsonl").read_bytes() == before


def test_a_full_disk_leaves_nothing_half_written(key: SigningKey) -> None:
    with pytest.raises(OSError, match=r"full|space|denied|permitted"):
        export(Path("/dev/full/a.jsonl"), log_of(1), key)


def test_an_event_without_a_canonical_form_is_named(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(3)
    events[1] = replace(events[1], payload={"share": float("inf")})
    with pytest.raises(ValueError, match="event 2: "):
        export(tmp_path / "a.jsonl", events, key)
    assert not (tmp_path / "a.jsonl").exists()


def test_a_challenge_has_a_longest_length(tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(ValueError, match="200"):
        export(tmp_path / "a.jsonl", [], key, challenge="x" * 201)
