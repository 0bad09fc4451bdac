"""One stream towards one subscriber: its own numbers, whatever flows into it, without a gap.

A slot keeps SSRC and numbering for its life; sources come and go in it, pause and restart. What was sent is not kept
again: each stretch remembers how its source's numbers were shifted, and the source has the packets.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streams.webrtc import payloads, rtcp
from streams.webrtc.rtp import (
    LONGEST_PAYLOAD,
    ONE_EXTENSION_WORD,
    REPEATED_HEADER_BYTES,
    SEND_TIME_UNITS_PER_S,
    SEND_TIME_WORD,
    VERSION_2,
    VERSION_2_EXTENDED,
    VIDEO_HEADER_BYTES,
    write_repeated_video,
    write_video,
)

if TYPE_CHECKING:
    from streams.webrtc.forwarder.published import PublishedStream

_STRETCHES_KEPT = 4
# One packet is sent again at most so often, and not before the one sent before could have arrived.
_MOST_REPEATS = 8
REPEAT_INTERVAL_S = 0.03
_MOST_REMEMBERED = 512
_FORGET_REPEATS_S = 5.0
_NEVER = (-_FORGET_REPEATS_S, 0)
# Retransmissions in a second are at most this; a link that needs more is not helped by them.
REPEATED_BYTES_PER_S = 125_000
# Frames of a replay are shown one after the other at once: this far apart on the 90 kHz clock.
_REPLAY_STEP = 90
_HALF_OF_NUMBERS = 1 << 15


@dataclass(slots=True)
class _Stretch:
    """`first`…`last` of a source's numbers went out shifted by these offsets."""

    source: "PublishedStream"
    first: int
    last: int
    sequence_offset: int
    timestamp_offset: int
    picture_offset: int
    level_offset: int
    replayed: dict[int, int]  # timestamps of their own


