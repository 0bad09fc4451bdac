"""Puts UDP packets back into their order, waiting no longer than a viewer would notice."""

import asyncio
import time
from collections.abc import Callable

from streams.rtsp.rtp import MAX_DROPOUT, MAX_MISORDER
from streams.rtsp.statistics import RtspStatistics

LONGEST_WAIT_S = 0.050
MOST_WAITING = 32  # packets

Deliver = Callable[[memoryview, int, int, float], None]


class ReorderBuffer:
    """Delivers RTP packets of one socket in sequence; whatever is still missing after the wait is given up.

    A packet in order passes through without a copy. Lives on its connection's loop; `close()` stops its timer.
    """

    def __init__(self, deliver: Deliver, *, payload_type: int, statistics: RtspStatistics) -> None:
        self._deliver = deliver
        self._payload_type = payload_type
        self._statistics = statistics
        self._next = -1
        self._waiting: dict[int, tuple[bytes, float]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def push(self, packet: memoryview, now: float) -> None:
        """One datagram; the memory may be used again after the call."""
        size = len(packet)
        if size < 12 or packet[1] & 0x7F != self._payload_type:
            self._deliver(packet, 0, size, now)
            return
        sequence = packet[2] << 8 | packet[3]
        if sequence == self._next:
            self._next = (sequence + 1) & 0xFFFF
            self._deliver(packet, 0, size, now)
            if self._waiting:
                self._release(now)
            return
        ahead = (sequence - self._next) & 0xFFFF
        if self._next < 0 or MAX_DROPOUT <= ahead <= 0x10000 - MAX_MISORDER:
            # The first packet, or a source that starts anew: nothing to wait for.
            self._give_up(now)
            self._next = (sequence + 1) & 0xFFFF
            self._deliver(packet, 0, size, now)
        elif ahead > 0x10000 - MAX_MISORDER:
            self._statistics.late += 1
        else:
            self._waiting.setdefault(sequence, (bytes(packet), now))
            if len(self._waiting) > MOST_WAITING:
                self._skip(now)
            elif self._timer is None:
                self._start_timer(LONGEST_WAIT_S)

    def close(self) -> None:
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _release(self, now: float) -> None:
        """Deliver what has become due in order."""
        while (found := self._waiting.pop(self._next, None)) is not None:
            self._next = (self._next + 1) & 0xFFFF
            self._statistics.reordered += 1
            packet, _ = found
            self._deliver(memoryview(packet), 0, len(packet), now)
        if not self._waiting and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _skip(self, now: float) -> None:
        """Give up the gap before the next packet that waits."""
        self._next = min(self._waiting, key=lambda sequence: (sequence - self._next) & 0xFFFF)
        self._release(now)

    def _give_up(self, now: float) -> None:
        while self._waiting:
            self._skip(now)

    def _start_timer(self, delay_s: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._expire)

    def _expire(self) -> None:
        self._timer = None
        now = time.monotonic()
        while self._waiting:
            oldest = min(arrived for _, arrived in self._waiting.values())
            left_s = oldest + LONGEST_WAIT_S - now
            if left_s > 0.001:
                self._start_timer(left_s)
                return
            self._skip(now)
