"""The hub's key pair: made once, private to the hub, its public half usable anywhere."""

import hashlib
import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from app.services.audit.signing import KeyRefusedError, PublicKey, SigningKey


def test_a_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "hub.key"
    made = SigningKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == ["hub.key", "hub.pub"]
    again = SigningKey.load_or_create(path)
    assert again.key_id == made.key_id
    assert made.public_key.verifies(again.sign(b"text"), b"text")


def test_the_umask_gives_nobody_more(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        SigningKey.load_or_create(tmp_path / "hub.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "hub.key").stat().st_mode) == 0o600


def test_the_public_half_verifies_and_nothing_else(key: SigningKey, tmp_path: Path) -> None:
    public = PublicKey.load(tmp_path / "keys" / "hub.pub")
    signature = key.sign(b"text")
    assert public.verifies(signature, b"text")
    assert not public.verifies(signature, b"texT")
    assert not public.verifies(signature[:-1], b"text")
    assert not public.verifies(b"", b"text")
    assert not SigningKey.load_or_create(tmp_path / "other.key").public_key.verifies(signature, b"text")


def test_the_key_id_comes_from_the_raw_public_key(key: SigningKey, tmp_path: Path) -> None:
    """With openssl, as docs/audit.md tells an auditor."""
    pem = tmp_path / "keys" / "hub.pub"
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", pem, "-outform", "DER"], check=True, capture_output=True
    ).stdout
    assert hashlib.sha256(der[-32:]).hexdigest()[:16] == key.key_id


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_may_use_is_refused(key: SigningKey, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys" / "hub.key"
    path.chmod(mode)
    with pytest.raises(KeyRefusedError, match="0600"):
        SigningKey.load_or_create(path)


def _other_kind(path: Path, *, private: bool) -> None:
    other = generate_private_key(SECP256R1())
    pem = other.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_pem = other.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    path.write_bytes(pem if private else public_pem)
    path.chmod(0o600)


def test_what_is_no_ed25519_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hub.key"
    path.write_bytes(b"")
    path.chmod(0o600)
    with pytest.raises(KeyRefusedError, match="PEM"):
        SigningKey.load_or_create(path)
    with pytest.raises(KeyRefusedError, match="PEM"):
        PublicKey.load(path)
    _other_kind(path, private=True)
    with pytest.raises(KeyRefusedError, match="Ed25519"):
        SigningKey.load_or_create(path)
    _other_kind(path, private=False)
    with pytest.raises(KeyRefusedError, match="Ed25519"):
        PublicKey.load(path)


def test_the_private_key_is_not_taken_for_the_public_one(key: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(KeyRefusedError, match="private key"):
        PublicKey.load(tmp_path / "keys" / "hub.key")


def test_a_public_half_of_another_key_is_refused(key: SigningKey, tmp_path: Path) -> None:
    SigningKey.load_or_create(tmp_path / "other.key")
    (tmp_path / "other.pub").replace(tmp_path / "keys" / "hub.pub")
    with pytest.raises(KeyRefusedError, match="another private key"):
        SigningKey.load_or_create(tmp_path / "keys" / "hub.key")


def test_a_lost_public_half_is_made_again(key: SigningKey, tmp_path: Path) -> None:
    public = tmp_path / "keys" / "hub.pub"
    pem = public.read_bytes()
    public.unlink()
    SigningKey.load_or_create(tmp_path / "keys" / "hub.key")
    assert public.read_bytes() == pem


def test_who_makes_it_at_once_has_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "hub.key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: SigningKey.load_or_create(path), range(8)))
    assert len({key.key_id for key in keys}) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hub.key", "hub.pub"]