class OutgoingStream:
    """Owned by the media loop. `payload_types`: by codec, (media, retransmission or None); only those negotiated.

    `source` sets the offsets through `begin` and `replay` and reads them in its hot path.
    """

    __slots__ = (
        "_buffer",
        "_first_number",
        "_last_timestamp",
        "_level_next",
        "_level_offset",
        "_next_number",
        "_number_at_begin",
        "_octets_at_begin",
        "_octets_before",
        "_packets_at_begin",
        "_packets_before",
        "_payload_types",
        "_picture_next",
        "_picture_offset",
        "_pictured",
        "_repeat_sequence",
        "_repeat_type",
        "_repeated",
        "_replayed",
        "_stopped_at",
        "_stretches",
        "begins_at",
        "flags",
        "renumbers",
        "repeat_budget",
        "rtx_ssrc",
        "send",
        "sequence_offset",
        "source",
        "ssrc",
        "timestamp_offset",
    )

    def __init__(self, *, ssrc: int, rtx_ssrc: int | None, send: Callable[[bytearray, int], None]) -> None:
        self.ssrc, self.rtx_ssrc, self.send = ssrc, rtx_ssrc, send
        self.source: PublishedStream | None = None
        self._payload_types: dict[str, tuple[int, int | None]] = {}
        self.flags = 0
        self.sequence_offset = self.timestamp_offset = 0
        self._picture_offset = self._level_offset = 0
        self.renumbers = False
        self.begins_at = -1  # in the source's numbers; -1: nothing flows
        self._replayed: dict[int, int] = {}
        # Where the next stretch goes on, in our own numbers with their wraps; None: nothing was sent yet.
        self._next_number: int | None = None
        self._first_number = self._number_at_begin = 0
        self._last_timestamp = 0
        self._stopped_at = 0.0
        self._picture_next: int | None = None
        self._level_next = 0
        self._stretches: deque[_Stretch] = deque(maxlen=_STRETCHES_KEPT)
        self._packets_before = self._octets_before = self._packets_at_begin = self._octets_at_begin = 0
        self._repeat_type: int | None = None
        self._repeat_sequence = 0
        self._repeated: dict[int, tuple[float, int]] = {}
        self.repeat_budget = REPEATED_BYTES_PER_S
        self._buffer = bytearray(LONGEST_PAYLOAD + 64)

    # -- what flows

    def negotiated(self, payload_types: dict[str, tuple[int, int | None]]) -> None:
        self._payload_types = payload_types

    def takes(self, codec: str) -> bool:
        return codec in self._payload_types

    def switch(self, source: "PublishedStream | None", now: float) -> None:
        """From now on this source, or what it has in a codec that was negotiated, or none."""
        while source is not None and (source.withdrawn or not self.takes(source.codec)):
            source = source.fallback
        if source is self.source:
            return
        if self.source is not None:
            self.source.detach(self)
            self.source = None
        if source is None:
            return
        self.source = source
        media, self._repeat_type = self._payload_types[source.codec]
        self.flags = (VERSION_2_EXTENDED if source.is_video else VERSION_2) | media
        source.attach(self, now)

    @property
    def flows(self) -> bool:
        return self.begins_at >= 0

    # -- called by the source

    def begin(self, extended: int, timestamp: int, payload: bytearray, now: float) -> None:
        """The next packet of the source is this one."""
        source = self.source
        assert source is not None  # noqa: S101 - for the type checker
        self.begins_at = extended
        self._packets_at_begin, self._octets_at_begin = source.packets, source.octets
        self._picture_offset = self._level_offset = 0
        if self._next_number is None:
            self.sequence_offset = self.timestamp_offset = 0
            self._first_number = self._number_at_begin = extended & 0xFFFF
        else:
            elapsed = max(int((now - self._stopped_at) * source.clock_rate), 1)
            self._number_at_begin = self._next_number
            self.sequence_offset = (self._next_number - extended) & 0xFFFF
            self.timestamp_offset = (self._last_timestamp + elapsed - timestamp) & 0xFFFFFFFF
        if source.codec == "vp8":
            picture, level, _ = payloads.vp8_picture(payload)
            if self._picture_next is not None and picture:
                self._picture_offset = (self._picture_next - _short(payload, picture)) & 0x7FFF
            if self._picture_next is not None and level:
                self._level_offset = (self._level_next - payload[level]) & 0xFF
        self.renumbers = bool(self._picture_offset or self._level_offset)

    def replay(self, packets: list[tuple[int, int, int, bytearray]], now: float) -> None:
        """Begin with packets of the past, the last of them the newest. Their frames get timestamps close before that
        of the newest: they are all due now."""
        source = self.source
        assert source is not None  # noqa: S101 - for the type checker
        first, newest = packets[0], packets[-1]
        self.begin(first[0], newest[1], first[3], now)
        stamps = list(dict.fromkeys(packet[1] for packet in packets))
        step = _REPLAY_STEP
        if self._next_number is not None:
            elapsed = max(int((now - self._stopped_at) * source.clock_rate), 1)
            step = max(min(step, elapsed // (len(stamps) + 1)), 1)
        due = {stamp: (newest[1] - step * behind) for behind, stamp in enumerate(reversed(stamps))}
        self._replayed = {packet[0]: (due[packet[1]] + self.timestamp_offset) & 0xFFFFFFFF for packet in packets}
        for extended, timestamp, marker, payload in packets:
            self.send_one(extended, timestamp, marker, payload, now)
            self._packets_before += 1
            self._octets_before += len(payload)

    def send_one(self, extended: int, timestamp: int, marker: int, payload: bytearray, now: float) -> None:
        """A packet of video that is not the newest."""
        size = len(payload)
        write_video[size](
            self._buffer,
            0,
            self.flags | marker,
            (extended + self.sequence_offset) & 0xFFFF,
            self._replayed.get(extended, (timestamp + self.timestamp_offset) & 0xFFFFFFFF),
            self.ssrc,
            ONE_EXTENSION_WORD,
            SEND_TIME_WORD | int(now * SEND_TIME_UNITS_PER_S) & 0xFFFFFF,
            payload,
        )
        if self.renumbers:
            self.renumber(self._buffer, payload)
        self.send(self._buffer, size + VIDEO_HEADER_BYTES)

    def renumber(self, buffer: bytearray, payload: bytearray) -> None:
        """Frame numbers of VP8 in a packet that was just written."""
        _renumber(buffer, VIDEO_HEADER_BYTES, payload, self._picture_offset, self._level_offset)

    def halt(self) -> None:
        """Nothing more of this stretch comes; the next goes on after the source's newest packet."""
        source = self.source
        if source is None or self.begins_at < 0:
            return
        last = source.highest
        self._stretches.append(
            _Stretch(
                source,
                self.begins_at,
                last,
                self.sequence_offset,
                self.timestamp_offset,
                self._picture_offset,
                self._level_offset,
                self._replayed,
            )
        )
        self._next_number = self._number_at_begin + last - self.begins_at + 1
        self._last_timestamp = (source.timestamp + self.timestamp_offset) & 0xFFFFFFFF
        self._stopped_at = source.last_at
        self._packets_before, self._octets_before = self.counts
        newest = source.packet(last)
        if source.codec == "vp8" and newest is not None:
            payload = newest[3]
            picture, level, _ = payloads.vp8_picture(payload)
            if picture:
                self._picture_next = (_short(payload, picture) + self._picture_offset + 1) & 0x7FFF
            if level:
                self._level_next = (payload[level] + self._level_offset + 1) & 0xFF
        self._replayed = {}
        self.begins_at = -1

    @property
    def counts(self) -> tuple[int, int]:
        """Packets and octets of payload that went out."""
        if self.source is None or self.begins_at < 0:
            return self._packets_before, self._octets_before
        return (
            self._packets_before + self.source.packets - self._packets_at_begin,
            self._octets_before + self.source.octets - self._octets_at_begin,
        )

    # -- what the subscriber reports

    def number_of(self, highest: int) -> int | None:
        """Which of our packets a report means by its extended highest sequence number; None: one that was never sent.

        Only the 16 bits of a packet are compared (RFC 1982): wraps are counted by the receiver, and it may have missed
        the first of them.
        """
        if self.source is not None and self.begins_at >= 0:
            newest = self._number_at_begin + self.source.highest - self.begins_at
        elif self._next_number is not None:
            newest = self._next_number - 1
        else:
            return None
        behind = (newest - highest) & 0xFFFF
        number = newest - behind
        return number if behind < _HALF_OF_NUMBERS and number >= self._first_number else None

    def repeat(self, sequences: tuple[int, ...], now: float) -> None:
        """They miss these: send them again (RFC 4588) as far as they are still here and were not just sent again."""
        if self._repeat_type is None or self.rtx_ssrc is None:
            return
        for sequence in sequences:
            sent_at, times = self._repeated.get(sequence, _NEVER)
            if now - sent_at > _FORGET_REPEATS_S:
                times = 0
            if times >= _MOST_REPEATS or now - sent_at < REPEAT_INTERVAL_S or self.repeat_budget <= 0:
                continue
            if self._repeat_one(sequence, now):
                self._repeated.pop(sequence, None)
                self._repeated[sequence] = (now, times + 1)
                if len(self._repeated) > _MOST_REMEMBERED:
                    del self._repeated[next(iter(self._repeated))]

    def _repeat_one(self, sequence: int, now: float) -> bool:
        stretches = [*self._stretches]
        if self.source is not None and self.begins_at >= 0:
            stretches.append(
                _Stretch(
                    self.source,
                    self.begins_at,
                    self.source.highest,
                    self.sequence_offset,
                    self.timestamp_offset,
                    self._picture_offset,
                    self._level_offset,
                    self._replayed,
                )
            )
        for stretch in reversed(stretches):
            original = (sequence - stretch.sequence_offset) & 0xFFFF
            extended = stretch.last - ((stretch.last - original) & 0xFFFF)
            if extended < stretch.first:
                continue
            packet = stretch.source.packet(extended)
            if packet is None:
                return False
            _, timestamp, marker, payload = packet
            size = len(payload)
            buffer = self._buffer
            write_repeated_video(
                buffer,
                0,
                VERSION_2_EXTENDED | marker | self._repeat_type,  # type: ignore[operator]
                self._repeat_sequence,
                stretch.replayed.get(extended, (timestamp + stretch.timestamp_offset) & 0xFFFFFFFF),
                self.rtx_ssrc,
                ONE_EXTENSION_WORD,
                SEND_TIME_WORD | int(now * SEND_TIME_UNITS_PER_S) & 0xFFFFFF,
                sequence,
            )
            buffer[REPEATED_HEADER_BYTES : REPEATED_HEADER_BYTES + size] = payload
            if stretch.picture_offset or stretch.level_offset:
                _renumber(buffer, REPEATED_HEADER_BYTES, payload, stretch.picture_offset, stretch.level_offset)
            self.send(buffer, REPEATED_HEADER_BYTES + size)
            self._repeat_sequence = (self._repeat_sequence + 1) & 0xFFFF
            self.repeat_budget -= size
            return True
        return False

    def report(self, unix_s: float, now: float) -> bytes:
        """A sender report for this moment; empty where nothing flows."""
        source = self.source
        if source is None or self.begins_at < 0:
            return b""
        packets, octets = self.counts
        return rtcp.sender_report(
            self.ssrc,
            ntp=rtcp.ntp_of(unix_s),
            timestamp=(source.timestamp_at(now) + self.timestamp_offset) & 0xFFFFFFFF,
            packets=packets,
            octets=octets,
        )

    def tidy(self) -> None:
        """Once a second: allow retransmissions again, let go of sources that ended."""
        self.repeat_budget = REPEATED_BYTES_PER_S
        while self._stretches and self._stretches[0].source.closed:
            self._stretches.popleft()


def _short(data: bytearray, at: int) -> int:
    return (data[at] & 0x7F) << 8 | data[at + 1]


def _renumber(buffer: bytearray, payload_at: int, payload: bytearray, picture_offset: int, level_offset: int) -> None:
    picture, level, _ = payloads.vp8_picture(payload)
    if picture:
        number = (_short(payload, picture) + picture_offset) & 0x7FFF
        buffer[payload_at + picture] = 0x80 | number >> 8
        buffer[payload_at + picture + 1] = number & 0xFF
    if level:
        buffer[payload_at + level] = (payload[level] + level_offset) & 0xFF
