"""Addresses of streams: checked before anything is opened, and never shown with their password."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from streams.errors import Reason, StreamError

RTSP_PORT = 554  # RFC 2326, 1
RTSPS_PORT = 322  # RFC 7826, 4.2

NETWORK_SCHEMES = frozenset(
    {"rtsp", "rtsps", "http", "https", "rtmp", "rtmps", "tcp", "udp", "rtp", "srt", "mjpeg", "hls"}
)
DEVICE_SCHEMES = frozenset({"file", "v4l2", "avfoundation", "dshow", "testsrc"})
CONFERENCE_SCHEME = "conference"
LISTENING_SCHEMES = frozenset({"udp", "rtp", "tcp", "srt"})
LONGEST_URL = 4096

# conference://<room>/<participation>/<what>: whose video in which room.
_CONFERENCE = re.compile(CONFERENCE_SCHEME + r"://([\w.-]+)/[\w.-]+/(?:camera|screen)", re.ASCII)

_DRIVE_LETTER = re.compile(r"^[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class StreamUrl:
    """A usable address. `address` has no credentials in it; user and password are percent-decoded."""

    scheme: str
    host: str
    port: int | None
    address: str
    user: str | None = None
    password: str | None = None

    @property
    def is_rtsp(self) -> bool:
        return self.scheme in ("rtsp", "rtsps")

    def __repr__(self) -> str:
        return f"StreamUrl({redacted(self.address)!r})"


def parse_stream_url(text: str) -> StreamUrl:
    """Check and take apart what somebody typed: a URL or the path of a file.

    Raises StreamError(BAD_ADDRESS) with one plain sentence about what is wrong.
    """
    text = text.strip()
    if not text:
        raise _bad("the address is empty")
    if len(text) > LONGEST_URL:
        raise _bad(f"the address is longer than {LONGEST_URL} characters")
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise _bad("the address contains control characters")
    if "://" not in text:
        if _DRIVE_LETTER.match(text) or text.startswith(("/", "./", "../", "~")) or _exists(text):
            return StreamUrl(scheme="file", host="", port=None, address=_expanded(text))
        raise _bad("not an address: it needs a scheme such as rtsp:// or the path of a file")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        wrong = "the port is not between 1 and 65535" if "ort" in str(error) else "the host is malformed"
        raise _bad(wrong) from error
    scheme = parts.scheme.lower()
    if scheme == "file":
        return StreamUrl(scheme="file", host="", port=None, address=unquote(parts.path))
    if scheme == CONFERENCE_SCHEME:
        conference = _CONFERENCE.fullmatch(text)
        if conference is None:
            raise _bad("not the address of somebody in a conference")
        return StreamUrl(scheme=scheme, host=conference[1], port=None, address=text)
    if scheme in DEVICE_SCHEMES:
        return StreamUrl(scheme=scheme, host="", port=None, address=text)
    if scheme not in NETWORK_SCHEMES:
        raise _bad(f"the scheme {scheme!r} is unknown; use one of {', '.join(sorted(NETWORK_SCHEMES))}")
    if port == 0:
        raise _bad("the port is not between 1 and 65535")
    host = parts.hostname
    if not host and scheme in LISTENING_SCHEMES and port is not None:
        host = ""  # udp://@:1234 listens on this machine
    elif not host or any(character.isspace() for character in host):
        raise _bad("the host is missing or malformed")
    if scheme in ("rtsp", "rtsps") and port is None:
        port = RTSPS_PORT if scheme == "rtsps" else RTSP_PORT
    return StreamUrl(
        scheme=scheme,
        host=host,
        port=port,
        address=urlunsplit((scheme, _without_credentials(parts), parts.path, parts.query, parts.fragment)),
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


_CREDENTIALS = re.compile(r"(?<=://)[^/?#\s]*@")
# Cameras that take the password in the query string: `password`, `passwd`, `pwd`, `pass`, `token`, `auth`, `key`.
_QUERY_SECRET = re.compile(r"(?i)([?&;](?:password|passwd|pwd|pass|token|auth|secret|key)=)[^&#;\s]*")
# Others take it in the path: `/user=admin_password=…_channel=1_stream=0.sdp`. It ends where the next name begins.
_PATH_SECRET = re.compile(r"(?i)(?<=[/_,])((?:password|passwd|pwd)=)(?:(?![_,][a-z]+=)[^/?#&;\s])*")


def redacted(text: str) -> str:
    """`text` with the credentials of every URL in it replaced by `***`; safe for logs, screens and files."""
    text = _CREDENTIALS.sub("***@", text)
    return _PATH_SECRET.sub(r"\1***", _QUERY_SECRET.sub(r"\1***", text))


def with_credentials(address: str, user: str, password: str) -> str:
    """The address as it is opened, never as it is shown; unchanged where there is no host to log in at.

    Raises StreamError.
    """
    if not address or not (user or password) or not parse_stream_url(address).host:
        return address
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _without_credentials(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except OSError:  # longer than a name may be
        return False


def _expanded(text: str) -> str:
    try:
        return str(Path(text).expanduser())
    except RuntimeError as error:
        raise _bad("the home folder of that user is unknown") from error


def _bad(detail: str) -> StreamError:
    return StreamError(Reason.BAD_ADDRESS, detail)
