"""One stream as its publisher sends it: sequence, loss, jitter, history, key frames, and on to who takes it.

`receive` is the forwarder's hot path: everything that happens to a packet between socket and socket is in its body.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from streams.webrtc import payloads
from streams.webrtc.forwarder.key_frames import KeyFrames, is_video
from streams.webrtc.forwarder.missing import MissingPackets
from streams.webrtc.forwarder.reception import Reception
from streams.webrtc.rtp import (
    HEADER_BYTES,
    LONGEST_PAYLOAD,
    ONE_EXTENSION_WORD,
    SEND_TIME_UNITS_PER_S,
    SEND_TIME_WORD,
    VIDEO_HEADER_BYTES,
    write_audio,
    write_video,
)

if TYPE_CHECKING:
    from streams.webrtc.forwarder.outgoing import OutgoingStream

VIDEO_HISTORY = 1024  # packets; some 5 s of 1.5 Mb/s, and at most 1.5 MB as a payload is at most LONGEST_PAYLOAD
AUDIO_HISTORY = 64  # only tells duplicates
# RFC 3550, A.1: further away than this is a restart of the sender rather than loss, and must be seen twice.
_MOST_SKIPPED = 3000
_RESTART_INTERVAL_S = 1.0
# What a publisher may send before packets are dropped: several times what it is asked to.
VIDEO_BYTES_PER_S = 1_250_000
AUDIO_BYTES_PER_S = 64_000
_PACKET_COST_BYTES = 60  # headers and work; a flood of empty packets is one too
_EXPECT_NOTHING = -1

Packet = tuple[int, int, int, bytearray]  # extended sequence number, timestamp, marker, payload


class PublishedStream:
    """Owned by the media loop. `name` is the owner's. `request_key_frame` sends a PLI or FIR upstream.

    `replay_all`: of a source that makes no key frame on request (a camera) late joiners get everything since the last.
    """

    __slots__ = (
        "_buffer",
        "_clock",
        "_expected",
        "_history",
        "_history_mask",
        "_is_vp8",
        "_last_restart",
        "_on_first",
        "_on_missing",
        "_probation",
        "_replay_all",
        "_takers",
        "_waiting",
        "active",
        "budget",
        "clock_rate",
        "closed",
        "codec",
        "dropped",
        "fallback",
        "held",
        "highest",
        "is_video",
        "key_frames",
        "last_at",
        "missing",
        "name",
        "octets",
        "packets",
        "reception",
        "ssrc",
        "timestamp",
        "withdrawn",
    )

    def __init__(
        self,
        name: str,
        *,
        codec: str,
        clock_rate: int,
        request_key_frame: Callable[[], None],
        on_first: Callable[[], None],
        on_missing: Callable[[], None],
        replay_all: bool = False,
    ) -> None:
        self.name, self.codec, self.clock_rate = name, codec, clock_rate
        self.is_video = is_video(codec)
        self.key_frames = KeyFrames(codec, request_key_frame)
        self._is_vp8 = codec == "vp8"
        self._on_first, self._on_missing = on_first, on_missing
        self._replay_all = replay_all
        size = VIDEO_HISTORY if self.is_video else AUDIO_HISTORY
        self._history: list[Packet | None] = [None] * size
        self._history_mask = size - 1
        self._buffer = bytearray(LONGEST_PAYLOAD + 64)
        self.active: list[OutgoingStream] = []  # packets flow to these
        self._waiting: list[OutgoingStream] = []  # for something to begin with
        self._takers: list[OutgoingStream] = []  # both, and while held all of them
        self.held = self.closed = False
        self.ssrc: int | None = None
        self._expected = _EXPECT_NOTHING  # sequence number
        self.highest = -1  # extended sequence number
        self.timestamp = 0  # of the highest
        self.last_at = 0.0
        self.packets = self.octets = self.dropped = 0  # forwarded; and refused of a flood
        self.reception = Reception(clock_rate)
        self.missing = MissingPackets()
        self._probation = -1
        self._last_restart = -_RESTART_INTERVAL_S
        # The same pictures for those who do not take this codec.
        self.fallback: PublishedStream | None = None
        self.withdrawn = False  # nobody is to take this one
        self._clock: tuple[float, int] | None = None
        self.budget = VIDEO_BYTES_PER_S if self.is_video else AUDIO_BYTES_PER_S

    # -- packets

    def receive(
        self, payload: bytearray, marker: int, sequence: int, timestamp: int, now: float, *, repeated: bool = False
    ) -> None:
        """One packet; `payload` is kept. `repeated`: it came as a retransmission."""
        size = len(payload)
        self.budget -= size + _PACKET_COST_BYTES
        if self.budget < 0 or size > LONGEST_PAYLOAD - 2:
            self.dropped += 1
            return
        late = False
        if sequence == self._expected:
            extended = self.highest + 1
        else:
            extended, late = self._place(sequence, now)
            if extended < 0:
                return
        reception = self.reception
        if not late:
            self.highest = extended
            self._expected = (sequence + 1) & 0xFFFF
            if timestamp != self.timestamp:
                self.timestamp = timestamp
                reception.arrived(timestamp, now)
        if not repeated:
            reception.packets += 1
        reception.octets += size
        self.last_at = now
        buffer = self._buffer
        if self.is_video:
            if self._is_vp8 and payloads.vp8_has_short_picture(payload):
                payload = payloads.widened(payload)
                size += 1
            self._history[extended & self._history_mask] = extended, timestamp, marker, payload
            key_frames = self.key_frames
            if key_frames.begins(payload) and timestamp != key_frames.timestamp:
                key_frames.came(extended, timestamp, payload, now)
                if self._waiting and not late:
                    self._begin_waiting(extended, timestamp, payload, now)
            if late:
                self._forward_late(extended, timestamp, marker, payload, now)
                return
            write = write_video[size]
            send_time = SEND_TIME_WORD | int(now * SEND_TIME_UNITS_PER_S) & 0xFFFFFF
            length = size + VIDEO_HEADER_BYTES
            for out in self.active:
                write(
                    buffer,
                    0,
                    out.flags | marker,
                    (sequence + out.sequence_offset) & 0xFFFF,
                    (timestamp + out.timestamp_offset) & 0xFFFFFFFF,
                    out.ssrc,
                    ONE_EXTENSION_WORD,
                    send_time,
                    payload,
                )
                if out.renumbers:
                    out.renumber(buffer, payload)
                out.send(buffer, length)
        else:
            self._history[extended & self._history_mask] = extended, timestamp, marker, payload
            if self._waiting and not late:
                self._begin_waiting(extended, timestamp, payload, now)
            write = write_audio[size]
            length = size + HEADER_BYTES
            for out in self.active:
                if late and extended < out.begins_at:
                    continue
                write(
                    buffer,
                    0,
                    out.flags | marker,
                    (sequence + out.sequence_offset) & 0xFFFF,
                    (timestamp + out.timestamp_offset) & 0xFFFFFFFF,
                    out.ssrc,
                    payload,
                )
                out.send(buffer, length)
        self.packets += 1
        self.octets += size

    def _forward_late(self, extended: int, timestamp: int, marker: int, payload: bytearray, now: float) -> None:
        """In its own place for those who took the packets around it."""
        for out in self.active:
            if extended >= out.begins_at:
                out.send_one(extended, timestamp, marker, payload, now)
        self.packets += 1
        self.octets += len(payload)

    def _place(self, sequence: int, now: float) -> tuple[int, bool]:
        """(extended sequence number, whether later ones came before) of a packet that is not the next; (-1, _): drop
        it."""
        highest = self.highest
        if self._expected == _EXPECT_NOTHING:
            # Far above what was, so that nothing of the old numbers is taken for one of the new.
            extended = ((highest >> 16) + 2 << 16) | sequence
            self.reception.begin(extended)
            if highest < 0:
                self._on_first()
            return extended, False
        ahead = (sequence - highest) & 0xFFFF
        if 0 < ahead < _MOST_SKIPPED:
            self._probation = -1
            if self.is_video:
                if not self.missing.skipped(highest + 1, highest + ahead, now):
                    self.want_key_frame(now)
                self._on_missing()
            return highest + ahead, False
        behind = -ahead & 0xFFFF
        if behind < len(self._history):
            self._probation = -1
            extended = highest - behind
            if extended < self.reception.first or self.packet(extended) is not None:
                return -1, True
            self.missing.came(extended)
            return extended, True
        if sequence != self._probation:
            self._probation = (sequence + 1) & 0xFFFF
            return -1, False
        self._begin_anew(now)
        return self._place(sequence, now)

    def restart(self, ssrc: int, now: float) -> bool:
        """The publisher goes on under another SSRC. False: it did so a moment ago, the packet is to be dropped."""
        if self.ssrc is not None:
            if now - self._last_restart < _RESTART_INTERVAL_S:
                return False
            self._last_restart = now
            self._begin_anew(now)
        self.ssrc = ssrc
        return True

    def _begin_anew(self, now: float) -> None:
        """Numbers jump. Who takes the stream begins again, without a gap on their side."""
        self._suspend()
        self._expected = _EXPECT_NOTHING
        self._probation = -1
        self.key_frames.forget()
        self._clock = None
        self.missing.clear()
        if not self.held:
            self._waiting.extend(self._takers)
        if self.is_video:
            self.want_key_frame(now)

    # -- what is kept

    def packet(self, extended: int) -> Packet | None:
        """By its number, if it is still here."""
        kept = self._history[extended & self._history_mask]
        return kept if kept is not None and kept[0] == extended else None

    def sender_report(self, ntp: int, timestamp: int, sent_at: float, now: float) -> None:
        """The publisher says that `timestamp` was at `sent_at`, on our monotonic clock."""
        self.reception.sender_report(ntp, now)
        self._clock = (sent_at, timestamp)

    def timestamp_at(self, now: float) -> int:
        """Of what the publisher captures at this moment."""
        at, timestamp = self._clock or (self.last_at, self.timestamp)
        return (timestamp + int((now - at) * self.clock_rate)) & 0xFFFFFFFF

    # -- key frames

    def want_key_frame(self, now: float) -> None:
        self.key_frames.want(now, sends=self.highest >= 0)

    def look_after_key_frames(self, now: float) -> None:
        """Ten times a second."""
        self.key_frames.look_after(now, awaited=self.is_video and bool(self._waiting), sends=self.highest >= 0)

    def _replayable(self, now: float) -> list[Packet]:
        """Everything since the last key frame, if it is here and little enough."""
        first = self.key_frames.at
        count = self.highest - first + 1
        if first < 0 or count > len(self._history):
            return []
        if not self._replay_all and not self.key_frames.replayable(count, now):
            return []
        kept = map(self.packet, range(first, self.highest + 1))
        return [packet for packet in kept if packet is not None]

    # -- who takes it

    def attach(self, out: "OutgoingStream", now: float) -> None:
        """Audio from its next packet on; video from its next key frame, or the last where that is a moment ago."""
        self._takers.append(out)
        if self.held:
            return
        if self.is_video:
            if replayed := self._replayable(now):
                out.replay(replayed, now)
                self.active.append(out)
                return
            self.want_key_frame(now)
        self._waiting.append(out)

    def start_over(self, out: "OutgoingStream", now: float) -> None:
        """Its decoder lost the thread: a new key frame, or everything since the last where none can be asked for."""
        if self._replay_all and not self.held:
            self.detach(out)
            self.attach(out, now)
        else:
            self.want_key_frame(now)

    def withdraw(self, now: float) -> None:
        """It turns out that nobody can show it: all go to the fallback."""
        self.withdrawn = True
        for out in list(self._takers):
            out.switch(self, now)

    def detach(self, out: "OutgoingStream") -> None:
        out.halt()
        for those in (self._takers, self.active, self._waiting):
            if out in those:
                those.remove(out)

    @property
    def taken(self) -> bool:
        """Somebody is to get it."""
        return bool(self._takers)

    def hold(self, *, held: bool, now: float) -> None:
        """Nothing is forwarded while held."""
        if self.fallback is not None:
            self.fallback.hold(held=held, now=now)
        if held == self.held:
            return
        self.held = held
        self._suspend()
        if not held:
            self._waiting.extend(self._takers)
            if self.is_video:
                self.want_key_frame(now)

    def close(self) -> None:
        """Whoever takes it gets nothing more."""
        self.closed = True
        self._suspend()
        for out in self._takers:
            out.source = None
        self._takers.clear()
        self._history = [None] * len(self._history)

    def refill(self, interval_s: float) -> None:
        """What the publisher may send grows with time."""
        rate = VIDEO_BYTES_PER_S if self.is_video else AUDIO_BYTES_PER_S
        self.budget = min(rate, max(self.budget, 0) + int(rate * interval_s))

    def _suspend(self) -> None:
        for out in self.active:
            out.halt()
        self.active.clear()
        self._waiting.clear()

    def _begin_waiting(self, extended: int, timestamp: int, payload: bytearray, now: float) -> None:
        for out in self._waiting:
            out.begin(extended, timestamp, payload, now)
        self.active.extend(self._waiting)
        self._waiting.clear()
