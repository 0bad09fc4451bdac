"""One stream to the hub as RTP: numbered, kept for a while to be sent again, and reported on."""

import random
import struct
import time
from collections import OrderedDict
from collections.abc import Callable

from streams.webrtc import rtcp
from streams.webrtc.rtp import MARKER, ONE_EXTENSION_WORD, SEND_TIME_UNITS_PER_S, VERSION_2_EXTENDED

Send = Callable[[bytearray, int], None]

_KEPT_PACKETS = 512  # some 3 s of 720p
_REPEAT_INTERVAL_S = 0.02
_write_head = struct.Struct("!HHIIII").pack_into
_HEAD_BYTES = 20
_ONE_BYTE, _THREE_BYTES = 0, 2  # lengths as one-byte header extensions say them (RFC 8285, 4.2)


class RtpSender:
    """Each packet carries one header extension of up to three bytes. `monotonic` times are `time.monotonic()`.

    The RTP clock is ours: it runs with `time.monotonic()` from a random beginning.
    """

    def __init__(self, *, source: int, payload_type: int, clock_rate: int, send: Send) -> None:
        self.source = source
        self.packets = 0
        self.payload_bytes = 0
        self.sent_s = 0.0
        self.timestamp_offset = random.getrandbits(32)
        self.payload_type = payload_type
        self.clock_rate = clock_rate
        self._send = send
        self._sequence = random.getrandbits(15)

    def timestamp(self, at_s: float) -> int:
        return (round(at_s * self.clock_rate) + self.timestamp_offset) & 0xFFFFFFFF

    def send(
        self, payload: bytes, *, timestamp: int, marker: bool, extension: int, now: float
    ) -> tuple[int, bytearray]:
        """`extension`: the word after the extension's header. Returns the sequence number and the packet."""
        packet = bytearray(_HEAD_BYTES + len(payload))
        sequence = self._sequence
        flags = VERSION_2_EXTENDED | self.payload_type | (MARKER if marker else 0)
        _write_head(packet, 0, flags, sequence, timestamp, self.source, ONE_EXTENSION_WORD, extension)
        packet[_HEAD_BYTES:] = payload
        self._sequence = (sequence + 1) & 0xFFFF
        self.packets += 1
        self.payload_bytes += len(payload)
        self.sent_s = now
        self._send(packet, len(packet))
        return sequence, packet

    def report(self, now: float) -> bytes:
        """A sender report for now; empty before the first packet."""
        if not self.packets:
            return b""
        return rtcp.sender_report(
            self.source,
            ntp=rtcp.ntp_of(time.time()),
            timestamp=self.timestamp(now),
            packets=self.packets,
            octets=self.payload_bytes,
        )


def send_time_word(extension_id: int, now: float) -> int:
    """The absolute send time, from which the hub sees a queue on our way up."""
    return (extension_id << 4 | _THREE_BYTES) << 24 | int(now * SEND_TIME_UNITS_PER_S) & 0xFFFFFF


def level_word(extension_id: int, level: int, *, voice: bool) -> int:
    """RFC 6464: `level` 0 (loudest) … 127 in -dBov."""
    return (extension_id << 4 | _ONE_BYTE) << 24 | ((voice << 7) | level) << 16


class Retransmitter:
    """Packets of one sender in the past, sent again in a stream of their own (RFC 4588)."""

    def __init__(self, *, source: int, payload_type: int, send: Send) -> None:
        self.repeated = 0
        self._source = source
        self._payload_type = payload_type
        self._send = send
        self._sequence = random.getrandbits(15)
        self._kept: OrderedDict[int, bytearray] = OrderedDict()
        self._repeated_s: dict[int, float] = {}

    def keep(self, sequence: int, packet: bytearray) -> None:
        self._kept[sequence] = packet
        if len(self._kept) > _KEPT_PACKETS:
            old, _ = self._kept.popitem(last=False)
            self._repeated_s.pop(old, None)

    def repeat(self, sequences: tuple[int, ...], now: float) -> None:
        """As far as they are still here and were not sent again just now."""
        for sequence in sequences:
            packet = self._kept.get(sequence)
            if packet is None or now - self._repeated_s.get(sequence, 0.0) < _REPEAT_INTERVAL_S:
                continue
            self._repeated_s[sequence] = now
            again = packet[:_HEAD_BYTES] + packet[2:4] + packet[_HEAD_BYTES:]
            again[1] = packet[1] & MARKER | self._payload_type
            again[2:4] = self._sequence.to_bytes(2, "big")
            again[8:12] = self._source.to_bytes(4, "big")
            self._sequence = (self._sequence + 1) & 0xFFFF
            self.repeated += 1
            self._send(again, len(again))
