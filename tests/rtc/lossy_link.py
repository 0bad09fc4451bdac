"""A line that loses, delays and mixes up packets, between two networks.

The kernel's own netem does the same, but many kernels come without it; here the packets of two tunnels go through this
process, with random numbers that start from the same seed each time.
"""

import contextlib
import heapq
import itertools
import os
import random
import selectors
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tests.rtc.network import Network

_LARGEST = 65_536
_QUEUE_S = 0.2  # what a bottleneck keeps before it drops


@dataclass(frozen=True, slots=True)
class Impairment:
    """Of one direction. Each packet waits `delay_s` ± `jitter_s`, evenly spread and each for itself, so that jitter
    changes the order, as netem does. `bits_per_s` is a bottleneck with a queue of 200 ms. `cut`: nothing passes."""

    loss: float = 0.0  # 0…1
    duplicated: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    bits_per_s: float | None = None
    cut: bool = False


CLEAR = Impairment()
CUT = Impairment(cut=True)


class Wire:
    """One direction: says when a packet arrives. Of one thread."""

    def __init__(self, seed: int) -> None:
        self.impairment = CLEAR
        self.carried = self.lost = 0
        self._random = random.Random(seed)
        self._free_at = 0.0  # of the bottleneck

    def arrivals(self, size_bytes: int, now: float) -> tuple[float, ...]:
        """Of a packet that is sent `now`, in the time of `now`; none: lost."""
        of = self.impairment
        if of.cut or self._random.random() < of.loss:
            self.lost += 1
            return ()
        sent_at = now
        if of.bits_per_s is not None:
            sent_at = max(now, self._free_at) + size_bytes * 8 / of.bits_per_s
            if sent_at - now > _QUEUE_S:
                self.lost += 1
                return ()
            self._free_at = sent_at
        copies = 2 if self._random.random() < of.duplicated else 1
        self.carried += 1
        return tuple(sent_at + max(0.0, of.delay_s + of.jitter_s * self._random.uniform(-1, 1)) for _ in range(copies))


class LossyLink:
    """Carries packets between pairs of descriptors, a packet to a read. `up` and `down` are the directions as seen from
    the first of each pair; change their `impairment` at any time, from any thread."""

    def __init__(self, seed: int) -> None:
        self.up, self.down = Wire(seed), Wire(seed + 1)
        self._ways: dict[int, tuple[Wire, int]] = {}
        self._new: deque[int] = deque()
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, name="lossy-link", daemon=True)
        self._thread.start()

    def join(self, first: int, second: int) -> None:
        """From now on, too. The link closes the descriptors, which must not block."""
        self._ways[first] = (self.up, second)
        self._ways[second] = (self.down, first)
        self._new += (first, second)
        os.write(self._wake, b"+")

    def impair(self, impairment: Impairment) -> None:
        """Both directions."""
        self.up.impairment = self.down.impairment = impairment

    def close(self) -> None:
        os.close(self._wake)
        self._thread.join()
        for descriptor in (self._woken, *self._ways):
            os.close(descriptor)

    def _run(self) -> None:
        waiting: list[tuple[float, int, int, bytes]] = []
        order = itertools.count()
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                patience_s = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
                for key, _ in selector.select(patience_s):
                    if key.fd == self._woken:
                        if not os.read(self._woken, 64):
                            return
                        while self._new:
                            selector.register(self._new.popleft(), selectors.EVENT_READ)
                        continue
                    wire, to = self._ways[key.fd]
                    for packet in _packets(key.fd):
                        for arrival in wire.arrivals(len(packet), time.monotonic()):
                            heapq.heappush(waiting, (arrival, next(order), to, packet))
                now = time.monotonic()
                while waiting and waiting[0][0] <= now:
                    _, _, to, packet = heapq.heappop(waiting)
                    with contextlib.suppress(OSError):  # a queue of the kernel's is full: lost, as on any line
                        os.write(to, packet)


@contextlib.contextmanager
def lossy_link(one: Network, other: Network, *, addresses: tuple[str, str], seed: int = 1) -> Iterator[LossyLink]:
    """Clear at first, by an interface `line` in each. `addresses` with their prefix length, of one and the same net."""
    with contextlib.closing(LossyLink(seed)) as link:
        link.join(one.tunnel("line", addresses[0]), other.tunnel("line", addresses[1]))
        yield link


def _packets(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(descriptor, _LARGEST)
        except OSError:  # nothing more for now
            return
