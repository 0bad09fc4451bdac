"""Asks clients for user and password the way cameras do: Basic or Digest (RFC 7617, RFC 7616)."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from enum import StrEnum

REALM = "Fivefifteen camera"

_FIELD = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')


class Authentication(StrEnum):
    """What a camera demands."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"  # MD5, what nearly all cameras offer
    DIGEST_SHA256 = "digest-sha-256"


class Guard:
    """Checks the requests of one connection; its nonce is its own."""

    def __init__(self, method: Authentication) -> None:
        self._method = method
        self._nonce = secrets.token_hex(16)

    def challenge(self) -> str:
        """The value of WWW-Authenticate."""
        if self._method is Authentication.BASIC:
            return f'Basic realm="{REALM}"'
        algorithm = "SHA-256" if self._method is Authentication.DIGEST_SHA256 else "MD5"
        return f'Digest realm="{REALM}", nonce="{self._nonce}", algorithm={algorithm}'

    def admits(self, answer: str | None, *, method: str, user: str, password: str) -> bool:
        """Whether the Authorization header `answer` of a request with `method` proves user and password."""
        if self._method is Authentication.NONE:
            return True
        scheme, _, rest = (answer or "").strip().partition(" ")
        if self._method is Authentication.BASIC:
            return scheme.lower() == "basic" and _basic(rest, user, password)
        return scheme.lower() == "digest" and self._digest(rest, method, user, password)

    def _digest(self, rest: str, method: str, user: str, password: str) -> bool:
        fields = {name.lower(): quoted or plain for name, quoted, plain in _FIELD.findall(rest)}
        if fields.get("username") != user or fields.get("nonce") != self._nonce or fields.get("realm") != REALM:
            return False
        first = self._hash(f"{user}:{REALM}:{password}")
        second = self._hash(f"{method}:{fields.get('uri', '')}")
        middle = self._nonce
        if "qop" in fields:
            middle += f":{fields.get('nc', '')}:{fields.get('cnonce', '')}:{fields['qop']}"
        return hmac.compare_digest(self._hash(f"{first}:{middle}:{second}"), fields.get("response", ""))

    def _hash(self, text: str) -> str:
        kind = "sha256" if self._method is Authentication.DIGEST_SHA256 else "md5"
        return hashlib.new(kind, text.encode()).hexdigest()


def _basic(rest: str, user: str, password: str) -> bool:
    try:
        given = base64.b64decode(rest.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{user}:{password}".encode())
