"""What a receiver says of a source in its reports (RFC 3550, 6.4.1 and appendix A)."""

from streams.webrtc import rtcp


class Reception:
    """Counts of one source. `packets` without retransmissions, as loss is to show what the network does."""

    __slots__ = (
        "_clock_rate",
        "_expected_before",
        "_last_report",
        "_last_report_at",
        "_packets_before",
        "_transit",
        "first",
        "jitter",
        "lost_share",
        "octets",
        "packets",
    )

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self.octets = 0
        self.lost_share = 0.0
        self._last_report, self._last_report_at = 0, 0.0
        self.begin(0)

    def begin(self, first: int) -> None:
        """Count from this extended sequence number."""
        self.first = first
        self.packets = self._packets_before = self._expected_before = 0
        self.jitter = 0.0  # in units of the timestamp
        self._transit: float | None = None

    def arrived(self, timestamp: int, now: float) -> None:
        """The first packet of a new timestamp; the others of a frame say more of the sender's pace than of the way."""
        transit = now * self._clock_rate - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            # A step of the timestamp is no jitter.
            if difference < 2 * self._clock_rate:
                self.jitter += (difference - self.jitter) / 16
        self._transit = transit

    def sender_report(self, ntp: int, now: float) -> None:
        self._last_report, self._last_report_at = rtcp.compact_ntp(ntp), now

    def report(self, ssrc: int, highest: int, now: float) -> bytes:
        """The block about what came since the one before."""
        expected = highest - self.first + 1
        expected_since = expected - self._expected_before
        received_since = self.packets - self._packets_before
        self._expected_before, self._packets_before = expected, self.packets
        lost_since = max(expected_since - received_since, 0)
        self.lost_share = lost_since / expected_since if expected_since > 0 else 0.0
        return rtcp.reception_block(
            ssrc,
            lost_share=self.lost_share,
            lost=expected - self.packets,
            highest=highest,
            jitter=int(self.jitter),
            last_report=self._last_report,
            since_report_s=now - self._last_report_at,
        )

    @property
    def jitter_ms(self) -> float:
        return self.jitter / self._clock_rate * 1000
