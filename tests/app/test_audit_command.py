"""`audit verify` as an auditor uses it: words in, one line and a status out."""

import argparse
from pathlib import Path

import pytest

from app.audit_command import run_verify
from app.audit_command_line import add_verify_arguments
from app.services.audit.signing import SigningKey
from tests.app.services.audit.logs import export, log_of, sign_heads


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "hub.key")


def _verify(folder: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add_verify_arguments(parser)
    return run_verify(parser.parse_args([str(folder / "a.jsonl"), "--key", str(folder / "hub.pub"), *words]))


def test_a_good_file(tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]) -> None:
    events = log_of(5)
    export(tmp_path / "a.jsonl", events, key, checkpoints=sign_heads(tmp_path / "log", events, key, 2, 5))
    assert _verify(tmp_path) == 0
    first = capsys.readouterr()
    assert first.err == ""
    assert first.out == (
        f"{tmp_path / 'a.jsonl'}: good: events 1 to 5 of hub 'hub-1'; exported 2026-11-22T09:00:00.000000Z; "
        "2 checkpoints agree; the first file seen with this key, so it may be an old one: export with a challenge\n"
    )
    assert _verify(tmp_path) == 0
    assert "old" not in capsys.readouterr().out


def test_an_empty_log(tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path / "a.jsonl", [], key, challenge="blue 42")
    assert _verify(tmp_path, "--challenge", "blue 42") == 0
    out = capsys.readouterr().out
    assert "no events of hub" in out
    assert "it answers the challenge" in out


def test_a_bad_file_is_named_and_not_remembered(
    tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    export(path, log_of(5), key)
    path.write_bytes(path.read_bytes().replace(b"wall-1", b"wall-2"))
    assert _verify(tmp_path) == 1
    assert capsys.readouterr().out == f"{path}: BAD: line 2: event 1 was changed after it was written\n"
    assert not (tmp_path / "hub.pub.seen").exists()


def test_an_old_file_is_refused_until_told_to_forget(
    tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path / "a.jsonl", log_of(5), key)
    assert _verify(tmp_path) == 0
    export(tmp_path / "a.jsonl", log_of(3), key)
    assert _verify(tmp_path) == 1
    assert "BAD: this is an old file" in capsys.readouterr().out
    assert _verify(tmp_path, "--forget") == 0
    assert _verify(tmp_path) == 0


def test_a_challenge_that_is_not_answered(tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path / "a.jsonl", log_of(5), key)
    assert _verify(tmp_path, "--challenge", "blue 42") == 1
    assert "does not answer the challenge" in capsys.readouterr().out


def test_checkpoints_kept_elsewhere(tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]) -> None:
    export(tmp_path / "a.jsonl", log_of(5), key)
    sign_heads(tmp_path / "kept", log_of(5, note="other "), key, 4)
    assert _verify(tmp_path, "--checkpoints", str(tmp_path / "kept")) == 1
    assert "event 4 is not the one that the checkpoint of" in capsys.readouterr().out


@pytest.mark.parametrize("lost", ["a.jsonl", "hub.pub", "kept"])
def test_what_is_not_there_is_no_verdict(
    tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str], lost: str
) -> None:
    export(tmp_path / "a.jsonl", log_of(5), key)
    (tmp_path / "kept").mkdir()
    (tmp_path / lost).rename(tmp_path / "lost")
    assert _verify(tmp_path, "--checkpoints", str(tmp_path / "kept")) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"main.py audit verify: {tmp_path / lost}: No such file or directory\n"


def test_a_key_or_a_memory_that_cannot_be_used_is_no_verdict(
    tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path / "a.jsonl", log_of(5), key)
    (tmp_path / "hub.pub.seen").write_text("{")
    assert _verify(tmp_path) == 2
    assert "--forget" in capsys.readouterr().err
    assert _verify(tmp_path, "--forget") == 0
    (tmp_path / "hub.pub").write_text("no key")
    assert _verify(tmp_path) == 2
    assert "not a public key in PEM" in capsys.readouterr().err


def test_what_cannot_be_remembered_is_no_verdict(
    tmp_path: Path, key: SigningKey, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise an old file would pass there for ever."""
    export(tmp_path / "a.jsonl", log_of(5), key)
    (tmp_path / "hub.pub.seen").mkdir()
    assert _verify(tmp_path, "--forget") == 2
    assert capsys.readouterr().out == ""
