"""RTSP messages (RFC 2326, 4 to 7) as text: tolerant in what is read, plain in what is written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from streams.errors import Reason, StreamError

LONGEST_HEAD = 64 << 10  # bytes
LONGEST_BODY = 256 << 10  # bytes; descriptions of real cameras stay under 4 KiB

_STATUS_LINE = re.compile(r"RTSP/\d+\.\d+[ \t]+(\d{3})(?:[ \t]+(.*))?$")
_REQUEST_LINE = re.compile(r"([A-Z_]{3,24})[ \t]+(\S+)[ \t]+RTSP/\d+\.\d+$")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Headers:
    """Header fields of one message: names in any case, repeated fields kept apart in their order."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name.lower(), []).append(value)

    def get(self, name: str) -> str | None:
        values = self._fields.get(name.lower())
        return values[0] if values else None

    def all(self, name: str) -> list[str]:
        return self._fields.get(name.lower(), [])


@dataclass(slots=True)
class Response:
    status: int
    phrase: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


@dataclass(slots=True)
class Request:
    """A request of the server to us (RFC 2326, 10: ANNOUNCE, OPTIONS, REDIRECT …)."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


def parse_head(head: bytes) -> Response | Request:
    """Start line and header fields, up to but without the empty line. Raises StreamError(BAD_ANSWER)."""
    lines = _LINE_END.split(head.decode("utf-8", "replace"))
    headers = Headers(_fields(lines[1:]))
    if status := _STATUS_LINE.match(lines[0]):
        return Response(int(status[1]), (status[2] or "").strip(), headers)
    if request := _REQUEST_LINE.match(lines[0].rstrip()):
        return Request(request[1], request[2], headers)
    raise StreamError(Reason.BAD_ANSWER, "the answer is not RTSP")


def content_length(headers: Headers) -> int:
    """Bytes of the body that follows. Raises StreamError(BAD_ANSWER) for nonsense and for a body beyond reason."""
    text = headers.get("Content-Length")
    if text is None or not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise StreamError(Reason.BAD_ANSWER, "the answer has a malformed Content-Length")
    if len(text) > 12 or int(text) > LONGEST_BODY:
        raise StreamError(Reason.BAD_ANSWER, f"the answer is longer than {LONGEST_BODY >> 10} KiB")
    return int(text)


def encode(start_line: str, headers: Mapping[str, str | None]) -> bytes:
    """A message without body. Fields that are None are left out."""
    lines = [start_line, *(f"{name}: {value}" for name, value in headers.items() if value is not None), "", ""]
    return "\r\n".join(lines).encode()


def could_begin_message(line: bytes, *, complete: bool) -> bool:
    """Whether a line, perhaps only its first bytes, is or may become the start line of an RTSP message."""
    if complete:
        text = line.decode("utf-8", "replace").rstrip()
        return _STATUS_LINE.match(text) is not None or _REQUEST_LINE.match(text) is not None
    return line[:5] == b"RTSP/"[: len(line)] or re.match(rb"[A-Z_]{1,24}(?:$|[ \t])", line) is not None


def parameters(text: str) -> dict[str, str]:
    """`a; b=c; d="e"` as found in Session and Transport fields; names in lower case, no value as ''."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _fields(lines: Iterable[str]) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and fields:  # a folded field goes on, RFC 2326 4.2 by way of RFC 2068
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            fields.append((name.strip(), value.strip()))
    return fields
