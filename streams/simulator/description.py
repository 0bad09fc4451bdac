"""What a mount point says about itself: SDP (RFC 4566) with the parameter sets in it, so that a decoder can start."""

import base64

from streams.access_unit import Codec
from streams.simulator.clip import Clip
from streams.simulator.payload import CLOCK_RATE, PAYLOAD_TYPE, ParameterSets
from streams.simulator.time_code import FRAME_RATE

_SESSION = (
    "v=0\r\no=- {number} 1 IN IP4 127.0.0.1\r\ns={title}\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    "a=control:*\r\na=range:npt=now-\r\n"
)
_VIDEO = (
    "m=video 0 RTP/AVP {payload}\r\na=rtpmap:{payload} {encoding}/{clock}\r\na=fmtp:{payload} {format}\r\n"
    "a=framerate:{rate}\r\na=x-dimensions:{width},{height}\r\na=control:trackID=1\r\n"
)
_JPEG = "m=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\na=control:trackID=1\r\n"  # RFC 3551, 5.2
_OTHER = "m=video 0 RTP/AVP {payload}\r\na=rtpmap:{payload} {codec}/{clock}\r\na=control:trackID=1\r\n"
_AUDIO = "m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:trackID=2\r\n"


def description(title: str, number: int, clip: Clip, *, codec: str | None = None, video: bool = True) -> bytes:
    """The SDP of a loop whose parameter sets are known; with another codec's name or without video if asked."""
    head = _SESSION.format(number=number, title=title.replace("\r", " ").replace("\n", " "))
    if not video:
        return (head + _AUDIO).encode()
    if codec is not None:
        media = _JPEG if codec.upper() == "JPEG" else _OTHER
        return (head + media.format(payload=PAYLOAD_TYPE, codec=codec, clock=CLOCK_RATE)).encode()
    if clip.parameter_sets is None:
        raise ValueError("the parameter sets are not known yet")
    spec = clip.spec
    media = _VIDEO.format(
        payload=PAYLOAD_TYPE,
        encoding="H264" if spec.codec is Codec.H264 else "H265",
        clock=CLOCK_RATE,
        format=_format(spec.codec, clip.parameter_sets),
        rate=FRAME_RATE,
        width=spec.width,
        height=spec.height,
    )
    return (head + media).encode()


def _format(codec: Codec, sets: ParameterSets) -> str:
    sequence, picture = _text(sets.sequence), _text(sets.picture)
    if codec is Codec.H264:  # RFC 6184, 8.1
        profile = sets.sequence[1:4].hex().upper()
        return f"packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sequence},{picture}"
    return f"sprop-vps={_text(sets.video)};sprop-sps={sequence};sprop-pps={picture}"  # RFC 7798, 7.1


def _text(part: bytes) -> str:
    return base64.b64encode(part).decode()
