"""What the forwarder says in descriptions: which codecs, feedback and extensions, towards publishers and subscribers.

The room speaks VP8 and Opus, and takes H.264 constrained baseline from those who have nothing else. Transport-wide
congestion control is not offered: it would need a number in every packet and its own reports; REMB does without.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from streams.webrtc.forwarder.slots import Place
from streams.webrtc.rtp import SEND_TIME_ID
from streams.webrtc.session_description import (
    ABSOLUTE_SEND_TIME_EXTENSION,
    AUDIO_LEVEL_EXTENSION,
    MID_EXTENSION,
    Codec,
    Description,
    Direction,
    Section,
)

START_BITRATE_KBPS = 2000
# Browsers begin at 300 kb/s and take half a minute to 720p without being told otherwise. With this Chromium sends 540p
# within a second and 720p after 6 to 8 (when its quality scaler looks); with 1500 the latter took 10.
_BITRATES = (("x-google-start-bitrate", str(START_BITRATE_KBPS)),)
_VIDEO_FEEDBACK = ("goog-remb", "ccm fir", "nack", "nack pli")
_OPUS = (("minptime", "10"), ("useinbandfec", "1"))
_CNAME = "hub"
CONSTRAINED_BASELINE = "42e01f"

_AUDIO_CODECS = (Codec(111, "opus", 48000, 2, _OPUS),)
_VIDEO_CODECS = (
    Codec(96, "vp8", 90000, feedback=_VIDEO_FEEDBACK),
    Codec(97, "rtx", 90000, parameters=(("apt", "96"),)),
    Codec(
        102,
        "h264",
        90000,
        parameters=(
            ("level-asymmetry-allowed", "1"),
            ("packetization-mode", "1"),
            ("profile-level-id", CONSTRAINED_BASELINE),
        ),
        feedback=_VIDEO_FEEDBACK,
    ),
    Codec(103, "rtx", 90000, parameters=(("apt", "102"),)),
)


@dataclass(frozen=True, slots=True)
class AcceptedSection:
    """A stream that a publisher is going to send: what was offered and the one codec that it is to use."""

    label: str
    offered: Section
    codec: Codec
    repeat_type: int | None

    def extension_id(self, uri: str) -> int:
        return self.offered.extension(uri) or 0


def accepted_sections(offer: Description, labels: Mapping[str, str]) -> list[AcceptedSection]:
    """Of an offer to publish those that `labels` (by mid) name and whose codecs the room has."""
    accepted = []
    for section in offer.sections:
        label = labels.get(section.mid)
        sends = section.direction in (Direction.SENDONLY, Direction.SENDRECV) and section.port
        if label is None or not sends or (codec := _room_codec(section)) is None:
            continue
        accepted.append(AcceptedSection(label, section, codec, section.rtx_of(codec.payload_type)))
    return accepted


def answer_sections(offer: Description, accepted: list[AcceptedSection]) -> tuple[Section, ...]:
    """In the order of the offer."""
    by_mid = {one.offered.mid: one for one in accepted}
    return tuple(
        _accepting(by_mid[section.mid]) if section.mid in by_mid else _declining(section) for section in offer.sections
    )


def _accepting(one: AcceptedSection) -> Section:
    offered, codec = one.offered, one.codec
    feedback = tuple(words for words in _VIDEO_FEEDBACK if words in codec.feedback)
    parameters = _OPUS if codec.name == "opus" else (*codec.parameters, *_BITRATES)
    codecs = [Codec(codec.payload_type, codec.name, codec.clock_rate, codec.channels, parameters, feedback)]
    if one.repeat_type is not None:
        apt = (("apt", str(codec.payload_type)),)
        codecs.append(Codec(one.repeat_type, "rtx", codec.clock_rate, parameters=apt))
    wanted = (MID_EXTENSION, AUDIO_LEVEL_EXTENSION if offered.kind == "audio" else ABSOLUTE_SEND_TIME_EXTENSION)
    extensions = tuple((uri, number) for uri, number in offered.extensions if uri in wanted)
    return Section(offered.mid, offered.kind, Direction.RECVONLY, tuple(codecs), extensions)


def _declining(section: Section) -> Section:
    """Without ending it: a section that carries the bundle must keep its port (RFC 8843, 7.3.3)."""
    port = 0 if section.kind == "application" or not section.port else section.port
    return Section(section.mid, section.kind, Direction.INACTIVE, section.codecs[:1], port=port)


def _room_codec(section: Section) -> Codec | None:
    if section.kind == "audio":
        return section.codec("opus")
    if section.kind != "video":
        return None
    return section.codec("vp8") or next(filter(_is_constrained_baseline, section.codecs), None)


def _is_constrained_baseline(codec: Codec) -> bool:
    profile = codec.parameter("profile-level-id").lower() or "42"
    return codec.name == "h264" and profile.startswith("42") and codec.parameter("packetization-mode") == "1"


@dataclass(frozen=True, slots=True)
class PlaceNumbers:
    """What a section of a subscription keeps for its life."""

    ssrc: int
    repeat_ssrc: int | None


def offer_section(place: Place, numbers: PlaceNumbers) -> Section:
    stream = f"pair-{place.pair}" if place.pair is not None else f"screen-{place.mid}"
    if not place.is_video:
        return Section(
            place.mid,
            "audio",
            Direction.SENDONLY,
            _AUDIO_CODECS,
            ssrc=numbers.ssrc,
            cname=_CNAME,
            stream_id=stream,
        )
    return Section(
        place.mid,
        "video",
        Direction.SENDONLY,
        _VIDEO_CODECS,
        ((ABSOLUTE_SEND_TIME_EXTENSION, SEND_TIME_ID),),
        ssrc=numbers.ssrc,
        rtx_ssrc=numbers.repeat_ssrc,
        cname=_CNAME,
        stream_id=stream,
    )


def negotiated_types(answered: Section) -> dict[str, tuple[int, int | None]]:
    """By codec the payload types that the subscriber takes, (media, retransmissions); nothing of a declined section."""
    if not answered.port or answered.direction not in (Direction.RECVONLY, Direction.SENDRECV):
        return {}
    types: dict[str, tuple[int, int | None]] = {}
    for codec in answered.codecs:
        usable = codec.name in ("opus", "vp8") or _is_constrained_baseline(codec)
        if usable and codec.name not in types:
            types[codec.name] = codec.payload_type, answered.rtx_of(codec.payload_type)
    return types
