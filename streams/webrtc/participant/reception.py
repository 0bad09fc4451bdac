"""What arrived of one stream of a peer, in the figures of a reception report (RFC 3550, 6.4.1 and A.3, A.8)."""

from streams.rtsp.rtp import MAX_DROPOUT, Reception


class StreamReception:
    """Counts the packets of one source in whatever order they come; retransmissions are not counted."""

    def __init__(self, source: int, clock_rate: int) -> None:
        self.source = source
        self.packets = 0
        self.bytes = 0
        self.jitter_s = 0.0
        self.lost_share = 0.0  # of the interval before the last report
        self.expected = 0  # packets in that interval
        self._clock_rate = clock_rate
        self._highest = -1  # with wraps in the upper bits
        self._far_sequence = -1
        self._first = 0
        self._received = 0
        self._timestamp = 0
        self._arrival_s = 0.0
        self._jitter = 0.0  # timestamp units
        self._expected_before = 0
        self._received_before = 0

    def count(self, sequence: int, timestamp: int, size: int, now: float) -> None:
        self.packets += 1
        self.bytes += size
        self._received += 1
        if self._highest < 0:
            self._first = self._highest = sequence
        else:
            ahead = (sequence - self._highest) & 0xFFFF
            if ahead < MAX_DROPOUT:
                self._highest += ahead
            elif ahead <= 0x10000 - MAX_DROPOUT and sequence == self._far_sequence:
                self._restart(sequence)
            else:
                # Old, or the first of another numbering (A.1): it says little about jitter.
                self._far_sequence = (sequence + 1) & 0xFFFF
                return
        if timestamp != self._timestamp:
            # Packets of one picture leave together: only the first of each tells something.
            difference = abs((now - self._arrival_s) * self._clock_rate - (timestamp - self._timestamp))
            if self._arrival_s and difference < self._clock_rate:
                self._jitter += (difference - self._jitter) / 16
                self.jitter_s = self._jitter / self._clock_rate
            self._arrival_s, self._timestamp = now, timestamp

    def report(self) -> Reception | None:
        """Counts the interval from the report before. None before the first packet."""
        if self._highest < 0:
            return None
        expected = self._highest - self._first + 1
        expected_interval = expected - self._expected_before
        lost_interval = expected_interval - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        self.expected = max(0, expected_interval)
        self.lost_share = lost_interval / expected_interval if expected_interval > 0 and lost_interval > 0 else 0.0
        return Reception(
            source=self.source,
            fraction_lost=min(int(self.lost_share * 256), 255),
            cumulative_lost=max(min(expected - self._received, 0x7FFFFF), -0x800000),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=int(self._jitter) & 0xFFFFFFFF,
        )

    def _restart(self, sequence: int) -> None:
        self._first = self._highest = sequence
        self._received = 1
        self._expected_before = self._received_before = 0
