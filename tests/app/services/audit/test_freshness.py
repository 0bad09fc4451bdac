"""A file that is whole and signed, and yet not the log of today: old, of another fork, short of what was promised."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.services.audit.checkpoints import (
    Checkpoint,
    CheckpointReason,
    SignedCheckpoint,
    read_checkpoints,
    write_checkpoint,
)
from app.services.audit.findings import Reason
from app.services.audit.remembered import (
    DamagedMemoryError,
    RememberedHead,
    load_remembered,
    memory_path,
    save_remembered,
)
from app.services.audit.signing import SigningKey
from app.services.audit.verify import Verdict, verify_file
from tests.app.services.audit.logs import AT, export, log_of, sign_heads


def _seen(path: Path, key: SigningKey, remembered: RememberedHead | None = None) -> RememberedHead:
    head = verify_file(path, key.public_key, remembered=remembered).head
    assert head is not None
    return head


def _reason(verdict: Verdict) -> tuple[Reason, int | None]:
    assert verdict.finding is not None
    assert verdict.head is None
    return verdict.finding.reason, verdict.finding.seq


def test_an_old_file_is_refused_once_a_newer_was_seen(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    export(tmp_path / "old.jsonl", events[:6], key, minutes=60)
    export(tmp_path / "new.jsonl", events, key, minutes=90)
    seen = _seen(tmp_path / "new.jsonl", key, _seen(tmp_path / "old.jsonl", key))
    old = verify_file(tmp_path / "old.jsonl", key.public_key, remembered=seen)
    assert _reason(old) == (Reason.OLDER, 7)
    assert old.finding is not None
    assert "2026-11-22T09:30:00.000000Z up to event 10" in old.finding.words


def test_the_same_file_passes_again(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "a.jsonl", log_of(3), key)
    seen = _seen(tmp_path / "a.jsonl", key)
    assert _seen(tmp_path / "a.jsonl", key, seen) == seen


def test_an_earlier_export_of_the_same_log_is_old(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "old.jsonl", log_of(3), key, minutes=60)
    export(tmp_path / "new.jsonl", log_of(3), key, minutes=61)
    seen = _seen(tmp_path / "new.jsonl", key)
    assert _reason(verify_file(tmp_path / "old.jsonl", key.public_key, remembered=seen)) == (Reason.OLDER, 4)


def test_a_hub_whose_clock_was_set_back_raises_no_alarm(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "a.jsonl", log_of(3), key, minutes=60)
    export(tmp_path / "b.jsonl", log_of(4), key, minutes=0)
    assert _seen(tmp_path / "b.jsonl", key, _seen(tmp_path / "a.jsonl", key)).seq == 4


@pytest.mark.parametrize("first_seq", [1, 4, 6, 7])
def test_a_log_that_was_rewritten_forks_from_what_was_seen(tmp_path: Path, key: SigningKey, first_seq: int) -> None:
    """Also by the hub itself, with its key."""
    events = log_of(6)
    export(tmp_path / "a.jsonl", events, key)
    export(tmp_path / "b.jsonl", log_of(12, after=events[:2], note="other ")[first_seq - 1 :], key, minutes=90)
    verdict = verify_file(tmp_path / "b.jsonl", key.public_key, remembered=_seen(tmp_path / "a.jsonl", key))
    assert _reason(verdict) == (Reason.FORKED, 6)


def test_a_file_that_leaves_out_what_was_not_seen_is_refused(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(12)
    export(tmp_path / "a.jsonl", events[:6], key)
    seen = _seen(tmp_path / "a.jsonl", key)
    export(tmp_path / "b.jsonl", events[6:], key, minutes=90)
    assert _seen(tmp_path / "b.jsonl", key, seen).seq == 12
    export(tmp_path / "c.jsonl", events[8:], key, minutes=90)
    verdict = verify_file(tmp_path / "c.jsonl", key.public_key, remembered=seen)
    assert _reason(verdict) == (Reason.UNCONNECTED, 7)
    assert verdict.finding is not None
    assert "events 7 to 8" in verdict.finding.words


def test_a_key_belongs_to_one_hub(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "a.jsonl", log_of(3), key)
    export(tmp_path / "b.jsonl", log_of(4), key, hub_id="hub-2", minutes=90)
    verdict = verify_file(tmp_path / "b.jsonl", key.public_key, remembered=_seen(tmp_path / "a.jsonl", key))
    assert _reason(verdict) == (Reason.OTHER_HUB, None)


@pytest.mark.parametrize("answer", ["", "blue 41", "blue 42 ", "Blue 42"])
def test_a_challenge_must_be_answered_to_the_letter(tmp_path: Path, key: SigningKey, answer: str) -> None:
    export(tmp_path / "a.jsonl", log_of(3), key, challenge=answer)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, challenge="blue 42")
    assert _reason(verdict) == (Reason.WRONG_CHALLENGE, None)


def test_an_answered_challenge_shows_a_new_file(tmp_path: Path, key: SigningKey) -> None:
    export(tmp_path / "a.jsonl", log_of(3), key, challenge="蓝色 42")
    assert verify_file(tmp_path / "a.jsonl", key.public_key, challenge="蓝色 42").finding is None
    assert verify_file(tmp_path / "a.jsonl", key.public_key).finding is None


def _sign(folder: Path, key: SigningKey, seq: int, event_hash: str, minutes: int) -> tuple[SignedCheckpoint, ...]:
    at = AT + timedelta(minutes=minutes)
    write_checkpoint(folder, Checkpoint(seq=seq, hash=event_hash, at=at, reason=CheckpointReason.EXPORT), key)
    return read_checkpoints(folder, key.public_key)


def test_a_log_rewritten_with_its_key_contradicts_a_checkpoint_kept_elsewhere(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    sign_heads(tmp_path / "kept", events, key, 3, 6)
    forged = log_of(12, after=events[:4], note="other ")
    export(tmp_path / "a.jsonl", forged, key, checkpoints=sign_heads(tmp_path / "forged", forged, key, 3, 6, 12))
    assert verify_file(tmp_path / "a.jsonl", key.public_key).finding is None  # what a verifier alone cannot know
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "kept")
    assert _reason(verdict) == (Reason.CHECKPOINT_CONTRADICTS, 6)


def test_a_log_that_lost_its_end_says_so_itself_where_the_checkpoints_are_left(tmp_path: Path, key: SigningKey) -> None:
    """Without the hub's key nobody can take a checkpoint out of an export."""
    events = log_of(10)
    export(tmp_path / "a.jsonl", events[:7], key, checkpoints=sign_heads(tmp_path / "log", events, key, 3, 8, 10))
    assert _reason(verify_file(tmp_path / "a.jsonl", key.public_key)) == (Reason.CHECKPOINT_BEYOND, 8)


