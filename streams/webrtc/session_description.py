"""Session descriptions (RFC 8866 with what RFC 9429 adds), as far as conferences need them: bundled audio and video.

Read from strangers, so everything is checked here and nothing but `DescriptionError` comes out.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from streams.webrtc.peer_transport import LocalTransport, RemoteTransport

LONGEST_DESCRIPTION = 256 * 1024
MOST_SECTIONS = 256
# Browsers write five or six, and one fingerprint; many more only cost whoever reads them.
_MOST_FEEDBACK = 32
_MOST_FINGERPRINTS = 16

MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL_EXTENSION = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABSOLUTE_SEND_TIME_EXTENSION = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"

_MEDIA_LINE = re.compile(r"(audio|video|application) ([0-9]{1,5}) ([A-Za-z/]{1,40}) (.{1,2000})")
_TOKEN = re.compile(r"[\x21-\x7e]{1,256}")
_PAYLOAD_TYPES = range(128)
# RFC 5761: they would be taken for RTCP.
_FORBIDDEN_PAYLOAD_TYPES = range(64, 96)
_EXTENSION_IDS = range(1, 256)
_SSRCS = range(1, 2**32)
_PORT_OF_A_BUNDLE = 9


class DescriptionError(ValueError):
    """A description that cannot be used; the message says what of it, and quotes nothing."""


class Direction(StrEnum):
    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def mirrored(self) -> "Direction":
        """As the other side says it."""
        return _MIRRORED[self]


_MIRRORED = {
    Direction.SENDRECV: Direction.SENDRECV,
    Direction.SENDONLY: Direction.RECVONLY,
    Direction.RECVONLY: Direction.SENDONLY,
    Direction.INACTIVE: Direction.INACTIVE,
}


@dataclass(frozen=True, slots=True)
class Codec:
    """`name` in lower case ("opus", "vp8", "h264", "rtx"); `parameters` of the fmtp line, `feedback` as written."""

    payload_type: int
    name: str
    clock_rate: int
    channels: int = 1
    parameters: tuple[tuple[str, str], ...] = ()
    feedback: tuple[str, ...] = ()

    def parameter(self, name: str) -> str:
        """ "" where it is not there."""
        return dict(self.parameters).get(name, "")


@dataclass(frozen=True, slots=True)
class Section:
    """One media section. `extensions`: id by URI. `ssrc` and `rtx_ssrc` as the sender announced them, else None.
    `port` 0 is a rejected one."""

    mid: str
    kind: str
    direction: Direction
    codecs: tuple[Codec, ...]
    extensions: tuple[tuple[str, int], ...] = ()
    ssrc: int | None = None
    rtx_ssrc: int | None = None
    cname: str = ""
    stream_id: str = ""
    port: int = _PORT_OF_A_BUNDLE

    def extension(self, uri: str) -> int | None:
        return dict(self.extensions).get(uri)

    def codec(self, name: str) -> Codec | None:
        """The first of this name."""
        return next((codec for codec in self.codecs if codec.name == name), None)

    def rtx_of(self, payload_type: int) -> int | None:
        """The payload type of retransmissions (RFC 4588) of another."""
        for codec in self.codecs:
            if codec.name == "rtx" and codec.parameter("apt") == str(payload_type):
                return codec.payload_type
        return None


@dataclass(frozen=True, slots=True)
class Description:
    """`setup` is "actpass" in offers, "active" or "passive" in answers."""

    sections: tuple[Section, ...]
    transport: RemoteTransport
    setup: str
    session_version: int = 1

    def section(self, mid: str) -> Section | None:
        return next((section for section in self.sections if section.mid == mid), None)

    def text(self) -> str:
        """As it is sent. Candidates stand in the first section, which carries the bundle (RFC 8843)."""
        mids = " ".join(section.mid for section in self.sections if section.port)
        lines = [
            "v=0",
            f"o=- 1 {self.session_version} IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            f"a=group:BUNDLE {mids}",
            "a=extmap-allow-mixed",
            "a=msid-semantic: WMS *",
        ]
        first = True
        for section in self.sections:
            lines += self._section_lines(section, with_candidates=first)
            first = False
        return "\r\n".join(lines) + "\r\n"

    def _section_lines(self, section: Section, *, with_candidates: bool) -> list[str]:
        types = " ".join(str(codec.payload_type) for codec in section.codecs) or "0"
        lines = [
            f"m={section.kind} {section.port} UDP/TLS/RTP/SAVPF {types}",
            "c=IN IP4 0.0.0.0",
            "a=rtcp:9 IN IP4 0.0.0.0",
            f"a=ice-ufrag:{self.transport.ufrag}",
            f"a=ice-pwd:{self.transport.password}",
            *(f"a=fingerprint:{algorithm} {value}" for algorithm, value in self.transport.fingerprints),
            f"a=setup:{self.setup}",
            f"a=mid:{section.mid}",
            *(f"a=extmap:{number} {uri}" for uri, number in section.extensions),
            f"a={section.direction.value}",
            "a=rtcp-mux",
            "a=rtcp-rsize",
        ]
        if with_candidates:
            lines += [f"a=candidate:{candidate}" for candidate in self.transport.candidates]
            lines.append("a=end-of-candidates")
        for codec in section.codecs:
            lines += _codec_lines(codec, section.kind)
        return lines + _source_lines(section)


def local_description(
    sections: tuple[Section, ...], transport: LocalTransport, *, setup: str, session_version: int = 1
) -> Description:
    """Of our side."""
    ours = RemoteTransport(
        ufrag=transport.ufrag,
        password=transport.password,
        fingerprints=(("sha-256", transport.fingerprint),),
        candidates=transport.candidates,
    )
    return Description(sections, ours, setup, session_version)


def parse(text: str) -> Description:
    """Raises DescriptionError."""
    if len(text) > LONGEST_DESCRIPTION:
        raise DescriptionError("too long")
    session, *media = _grouped(text)
    if not media:
        raise DescriptionError("no media section")
    if len(media) > MOST_SECTIONS:
        raise DescriptionError("too many media sections")
    shared = _Transport()
    shared.read(session)
    sections = []
    for lines in media:
        sections.append(_section(lines))
        # All are bundled: what stands in one holds for all.
        shared.read(lines)
    mids = [section.mid for section in sections]
    if len(set(mids)) < len(mids):
        raise DescriptionError("two sections of one mid")
    return Description(tuple(sections), shared.remote(), shared.setup)


@dataclass
class _Transport:
    """What is gathered of ICE and DTLS over all sections; the first word counts."""

    ufrag: str = ""
    password: str = ""
    setup: str = ""
    ice_lite: bool = False
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    def read(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.removeprefix("a=").partition(":")
            match name:
                case "ice-ufrag":
                    self.ufrag = self.ufrag or value
                case "ice-pwd":
                    self.password = self.password or value
                case "setup":
                    self.setup = self.setup or value
                case "ice-lite":
                    self.ice_lite = True
                case "fingerprint":
                    self._read_fingerprint(value)
                case "candidate":
                    self._read_candidate(value)

    def remote(self) -> RemoteTransport:
        for value in (self.ufrag, self.password):
            if not _TOKEN.fullmatch(value):
                raise DescriptionError("no usable ICE user and password")
        if not self.fingerprints:
            raise DescriptionError("no fingerprint")
        if self.setup not in ("actpass", "active", "passive"):
            raise DescriptionError("no usable DTLS role")
        return RemoteTransport(
            self.ufrag, self.password, tuple(self.fingerprints), tuple(self.candidates), self.ice_lite
        )

    def _read_fingerprint(self, value: str) -> None:
        algorithm, _, digest = value.partition(" ")
        if not re.fullmatch(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}", digest):
            raise DescriptionError("an unusable fingerprint")
        if (algorithm.lower(), digest) not in self.fingerprints:
            if len(self.fingerprints) >= _MOST_FINGERPRINTS:
                raise DescriptionError("too many fingerprints")
            self.fingerprints.append((algorithm.lower(), digest))

    def _read_candidate(self, value: str) -> None:
        words = value.split()
        numbers = len(words) >= 8 and all(word.isascii() and word.isdigit() for word in (words[1], words[3], words[5]))
        if not numbers or len(value) > 500 or int(words[5]) > 65535:
            raise DescriptionError("an unusable candidate")
        # Others than UDP of the one component are of no use to us.
        if words[1] == "1" and words[2].lower() == "udp" and len(self.candidates) < 50:
            self.candidates.append(value)


def _grouped(text: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("m="):
            groups.append([])
        groups[-1].append(line.strip())
    return groups


def _section(lines: list[str]) -> Section:
    media = _MEDIA_LINE.fullmatch(lines[0].removeprefix("m="))
    if media is None:
        raise DescriptionError("an unusable media line")
    attributes = [line.removeprefix("a=").partition(":")[::2] for line in lines[1:] if line.startswith("a=")]
    values = dict(reversed(attributes))
    mid = values.get("mid", "")
    if not _TOKEN.fullmatch(mid):
        raise DescriptionError("a section without a mid")
    direction = next((one for one in Direction if one.value in values), Direction.SENDRECV)
    ssrc, rtx_ssrc, cname = _sources(attributes)
    return Section(
        mid=mid,
        kind=media[1],
        direction=direction,
        codecs=_codecs(media[4].split(), attributes) if media[1] != "application" else (),
        extensions=_extensions(attributes),
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc,
        cname=cname,
        stream_id=values.get("msid", "").partition(" ")[0].removeprefix("-"),
        port=_number(media[2], range(65536)),
    )


def _codecs(formats: list[str], attributes: list[tuple[str, str]]) -> tuple[Codec, ...]:
    codecs: dict[int, Codec] = {}
    for name, value in attributes:
        if name == "rtpmap":
            number, _, words = value.partition(" ")
            encoding, _, rates = words.partition("/")
            rate, _, channels = rates.partition("/")
            payload_type = _number(number, _PAYLOAD_TYPES)
            if payload_type in _FORBIDDEN_PAYLOAD_TYPES:
                raise DescriptionError("a payload type that RTCP uses")
            codecs[payload_type] = Codec(
                payload_type, encoding.lower(), _number(rate, range(1, 10**9)), _number(channels or "1", range(1, 256))
            )
    of_all: list[str] = []
    for name, value in attributes:
        number, _, words = value.partition(" ")
        if name == "fmtp" and (codec := codecs.get(_number(number, _PAYLOAD_TYPES))) is not None:
            codecs[codec.payload_type] = replace(codec, parameters=_parameters(words))
        elif name == "rtcp-fb" and number == "*":
            of_all.append(words)
        elif name == "rtcp-fb":
            codec = codecs.get(_number(number, _PAYLOAD_TYPES))
            if codec is not None and len(codec.feedback) < _MOST_FEEDBACK:
                codecs[codec.payload_type] = replace(codec, feedback=(*codec.feedback, words))
    if of_all:
        for codec in list(codecs.values()):
            codecs[codec.payload_type] = replace(codec, feedback=(*codec.feedback, *of_all)[:_MOST_FEEDBACK])
    # In the order of preference, which is that of the media line.
    wanted = [_number(number, _PAYLOAD_TYPES) for number in formats]
    return tuple(codecs[payload_type] for payload_type in wanted if payload_type in codecs)


def _parameters(words: str) -> tuple[tuple[str, str], ...]:
    pairs = [word.strip().partition("=")[::2] for word in words.split(";") if word.strip()]
    return tuple((name.strip(), value.strip()) for name, value in pairs)


def _extensions(attributes: list[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    extensions = []
    for name, value in attributes:
        if name == "extmap":
            number, _, words = value.partition(" ")
            extensions.append((words.partition(" ")[0], _number(number.partition("/")[0], _EXTENSION_IDS)))
    return tuple(extensions)


def _sources(attributes: list[tuple[str, str]]) -> tuple[int | None, int | None, str]:
    """SSRC of media and of retransmissions, and the canonical name."""
    first: int | None = None
    cname = ""
    for name, value in attributes:
        if name == "ssrc-group" and value.startswith("FID "):
            numbers = value.split()[1:]
            if len(numbers) == 2:
                first, second = (_number(number, _SSRCS) for number in numbers)
                return first, second, _cname(attributes)
        elif name == "ssrc" and first is None:
            first = _number(value.partition(" ")[0], _SSRCS)
            cname = _cname(attributes)
    return first, None, cname


def _cname(attributes: list[tuple[str, str]]) -> str:
    for name, value in attributes:
        if name == "ssrc" and " cname:" in value:
            return value.partition(" cname:")[2][:256]
    return ""


def _number(text: str, allowed: range) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) in allowed):
        raise DescriptionError("a number that cannot be")
    return int(text)


def _codec_lines(codec: Codec, kind: str) -> list[str]:
    channels = f"/{codec.channels}" if kind == "audio" and codec.channels > 1 else ""
    lines = [f"a=rtpmap:{codec.payload_type} {_NAMES.get(codec.name, codec.name)}/{codec.clock_rate}{channels}"]
    lines += [f"a=rtcp-fb:{codec.payload_type} {feedback}" for feedback in codec.feedback]
    if codec.parameters:
        words = ";".join(f"{name}={value}" if value else name for name, value in codec.parameters)
        lines.append(f"a=fmtp:{codec.payload_type} {words}")
    return lines


# As RFC 7741 and RFC 6184 spell them; readers are not to mind, and some do.
_NAMES = {"vp8": "VP8", "h264": "H264", "vp9": "VP9", "av1": "AV1"}


def _source_lines(section: Section) -> list[str]:
    if section.ssrc is None:
        return []
    stream = section.stream_id or "-"
    lines = [f"a=msid:{stream} {section.mid}"]
    if section.rtx_ssrc is not None:
        lines.append(f"a=ssrc-group:FID {section.ssrc} {section.rtx_ssrc}")
    for ssrc in filter(None, (section.ssrc, section.rtx_ssrc)):
        lines.append(f"a=ssrc:{ssrc} cname:{section.cname or '-'}")
        lines.append(f"a=ssrc:{ssrc} msid:{stream} {section.mid}")
    return lines
