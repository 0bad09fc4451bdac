"""What a participant of a test gets of one stream: which packets, how late, which frames whole."""

from dataclasses import dataclass, field

from tests.rtc.synthetic import PACKETS_PER_FRAME, sent_at_ns


@dataclass
class Arrivals:
    """Of one stream as a subscriber gets it. `delays_ns` since `clear` was called; `frames` by RTP timestamp."""

    ssrc: int
    is_video: bool
    payload_type: int = -1
    packets: int = 0
    duplicates: int = 0
    retransmitted: int = 0
    first: int = -1
    highest: int = -1  # extended by the number of wraps
    delays_ns: list[int] = field(default_factory=list)
    frames: dict[int, int] = field(default_factory=dict)
    newest_s: float = 0.0
    reported: tuple[int, int] = (0, 0)  # expected and lost at the last report
    seen: set[int] = field(default_factory=set)
    missing: dict[int, int] = field(default_factory=dict)  # extended sequence: how often asked for

    @property
    def lost(self) -> int:
        """Packets between the first and the newest that never came."""
        return self.highest - self.first + 1 - self.packets if self.packets else 0

    def whole_frames(self) -> tuple[int, int]:
        """How many are complete, and of how many; the first and the last, which may be cut, do not count."""
        counts = [count for _, count in sorted(self.frames.items())][1:-1]
        return sum(count == PACKETS_PER_FRAME for count in counts), len(counts)

    def clear(self) -> None:
        """From here on anew."""
        self.packets = self.duplicates = self.retransmitted = 0
        self.first = self.highest = -1
        self.reported = 0, 0
        self.delays_ns.clear()
        self.frames.clear()
        self.seen.clear()
        self.missing.clear()

    def take(self, packet: bytearray, sequence: int, arrived_s: float) -> None:
        if self.first < 0:
            self.first = self.highest = sequence
        else:
            # The nearest to the highest of all that have these 16 bits.
            sequence = self.highest + ((sequence - self.highest + 0x8000 & 0xFFFF) - 0x8000)
        if sequence in self.seen or sequence < self.first:
            self.duplicates += 1
            return
        if sequence > self.highest + 1:
            self.missing.update(dict.fromkeys(range(self.highest + 1, sequence), 0))
        self.missing.pop(sequence, None)
        self.seen.add(sequence)
        self.highest = max(self.highest, sequence)
        self.packets += 1
        self.newest_s = arrived_s
        self.delays_ns.append(int(arrived_s * 1e9) - sent_at_ns(packet))
        if self.is_video:
            timestamp = int.from_bytes(packet[4:8], "big")
            self.frames[timestamp] = self.frames.get(timestamp, 0) + 1
