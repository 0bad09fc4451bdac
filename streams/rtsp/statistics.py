"""What a connection has received: the figures behind "why is this tile not smooth"."""

from dataclasses import dataclass


@dataclass(slots=True)
class RtspStatistics:
    """Totals since the client was made. Written on the loop, readable from any thread; each field is whole by itself.

    `bytes` are RTP packets with their headers. `lost_packets` never arrived or came too late to be used, `reordered`
    were put right, `garbled` could not be understood. `jitter_s` is the interarrival jitter of RFC 3550, 6.4.1.
    """

    packets: int = 0
    bytes: int = 0
    lost_packets: int = 0
    reordered: int = 0
    late: int = 0
    garbled: int = 0
    jitter_s: float = 0.0
    access_units: int = 0
    key_frames: int = 0
    damaged: int = 0
