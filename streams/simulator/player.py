"""One client watching one mount point: its own sequence numbers and time stamps over the shared packed pictures.

Nobody waits for a slow client: what it does not take is left out up to the next key picture.
"""

import random
import struct
import time
from collections import deque
from typing import Protocol

from streams.simulator.clip import Clip
from streams.simulator.faults import Fault, Parameter
from streams.simulator.payload import CLOCK_RATE, INTERLEAVED_HEADER, RTP_HEADER, packets, patch
from streams.simulator.time_code import FRAME_RATE, PICTURE_MS

_TICKS = CLOCK_RATE // FRAME_RATE
_CATCH_UP_TICKS = CLOCK_RATE // 1000
_NTP_EPOCH_S = 2_208_988_800  # 1900 to 1970, RFC 868
_REPORT_EVERY = 5 * FRAME_RATE  # pictures; RFC 3550, 6.2: 5 s at least
_REPORT = struct.Struct(">BBHIQIII")
_CNAME = b"camera"

Faults = dict[Fault, dict[str, Parameter]]


class Outlet(Protocol):
    """The way to one client."""

    channel: int

    def congested(self) -> bool:
        """Whether the client takes less than it is sent."""

    def drained(self) -> bool:
        """Whether a client that was congested has caught up."""

    def send(self, packed: bytearray) -> None:
        """Send the packets of interleaved frames."""

    def send_report(self, report: bytes) -> None:
        """Send one compound RTCP packet."""


