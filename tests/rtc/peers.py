"""Participants without codecs, on the product's own transport: they send synthetic streams and count what arrives.

They do what a browser does on the wire: descriptions, reports, retransmissions when asked, key frames when asked.
"""

import asyncio
import itertools
import struct
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
    unpack_remb_fci,
)

from streams.webrtc.ice import IceSettings
from streams.webrtc.peer_transport import PeerTransport, TransportState
from streams.webrtc.session_description import (
    ABSOLUTE_SEND_TIME_EXTENSION,
    AUDIO_LEVEL_EXTENSION,
    MID_EXTENSION,
    Codec,
    Direction,
    Section,
    local_description,
    parse,
)
from tests.rtc.arrivals import Arrivals
from tests.rtc.recorded import RecordedVideo, RecordedVoice
from tests.rtc.synthetic import SyntheticVideo, SyntheticVoice

REPORT_S = 1.0
_FIRST_REPORTED = 5  # packets
_LOOK_S = 0.05
_NACK_S = 0.02
_NACK_TRIES = 10
_HISTORY = 1024
_NTP_EPOCH_S = 2_208_988_800
_VIDEO_FEEDBACK = ("ccm fir", "nack", "nack pli", "goog-remb")
_ssrcs = itertools.count(int.from_bytes(b"\x15\x15\x00\x00", "big"))


