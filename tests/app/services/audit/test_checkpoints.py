"""Signed heads of the log: a line each, chained, readable after a crash, and no line changed unseen."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785

from app.domain.event_chain import GENESIS
from app.services.audit.checkpoints import (
    NO_LINE,
    BadCheckpointError,
    Checkpoint,
    CheckpointProblem,
    CheckpointReason,
    check_against,
    read_checkpoints,
    write_checkpoint,
)
from app.services.audit.signing import SigningKey
from tests.app.services.audit.logs import AT, log_of, sign_heads


def _checkpoint(seq: int, *, days: float = 0) -> Checkpoint:
    return Checkpoint(seq=seq, hash=f"{seq:064x}", at=AT + timedelta(days=days), reason=CheckpointReason.INTERVAL)


def test_what_was_written_is_read(tmp_path: Path, key: SigningKey) -> None:
    written = [_checkpoint(0), _checkpoint(7), _checkpoint(7), _checkpoint(90)]
    for one in written:
        path = write_checkpoint(tmp_path / "log", one, key)
    assert path == tmp_path / "log" / "checkpoints-2026-11.jsonl"
    read = read_checkpoints(tmp_path / "log", key.public_key)
    assert [signed.checkpoint for signed in read] == written
    assert {signed.key_id for signed in read} == {key.key_id}


def test_a_line_is_canonical_and_its_signature_covers_the_rest_of_it(tmp_path: Path, key: SigningKey) -> None:
    line = write_checkpoint(tmp_path, _checkpoint(7), key).read_bytes().removesuffix(b"\n")
    content = json.loads(line)
    assert rfc8785.dumps(content) == line
    signature = bytes.fromhex(content.pop("signature"))
    assert key.public_key.verifies(signature, rfc8785.dumps(content))
    assert content["checkpoint"]["key_id"] == key.key_id


def test_every_line_carries_the_hash_of_the_line_before_across_months(tmp_path: Path, key: SigningKey) -> None:
    for seq, days in enumerate([0, 1, 20, 50]):
        write_checkpoint(tmp_path, _checkpoint(seq, days=days), key)
    files = sorted(tmp_path.glob("*.jsonl"))
    assert [path.name[-13:-6] for path in files] == ["2026-11", "2026-12", "2027-01"]
    lines = b"".join(path.read_bytes() for path in files).splitlines()
    before = [json.loads(line)["checkpoint"]["previous_line"] for line in lines]
    assert before == [NO_LINE] + [hashlib.sha256(line).hexdigest() for line in lines[:-1]]


def test_a_clock_that_was_set_back_opens_no_older_file(tmp_path: Path, key: SigningKey) -> None:
    write_checkpoint(tmp_path, _checkpoint(1, days=20), key)
    path = write_checkpoint(tmp_path, _checkpoint(2), key)
    assert path.name == "checkpoints-2026-12.jsonl"
    assert [signed.checkpoint.seq for signed in read_checkpoints(tmp_path, key.public_key)] == [1, 2]


def test_what_an_auditor_kept_may_begin_later(tmp_path: Path, key: SigningKey) -> None:
    for seq, days in enumerate([0, 1, 20, 21]):
        write_checkpoint(tmp_path, _checkpoint(seq, days=days), key)
    (tmp_path / "checkpoints-2026-11.jsonl").unlink()
    assert [signed.checkpoint.seq for signed in read_checkpoints(tmp_path, key.public_key)] == [2, 3]


def test_an_empty_folder_holds_none(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "notes.txt").write_text("not ours")
    assert read_checkpoints(tmp_path / "keys", key.public_key) == ()


@pytest.mark.parametrize("days", [0.001, 20], ids=["same month", "next month"])
def test_a_half_written_line_is_no_alarm_and_is_cut_off(tmp_path: Path, key: SigningKey, days: float) -> None:
    path = write_checkpoint(tmp_path, _checkpoint(1), key)
    whole = path.read_bytes()
    write_checkpoint(tmp_path, _checkpoint(2), key)
    half = path.read_bytes()
    for kept in range(len(whole), len(half), 37):
        for file in tmp_path.glob("*.jsonl"):
            file.unlink()
        path.write_bytes(half[:kept])
        assert [signed.checkpoint.seq for signed in read_checkpoints(tmp_path, key.public_key)] == [1]
        write_checkpoint(tmp_path, _checkpoint(3, days=days), key)
        assert [signed.checkpoint.seq for signed in read_checkpoints(tmp_path, key.public_key)] == [1, 3]


def test_a_crash_before_the_first_line_is_no_alarm(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "checkpoints-2026-11.jsonl").write_bytes(b'{"checkp')
    assert read_checkpoints(tmp_path, key.public_key) == ()
    write_checkpoint(tmp_path, _checkpoint(1, days=20), key)
    assert [signed.previous_line for signed in read_checkpoints(tmp_path, key.public_key)] == [NO_LINE]


_ROOT = Path(__file__).parents[4]
_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.services.audit.checkpoints import Checkpoint, CheckpointReason, write_checkpoint
from app.services.audit.signing import SigningKey
key = SigningKey.load_or_create(Path(sys.argv[1]))
for seq in range(10**6):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    checkpoint = Checkpoint(seq=seq, hash="0" * 64, at=at, reason=CheckpointReason.INTERVAL)
    write_checkpoint(Path(sys.argv[2]), checkpoint, key)
    print(seq, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_told_of(tmp_path: Path, key: SigningKey) -> None:
    folder = tmp_path / "log"
    command = [sys.executable, "-c", _WRITER, str(tmp_path / "keys" / "hub.key"), str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(30)]
        writer.kill()
        told += [int(line) for line in writer.stdout if line.endswith("\n")]
    seqs = [signed.checkpoint.seq for signed in read_checkpoints(folder, key.public_key)]
    assert seqs[: len(told)] == told
    assert len(seqs) - len(told) <= 1
    write_checkpoint(folder, _checkpoint(10**6), key)
    assert read_checkpoints(folder, key.public_key)[-1].checkpoint.seq == 10**6


_Touch = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    ("touch", "problem", "line_number"),
    [
        (lambda lines: lines[:3] + lines[4:], CheckpointProblem.WRONG_PREVIOUS, 4),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], CheckpointProblem.WRONG_PREVIOUS, 4),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], CheckpointProblem.WRONG_PREVIOUS, 4),
        (lambda lines: [*lines[:3], b"", *lines[3:]], CheckpointProblem.NOT_A_CHECKPOINT, 4),
        (lambda lines: [*lines[:3], b"[" * 3000, *lines[3:]], CheckpointProblem.NOT_A_CHECKPOINT, 4),
        (lambda lines: [*lines[:3], b"{}" + b" " * 5000, *lines[3:]], CheckpointProblem.NOT_A_CHECKPOINT, 4),
        (lambda lines: [line + b"\r" for line in lines], CheckpointProblem.NOT_A_CHECKPOINT, 1),
        (lambda lines: [*lines[:-1], lines[-1] + b" "], CheckpointProblem.NOT_A_CHECKPOINT, 6),
        (
            lambda lines: [*lines[:3], lines[3].replace(b'"seq":4', b'"seq":5'), *lines[4:]],
            CheckpointProblem.WRONG_SIGNATURE,
            4,
        ),
    ],
    ids=["taken out", "swapped", "doubled", "empty", "deep", "long", "CRLF", "space", "edited"],
)
def test_a_touched_file_names_the_line(
    tmp_path: Path, key: SigningKey, touch: _Touch, problem: CheckpointProblem, line_number: int
) -> None:
    for seq in range(1, 7):
        path = write_checkpoint(tmp_path, _checkpoint(seq), key)
    path.write_bytes(b"".join(line + b"\n" for line in touch(path.read_bytes().splitlines())))
    with pytest.raises(BadCheckpointError) as error:
        read_checkpoints(tmp_path, key.public_key)
    assert (error.value.problem, error.value.file, error.value.line_number) == (problem, path.name, line_number)


def test_any_changed_byte_is_seen(tmp_path: Path, key: SigningKey) -> None:
    for seq in (1, 2):
        path = write_checkpoint(tmp_path, _checkpoint(seq), key)
    whole = path.read_bytes()
    for place in range(len(whole) - 1):  # without the last line end the line is a half-written one
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        with pytest.raises(BadCheckpointError):
            read_checkpoints(tmp_path, key.public_key)


def test_a_line_of_another_key_is_no_proof(tmp_path: Path, key: SigningKey) -> None:
    other = SigningKey.load_or_create(tmp_path / "other.key")
    write_checkpoint(tmp_path, _checkpoint(1), key)
    write_checkpoint(tmp_path, _checkpoint(2), other)
    with pytest.raises(BadCheckpointError) as error:
        read_checkpoints(tmp_path, key.public_key)
    assert (error.value.problem, error.value.line_number) == (CheckpointProblem.OTHER_KEY, 2)


def test_a_file_cut_in_the_middle_of_the_folder_is_seen(tmp_path: Path, key: SigningKey) -> None:
    first = write_checkpoint(tmp_path, _checkpoint(1), key)
    write_checkpoint(tmp_path, _checkpoint(2, days=20), key)
    first.write_bytes(first.read_bytes()[:-5])
    with pytest.raises(BadCheckpointError) as error:
        read_checkpoints(tmp_path, key.public_key)
    assert (error.value.problem, error.value.file) == (CheckpointProblem.NOT_A_CHECKPOINT, first.name)


def test_the_first_checkpoint_that_the_log_contradicts_is_named(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    checkpoints = sign_heads(tmp_path, events, key, 0, 3, 6, 10)
    hashes = {0: GENESIS} | {event.seq: event.hash for event in events}
    assert check_against(checkpoints, hashes) is None
    rewritten = log_of(10, after=events[:4], note="other ")
    assert check_against(checkpoints, hashes | {event.seq: event.hash for event in rewritten}) == checkpoints[2]
    del hashes[10]  # the tail is gone
    assert check_against(checkpoints, hashes) == checkpoints[3]