class Player:
    """Sends pictures to one outlet, from `play()` to `pause()`. Belongs to the server's loop."""

    def __init__(self, outlet: Outlet, faults: Faults, *, phase_ms: int) -> None:
        """`faults` is the camera's live table."""
        self._outlet = outlet
        self._faults = faults
        self._phase_ms = phase_ms
        self._random = random.Random()
        self.source = self._random.getrandbits(32)
        self.sequence = self._random.getrandbits(16)
        self._timestamp = self._random.getrandbits(32)
        self._next = 0
        self._needs_key = True
        self._newcomer = self._at_once = False
        self._packets = self._octets = 0
        self._reported = 0
        self._bottleneck = _Bottleneck()
        self.skipped = 0

    def timestamp(self, number: int) -> int:
        """The RTP time stamp of picture `number` since the epoch."""
        jump = float(self._faults[Fault.CLOCK_JUMP]["rtp_s"]) if Fault.CLOCK_JUMP in self._faults else 0.0
        return (self._timestamp + number * _TICKS + int(jump * CLOCK_RATE)) & 0xFFFFFFFF

    def play(self, clip: Clip, position: int, number: int, *, at_once: bool) -> None:
        """Start with picture `number`, found at `position` of the clip.

        `at_once` sends the pictures since the last key picture in one burst, so that the client need not wait for the
        next one. They are stamped 1 ms apart, up to the true time: a player that paces by time stamps would stay
        behind by up to a key interval otherwise.
        """
        self._next = number + 1
        self._needs_key = True
        self._newcomer = self._at_once = at_once
        self._report(number)
        if at_once:
            self._burst(clip, position, number)

    def picture(self, clip: Clip, position: int, number: int) -> None:
        """Send picture `number`, found at `position` of the clip, unless it is not made or the client is behind."""
        packed, key = clip.packed(position), clip.is_key(position)
        gap = number != self._next or packed is None
        self._next = number + 1
        if self._newcomer and self._burst(clip, position, number):
            return
        if gap or (not self._needs_key and self._outlet.congested()) or self._bottleneck.full:
            self._needs_key = True
        if packed is None:  # not made yet: start anew, as soon as it is
            self._newcomer = self._at_once
        if packed is None or (self._needs_key and not (key and self._outlet.drained() and not self._bottleneck.full)):
            self.skipped += 1
            self._flow()
            return
        self._needs_key = self._newcomer = False
        if number - self._reported >= _REPORT_EVERY:
            self._report(number)
        self._put(packed, self.timestamp(number))

    def _burst(self, clip: Clip, position: int, number: int) -> bool:
        """Send everything since the last key picture, if all of it is made."""
        first = position - position % clip.spec.key_interval
        burst = [packed for place in range(first, position + 1) if (packed := clip.packed(place)) is not None]
        if len(burst) != position + 1 - first:
            return False
        self._needs_key = self._newcomer = False
        for early, packed in zip(range(len(burst) - 1, -1, -1), burst, strict=True):
            self._put(packed, self.timestamp(number) - early * _CATCH_UP_TICKS & 0xFFFFFFFF)
        return True

    def _put(self, packed: bytes | memoryview, timestamp: int) -> None:
        data = bytearray(packed)
        self.sequence, count = patch(
            data, channel=self._outlet.channel, sequence=self.sequence, timestamp=timestamp, source=self.source
        )
        self._packets = self._packets + count & 0xFFFFFFFF
        self._octets = self._octets + len(data) - count * (INTERLEAVED_HEADER + RTP_HEADER) & 0xFFFFFFFF
        if not self._faults:
            self._outlet.send(data)
            return
        if Fault.LOSS in self._faults:
            kept = 1 - float(self._faults[Fault.LOSS]["percent"]) / 100
            data = bytearray(b"".join(
                data[start:end] for start, end in packets(data) if self._random.random() < kept
            ))  # fmt: skip
        if self._faults.get(Fault.GARBAGE, {}).get("where") == "stream":
            data = bytearray(self._random.randbytes(len(data)))
        self._bottleneck.add(data)
        self._flow()

    def _flow(self) -> None:
        limit = self._faults.get(Fault.SLOW_NETWORK)
        for data in self._bottleneck.take(None if limit is None else float(limit["kilobits"])):
            self._outlet.send(data)

    def _report(self, number: int) -> None:
        """Tell when the picture was taken: sender report and CNAME (RFC 3550, 6.4.1, 6.5)."""
        self._reported = number
        jump = float(self._faults[Fault.CLOCK_JUMP]["report_s"]) if Fault.CLOCK_JUMP in self._faults else 0.0
        taken_ms = number * PICTURE_MS + self._phase_ms + int(jump * 1000)
        ntp = ((taken_ms + _NTP_EPOCH_S * 1000) << 32) // 1000 & 0xFFFFFFFFFFFFFFFF
        report = _REPORT.pack(
            0x80, 200, 6, self.source, ntp, self.timestamp(number), self._packets, self._octets
        )  # fmt: skip
        names = struct.pack(">I", self.source) + bytes([1, len(_CNAME)]) + _CNAME + b"\0"
        names += b"\0" * (-len(names) % 4)
        self._outlet.send_report(report + struct.pack(">BBH", 0x81, 202, len(names) // 4) + names)


class _Bottleneck:
    """A line that takes only so many bits a second; whole packets wait in front of it."""

    _LONGEST_QUEUE = 200_000  # bytes; what an encoder keeps before it leaves pictures out

    def __init__(self) -> None:
        self._waiting: deque[bytearray] = deque()
        self._size = 0
        self._credit = 0.0
        self._at_s = time.monotonic()

    @property
    def full(self) -> bool:
        return self._size > self._LONGEST_QUEUE

    def add(self, packed: bytearray) -> None:
        self._waiting += (packed[start:end] for start, end in packets(packed)) if packed[:1] == b"$" else (packed,)
        self._size += len(packed)

    def take(self, kilobits: float | None) -> list[bytearray]:
        """What may pass now; everything where there is no limit."""
        now_s = time.monotonic()
        self._credit = min(self._credit + (now_s - self._at_s) * (kilobits or 0) * 125, (kilobits or 0) * 125)
        self._at_s = now_s
        passed = []
        while self._waiting and (kilobits is None or self._credit >= len(self._waiting[0])):
            data = self._waiting.popleft()
            self._credit -= len(data)
            self._size -= len(data)
            passed.append(data)
        return passed
