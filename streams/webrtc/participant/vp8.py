"""VP8 in RTP (RFC 7741): packets to whole pictures, and pictures to packets."""

from streams.rtsp.assembly import LONGEST_ACCESS_UNIT, AccessUnitAssembler

CLOCK_RATE = 90_000
# So that a packet with SRTP, TURN and IPv6 around it fits into 1280 bytes, the least that any IPv6 path carries.
LONGEST_PAYLOAD = 1160

# RFC 7741, 4.2.
_EXTENDED, _START, _PARTITION = 0x80, 0x10, 0x07
_PICTURE_ID, _LEVEL_INDEX, _LAYER, _KEY_INDEX = 0x80, 0x40, 0x20, 0x10
_LONG_PICTURE_ID = 0x80
# RFC 7741, 4.3: the inverse key frame flag of the payload header.
_INTER_FRAME = 0x01

_FRAME_START = 1


def payload_start(data: memoryview | bytes, start: int, stop: int) -> int:
    """Where the VP8 data behind the descriptor at `start` begins, -1 if there is none or the descriptor is cut off."""
    position = start + 1
    if start < stop and data[start] & _EXTENDED:
        if position >= stop:
            return -1
        extensions = data[position]
        position += 1
        if extensions & _PICTURE_ID:
            if position >= stop:
                return -1
            position += 2 if data[position] & _LONG_PICTURE_ID else 1
        position += bool(extensions & _LEVEL_INDEX) + bool(extensions & (_LAYER | _KEY_INDEX))
    return position if position < stop else -1


class Vp8Assembler(AccessUnitAssembler):
    """Whole VP8 frames at their marker bit. What was lost and until when it shows is kept as for a camera."""

    # A packet that begins a frame misses nothing of it, whatever was lost before.
    first_kinds = frozenset({_FRAME_START})

    def packet(self, data: memoryview, start: int, stop: int, timestamp: int, marker: bool, now: float) -> None:
        if timestamp != self._timestamp:
            self._begin(timestamp, now)
        payload = payload_start(data, start, stop)
        if payload < 0:
            self._damaged()
        else:
            if data[start] & (_START | _PARTITION) == _START:
                if self._pictures:
                    self._damaged()  # a second beginning under one timestamp: the end of the first is missing
                self._note(_FRAME_START)
                key = not data[payload] & _INTER_FRAME
                self._note_picture(first=True, key=key, intra=key)
            elif not self._pictures:
                self._damaged()
            self._buffer += data[payload:stop]
        if len(self._buffer) > LONGEST_ACCESS_UNIT:
            self._overflow()
        if marker:
            self._close(now)

    def keep_parameter_set(self, unit: bytes) -> None:
        """VP8 has none."""

    def _unit_complete(self, begin: int) -> None:
        """VP8 has no NAL units."""


def packetized(frame: bytes, picture_id: int) -> list[bytes]:
    """The payloads of one frame, of about the same size each; `picture_id` has 15 bits."""
    count = -(-len(frame) // LONGEST_PAYLOAD)
    size = -(-len(frame) // count)
    rest = bytes((_PICTURE_ID, _LONG_PICTURE_ID | picture_id >> 8 & 0x7F, picture_id & 0xFF))
    return [
        bytes((_EXTENDED | (0 if position else _START),)) + rest + frame[position : position + size]
        for position in range(0, len(frame), size)
    ]
