"""One video slot: retransmissions asked for and put back into their place, whole pictures out, key frames requested.

Called on the media loop for each packet; a packet in its turn passes without being kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from streams.access_unit import AccessUnit, Codec
from streams.rtsp.assembly import AccessUnitAssembler
from streams.rtsp.h264 import H264Assembler
from streams.rtsp.rtp import MARKER, MAX_DROPOUT
from streams.webrtc.participant.reception import StreamReception
from streams.webrtc.participant.vp8 import CLOCK_RATE, Vp8Assembler
from streams.webrtc.payloads import h264_begins_key_frame, vp8_begins_key_frame
from streams.webrtc.rtp import locate_payload, read_header

# What is missing so long is given up: half a second without a new picture is a freeze by the figures we promise.
LONGEST_WAIT_S = 0.4
MOST_WAITING = 512  # packets: 0.4 s of 12 Mb/s
MOST_MISSING = 256
# A packet that comes a little late is not asked for: the network only swapped it. Between these two bounds the wait
# follows what the network does.
SHORTEST_REORDER_S, LONGEST_REORDER_S = 0.005, 0.04
_MISSED_AT_FIRST = 8
SHORTEST_REPEAT_S = 0.03  # of which the hub would not send again what it just sent
_ROUND_TRIP_WEIGHT = 0.2
KEY_FRAME_REQUEST_S = 0.5
# The hub lets a slot begin with a key frame by itself.
_FIRST_REQUEST_S = 0.3


@dataclass(slots=True)
class VideoCounters:
    """Totals of a slot. `recovered` came as a retransmission, `lost` never; `late` came when given up."""

    recovered: int = 0
    lost: int = 0
    late: int = 0
    duplicates: int = 0
    nacks: int = 0
    key_frame_requests: int = 0
    pictures: int = 0
    withheld: int = 0  # pictures not shown, because something before them is missing
    garbled: int = 0


@dataclass(slots=True)
class _Missing:
    noticed_s: float
    ask_s: float
    asked: int = 0
    asked_s: float = 0.0


class VideoReceiver:
    """`payloads`: codec by payload type; `rtx`: payload type of the media by that of its retransmissions.

    `send_nack` gets sequence numbers in order. `on_picture` gets only pictures of which, and before which since the
    last key frame, nothing is missing.
    """

    def __init__(
        self,
        source: int,
        *,
        payloads: dict[int, Codec],
        rtx: dict[int, int],
        on_picture: Callable[[Codec, AccessUnit], None],
        send_nack: Callable[[list[int]], None],
        request_key_frame: Callable[[], None],
    ) -> None:
        self.reception = StreamReception(source, CLOCK_RATE)
        self.counters = VideoCounters()
        self.round_trip_s = 0.05
        self._payloads = payloads
        self._rtx = rtx
        self._on_picture = on_picture
        self._send_nack = send_nack
        self._request = request_key_frame
        self._assembler: AccessUnitAssembler | None = None
        self._payload_type = -1
        self._sender_clock: tuple[int, float] | None = None
        self._next = -1
        self._far_sequence = -1  # what would follow a packet that was far away
        self._begun = False  # a key frame has come, or was given up
        self._waiting: dict[int, bytearray] = {}
        self._missing: dict[int, _Missing] = {}
        self._look_s = 0.0  # when something about the missing has to be done
        self._reorder_s = 0.01
        self._needs_key_since_s: float | None = None
        self._requested_s = 0.0

    # -- packets

    def receive(self, packet: bytearray, now: float) -> None:
        """A packet of the source itself; kept if it is not its turn."""
        _, _, sequence, timestamp, _ = read_header(packet)
        self.reception.count(sequence, timestamp, len(packet), now)
        if sequence == self._next and not self._waiting:
            self._next = (sequence + 1) & 0xFFFF
            self._deliver(packet, now)
        else:
            self._place(sequence, packet, now, retransmitted=False)
        if self._missing and now >= self._look_s:
            self._look_after_missing(now)

    def receive_retransmission(self, packet: bytearray, now: float) -> None:
        """RFC 4588: the original sequence number stands before the payload."""
        media = self._rtx.get(packet[1] & 0x7F)
        _, header, stop = locate_payload(packet)
        # What is shorter is a probe of the bandwidth.
        if media is None or self._next < 0 or stop < header + 3:
            return
        sequence = packet[header] << 8 | packet[header + 1]
        packet[1] = packet[1] & MARKER | media
        packet[2:4] = packet[header : header + 2]
        del packet[header : header + 2]
        self._place(sequence, packet, now, retransmitted=True)
        if self._missing and now >= self._look_s:
            self._look_after_missing(now)

    def _place(self, sequence: int, packet: bytearray, now: float, *, retransmitted: bool) -> None:
        if not self._begun:
            self._begin_at(sequence, packet)
        ahead = (sequence - self._next) & 0xFFFF
        if sequence in self._waiting:
            self.counters.duplicates += 1
            return
        if ahead >= MAX_DROPOUT:
            if retransmitted:
                return
            # RFC 3550, A.1: two in a row far away are another numbering, one is a stray.
            if ahead > 0x10000 - MAX_DROPOUT or sequence != self._far_sequence:
                self._far_sequence = (sequence + 1) & 0xFFFF
                self.counters.late += 1
                return
            self._start_anew(sequence, now)
            ahead = 0
        missing = self._missing.pop(sequence, None)
        if missing is not None:
            if retransmitted:
                self.counters.recovered += 1
                if missing.asked == 1:
                    self.round_trip_s += (now - missing.asked_s - self.round_trip_s) * _ROUND_TRIP_WEIGHT
            else:
                self._learn_reordering(now - missing.noticed_s)
        self._waiting[sequence] = packet
        if ahead == 0:
            self._release(now)
        else:
            if missing is None:
                self._note_missing(sequence, now)
            if len(self._waiting) > MOST_WAITING or len(self._missing) > MOST_MISSING:
                self._give_up(now)

    def _begin_at(self, sequence: int, packet: bytearray) -> None:
        """Nothing before a key frame is of use. While none has come, the beginning of one may still be on its way."""
        if _begins_key_frame(packet, self._payloads):
            self._begun = True
            for earlier in [*self._missing, *self._waiting]:
                if (earlier - sequence) & 0xFFFF > 0x8000:
                    self._missing.pop(earlier, None)
                    self._waiting.pop(earlier, None)
            self._next = sequence
        elif self._next < 0:
            self._next = (sequence - _MISSED_AT_FIRST) & 0xFFFF

    def _note_missing(self, sequence: int, now: float) -> None:
        """Everything between the newest that is known of and `sequence`."""
        ask_s = now + self._reorder_s
        number = (sequence - 1) & 0xFFFF
        noted = False
        while number not in self._waiting and number not in self._missing:
            self._missing[number] = _Missing(now, ask_s)
            noted = True
            if number == self._next or len(self._missing) > MOST_MISSING:
                break
            number = (number - 1) & 0xFFFF
        if noted:
            self._look_s = min(self._look_s, ask_s) if len(self._missing) > 1 else ask_s

    def _learn_reordering(self, late_s: float) -> None:
        late_s = min(late_s * 1.25, LONGEST_REORDER_S)
        weight = 0.5 if late_s > self._reorder_s else 0.02
        self._reorder_s = max(SHORTEST_REORDER_S, self._reorder_s + (late_s - self._reorder_s) * weight)

    def _release(self, now: float) -> None:
        waiting = self._waiting
        while (packet := waiting.pop(self._next, None)) is not None:
            self._next = (self._next + 1) & 0xFFFF
            self._deliver(packet, now)

    def _start_anew(self, sequence: int, now: float) -> None:
        """The numbers jumped: nothing that waits belongs to what comes."""
        self._waiting.clear()
        self._missing.clear()
        self._next = sequence
        self._lose(now)

    def _give_up(self, now: float) -> None:
        """The gap before the next packet that is there stays."""
        if not self._waiting:
            return
        self._begun = True
        following = min(self._waiting, key=lambda sequence: (sequence - self._next) & 0xFFFF)
        while self._next != following:
            self._missing.pop(self._next, None)
            self.counters.lost += 1
            self._next = (self._next + 1) & 0xFFFF
        self._lose(now)
        self._release(now)

    def _lose(self, now: float) -> None:
        if self._assembler is not None:
            self._assembler.gap()
        self.need_key_frame(now)

    # -- asking

    def tick(self, now: float) -> None:
        """About every 20 ms: what has to happen although no packet comes."""
        if self._missing and now >= self._look_s:
            self._look_after_missing(now)
        since_s = self._needs_key_since_s
        if since_s is not None and now >= max(since_s, self._requested_s + KEY_FRAME_REQUEST_S):
            self._requested_s = now
            self.counters.key_frame_requests += 1
            self._request()

    def need_key_frame(self, now: float, *, within_s: float = 0.0) -> None:
        """Asked for after `within_s` and again, until one is there."""
        if self._needs_key_since_s is None:
            self._needs_key_since_s = now + within_s

    def begin(self, now: float) -> None:
        """Another stream flows in the slot from now on: nothing before its key frame is of use."""
        if self._assembler is not None:
            self._assembler.gap()
        self._sender_clock = None
        self._needs_key_since_s = None
        self.need_key_frame(now, within_s=_FIRST_REQUEST_S)

    def rest(self) -> None:
        """Nothing is wanted: no key frame either."""
        self._needs_key_since_s = None

    def _look_after_missing(self, now: float) -> None:
        oldest_s = min(missing.noticed_s for missing in self._missing.values())
        while self._missing and now - oldest_s >= LONGEST_WAIT_S:
            if not self._waiting:
                self._missing.clear()
                break
            self._give_up(now)
            oldest_s = min((missing.noticed_s for missing in self._missing.values()), default=now)
        repeat_s = max(SHORTEST_REPEAT_S, self.round_trip_s * 1.2)
        ask = []
        self._look_s = oldest_s + LONGEST_WAIT_S
        for sequence, missing in self._missing.items():
            if now >= missing.ask_s:
                ask.append(sequence)
                missing.asked += 1
                missing.asked_s = now
                missing.ask_s = now + repeat_s
            self._look_s = min(self._look_s, missing.ask_s)
        if ask:
            self.counters.nacks += len(ask)
            self._send_nack(sorted(ask, key=lambda sequence: (sequence - self._next) & 0xFFFF))

    # -- pictures

    def follow_sender_clock(self, timestamp: int, utc_s: float) -> None:
        self._sender_clock = (timestamp, utc_s)
        if self._assembler is not None:
            self._assembler.follow_sender_clock(timestamp, utc_s)

    def _deliver(self, packet: bytearray, now: float) -> None:
        _, second, _, timestamp, _ = read_header(packet)
        _, start, stop = locate_payload(packet)
        if start >= stop:
            return  # padding only, or malformed
        if second & 0x7F != self._payload_type and not self._change_payload(second & 0x7F):
            self.counters.garbled += 1
            return
        if self._assembler is not None:
            self._assembler.packet(memoryview(packet), start, stop, timestamp, second >= MARKER, now)

    def _change_payload(self, payload_type: int) -> bool:
        codec = self._payloads.get(payload_type)
        if codec is None:
            return False
        kind: type[AccessUnitAssembler] = H264Assembler if codec is Codec.H264 else Vp8Assembler
        self._assembler = kind(lambda picture: self._picture(codec, picture), clock_rate=CLOCK_RATE)
        self._payload_type = payload_type
        if self._sender_clock is not None:
            self._assembler.follow_sender_clock(*self._sender_clock)
        # Whatever is not a key frame now refers to pictures that nobody has.
        self._assembler.gap()
        return True

    def _picture(self, codec: Codec, picture: AccessUnit) -> None:
        if picture.damaged:
            self.counters.withheld += 1
            self.need_key_frame(picture.received_s)
            return
        if picture.key:
            self._needs_key_since_s = None
        self.counters.pictures += 1
        self._on_picture(codec, picture)


def _begins_key_frame(packet: bytearray, codecs: dict[int, Codec]) -> bool:
    _, start, stop = locate_payload(packet)
    codec = codecs.get(packet[1] & 0x7F)
    begins = h264_begins_key_frame if codec is Codec.H264 else vp8_begins_key_frame
    return codec is not None and begins(packet[start:stop])
