"""Which URL to name in which request (RFC 2326, C.1.1), without ever naming credentials."""

import contextlib
from urllib.parse import urljoin, urlsplit, urlunsplit

from streams.rtsp.message import Response


def base_url(response: Response, requested: str) -> str:
    """What control attributes of a description are relative to: Content-Base, Content-Location, the request's URL."""
    for name in ("Content-Base", "Content-Location"):
        value = (response.headers.get(name) or "").strip()
        with contextlib.suppress(ValueError):
            if value and is_rtsp(found := absolute(requested, value)):
                return without_credentials(found)
    return requested


def control_url(base: str, control: str | None) -> str:
    """The URL that a control attribute means; without one, or with `*`, the base itself.

    A relative one is appended, also behind a query, because that is what cameras expect that put the channel into
    the query (`…?channel=1/trackID=0`); RFC 1808 would drop it.
    """
    control = (control or "*").strip()
    if control in ("", "*"):
        return base
    if "://" in control.split("?", 1)[0]:
        return without_credentials(control) if is_rtsp(control) else base
    if control[0] == "?":
        return base + control
    return f"{base.rstrip('/')}/{control.lstrip('/')}"


def is_rtsp(url: str) -> bool:
    return url.lower().startswith(("rtsp://", "rtsps://", "rtspu://"))


def without_credentials(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.split("@", 1)[-1] if "@" in url else url
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def absolute(requested: str, reference: str) -> str:
    """`reference` as it is meant in an answer to `requested`. Raises ValueError if it makes no URL."""
    if any(character.isspace() or ord(character) < 32 for character in reference):
        raise ValueError("a URL has no spaces")
    if "://" in reference.split("?", 1)[0]:
        return reference
    # urllib joins only schemes that it knows to have paths, and knows rtsp, but not rtsps.
    scheme, _, rest = requested.partition("://")
    return scheme + urljoin(f"http://{rest}", reference).removeprefix("http")
