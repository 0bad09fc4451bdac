"""RTSP 1.0 requests out of a byte stream, and answers (RFC 2326), as little of it as a camera has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_LONGEST_REQUEST = 64 * 1024

REASONS: Mapping[int, str] = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    500: "Internal Server Error",
    501: "Not Implemented",
}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]  # names in lower case

    @property
    def path(self) -> str:
        """The URL's path without slashes around it, percent-decoded."""
        return unquote(urlsplit(self.url).path).strip("/")


class RequestReader:
    """Collects bytes and gives complete requests; interleaved frames from the client (reports) are left out."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> None:
        self._data += data

    def requests(self) -> Iterator[Request]:
        """The requests complete so far. Raises ValueError for what is no RTSP."""
        while (request := self._next()) is not None:
            yield request

    def _next(self) -> Request | None:
        data = self._data
        while len(data) >= 4 and data[0] == 0x24:
            size = 4 + (data[2] << 8 | data[3])
            if len(data) < size:
                return None
            del data[:size]
        if not data or data[0] == 0x24:
            return None
        end = data.find(b"\r\n\r\n")
        if end < 0:
            if len(data) > _LONGEST_REQUEST:
                raise ValueError("a request without an end")
            return None
        first, *lines = data[:end].decode("utf-8", "replace").lstrip("\r\n").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("RTSP/1."):
            raise ValueError("no RTSP request")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _LONGEST_REQUEST:
            raise ValueError("an unusable length")
        size = end + 4 + int(length)
        if len(data) < size:
            return None
        del data[:size]
        return Request(words[0].upper(), words[1], headers)


def answer(status: int, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"RTSP/1.0 {status} {REASONS[status]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(frozen=True, slots=True)
class TransportChoice:
    """One usable offer of a client's Transport header: interleaved channels, or its two UDP ports."""

    interleaved: bool
    first: int
    second: int


def chosen_transport(header: str) -> TransportChoice | None:
    """The first offer that the simulator can serve (RFC 2326, 12.39)."""
    for offer in header.split(","):
        protocol, *fields = (field.strip() for field in offer.split(";"))
        values = {name.lower(): value for name, _, value in (field.partition("=") for field in fields)}
        if "multicast" in values:
            continue
        if protocol.upper() == "RTP/AVP/TCP":
            first, second = _pair(values.get("interleaved", "0-1"))
            if 0 <= first < 255:
                return TransportChoice(True, first, second)
        elif protocol.upper() in ("RTP/AVP", "RTP/AVP/UDP") and "client_port" in values:
            first, second = _pair(values["client_port"])
            if 0 < first < 65536 and 0 < second < 65536:
                return TransportChoice(False, first, second)
    return None


def _pair(text: str) -> tuple[int, int]:
    first, _, second = text.partition("-")
    if not first.isdecimal():
        return -1, -1
    return int(first), int(second) if second.isdecimal() else int(first) + 1
