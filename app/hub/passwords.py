"""Passwords are kept as argon2id hashes with the library's parameters (RFC 9106, low-memory profile)."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Of a password that nobody knows, with the hasher's parameters: checked where there is no account, so that the answer
# takes as long. Not made at the start, which would wait for it.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$wALnx+J6IkGW58b2lDGYoA$STAF7Xh79E9r9J+d3F3oUfwLiKrxVmndi61EIvx0UXE"
# Each takes 64 MB and a core.
_MOST_AT_ONCE = 2


class Passwords:
    """Hashing beside the loop, a few at a time. Owned by the hub's loop."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)

    async def hashed(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(hash_password, password)

    async def fits(self, password_hash: str | None, password: str) -> bool:
        """None: there is no account; takes as long and is False."""
        async with self._turns:
            return await asyncio.to_thread(password_fits, password_hash, password)


def hash_password(password: str) -> str:
    """Takes some 50 ms of one core: not for the loop."""
    return _HASHER.hash(_one_spelling(password))


def password_fits(password_hash: str | None, password: str) -> bool:
    """None: there is no account; takes as long and is False."""
    try:
        return _HASHER.verify(password_hash or _NOBODY, _one_spelling(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def hash_random_password(password: str) -> str:
    """Of a password with 256 random bits, which nobody guesses: needs no stretching."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(_one_spelling(password))


def _one_spelling(password: str) -> str:
    """Keyboards and input methods write the same letter in several ways (RFC 8265, 4.2.2: NFC)."""
    return unicodedata.normalize("NFC", password)
