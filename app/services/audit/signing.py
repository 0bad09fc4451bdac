"""The hub's Ed25519 key (RFC 8032): what it signs can be checked by anybody who holds the public half.

The private key is a file of the hub alone. One that others can read proves nothing any more and is refused.
"""

import hashlib
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.services.audit.durable import whole_file

_LARGEST_KEY_FILE = 16 * 1024
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyRefusedError(Exception):
    """A key file cannot be used; the message is one line without anything of the key."""


class PublicKey:
    """Checks signatures. `key_id` is the first 16 hexadecimal digits of the SHA-256 of the 32 raw bytes."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        self.key_id = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]

    @classmethod
    def load(cls, path: Path) -> "PublicKey":
        """From PEM. Raises KeyRefusedError for anything else, OSError where it cannot be read."""
        data = _read(path)
        if b"PRIVATE KEY" in data:
            raise KeyRefusedError(f"{path}: this is the private key; verifying takes the public one beside it")
        try:
            key = serialization.load_pem_public_key(data)
        except (ValueError, UnsupportedAlgorithm):
            raise KeyRefusedError(f"{path}: not a public key in PEM") from None
        if not isinstance(key, Ed25519PublicKey):
            raise KeyRefusedError(f"{path}: not an Ed25519 key")
        return cls(key)

    def verifies(self, signature: bytes, signed: bytes) -> bool:
        try:
            self._key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    def as_pem(self) -> bytes:
        return self._key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


class SigningKey:
    """The private key and its public half."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = PublicKey(key.public_key())

    @property
    def key_id(self) -> str:
        return self.public_key.key_id

    @classmethod
    def load_or_create(cls, path: Path) -> "SigningKey":
        """The key at `path` (PEM, mode 0600), made where there is none; `path` with `.pub` holds the public half.

        Two processes that make it at once end with the same key. Raises KeyRefusedError for a file that others may
        read, that is no Ed25519 key, or whose public half belongs to another key; OSError.
        """
        if not path.exists():
            _create(path)
        if stat.S_IMODE(path.stat().st_mode) & _FOR_OTHERS:
            raise KeyRefusedError(f"{path}: others than its owner may use this key; make it mode 0600, or a new one")
        try:
            key = serialization.load_pem_private_key(_read(path), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyRefusedError(f"{path}: not a private key in PEM without a password") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyRefusedError(f"{path}: not an Ed25519 key")
        signing_key = cls(key)
        signing_key._keep_public_half(path.with_suffix(".pub"))
        return signing_key

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)

    def _keep_public_half(self, path: Path) -> None:
        if not path.exists():
            with whole_file(path, mode=0o644, replace=False) as file:
                file.write(self.public_key.as_pem())
        if PublicKey.load(path).key_id != self.key_id:
            raise KeyRefusedError(f"{path}: belongs to another private key than the one beside it")


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with whole_file(path, replace=False) as file:
        file.write(pem)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_KEY_FILE)
