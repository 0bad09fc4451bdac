"""A participant's receiving side: its slots, what it reports of them, and how many videos its link carries."""

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from streams.webrtc import rtcp
from streams.webrtc.forwarder import negotiation
from streams.webrtc.forwarder.downlink import EVERY_VIDEO, Downlink
from streams.webrtc.forwarder.negotiation import PlaceNumbers
from streams.webrtc.forwarder.outgoing import OutgoingStream
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.slots import Name, Place, Places, SlotView, Wanted
from streams.webrtc.session_description import Description, Section

CANONICAL_NAME = b"hub"
_REPORTS_PER_PACKET = 20
_REPORTS_REMEMBERED = 64
# A browser reports on voices every 5 s, give or take half of it (RFC 3550, 6.3.1).
_ACKNOWLEDGED_EVERY_S = 10.0
_LONGEST_ROUND_TRIP_S = 20.0
KEY_FRAME_INTERVAL_S = 1.0  # of requests by one subscriber for one slot: a bad link must not cost the others


class _SlotState:
    """A section's numbers and stream, and what is known of its reception."""

    __slots__ = ("acknowledged", "key_frame_asked", "numbers", "out", "place")

    def __init__(self, place: Place, numbers: PlaceNumbers, out: OutgoingStream) -> None:
        self.place, self.numbers, self.out = place, numbers, out
        self.acknowledged: int | None = None  # the newest of our packets that was reported
        self.key_frame_asked = -KEY_FRAME_INTERVAL_S


