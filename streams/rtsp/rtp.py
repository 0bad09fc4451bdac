"""Follows one RTP source (RFC 3550): sequence, source changes, loss and jitter, payloads to the assembler.

This is the code that runs once for each packet of each camera: measured at about 2 µs, which is why it works on
offsets into the receive buffer and keeps what it needs in plain attributes.
"""

import struct
from dataclasses import dataclass

from streams.rtsp.assembly import AccessUnitAssembler
from streams.rtsp.statistics import RtspStatistics

HEADER_BYTES = 12
PLAIN_HEADER = 0x80  # version 2 without padding, extension and contributing sources
MARKER = 0x80

# RFC 3550 A.1: a jump of more than this is a restart of the source, not loss; a little backwards is an old packet.
MAX_DROPOUT = 3000
MAX_MISORDER = 100

_header = struct.Struct("!BBHII").unpack_from


@dataclass(slots=True, frozen=True)
class Reception:
    """The reception report of one source since the last one (RFC 3550, 6.4.1)."""

    source: int
    fraction_lost: int  # of 256
    cumulative_lost: int
    highest_sequence: int  # with wraps in the upper 16 bits
    jitter: int  # timestamp units


class RtpReceiver:
    """Packets of one payload type, in the order in which they shall be decoded. Lives on its connection's loop."""

    def __init__(
        self, *, payload_type: int, clock_rate: int, assembler: AccessUnitAssembler, statistics: RtspStatistics
    ) -> None:
        self._payload_type = payload_type
        self._clock_rate = clock_rate
        self._assembler = assembler
        self._statistics = statistics
        self.source = -1  # SSRC, -1 before the first packet
        self._next_sequence = 0
        self._restart_sequence = -1
        self._arrival_s = 0.0
        self._timestamp = 0
        self._highest = 0
        self._first = 0
        self._received = 0
        self._jitter = 0.0  # timestamp units
        self._expected_before = 0
        self._received_before = 0

    def receive(self, data: memoryview, start: int, stop: int, now: float) -> None:
        """The RTP packet `data[start:stop]`, which arrived at `now` (`time.monotonic()`)."""
        statistics = self._statistics
        payload = start + HEADER_BYTES
        if stop < payload:
            statistics.garbled += 1
            return
        first, second, sequence, timestamp, source = _header(data, start)
        if second & 0x7F != self._payload_type or first >> 6 != 2:
            # Another payload (retransmissions, comfort noise) is no fault, another version is.
            statistics.garbled += first >> 6 != 2
            return
        if first != PLAIN_HEADER:
            payload, stop = self._without_extras(data, first, payload, stop)
            if payload > stop:
                statistics.garbled += 1
                self._assembler.gap()
                return
        if source != self.source:
            self._begin(source, sequence, timestamp, now)
        elif sequence != self._next_sequence and not self._jump(sequence):
            return
        self._next_sequence = (sequence + 1) & 0xFFFF
        self._highest += 1
        self._received += 1
        statistics.packets += 1
        statistics.bytes += stop - start
        difference = abs((now - self._arrival_s) * self._clock_rate - (timestamp - self._timestamp))
        if difference < self._clock_rate:  # a jump of the clock or its wrap is no jitter
            self._jitter += (difference - self._jitter) / 16
        self._arrival_s = now
        self._timestamp = timestamp
        if second >= MARKER:
            statistics.jitter_s = self._jitter / self._clock_rate
        if payload < stop:
            self._assembler.packet(data, payload, stop, timestamp, second >= MARKER, now)

    def report(self) -> Reception | None:
        """What to tell the sender; counts the interval from the report before. None before the first packet."""
        if self.source < 0:
            return None
        expected = self._highest - self._first + 1
        expected_interval = expected - self._expected_before
        lost_interval = expected_interval - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        fraction = lost_interval * 256 // expected_interval if expected_interval > 0 and lost_interval > 0 else 0
        return Reception(
            source=self.source,
            fraction_lost=min(fraction, 255),
            cumulative_lost=max(min(expected - self._received, 0x7FFFFF), -0x800000),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=int(self._jitter) & 0xFFFFFFFF,
        )

    def _without_extras(self, data: memoryview, first: int, payload: int, stop: int) -> tuple[int, int]:
        """Bounds of the payload of a packet with padding, extension or contributing sources (RFC 3550 5.1)."""
        payload += 4 * (first & 0x0F)
        if first & 0x10:
            if payload + 4 > stop:
                return stop + 1, stop
            payload += 4 + 4 * (data[payload + 2] << 8 | data[payload + 3])
        if first & 0x20 and payload < stop:
            stop -= data[stop - 1]
        return payload, stop

    def _begin(self, source: int, sequence: int, timestamp: int, now: float) -> None:
        """A source is heard for the first time, or another one took its place."""
        if self.source >= 0:
            self._assembler.gap()
            self._assembler.forget_sender_clock()
        self.source = source
        self._restart(sequence)
        self._arrival_s, self._timestamp, self._jitter = now, timestamp, 0.0

    def _restart(self, sequence: int) -> None:
        self._restart_sequence = -1
        self._first, self._highest = sequence, sequence - 1
        self._received = self._expected_before = self._received_before = 0

    def _jump(self, sequence: int) -> bool:
        """Whether to use a packet that is not the next one."""
        ahead = (sequence - self._next_sequence) & 0xFFFF
        if ahead < MAX_DROPOUT:
            self._highest += ahead
            self._statistics.lost_packets += ahead
            self._assembler.gap()
            return True
        if ahead > 0x10000 - MAX_MISORDER:
            self._statistics.late += 1
            return False
        # RFC 3550 A.1: two in a row far away are a restart without a new SSRC, one is a stray.
        if sequence != self._restart_sequence:
            self._restart_sequence = (sequence + 1) & 0xFFFF
            return False
        self._assembler.gap()
        self._restart(sequence)
        return True
