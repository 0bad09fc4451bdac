"""Sends a message through somebody's HTTP gateway; which one and how is said in the hub's settings."""

import json
import logging
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import quote

import httpx

from app.hub.rooms.settings import SmsSettings

log = logging.getLogger(__name__)

_TIMEOUT_S = 5.0
_TRIES = 2
_MOST_ANSWER_BYTES = 64_000
# Whoever is called by a drill reads it first.
_DRILL = "【演练】"


class SmsFailure(StrEnum):
    """Why a message was not taken; what the log says besides holds no secret and no number."""

    NOT_CONFIGURED = "not-configured"
    NO_PUBLIC_ADDRESS = "no-public-address"  # the hub is not told by which address phones reach it
    NO_NUMBER = "no-number"
    LINK_OVER = "link-over"  # revoked or expired before it went out
    INTERRUPTED = "interrupted"  # the hub stopped before the gateway answered; the link was in no other place
    NO_ANSWER = "no-answer"  # not reachable, or not in time
    REFUSED = "refused"


async def send_sms(settings: SmsSettings | None, *, number: str, url: str, is_drill: bool = False) -> SmsFailure | None:
    """None: the gateway took it. One more try where it did not answer or failed itself."""
    if settings is None:
        return SmsFailure.NOT_CONFIGURED
    text = (_DRILL if is_drill else "") + settings.text.replace("{url}", url)
    failure: SmsFailure | None = None
    async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False) as client:
        for _ in range(_TRIES):
            failure, again = await _try(client, settings, number=number, text=text)
            if not again:
                break
    return failure


async def _try(
    client: httpx.AsyncClient, settings: SmsSettings, *, number: str, text: str
) -> tuple[SmsFailure | None, bool]:
    """And whether another try may help."""
    headers = {"Content-Type": settings.content_type, **settings.headers}
    if settings.bearer:
        headers["Authorization"] = f"Bearer {settings.bearer}"
    body = _filled(settings.body, _escaping(settings.content_type), number=number, text=text)
    try:
        async with client.stream(
            settings.method,
            _filled(settings.url, _in_url, number=number, text=text),
            headers=headers,
            content=None if settings.method == "GET" else body.encode(),
        ) as response:
            said = b""
            async for piece in response.aiter_bytes():
                said += piece
                if len(said) > _MOST_ANSWER_BYTES:
                    break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("the message gateway does not answer: %s", type(error).__name__)
        return SmsFailure.NO_ANSWER, True
    if response.is_success and settings.expect in said.decode(errors="replace"):
        return None, False
    log.warning("the message gateway refuses with status %d", response.status_code)
    return SmsFailure.REFUSED, response.is_server_error


def _filled(template: str, escaped: Callable[[str], str], *, number: str, text: str) -> str:
    # In one pass: what is put in may hold braces itself.
    parts = template.split("{number}")
    return escaped(number).join(part.replace("{text}", escaped(text)) for part in parts)


def _escaping(content_type: str) -> Callable[[str], str]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return lambda value: json.dumps(value, ensure_ascii=False)[1:-1]
    return _in_url if kind == "application/x-www-form-urlencoded" else str


def _in_url(value: str) -> str:
    return quote(value, safe="")
