"""Streams as a browser sends them, made without an encoder: valid headers around bytes that mean nothing.

Every packet ends with the monotonic clock when it was made, so that whoever gets it on this machine knows its way.
A frame has always as many packets, so that whoever gets them knows whether it is whole.
"""

import os
import struct
import time

PACKETS_PER_FRAME = 5
FRAMES_PER_S = 30
VOICES_PER_S = 50
VIDEO_PACKET_BYTES = 1200  # with this and the above 1.44 Mb/s
_VOICE_BYTES = 120
VIDEO_CLOCK, VOICE_CLOCK = 90_000, 48_000
_WIDTH, _HEIGHT = 1280, 720
_STAMP = struct.Struct("!q")
_HEADER = struct.Struct("!BBHII")
_EXTENSION = 0xBEDE  # one-byte header extensions, RFC 8285 section 4.2
_NAMED_PACKETS = 50  # so many begin with their mid, as a browser's do until the first report
_NOISE = os.urandom(4096)


class SyntheticStream:
    """What voice and video have in common: RTP header, extensions, order. Extension ids None: not agreed."""

    def __init__(
        self,
        *,
        ssrc: int,
        payload_type: int,
        mid: str,
        mid_id: int | None = None,
        send_time_id: int | None = None,
        level_id: int | None = None,
    ) -> None:
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.packets = 0
        self.octets = 0
        self.sequence = int.from_bytes(os.urandom(2), "big")
        self.timestamp = int.from_bytes(os.urandom(4), "big")
        self._mid = b"" if mid_id is None else bytes([mid_id << 4 | len(mid) - 1]) + mid.encode()
        self._send_time_id = send_time_id
        self._level_id = level_id

    def packet_of(self, payload: bytes, *, marker: bool, level: int | None = None) -> bytearray:
        """The next packet, with `payload` as it is."""
        made_s = time.monotonic()
        extensions = self._mid if self.packets < _NAMED_PACKETS else b""
        if self._send_time_id is not None:
            # 6.18 bits of seconds, as WebRTC's abs-send-time has them.
            extensions += (self._send_time_id << 28 | 2 << 24 | int(made_s * 2**18) & 0xFFFFFF).to_bytes(4, "big")
        if self._level_id is not None and level is not None:
            extensions += bytes([self._level_id << 4, 0x80 | level])
        extensions += bytes(-len(extensions) % 4)
        packet = bytearray(
            _HEADER.pack(
                0x90 if extensions else 0x80,
                self.payload_type | marker << 7,
                self.sequence,
                self.timestamp,
                self.ssrc,
            )
        )
        if extensions:
            packet += struct.pack("!HH", _EXTENSION, len(extensions) // 4) + extensions
        packet += payload
        self.sequence = self.sequence + 1 & 0xFFFF
        self.packets += 1
        self.octets += len(payload)
        return packet


class SyntheticVideo(SyntheticStream):
    """VP8, 1280 x 720, 30 a second; a key frame when asked for. Packets one by one, evenly."""

    interval_s = 1 / (FRAMES_PER_S * PACKETS_PER_FRAME)

    def __init__(self, **words: object) -> None:
        super().__init__(**words)  # type: ignore[arg-type]
        self.wants_key_frame = True
        self.key_frames = 0
        self._part = 0
        self._picture = int.from_bytes(os.urandom(2), "big") & 0x7FFF
        self._is_key = False

    def packets_now(self) -> list[bytearray]:
        first = self._part == 0
        if first:
            self._is_key, self.wants_key_frame = self.wants_key_frame, False
            self.key_frames += self._is_key
            self._picture = self._picture + 1 & 0x7FFF
            self.timestamp = self.timestamp + VIDEO_CLOCK // FRAMES_PER_S & 0xFFFFFFFF
        # RFC 7741 section 4.2: X, S on the first packet of the frame; I; 15 bits of picture id.
        descriptor = bytes([0x90 if first else 0x80, 0x80, 0x80 | self._picture >> 8, self._picture & 0xFF])
        body = self._frame_header() if first else b""
        room = VIDEO_PACKET_BYTES - 12 - 12 - len(descriptor) - len(body) - _STAMP.size
        self._part = (self._part + 1) % PACKETS_PER_FRAME
        return [self.packet_of(descriptor + body + _NOISE[:room] + _stamp(), marker=self._part == 0)]

    def _frame_header(self) -> bytes:
        # RFC 6386 section 9.1: frame type, version 0, shown, size of the first partition.
        tag = (0 if self._is_key else 1) | 1 << 4 | 1000 << 5
        start = tag.to_bytes(3, "little")
        if self._is_key:
            start += b"\x9d\x01\x2a" + struct.pack("<HH", _WIDTH, _HEIGHT)
        return start


class SyntheticVoice(SyntheticStream):
    """Opus, 20 ms each. `level` in -dBov: 0 is as loud as can be, 127 silence."""

    interval_s = 1 / VOICES_PER_S
    level = 40

    def packets_now(self) -> list[bytearray]:
        self.timestamp = self.timestamp + VOICE_CLOCK // VOICES_PER_S & 0xFFFFFFFF
        # RFC 6716 section 3.1: hybrid, full band, 20 ms, mono, one frame.
        payload = b"\x78" + _NOISE[: _VOICE_BYTES - 1 - _STAMP.size] + _stamp()
        return [self.packet_of(payload, marker=False, level=self.level)]


def _stamp() -> bytes:
    return _STAMP.pack(time.monotonic_ns())


def sent_at_ns(packet: bytes | bytearray) -> int:
    """When it was made, on the monotonic clock."""
    stamp: int = _STAMP.unpack_from(packet, len(packet) - _STAMP.size)[0]
    return stamp
