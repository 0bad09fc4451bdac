"""What is stored beside accounts, sessions, keys, links and cameras and is never shown: hashes and sealed passwords."""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: 96 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSecret:
    account_id: str
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSecret:
    """Of a session, an API key or a join link (`owner_id`): the SHA-256 of its token, which has 256 random bits."""

    owner_id: str
    token_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDevice:
    """A device that a join link let in, by the SHA-256 of the id that its browser keeps. `barred_at`: a host has shown
    it out."""

    link_id: str
    device_hash: str
    first_at: datetime
    barred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSecret:
    """`sealed_password` is bound to the camera: it opens for no other."""

    camera_id: str
    sealed_password: str


class KeyFileError(Exception):
    """The key file cannot be used; the message is one plain sentence."""


def new_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Without salt or stretching: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


class PasswordSeal:
    """AES-256-GCM with the hub's key file. Texts are sealed for a purpose and open for no other."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._fingerprint_key = hmac.digest(key, b"fingerprint", "sha256")
        self._link_key = hmac.digest(key, b"link", "sha256")

    @classmethod
    def load_or_create(cls, path: Path) -> "PasswordSeal":
        """Raises KeyFileError for a file that others may read or that holds no key."""
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(AESGCM.generate_key(_KEY_BYTES * 8))
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            pass
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFileError(f"{path} can be read by others; set its mode to 0600")
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise KeyFileError(f"{path} holds no key; restore it from the backup")
        return cls(key)

    def seal(self, text: str, *, purpose: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())).decode()

    def open(self, sealed: str, *, purpose: str) -> str:
        """Raises KeyFileError where it was sealed with another key or for something else."""
        data = base64.b64decode(sealed)
        try:
            return self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], purpose.encode()).decode()
        except InvalidTag:
            raise KeyFileError("a stored password does not open with this key file") from None

    def link_secret(self, link_id: str) -> str:
        """The secret part of a link that the hub issues by itself, the same each time: 256 bits in URL-safe Base64,
        which nobody has without the key file (ADR 18)."""
        derived = hmac.digest(self._link_key, link_id.encode(), "sha256")
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")

    def fingerprint(self, data: bytes) -> str:
        """Hex HMAC-SHA256: equal for equal data, and without the key file nobody can try what it was made of."""
        return hmac.digest(self._fingerprint_key, data, "sha256").hex()
