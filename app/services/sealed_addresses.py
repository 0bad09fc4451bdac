"""Addresses that somebody typed into a scene, password and all: shared by all seats, opened only by the hub.

Where the user and the password stood, a sealed address carries `sealed.…`: still an address for whoever draws, keeps
or sends the scene, but one that opens no camera. The hub has sealed the whole address in there (ADR 9).
"""

from urllib.parse import urlsplit

from streams.url import parse_stream_url, redacted

_MARK = "sealed."


def needs_sealing(address: str) -> bool:
    """Whether there is a user, a password or a secret in the query of a usable address."""
    parsed = parse_stream_url(address)
    if (parsed.user or "").startswith(_MARK):
        return False
    return bool(parsed.user or parsed.password) or redacted(parsed.address) != parsed.address


def shown_address(address: str) -> str:
    """What everybody may read of it."""
    return redacted(parse_stream_url(address).address)


def with_token(address: str, token: str) -> str:
    """`address` with everything secret replaced by what the hub sealed it into (URL-safe Base64)."""
    scheme, separator, rest = shown_address(address).partition("://")
    return f"{scheme}{separator}{_MARK}{token}@{rest}"


def token_of(address: str) -> str | None:
    """What the hub sealed it into; None for an address that is not sealed."""
    if "://" not in address or "@" not in address:
        return None
    try:
        user = urlsplit(address).username or ""
    except ValueError:
        # No address at all, such as half a bracket of an IPv6 one.
        return None
    return user.removeprefix(_MARK) if user.startswith(_MARK) else None
