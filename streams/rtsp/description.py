"""Session descriptions (SDP, RFC 8866) down to what a viewer needs: which media is a picture that we can decode."""

import base64
import binascii
import re
from dataclasses import dataclass, field

from streams.access_unit import Codec
from streams.errors import Reason, StreamError, UnsupportedPayloadError

VIDEO_CLOCK_RATE = 90_000  # RFC 6184 8.2.1, RFC 7798 7.1
MOST_MEDIA = 64

# RFC 3551, table 5: names of the payload types that need no rtpmap.
_STATIC_VIDEO = {25: "CelB", 26: "JPEG", 28: "nv", 31: "H261", 32: "MPV", 33: "MP2T", 34: "H263"}
_CODECS = {"H264": Codec.H264, "H265": Codec.H265, "HEVC": Codec.H265}
_SPROP_NAMES = {
    Codec.H264: ("sprop-parameter-sets",),
    Codec.H265: ("sprop-vps", "sprop-sps", "sprop-pps"),
}
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class Format:
    """One payload type of a media. `parameters` are its fmtp, names in lower case."""

    payload_type: int
    name: str = ""
    clock_rate: int = VIDEO_CLOCK_RATE
    parameters: dict[str, str] = field(default_factory=dict)
    size: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Media:
    kind: str  # "video", "audio", "application" …
    formats: list[Format]
    control: str | None = None
    size: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Description:
    control: str | None = None
    media: list[Media] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class VideoTrack:
    """The media to set up. `parameter_sets` are NAL units without start code, `size` is (0, 0) where not told."""

    codec: Codec
    payload_type: int
    clock_rate: int
    control: str | None
    session_control: str | None
    parameter_sets: tuple[bytes, ...]
    size: tuple[int, int]


def parse_description(body: bytes) -> Description:
    """Everything of use in a description. Lines that make no sense are passed over; nothing raises."""
    description = Description()
    media: Media | None = None
    for line in _LINE_END.split(body.decode("utf-8", "replace")):
        kind, equals, value = line.strip().partition("=")
        if not equals:
            continue
        if kind == "m" and len(description.media) < MOST_MEDIA:
            media = _media(value)
            description.media.append(media)
        elif kind == "a":
            name, _, content = value.partition(":")
            if media is None:
                if name.lower() == "control":
                    description.control = content.strip()
            else:
                _attribute(media, name.strip().lower(), content.strip())
    return description


def choose_video(description: Description) -> VideoTrack:
    """The first video that we can decode.

    Raises StreamError(NOT_VIDEO) when there is no video, UnsupportedPayloadError when there is only another kind.
    """
    unsupported: list[str] = []
    for media in description.media:
        if media.kind != "video":
            continue
        for offered in media.formats:
            codec = _CODECS.get(offered.name.upper())
            problem = f"payload {offered.name or offered.payload_type}" if codec is None else _problem(codec, offered)
            if codec is None or problem:
                unsupported.append(problem)
                continue
            return VideoTrack(
                codec=codec,
                payload_type=offered.payload_type,
                clock_rate=offered.clock_rate,
                control=media.control,
                session_control=description.control,
                parameter_sets=_parameter_sets(codec, offered),
                size=offered.size if offered.size[0] else media.size,
            )
    if unsupported:
        raise UnsupportedPayloadError(unsupported[0])
    if any(media.kind == "video" for media in description.media):
        raise UnsupportedPayloadError("a video without a payload type")
    kinds = ", ".join(sorted({media.kind for media in description.media if media.kind.isalpha()}))
    raise StreamError(Reason.NOT_VIDEO, f"the description has no video, only {kinds}" if kinds else "no media at all")


def _media(value: str) -> Media:
    """`video 0 RTP/AVP 96 97`."""
    words = value.split()
    types = [int(word) for word in words[3:] if word.isascii() and word.isdigit() and len(word) < 4]
    formats = [Format(number, _STATIC_VIDEO.get(number, "")) for number in types if number < 128]
    return Media(words[0].lower() if words else "", formats)


def _attribute(media: Media, name: str, content: str) -> None:
    if name == "control":
        media.control = content
        return
    if name == "x-dimensions":
        media.size = _size(content, ",")
        return
    if name not in ("rtpmap", "fmtp", "framesize"):
        return
    number, _, rest = content.partition(" ")
    of_type = [offered for offered in media.formats if str(offered.payload_type) == number]
    if not of_type:
        return
    offered, rest = of_type[0], rest.strip()
    if name == "rtpmap":
        encoding, _, rate = rest.partition("/")
        offered.name = encoding.strip()[:40] if encoding.isprintable() else ""
        rate = rate.partition("/")[0].strip()
        if rate.isascii() and rate.isdigit() and 0 < len(rate) < 10 and int(rate) > 0:
            offered.clock_rate = int(rate)
    elif name == "fmtp":
        for part in rest.split(";"):
            key, _, value = part.partition("=")
            offered.parameters[key.strip().lower()] = value.strip()
    else:
        offered.size = _size(rest, "-")


def _problem(codec: Codec, offered: Format) -> str:
    """Why a format of a known codec cannot be read here, '' when it can."""
    if codec is Codec.H264 and offered.parameters.get("packetization-mode") == "2":
        return "H264 interleaved (packetization-mode 2)"
    if codec is Codec.H265 and offered.parameters.get("sprop-max-don-diff", "0").strip("0"):
        return "H265 with decoding order numbers (sprop-max-don-diff)"
    return ""


def _parameter_sets(codec: Codec, offered: Format) -> tuple[bytes, ...]:
    units: list[bytes] = []
    for name in _SPROP_NAMES[codec]:
        for text in offered.parameters.get(name, "").strip('"').split(","):
            try:
                unit = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
            except (binascii.Error, ValueError):
                continue
            # Some cameras put start codes into the base64.
            unit = unit.removeprefix(b"\x00\x00\x00\x01").removeprefix(b"\x00\x00\x01")
            if unit:
                units.append(unit)
    return tuple(units)


def _size(text: str, separator: str) -> tuple[int, int]:
    width, _, height = text.partition(separator)
    width, height = width.strip(), height.strip()
    if all(part.isascii() and part.isdigit() and len(part) < 6 for part in (width, height)):
        return int(width), int(height)
    return 0, 0
