"""A published stream and those who take it, on a made-up clock, with packets that a test writes and reads."""

import struct
from dataclasses import dataclass, field

from streams.webrtc.forwarder.outgoing import OutgoingStream
from streams.webrtc.forwarder.published import PublishedStream
from tests.fakes.media_peer import Received, vp8_payload

FRAME_S = 1 / 30
FRAME_TICKS = 3000
TYPES = {"vp8": (96, 97), "h264": (102, 103), "opus": (111, None)}


@dataclass
class Taker:
    """An outgoing stream and what it sent."""

    out: OutgoingStream
    sent: list[Received] = field(default_factory=list)

    @property
    def media(self) -> list[Received]:
        return [packet for packet in self.sent if packet.ssrc == self.out.ssrc]

    @property
    def repeats(self) -> list[Received]:
        return [packet for packet in self.sent if packet.ssrc == self.out.rtx_ssrc]

    @property
    def sequences(self) -> list[int]:
        return [packet.sequence for packet in self.media]


def new_taker(ssrc: int = 7) -> Taker:
    def send(buffer: bytearray, length: int) -> None:
        taker.sent.append(Received.of(bytes(buffer[:length])))

    taker = Taker(OutgoingStream(ssrc=ssrc, rtx_ssrc=ssrc + 1, send=send))
    taker.out.negotiated(TYPES)
    return taker


class Line:
    """A publisher's stream. `now` is turned by `send`."""

    def __init__(self, codec: str = "vp8", *, sequence: int = 100, timestamp: int = 5000, now: float = 1000.0) -> None:
        self.asked_for_key_frames: list[float] = []
        self.firsts = 0
        self.now = now
        self.sequence, self.timestamp, self.picture = sequence, timestamp, 10
        self.stream = PublishedStream(
            "camera",
            codec=codec,
            clock_rate=48000 if codec == "opus" else 90000,
            request_key_frame=lambda: self.asked_for_key_frames.append(self.now),
            on_first=self._first,
            on_missing=lambda: None,
        )
        self.stream.ssrc = 1

    def _first(self) -> None:
        self.firsts += 1

    def taker(self, ssrc: int = 7) -> Taker:
        taker = new_taker(ssrc)
        taker.out.switch(self.stream, self.now)
        return taker

    def packet(self, *, key: bool = False, size: int = 50) -> tuple[bytearray, int, int, int]:
        """(payload, marker, sequence, timestamp) of the next frame, for `take`."""
        payload = bytearray(vp8_payload(self.picture, key=key, size=size))
        packet = payload, 0x80, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF
        self.sequence += 1
        self.timestamp += FRAME_TICKS
        self.picture += 1
        return packet

    def take(self, packet: tuple[bytearray, int, int, int], *, repeated: bool = False) -> None:
        payload, marker, sequence, timestamp = packet
        self.stream.receive(bytearray(payload), marker, sequence, timestamp, self.now, repeated=repeated)

    def send(self, count: int = 1, *, key: bool = False) -> None:
        """The next frames, the first of them a key frame if `key`."""
        for number in range(count):
            self.now += FRAME_S
            self.take(self.packet(key=key and not number))


def picture_id(packet: Received) -> int:
    return struct.unpack_from("!H", packet.payload, 2)[0] & 0x7FFF


def frame_level(packet: Received) -> int:
    return packet.payload[4]
