"""One video decoder, set up to answer at once: whole access units in, the picture out, no frame held back."""

import logging

import av
from av.codec.context import Flags

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.errors import Reason, StreamError

log = logging.getLogger(__name__)


class PictureDecoder:
    """Wraps FFmpeg's decoder for one stream. Used by one thread at a time.

    One thread per decoder: frame threading adds delay, and HEVC slice threading has dead-locked (FFmpeg 7.1.0).
    """

    def __init__(self, context: av.VideoCodecContext, video_format: VideoFormat, *, loop_filter: bool) -> None:
        self._context = context
        self._format = video_format
        self.loop_filter = loop_filter
        context.thread_count = 1
        context.flags |= Flags.low_delay

    @classmethod
    def for_format(cls, video_format: VideoFormat, *, loop_filter: bool = True) -> "PictureDecoder":
        """Raises StreamError(UNSUPPORTED_CODEC) for a codec that this FFmpeg does not decode.

        Without `loop_filter` H.264 blocks keep their edges, which takes a sixth less time; see `Demand.reduced`.
        """
        try:
            context = av.CodecContext.create(video_format.codec, "r")
        except (av.error.FFmpegError, ValueError) as error:
            raise StreamError(Reason.UNSUPPORTED_CODEC, video_format.codec) from error
        if not isinstance(context, av.VideoCodecContext):
            raise StreamError(Reason.NOT_VIDEO, video_format.codec)
        if video_format.pix_fmt is not None:
            context.width, context.height = video_format.width, video_format.height
            context.pix_fmt = video_format.pix_fmt
        if video_format.extradata:
            context.extradata = video_format.extradata
        if not loop_filter and video_format.codec == Codec.H264:
            context.options = {"skip_loop_filter": "all"}
        return cls(context, video_format, loop_filter=loop_filter)

    def with_loop_filter(self, loop_filter: bool) -> "PictureDecoder":
        """A fresh decoder of the same stream, to begin with a key frame."""
        return PictureDecoder.for_format(self._format, loop_filter=loop_filter)

    @property
    def codec(self) -> str:
        return self._context.name

    def decode(self, access_unit: AccessUnit) -> av.VideoFrame | None:
        """The newest picture that came out, None if none did. A broken access unit is None too, not an error."""
        if not access_unit.data:
            # To FFmpeg this would be the end of the stream: it would take nothing after it.
            return None
        try:
            frames = self._context.decode(av.Packet(access_unit.data))
        except av.error.FFmpegError as error:
            log.debug("access unit not decoded: %s", error)
            return None
        return frames[-1] if frames else None
