"""A participant's sending side: tells its streams apart, answers it with reports, and asks it for what is missing."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from streams.webrtc import rtcp
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.uplink import UplinkEstimate
from streams.webrtc.rtp import MARKER, find_extension, locate_payload, read_header

CANONICAL_NAME = b"hub"
MOST_VIDEO_BPS = 2_500_000
_MOST_ROUTES = 32  # SSRCs of one publisher
_SILENT_S = 1.0  # then another SSRC of the same payload type may take a stream over
_ASK_INTERVAL_S = 0.02
_CLOCK_STEP_S = 1.0
_ESTIMATE_CHANGE = 0.05  # told at once
QUIETEST = 127  # -dBov, RFC 6464


@dataclass(slots=True)
class PublishedSection:
    """How a stream of the publisher looks in its packets, as negotiated. Ids of header extensions 0: not there."""

    stream: PublishedStream
    mid: str
    payload_type: int
    repeat_type: int | None
    ssrc: int | None
    repeat_ssrc: int | None
    mid_id: int
    level_id: int
    send_time_id: int
    takes_pictures_lost: bool  # PLI; else FIR
    takes_nack: bool


class Publisher:
    """Owned by the media loop. `take_rtp` and `take_rtcp` are given whatever came, decrypted."""

    def __init__(self, participant: str, *, send_rtcp: Callable[[bytes], None]) -> None:
        self.participant = participant
        self.sections: list[PublishedSection] = []
        self._send_rtcp = send_rtcp
        self._own_source = secrets.randbits(32) | 1
        self._routes: dict[int, tuple[PublishedSection, bool]] = {}
        self._ask_timer: asyncio.TimerHandle | None = None
        self._clock_offset: float | None = None
        self._full_requests = 0
        self.uplink = UplinkEstimate(MOST_VIDEO_BPS)
        self.demand_bps = float(MOST_VIDEO_BPS)  # what all subscribers together have use for
        self._told_bps = 0.0
        self._octets_before = 0
        # Since they were last looked at: how loud, 0…QUIETEST per packet.
        self.loudness = self.loudness_packets = 0
        self._closed = False

    @property
    def streams(self) -> list[PublishedStream]:
        return [section.stream for section in self.sections]

    def add(self, section: PublishedSection) -> None:
        self.sections.append(section)
        if section.ssrc is not None:
            section.stream.ssrc = section.ssrc
            self._routes[section.ssrc] = section, False
        if section.repeat_ssrc is not None:
            self._routes[section.repeat_ssrc] = section, True
        videos = sum(one.stream.is_video for one in self.sections)
        self.uplink = UplinkEstimate(MOST_VIDEO_BPS * max(videos, 1))

    # -- packets

    def take_rtp(self, packet: bytearray, now: float) -> None:
        if len(packet) < 12 or packet[0] >> 6 != 2:
            return
        elements, start, end = locate_payload(packet)
        if start > end:
            return
        _, second, sequence, timestamp, ssrc = read_header(packet)
        kind = second & 0x7F
        route = self._routes.get(ssrc)
        if route is None and (route := self._route(packet, elements, start, kind, ssrc, now)) is None:
            return
        section, repeated = route
        stream = section.stream
        if elements:
            if stream.is_video:
                if number := section.send_time_id:
                    at, stop = find_extension(packet, elements, start, number)
                    if stop - at == 3:
                        self.uplink.arrived(packet[at] << 16 | packet[at + 1] << 8 | packet[at + 2], now)
            elif number := section.level_id:
                at, stop = find_extension(packet, elements, start, number)
                if at < stop:
                    self.loudness += QUIETEST - (packet[at] & 0x7F)
                    self.loudness_packets += 1
        if repeated:
            # RFC 4588, 4: the original sequence number, then the original payload; nothing else is padding.
            if kind == section.repeat_type and end - start > 2:
                sequence = packet[start] << 8 | packet[start + 1]
                stream.receive(packet[start + 2 : end], second & MARKER, sequence, timestamp, now, repeated=True)
        elif kind == section.payload_type:
            stream.receive(packet[start:end], second & MARKER, sequence, timestamp, now)

    def _route(
        self, packet: bytearray, elements: int, start: int, kind: int, ssrc: int, now: float
    ) -> tuple[PublishedSection, bool] | None:
        """Of an SSRC that was not seen before: by its mid, else by its payload type."""
        if len(self._routes) >= _MOST_ROUTES:
            return None
        section = self._named(packet, elements, start) or self._typed(kind, now)
        if section is None or kind not in (section.payload_type, section.repeat_type):
            return None
        repeated = kind == section.repeat_type
        if not repeated and not section.stream.restart(ssrc, now):
            return None
        for known, route in list(self._routes.items()):
            if route[0] is section and route[1] == repeated:
                del self._routes[known]
        self._routes[ssrc] = section, repeated
        return section, repeated

    def _named(self, packet: bytearray, elements: int, start: int) -> PublishedSection | None:
        for section in self.sections:
            if elements and section.mid_id:
                at, stop = find_extension(packet, elements, start, section.mid_id)
                if at and packet[at:stop] == section.mid.encode():
                    return section
        return None

    def _typed(self, kind: int, now: float) -> PublishedSection | None:
        for section in self.sections:
            if kind == section.payload_type:
                if section.stream.ssrc is None or now - section.stream.last_at > _SILENT_S:
                    return section
            elif kind == section.repeat_type and section.repeat_ssrc is None:
                return section
        return None

    def take_rtcp(self, data: bytes, now: float) -> None:
        for found in rtcp.parse(data):
            if isinstance(found, rtcp.SenderInfo):
                route = self._routes.get(found.source)
                if route is not None and not route[1]:
                    sent_at = self._on_our_clock(rtcp.unix_of(found.ntp), now)
                    route[0].stream.sender_report(found.ntp, found.timestamp, sent_at, now)

    def _on_our_clock(self, sent_unix_s: float, now: float) -> float:
        """All streams of a publisher share its clock, so one offset keeps their lips in time."""
        offset = now - sent_unix_s
        if self._clock_offset is None or abs(offset - self._clock_offset) > _CLOCK_STEP_S:
            self._clock_offset = offset
        return sent_unix_s + self._clock_offset

    # -- what the publisher is told

    def request_key_frame(self, section: PublishedSection) -> None:
        ssrc = section.stream.ssrc
        if ssrc is None or self._closed:
            return
        if section.takes_pictures_lost:
            self._send_rtcp(self._headed(rtcp.picture_loss(self._own_source, ssrc)))
        else:
            self._full_requests += 1
            self._send_rtcp(self._headed(rtcp.full_intra_request(self._own_source, ssrc, self._full_requests)))

    def ask_soon(self) -> None:
        """Packets are missing."""
        if self._ask_timer is None and not self._closed:
            self._ask_timer = asyncio.get_running_loop().call_later(_ASK_INTERVAL_S / 2, self._ask)

    def _ask(self) -> None:
        self._ask_timer = None
        if self._closed:
            return
        now = time.monotonic()
        left = False
        for section in self.sections:
            stream = section.stream
            if not len(stream.missing):
                continue
            sequences, given_up = stream.missing.ask(now)
            if given_up:
                stream.want_key_frame(now)
            if sequences and section.takes_nack and stream.ssrc is not None:
                wrapped = [sequence & 0xFFFF for sequence in sequences]
                self._send_rtcp(self._headed(rtcp.nack(self._own_source, stream.ssrc, wrapped)))
            left = left or bool(len(stream.missing))
        if left:
            self._ask_timer = asyncio.get_running_loop().call_later(_ASK_INTERVAL_S, self._ask)

    def tick(self, now: float, interval_s: float) -> None:
        """Ten times a second."""
        octets = 0
        for stream in self.streams:
            stream.refill(interval_s)
            stream.look_after_key_frames(now)
            octets += stream.reception.octets
        received_bps = (octets - self._octets_before) * 8 / interval_s
        self._octets_before = octets
        self.uplink.tick(now, interval_s, received_bps)
        allowed = self._allowed_bps
        if abs(allowed - self._told_bps) > _ESTIMATE_CHANGE * self._told_bps:
            self._tell(now)

    def take_level(self) -> float | None:
        """How loud the voice was since the last time, 0…QUIETEST; None: without a level, or held by the host."""
        loudness, packets = self.loudness, self.loudness_packets
        self.loudness = self.loudness_packets = 0
        voices = [section for section in self.sections if section.level_id]
        if not voices or all(section.stream.held for section in voices):
            return None
        return loudness / packets if packets else 0.0

    def report(self, now: float) -> None:
        """Once a second."""
        self._tell(now)

    @property
    def _allowed_bps(self) -> float:
        return min(self.uplink.limit_bps, self.demand_bps)

    def _tell(self, now: float) -> None:
        """Receiver reports, and what it may send."""
        blocks = [
            stream.reception.report(stream.ssrc, stream.highest, now)
            for stream in self.streams
            if stream.ssrc is not None and stream.highest >= 0
        ]
        packet = rtcp.receiver_report(self._own_source, blocks)
        packet += rtcp.source_description(self._own_source, CANONICAL_NAME)
        videos = [stream.ssrc for stream in self.streams if stream.is_video and stream.ssrc is not None]
        if videos:
            self._told_bps = self._allowed_bps
            packet += rtcp.bitrate_estimate(self._own_source, int(self._told_bps), videos)
        self._send_rtcp(packet)

    def _headed(self, packet: bytes) -> bytes:
        """RFC 3550, 6.1: some peers take feedback only behind a report."""
        return rtcp.receiver_report(self._own_source, []) + packet

    def close(self) -> None:
        self._closed = True
        if self._ask_timer is not None:
            self._ask_timer.cancel()
            self._ask_timer = None
        for stream in self.streams:
            stream.close()