def test_a_log_that_lost_its_end_and_went_on_contradicts_its_checkpoints(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    checkpoints = sign_heads(tmp_path / "log", events, key, 3, 10)
    export(tmp_path / "a.jsonl", log_of(12, after=events[:7], note="other "), key, checkpoints=checkpoints)
    assert _reason(verify_file(tmp_path / "a.jsonl", key.public_key)) == (Reason.CHECKPOINT_CONTRADICTS, 10)


def test_a_log_that_grew_after_the_export_raises_no_alarm(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    sign_heads(tmp_path / "log", events, key, 3)
    checkpoints = _sign(tmp_path / "log", key, 6, events[5].hash, minutes=60)
    export(tmp_path / "a.jsonl", events[:6], key, minutes=60, checkpoints=checkpoints)
    _sign(tmp_path / "log", key, 10, events[9].hash, minutes=65)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "log")
    assert verdict.finding is None
    assert verdict.later_events == 4


@pytest.mark.parametrize("exported_after_minutes", [60, 1], ids=["true clock", "clock set back"])
@pytest.mark.parametrize("own", [(3,), (3, 7)], ids=["no checkpoint of its own", "its own checkpoint"])
def test_a_cut_log_exported_anew_is_short_of_a_checkpoint_kept_elsewhere(
    tmp_path: Path, key: SigningKey, exported_after_minutes: int, own: tuple[int, ...]
) -> None:
    """Who has the hub's database and checkpoints in hand cuts both, and has the hub export what is left."""
    events = log_of(10)
    sign_heads(tmp_path / "kept", events, key, 3)
    _sign(tmp_path / "kept", key, 10, events[9].hash, minutes=30)
    checkpoints = sign_heads(tmp_path / "cut", events, key, *own)
    export(tmp_path / "a.jsonl", events[:7], key, minutes=exported_after_minutes, checkpoints=checkpoints)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "kept")
    assert _reason(verdict) == (Reason.CHECKPOINT_BEYOND, 8)


def test_a_log_cut_at_a_checkpoint_is_short_of_the_next_kept_elsewhere(tmp_path: Path, key: SigningKey) -> None:
    """Exported past the hub, which would have added an event and a checkpoint."""
    events = log_of(10)
    checkpoints = sign_heads(tmp_path / "kept", events, key, 3, 7)
    export(tmp_path / "a.jsonl", events[:7], key, minutes=60, checkpoints=checkpoints)
    _sign(tmp_path / "kept", key, 10, events[9].hash, minutes=30)
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "kept")
    assert _reason(verdict) == (Reason.CHECKPOINT_BEYOND, 8)


def test_checkpoints_copied_before_the_export_need_not_know_its_own(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    sign_heads(tmp_path / "kept", events, key, 3, 6)
    export(tmp_path / "a.jsonl", events, key, checkpoints=sign_heads(tmp_path / "log", events, key, 3, 6, 10))
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "kept")
    assert verdict.finding is None
    assert verdict.later_events == 0


def test_checkpoints_that_were_touched_prove_nothing(tmp_path: Path, key: SigningKey) -> None:
    events = log_of(10)
    sign_heads(tmp_path / "log", events, key, 3, 6, 10)
    export(tmp_path / "a.jsonl", events, key)
    path = next((tmp_path / "log").iterdir())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    verdict = verify_file(tmp_path / "a.jsonl", key.public_key, checkpoints_folder=tmp_path / "log")
    assert _reason(verdict) == (Reason.BAD_CHECKPOINT_FOLDER, None)
    assert verdict.finding is not None
    assert f"{path.name} line 2" in verdict.finding.words


def test_what_was_seen_is_kept_beside_the_key(tmp_path: Path) -> None:
    path = memory_path(tmp_path / "hub.pub")
    assert path == tmp_path / "hub.pub.seen"
    assert load_remembered(path) is None
    for seq in (3, 4):
        head = RememberedHead(hub_id="hub-1", seq=seq, hash="ab" * 32, exported_at=AT)
        save_remembered(path, head)
        assert load_remembered(path) == head
    assert [each.name for each in tmp_path.iterdir()] == ["hub.pub.seen"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"hub_id":"h","seq":null}', b"[" * 10**5])
def test_a_damaged_memory_is_not_taken_for_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hub.pub.seen"
    path.write_bytes(content)
    with pytest.raises(DamagedMemoryError, match="not readable"):
        load_remembered(path)