class _Peer:
    """A connection and its state, of one loop."""

    def __init__(self, settings: IceSettings, *, controlling: bool) -> None:
        self._states: dict[TransportState, asyncio.Event] = {state: asyncio.Event() for state in TransportState}
        self.transport = PeerTransport(
            settings=settings,
            controlling=controlling,
            on_rtp=self._rtp,
            on_rtcp=self._rtcp,
            on_state=lambda state: self._states[state].set(),
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def connected(self) -> None:
        await self._states[TransportState.CONNECTED].wait()

    async def gone(self) -> None:
        """Closed by either side, or its way lost."""
        ends = (self._states[TransportState.CLOSED], self._states[TransportState.FAILED])
        waits = [asyncio.create_task(end.wait()) for end in ends]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.transport.close()

    def _rtp(self, packet: bytearray, arrived_s: float) -> None:
        """None expected here."""

    def _rtcp(self, packet: bytes) -> None:
        raise NotImplementedError


class PublishingPeer(_Peer):
    """One voice and one video of 1.44 Mb/s. `offer`, `take_answer`, then `keep_sending`. `recorded`: something that
    can be decoded, without time stamps, of this kind."""

    def __init__(self, settings: IceSettings, name: str = "", *, recorded: type[RecordedVideo] | None = None) -> None:
        super().__init__(settings, controlling=True)
        self.name = name
        self.bitrate: int | None = None  # as the other side wants
        self.nacked = self.key_frames_asked = 0
        self.video: SyntheticVideo | RecordedVideo
        self.voice: SyntheticVoice | RecordedVoice
        self._kinds = (SyntheticVoice, SyntheticVideo) if recorded is None else (RecordedVoice, recorded)
        self._rtx_payload_type: int | None = None
        self._rtx_ssrc = next(_ssrcs)
        self._rtx_sequence = 0
        self._history: OrderedDict[int, bytearray] = OrderedDict()

    async def offer(self) -> str:
        local = await self.transport.gather()
        extensions = ((MID_EXTENSION, 1), (ABSOLUTE_SEND_TIME_EXTENSION, 3))
        voice = Section(
            mid="0",
            kind="audio",
            direction=Direction.SENDONLY,
            codecs=(Codec(111, "opus", 48000, 2, (("minptime", "10"), ("useinbandfec", "1"))),),
            extensions=(*extensions, (AUDIO_LEVEL_EXTENSION, 2)),
            ssrc=next(_ssrcs),
            cname=self.name or "peer",
            stream_id="media",
        )
        video = Section(
            mid="1",
            kind="video",
            direction=Direction.SENDONLY,
            codecs=(
                Codec(96, "vp8", 90000, feedback=_VIDEO_FEEDBACK),
                Codec(97, "rtx", 90000, parameters=(("apt", "96"),)),
            ),
            extensions=extensions,
            ssrc=next(_ssrcs),
            rtx_ssrc=self._rtx_ssrc,
            cname=self.name or "peer",
            stream_id="media",
        )
        self._sections = (voice, video)
        return local_description(self._sections, local, setup="actpass").text()

    def take_answer(self, text: str) -> None:
        answer = parse(text)
        streams = []
        for ours, made in zip(self._sections, self._kinds, strict=True):
            theirs = answer.section(ours.mid)
            if theirs is None or not theirs.port or not theirs.codecs:
                raise ValueError(f"{ours.kind} was refused")
            streams.append(
                made(
                    ssrc=ours.ssrc,
                    payload_type=ours.codecs[0].payload_type,
                    mid=ours.mid,
                    mid_id=theirs.extension(MID_EXTENSION),
                    send_time_id=theirs.extension(ABSOLUTE_SEND_TIME_EXTENSION),
                    level_id=theirs.extension(AUDIO_LEVEL_EXTENSION),
                )
            )
            if theirs.kind == "video":
                self._rtx_payload_type = theirs.rtx_of(ours.codecs[0].payload_type)
        self.voice, self.video = streams
        self.transport.connect(answer.transport, dtls_client=answer.setup == "passive")
        self._tasks.append(asyncio.create_task(self._report()))

    def send_video(self) -> None:
        for packet in self.video.packets_now():
            self._history[packet[2] << 8 | packet[3]] = packet
            if len(self._history) > _HISTORY:
                self._history.popitem(last=False)
            self.transport.send_rtp(packet, len(packet))

    def send_voice(self) -> None:
        for packet in self.voice.packets_now():
            self.transport.send_rtp(packet, len(packet))

    def _rtcp(self, packet: bytes) -> None:
        for one in RtcpPacket.parse(bytes(packet)):
            if isinstance(one, RtcpRtpfbPacket) and one.fmt == RTCP_RTPFB_NACK:
                for sequence in one.lost:
                    self._send_again(sequence)
            elif isinstance(one, RtcpPsfbPacket):
                if one.fmt in (RTCP_PSFB_PLI, RTCP_PSFB_FIR):
                    self.key_frames_asked += 1
                    self.video.wants_key_frame = True
                elif one.fmt == RTCP_PSFB_APP and one.fci[:4] == b"REMB":
                    self.bitrate = unpack_remb_fci(one.fci)[0]

    def _send_again(self, sequence: int) -> None:
        self.nacked += 1
        packet = self._history.get(sequence)
        if packet is None:
            return
        if self._rtx_payload_type is not None:
            packet = self._retransmission(packet)
        self.transport.send_rtp(packet, len(packet))

    def _retransmission(self, packet: bytearray) -> bytearray:
        """RFC 4588 section 4."""
        start = _header_length(packet)
        again = packet[:start] + packet[2:4] + packet[start:]
        again[1] = again[1] & 0x80 | (self._rtx_payload_type or 0)
        struct.pack_into("!H", again, 2, self._rtx_sequence)
        struct.pack_into("!I", again, 8, self._rtx_ssrc)
        self._rtx_sequence = self._rtx_sequence + 1 & 0xFFFF
        return again

    async def _report(self) -> None:
        await self.connected()
        while True:
            now_s = time.time() + _NTP_EPOCH_S
            reports = b""
            for stream in (self.voice, self.video):
                info = RtcpSenderInfo(
                    int(now_s * 2**32) & 0xFFFFFFFFFFFFFFFF, stream.timestamp, stream.packets, stream.octets
                )
                reports += bytes(RtcpSrPacket(stream.ssrc, info))
            self.transport.send_rtcp(reports)
            await asyncio.sleep(REPORT_S)


class SubscribingPeer(_Peer):
    """Answers offers and counts. `repairs`: ask for what is missing, as browsers do."""

    def __init__(self, settings: IceSettings, *, repairs: bool = True) -> None:
        super().__init__(settings, controlling=False)
        self.arrivals: dict[int, Arrivals] = {}
        self._rtx: dict[int, int] = {}  # SSRC of retransmissions: of what
        self._local = None
        self._repairs = repairs
        self._ssrc = next(_ssrcs)
        self._sender_reports: dict[int, tuple[int, float]] = {}
        self._arrived = asyncio.Event()

    async def answer(self, text: str) -> str:
        """May be called again with a later offer of the same connection."""
        offer = parse(text)
        first = self._local is None
        if self._local is None:
            self._local = await self.transport.gather()
        sections = []
        for theirs in offer.sections:
            kept = tuple(codec for codec in theirs.codecs if codec.name in ("vp8", "opus"))[:1]
            rtx = theirs.rtx_of(kept[0].payload_type) if kept else None
            codecs = (*kept, *(codec for codec in theirs.codecs if codec.payload_type == rtx))
            sections.append(
                Section(
                    mid=theirs.mid,
                    kind=theirs.kind,
                    direction=theirs.direction.mirrored,
                    codecs=codecs,
                    extensions=theirs.extensions,
                    port=9 if codecs else 0,
                )
            )
            if theirs.ssrc is not None and kept:
                self.arrivals.setdefault(theirs.ssrc, Arrivals(theirs.ssrc, theirs.kind == "video"))
                self.arrivals[theirs.ssrc].payload_type = kept[0].payload_type
                if theirs.rtx_ssrc is not None:
                    self._rtx[theirs.rtx_ssrc] = theirs.ssrc
        if first:
            self.transport.connect(offer.transport, dtls_client=True)
            self._tasks.append(asyncio.create_task(self._report()))
            if self._repairs:
                self._tasks.append(asyncio.create_task(self._repair()))
        return local_description(tuple(sections), self._local, setup="active").text()

    def videos(self) -> list[Arrivals]:
        """Those of which something has come."""
        return [one for one in self.arrivals.values() if one.is_video and one.packets]

    def voices(self) -> list[Arrivals]:
        return [one for one in self.arrivals.values() if not one.is_video and one.packets]

    async def until(self, condition: Callable[[], object]) -> None:
        """Looks at every packet that arrives, of any stream."""
        while not condition():
            self._arrived.clear()
            await self._arrived.wait()

    async def until_flowing(self, *, videos: int = 0, voices: int = 0) -> None:
        """Until so many streams have begun."""
        await self.until(lambda: len(self.videos()) >= videos and len(self.voices()) >= voices)

    def ask_for_key_frame(self, ssrc: int) -> None:
        self.transport.send_rtcp(bytes(RtcpPsfbPacket(RTCP_PSFB_PLI, self._ssrc, ssrc)))

    def _rtp(self, packet: bytearray, arrived_s: float) -> None:
        _, _, sequence, _, ssrc = struct.unpack_from("!BBHII", packet)
        of = self.arrivals.get(ssrc)
        if of is None:
            of = self.arrivals.get(self._rtx.get(ssrc, -1))
            start = _header_length(packet)
            if of is None or len(packet) < start + 2:
                return
            sequence = int.from_bytes(packet[start : start + 2], "big")
            of.retransmitted += 1
        elif packet[0] & 0x20 and _header_length(packet) + packet[-1] >= len(packet):
            return  # nothing but padding: a probe
        of.take(packet, sequence, arrived_s)
        self._arrived.set()

    def _rtcp(self, packet: bytes) -> None:
        for one in RtcpPacket.parse(bytes(packet)):
            if isinstance(one, RtcpSrPacket):
                middle = one.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF
                self._sender_reports[one.ssrc] = (middle, time.monotonic())

    async def _report(self) -> None:
        await self.connected()
        named: set[int] = set()
        due_s = time.monotonic() + REPORT_S
        while True:
            await asyncio.sleep(_LOOK_S)
            flowing = [one for one in self.arrivals.values() if one.packets]
            # As the product's own seats do: at once of what is heard for the first time, of all once a second.
            anew = [one for one in flowing if one.ssrc not in named and one.packets >= _FIRST_REPORTED]
            is_due = time.monotonic() >= due_s
            if not is_due and not anew:
                continue
            for some in _tens(flowing if is_due else anew):
                self.transport.send_rtcp(bytes(RtcpRrPacket(self._ssrc, [self._block(one) for one in some])))
            named.update(one.ssrc for one in (flowing if is_due else anew))
            if is_due:
                due_s += REPORT_S
                if flowing:
                    fci = pack_remb_fci(50_000_000, [one.ssrc for one in flowing][:50])
                    self.transport.send_rtcp(bytes(RtcpPsfbPacket(RTCP_PSFB_APP, self._ssrc, 0, fci)))

    def _block(self, of: Arrivals) -> RtcpReceiverInfo:
        middle, heard_s = self._sender_reports.get(of.ssrc, (0, 0.0))
        waited = int((time.monotonic() - heard_s) * 65536) if middle else 0
        expected, lost = of.highest - of.first + 1, of.lost
        expected_before, lost_before = of.reported
        of.reported = expected, lost
        # Of the packets since the last report (RFC 3550, section 6.4.1).
        share = max(0, lost - lost_before) * 255 // max(1, expected - expected_before)
        return RtcpReceiverInfo(of.ssrc, min(share, 255), lost, of.highest & 0xFFFFFFFF, 0, middle, waited & 0xFFFFFFFF)

    async def _repair(self) -> None:
        await self.connected()
        while True:
            await asyncio.sleep(_NACK_S)
            for one in self.arrivals.values():
                if one.is_video and one.missing:
                    self._ask_again(one)

    def _ask_again(self, of: Arrivals) -> None:
        lost = []
        for sequence, asked in list(of.missing.items()):
            # Again after a while that a round trip fits into.
            if asked % 5 == 0:
                lost.append(sequence & 0xFFFF)
            if asked >= 5 * _NACK_TRIES:
                del of.missing[sequence]
            else:
                of.missing[sequence] = asked + 1
        if lost:
            self.transport.send_rtcp(bytes(RtcpRtpfbPacket(RTCP_RTPFB_NACK, self._ssrc, of.ssrc, lost=lost[:200])))


async def keep_sending(peers: Iterable[PublishingPeer]) -> None:
    """As cameras and microphones do, evenly; the peers one after the other, so that no two send at once."""
    senders = list(peers)
    began_s = time.monotonic()
    due = []
    for number, peer in enumerate(senders):
        share = number / max(1, len(senders))
        for stream, send in ((peer.video, peer.send_video), (peer.voice, peer.send_voice)):
            due.append([began_s + share * stream.interval_s, stream.interval_s, send])
    while True:
        now_s = time.monotonic()
        soonest_s = now_s + 1.0
        for one in due:
            while one[0] <= now_s:
                one[2]()
                one[0] += one[1]
            soonest_s = min(soonest_s, one[0])
        await asyncio.sleep(max(0.0, soonest_s - time.monotonic()))


def _header_length(packet: bytes | bytearray) -> int:
    length = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        length += 4 + 4 * int.from_bytes(packet[length + 2 : length + 4], "big")
    return length


def _tens(of: list[Arrivals]) -> Iterable[list[Arrivals]]:
    return (of[start : start + 10] for start in range(0, len(of), 10))