class Subscriber:
    """Owned by the media loop."""

    def __init__(
        self,
        participant: str,
        *,
        send_rtp: Callable[[bytearray, int], None],
        send_rtcp: Callable[[bytes], None],
        unix_offset_s: float,
    ) -> None:
        self.participant = participant
        self._send_rtp, self._send_rtcp = send_rtp, send_rtcp
        self._unix_offset_s = unix_offset_s
        self.wants: dict[Name, int] | None = None  # heights; None: every video
        self.places = Places()
        self._slots: dict[str, _SlotState] = {}  # by mid
        self._by_ssrc: dict[int, _SlotState] = {}
        self.downlink = Downlink()
        self._sent_reports: deque[tuple[int, float]] = deque(maxlen=_REPORTS_REMEMBERED)
        self._acknowledged_at = 0.0
        self.acknowledged_since: float | None = None
        self._octets_before = 0
        self.paused: frozenset[Name] = frozenset()

    # -- sections

    def place(self, wanted: Sequence[Wanted]) -> bool:
        """Find places for all of these; True: new sections were needed, so a new offer is."""
        left = self.places.assign(wanted)
        if not left and self.places.places:
            return False
        self.places.grow(left)
        for place in self.places.places:
            if place.mid not in self._slots:
                self._add(place)
        self.places.assign(wanted)
        return True

    def _add(self, place: Place) -> None:
        numbers = PlaceNumbers(self._new_ssrc(), self._new_ssrc() if place.is_video else None)
        out = OutgoingStream(ssrc=numbers.ssrc, rtx_ssrc=numbers.repeat_ssrc, send=self._send_rtp)
        state = self._slots[place.mid] = _SlotState(place, numbers, out)
        self._by_ssrc[numbers.ssrc] = state

    def _new_ssrc(self) -> int:
        while True:
            ssrc = secrets.randbits(32)
            if ssrc and ssrc not in self._by_ssrc:
                return ssrc

    def sections(self) -> tuple[Section, ...]:
        return tuple(negotiation.offer_section(state.place, state.numbers) for state in self._slots.values())

    def shown(self) -> tuple[SlotView, ...]:
        return tuple(SlotView(place.mid, place.is_video, place.name) for place in self.places.places)

    def answered(self, answer: Description) -> None:
        """What they take in which section."""
        for section in answer.sections:
            if (state := self._slots.get(section.mid)) is not None:
                state.out.negotiated(negotiation.negotiated_types(section))

    # -- what flows

    def connect(self, streams: Mapping[Name, PublishedStream], now: float, *, speaker: str | None) -> None:
        """Let flow what has a place, as far as the link carries it."""
        videos = [state for state in self._slots.values() if state.place.is_video and state.place.name in streams]
        videos.sort(key=lambda state: self._importance(state.place.name, speaker), reverse=True)
        most = self.downlink.most_videos
        self.paused = frozenset(state.place.name for state in videos[most:] if state.place.name is not None)
        for state in self._slots.values():
            name = state.place.name
            state.out.switch(None if name is None or name in self.paused else streams.get(name), now)

    def _importance(self, name: Name | None, speaker: str | None) -> tuple[bool, int]:
        height = (self.wants or {}).get(name, 0) if name is not None else 0
        return name is not None and name[0] == speaker, height

    @property
    def video_paused(self) -> bool:
        """Only voices are sent."""
        return self.downlink.most_videos == 0

    @property
    def outgoing_videos(self) -> int:
        return sum(place.is_video and place.name is not None for place in self.places.places)

    def share_bps(self) -> float:
        """What the link carries of each of its videos."""
        flowing = sum(state.place.is_video and state.out.source is not None for state in self._slots.values())
        return self.downlink.limit_bps / max(flowing, 1)

    def taken(self) -> dict[Name, int]:
        """The videos that flow or are to, and how high they are shown (0: not known)."""
        return {
            state.place.name: (self.wants or {}).get(state.place.name, 0)
            for state in self._slots.values()
            if state.place.is_video and state.place.name is not None and state.out.source is not None
        }

    # -- reports

    def take_rtcp(self, data: bytes, now: float) -> None:
        for found in rtcp.parse(data):
            if isinstance(found, rtcp.BitrateEstimate):
                self.downlink.estimate_bps = found.bits_per_s
                continue
            state = self._by_ssrc.get(found.source)
            if state is None:
                continue
            if isinstance(found, rtcp.Nack):
                state.out.repeat(found.sequences, now)
            elif isinstance(found, rtcp.ReceptionBlock):
                self._reported(state, found, now)
            elif isinstance(found, rtcp.KeyFrameRequest):
                source = state.out.source
                if source is not None and now - state.key_frame_asked >= KEY_FRAME_INTERVAL_S:
                    state.key_frame_asked = now
                    source.start_over(state.out, now)

    def _reported(self, state: _SlotState, block: rtcp.ReceptionBlock, now: float) -> None:
        if state.out.flows:
            self.downlink.reported(block.lost_share)
        sent_at = next((at for compact, at in self._sent_reports if compact == block.last_report), None)
        if block.last_report and sent_at is not None:
            round_trip = now - sent_at - block.since_report / 65536
            if 0 <= round_trip < _LONGEST_ROUND_TRIP_S:
                self.downlink.took(round_trip)
        number = state.out.number_of(block.highest)
        if number is None or (state.acknowledged is not None and number <= state.acknowledged):
            return
        state.acknowledged = number
        if state.out.flows and self._counts_as_acknowledgement(state):
            if self.acknowledged_since is None:
                self.acknowledged_since = now
            self._acknowledged_at = now

    def _counts_as_acknowledgement(self, state: _SlotState) -> bool:
        """Of a voice; of a video where no voice flows."""
        voices = any(one.out.flows and not one.place.is_video for one in self._slots.values())
        return not state.place.is_video or not voices

    def second(self, now: float, interval_s: float) -> None:
        if self.acknowledged_since is not None and now - self._acknowledged_at > _ACKNOWLEDGED_EVERY_S:
            self.acknowledged_since = None
        octets = videos = wanted = 0
        for state in self._slots.values():
            state.out.tidy()
            octets += state.out.counts[1]
            videos += state.place.is_video and state.out.flows
            wanted += state.place.is_video and state.place.name is not None
        sent_bps = (octets - self._octets_before) * 8 / interval_s
        self._octets_before = octets
        self.downlink.judge(now, sent_bps, videos)
        if self.downlink.most_videos != EVERY_VIDEO:
            self.downlink.satisfied(wanted)
        self._send_reports(now)

    def _send_reports(self, now: float) -> None:
        unix_s = now + self._unix_offset_s
        reports = [report for state in self._slots.values() if (report := state.out.report(unix_s, now))]
        if not reports:
            return
        self._sent_reports.append((rtcp.compact_ntp(rtcp.ntp_of(unix_s)), now))
        for first in range(0, len(reports), _REPORTS_PER_PACKET):
            some = reports[first : first + _REPORTS_PER_PACKET]
            source = int.from_bytes(some[0][4:8], "big")
            self._send_rtcp(b"".join(some) + rtcp.source_description(source, CANONICAL_NAME))

    def close(self, now: float) -> None:
        for state in self._slots.values():
            state.out.switch(None, now)
