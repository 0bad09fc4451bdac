"""Passwords are kept as argon2id hashes with the library's parameters (RFC 9106, low-memory profile)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Of a password that nobody knows: checked where there is no account, so that the answer takes as long.
_NOBODY = _HASHER.hash("4f0c6a1b9d7e")


def hash_password(password: str) -> str:
    """Takes some 50 ms of one core: not for the loop."""
    return _HASHER.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """None: there is no account; takes as long and is False."""
    try:
        return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError, UnicodeError):
        return False


def hash_random_password(password: str) -> str:
    """Of a password with 256 random bits, which nobody guesses: needs no stretching."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
