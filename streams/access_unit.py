"""One coded picture, the unit that travels from a source to the decode pool."""

from dataclasses import dataclass
from enum import StrEnum


class Codec(StrEnum):
    """Video codecs by FFmpeg's decoder names; sources opened by FFmpeg may carry names beyond these."""

    H264 = "h264"
    H265 = "hevc"
    VP8 = "vp8"


@dataclass(slots=True, frozen=True)
class AccessUnit:
    """All coded slices of one picture (H.264 and H.265: Annex B byte stream, parameter sets before a key frame).

    `media_time_s` counts on the source's own clock from an arbitrary start and may jump; `received_s` is
    `time.monotonic()` when the last byte arrived; `captured_s` is the camera's UTC (seconds since the epoch)
    where RTCP sender reports tell it. `damaged` says that packets of this picture or of one before it, since the
    last key frame, were lost.
    """

    data: bytes
    key: bool
    media_time_s: float
    received_s: float
    captured_s: float | None = None
    damaged: bool = False


@dataclass(slots=True, frozen=True)
class VideoFormat:
    """What a decoder must know before the first picture.

    `codec` is FFmpeg's decoder name (`Codec` where known); `extradata` the codec's out-of-band header if it has one;
    `width` and `height` are hints from the description, 0 where unknown; `pix_fmt` is FFmpeg's name of the pixel
    format, which only uncompressed video needs.
    """

    codec: str
    extradata: bytes | None = None
    width: int = 0
    height: int = 0
    pix_fmt: str | None = None
