"""The key frames of one source: where the last one begins, and requests for the next, not too many of them."""

from collections.abc import Callable

from streams.webrtc import payloads

INTERVAL_S = 0.5  # between two requests to one publisher
_OVERDUE_S = 1.0  # a request may be lost
# A key frame and what followed it is sent to a late joiner at once where it is no more than this.
MOST_REPLAYED = 200
_REPLAY_AGE_S = 1.0


class KeyFrames:
    """`at` and `timestamp` are those of the last one's first packet, -1: none. `size` of the picture in pixels."""

    __slots__ = ("_asked", "_request", "_size_of", "_wanted", "at", "begins", "received", "size", "timestamp")

    def __init__(self, codec: str, request: Callable[[], None]) -> None:
        self.begins, self._size_of = _BY_CODEC.get(codec, _NONE)
        self._request = request
        self._asked = -INTERVAL_S
        self._wanted = False
        self.received = 0.0
        self.size = (0, 0)
        self.forget()

    def forget(self) -> None:
        """The source begins anew."""
        self.at = self.timestamp = -1

    def came(self, extended: int, timestamp: int, payload: bytearray, now: float) -> None:
        self.at, self.timestamp, self.received = extended, timestamp, now
        self._wanted = False
        size = self._size_of(payload)
        if size[0]:
            self.size = size

    def want(self, now: float, *, sends: bool) -> None:
        """Ask for one: now, or as soon as the publisher sends and the last request is long enough ago."""
        if not sends or now - self._asked < INTERVAL_S:
            self._wanted = True
            return
        self._asked = now
        self._wanted = False
        self._request()

    def look_after(self, now: float, *, awaited: bool, sends: bool) -> None:
        """Ten times a second: requests that had to wait, and those that were lost while somebody awaits the frame."""
        if (awaited and now - self._asked >= _OVERDUE_S) or self._wanted:
            self.want(now, sends=sends)

    def replayable(self, count: int, now: float) -> bool:
        """Whether the last one, `count` packets ago, is worth being sent again."""
        return count <= MOST_REPLAYED and now - self.received <= _REPLAY_AGE_S


def is_video(codec: str) -> bool:
    return codec in _BY_CODEC


_BY_CODEC = {
    "vp8": (payloads.vp8_begins_key_frame, payloads.vp8_size),
    "h264": (payloads.h264_begins_key_frame, payloads.h264_size),
}
_NONE = (lambda _payload: False), (lambda _payload: (0, 0))
