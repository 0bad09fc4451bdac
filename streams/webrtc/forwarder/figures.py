"""What a room knows of its streams and participants, as of its last second."""

from dataclasses import dataclass

from streams.webrtc.forwarder.published import PublishedStream


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigure:
    label: str
    bits_per_s: float
    packets_per_s: float
    lost_share: float
    jitter_ms: float
    size: tuple[int, int]  # (0, 0): not known
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantFigure:
    """Moments are of the monotonic clock, s."""

    participant: str
    streams: tuple[StreamFigure, ...]
    received_since: float | None
    acknowledged_since: float | None
    lost_share_down: float
    round_trip_s: float | None
    video_paused: bool


FLOW_GAP_S = 2.0


class StreamWatch:
    """Watches one stream: whether it flows without a pause, and how much. While it is held nobody gets anything of it:
    that is a pause."""

    def __init__(self, stream: PublishedStream, label: str) -> None:
        self.stream, self.label = stream, label
        self.flowing_since: float | None = None
        self._octets = self._packets = 0
        self._bits_per_s = self._packets_per_s = 0.0

    def tick(self, now: float) -> None:
        """Often, compared to FLOW_GAP_S."""
        stream = self.stream
        if stream.held or stream.highest < 0 or now - stream.last_at >= FLOW_GAP_S:
            self.flowing_since = None
        elif self.flowing_since is None:
            self.flowing_since = stream.last_at

    def second(self, interval_s: float) -> None:
        octets, packets = self.stream.octets, self.stream.packets
        self._bits_per_s = (octets - self._octets) * 8 / interval_s
        self._packets_per_s = (packets - self._packets) / interval_s
        self._octets, self._packets = octets, packets

    def figure(self) -> StreamFigure:
        stream = self.stream
        return StreamFigure(
            label=self.label,
            bits_per_s=self._bits_per_s,
            packets_per_s=self._packets_per_s,
            lost_share=stream.reception.lost_share,
            jitter_ms=stream.reception.jitter_ms,
            size=stream.key_frames.size,
            held=stream.held,
        )
