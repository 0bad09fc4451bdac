"""Why a stream is not there, in the few kinds that an operator can act on.

Every part of `streams` that opens or reads a source raises `StreamError`; the screen turns the reason into words.
"""

from enum import StrEnum


class Reason(StrEnum):
    """One kind of failure. The value is stable: it stands in `--stats` lines and logs."""

    BAD_ADDRESS = "bad-address"  # the URL itself cannot be used
    UNKNOWN_HOST = "unknown-host"  # the name does not resolve
    UNREACHABLE = "unreachable"  # no route, network down
    REFUSED = "refused"  # nothing listens there
    NOT_TRUSTED = "not-trusted"  # rtsps/https: the certificate is not accepted
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a word, no secret; 401/403, with or without credentials
    NO_SUCH_STREAM = "no-such-stream"  # 404, file not found
    NOT_VIDEO = "not-video"  # it answers, but there is no picture in it
    UNSUPPORTED_CODEC = "unsupported-codec"  # a picture that nothing here can decode
    BAD_ANSWER = "bad-answer"  # not the protocol: garbage, endless redirects, an oversized description
    TIMED_OUT = "timed-out"  # no answer, or an answer without pictures
    STALLED = "stalled"  # pictures came and then stopped
    UNCHANGED = "unchanged"  # pictures come, but for long they have been the same to the last bit
    ENDED = "ended"  # the other side closed the stream
    NOT_IN_ROOM = "not-in-room"  # of a conference: not come in yet, or gone again
    CAMERA_OFF = "camera-off"
    VOICE_ONLY = "voice-only"  # heard, without a camera
    NOT_SHARING = "not-sharing"  # no screen or window
    AWAITED = "awaited"  # nobody has come yet for whom a place is kept
    LINE_LOST = "line-lost"  # a participant's; their place is kept


class StreamError(Exception):
    """A source could not be opened or stopped delivering.

    `detail` is one short English line for logs and tooltips and never contains credentials.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class UnsupportedPayloadError(StreamError):
    """The stream is healthy, but its payload format is unknown to the RTSP client; FFmpeg may know it."""

    def __init__(self, detail: str) -> None:
        super().__init__(Reason.UNSUPPORTED_CODEC, detail)
