"""Samples on their way between two who ask at different moments; bounded, so that nothing late ever piles up."""

import numpy as np

from streams.webrtc.voice.blocks import Samples


class SampleRing:
    """The newest `capacity` samples that nobody has read. One thread at a time. `overrun` counts samples lost to new
    ones, `underrun` samples that were asked for and not there."""

    def __init__(self, capacity: int) -> None:
        self._samples: Samples = np.zeros(capacity, np.int16)
        self._start = 0
        self._level = 0
        self.overrun = 0
        self.underrun = 0

    @property
    def level(self) -> int:
        """Samples that wait."""
        return self._level

    def write(self, samples: Samples) -> None:
        capacity = len(self._samples)
        if len(samples) > capacity:
            self.overrun += len(samples) - capacity
            samples = samples[-capacity:]
        if (surplus := self._level + len(samples) - capacity) > 0:
            self.overrun += surplus
            self.skip(surplus)
        end = (self._start + self._level) % capacity
        first = min(len(samples), capacity - end)
        self._samples[end : end + first] = samples[:first]
        self._samples[: len(samples) - first] = samples[first:]
        self._level += len(samples)

    def read(self, into: Samples) -> None:
        """Fill `into`; what is not there is silence at its end."""
        there = min(len(into), self._level)
        self.peek(into[:there])
        self.skip(there)
        into[there:] = 0
        self.underrun += len(into) - there

    def peek(self, into: Samples) -> None:
        """The oldest samples, which stay. There must be as many."""
        first = min(len(into), len(self._samples) - self._start)
        into[:first] = self._samples[self._start : self._start + first]
        into[first:] = self._samples[: len(into) - first]

    def skip(self, count: int) -> None:
        """Forget the oldest; not more than there are."""
        self._start = (self._start + count) % len(self._samples)
        self._level -= count

    def clear(self) -> None:
        self._level = 0
