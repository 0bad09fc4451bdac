"""The peer that receives: answers the hub's offers, tells it what arrived, and asks for what did not."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from streams.webrtc import rtcp
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.link_estimate import LinkEstimate
from streams.webrtc.participant.names import RemoteStream, SlotContent
from streams.webrtc.participant.room_sound import RoomSound
from streams.webrtc.participant.slots import VIDEO_CODECS, OnPicture, VideoSlot, VoiceSlot, new_source
from streams.webrtc.peer_transport import LocalTransport, PeerTransport, TransportState
from streams.webrtc.session_description import (
    ABSOLUTE_SEND_TIME_EXTENSION,
    MID_EXTENSION,
    Codec,
    DescriptionError,
    Direction,
    Section,
    local_description,
    parse,
)

_TICK_S = 0.02
_REPORT_S = 1.0
# Of a source that is heard for the first time: a tenth of a second of a voice.
_PACKETS_TO_ACKNOWLEDGE = 5
_EXTENSIONS = (MID_EXTENSION, ABSOLUTE_SEND_TIME_EXTENSION)
_MOST_LIMITED = 32  # sources named in the estimate; it holds for the whole link anyway
_FEEDBACK = ("nack", "nack pli", "goog-remb")


class Subscriber:
    """Lives on the media loop. `with_voices` False: only looks, the hub need not send any voice.

    `on_picture` gets whole pictures of which nothing before is missing.
    """

    def __init__(
        self,
        *,
        settings: IceSettings,
        sound: RoomSound,
        with_voices: bool,
        on_picture: OnPicture,
        on_state: Callable[[TransportState], None],
    ) -> None:
        self.link = LinkEstimate()
        self.lost_share = 0.0
        self.received_bps = 0.0
        self.voices: dict[str, VoiceSlot] = {}
        self.videos: dict[str, VideoSlot] = {}
        self._sound = sound
        self._with_voices = with_voices
        self._on_picture = on_picture
        self._own_source = new_source()
        self._name = f"{self._own_source:08x}".encode()
        self._receivers: dict[int, Callable[[bytearray, float], None]] = {}  # by SSRC
        self._by_source: dict[int, VoiceSlot | VideoSlot] = {}
        self._placed: dict[str, RemoteStream | None] = {}
        self._local: LocalTransport | None = None
        self._bytes_reported = 0
        self._reported_s = 0.0
        self._acknowledged: set[int] = set()  # sources that some report has named
        self._ticking: asyncio.Task[None] | None = None
        self.transport = PeerTransport(
            settings=settings,
            controlling=False,
            on_rtp=self._receive,
            on_rtcp=self._receive_rtcp,
            on_state=on_state,
        )

    async def answer(self, offer: str) -> str:
        """The answer to an offer of the hub; a later offer only has more sections. Raises DescriptionError, OSError."""
        description = parse(offer)
        sections = tuple(self._answered(section) for section in description.sections)
        local = self._local
        if local is None:
            local = self._local = await self.transport.gather()
        if self.transport.state is TransportState.NEW:
            self.transport.connect(description.transport, dtls_client=True)
            self._reported_s = time.monotonic()
            self._ticking = asyncio.get_running_loop().create_task(self._tick(), name="subscription")
        self.place(SlotContent(mid, stream) for mid, stream in self._placed.items())
        return local_description(sections, local, setup="active", session_version=len(sections)).text()

    def place(self, slots: Iterable[SlotContent]) -> None:
        """What flows where from now on. Slots of an offer that is not answered yet are kept for it."""
        for slot in slots:
            self._placed[slot.mid] = slot.stream
            here = self.voices.get(slot.mid) or self.videos.get(slot.mid)
            if here is not None:
                here.place(slot.stream)

    def streams(self) -> set[RemoteStream]:
        """All that flow in some slot."""
        return {stream for stream in self._placed.values() if stream is not None}

    def video_of(self, stream: RemoteStream) -> VideoSlot | None:
        return next((slot for slot in self.videos.values() if slot.stream == stream), None)

    def voice_of(self, participant_id: str) -> VoiceSlot | None:
        return next(
            (slot for slot in self.voices.values() if slot.stream and slot.stream.participant_id == participant_id),
            None,
        )

    async def close(self) -> None:
        """Bounded; again is no error."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        for mid in self._placed:
            self.place((SlotContent(mid, None),))
        self._placed.clear()
        await self.transport.close()

    # -- descriptions

    def _answered(self, offered: Section) -> Section:
        codecs = _usable(offered)
        refused = not codecs or not offered.port or offered.direction not in (Direction.SENDONLY, Direction.SENDRECV)
        unwanted = offered.kind == "audio" and not self._with_voices
        section = replace(
            offered,
            direction=Direction.INACTIVE if refused or unwanted else Direction.RECVONLY,
            codecs=codecs,
            extensions=tuple(one for one in offered.extensions if one[0] in _EXTENSIONS),
            ssrc=None,
            rtx_ssrc=None,
            port=0 if not codecs else offered.port,
        )
        if section.direction is Direction.RECVONLY:
            self._add_slot(replace(offered, codecs=codecs))
        return section

    def _add_slot(self, section: Section) -> None:
        if section.mid in self.voices or section.mid in self.videos:
            return
        if section.ssrc is None:
            raise DescriptionError("a section that does not say its source")
        if section.kind == "audio":
            voice = self.voices[section.mid] = VoiceSlot(section, self._sound)
            self._by_source[section.ssrc] = voice
            self._receivers[section.ssrc] = voice.receive
            return
        video = self.videos[section.mid] = VideoSlot(
            section, own_source=self._own_source, send_rtcp=self.transport.send_rtcp, on_picture=self._on_picture
        )
        self._by_source[section.ssrc] = video
        self._receivers[section.ssrc] = video.receiver.receive
        if section.rtx_ssrc is not None:
            self._receivers[section.rtx_ssrc] = video.receiver.receive_retransmission

    # -- packets

    def _receive(self, packet: bytearray, now: float) -> None:
        receive = self._receivers.get(int.from_bytes(packet[8:12], "big"))
        if receive is not None:
            receive(packet, now)

    def _receive_rtcp(self, packet: bytes) -> None:
        now = time.monotonic()
        for found in rtcp.parse(packet):
            if isinstance(found, rtcp.SenderInfo):
                slot = self._by_source.get(found.source)
                if slot is not None:
                    slot.sender_report(found, now)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            for video in self.videos.values():
                if video.stream is not None:
                    video.receiver.tick(now)
            if now - self._reported_s >= _REPORT_S:
                self._report(now)
            elif heard := self._heard_anew():
                self._acknowledge(heard[: rtcp.MOST_BLOCKS], now)

    def _heard_anew(self) -> list[VoiceSlot | VideoSlot]:
        return [
            slot
            for slot in self._slots()
            if slot.reception.packets >= _PACKETS_TO_ACKNOWLEDGE and slot.reception.source not in self._acknowledged
        ]

    def _acknowledge(self, slots: Iterable[VoiceSlot | VideoSlot], now: float) -> None:
        """At once, as RFC 4585 lets a receiver do: until somebody says that media reach them, nobody knows."""
        packet = rtcp.receiver_report(self._own_source, self._blocks(slots, now))
        self.transport.send_rtcp(packet + rtcp.source_description(self._own_source, self._name))

    def _slots(self) -> list[VoiceSlot | VideoSlot]:
        return [*self.voices.values(), *self.videos.values()]

    def _blocks(self, slots: Iterable[VoiceSlot | VideoSlot], now: float) -> list[bytes]:
        """Of those that were heard."""
        heard = [slot for slot in slots if slot.reception.packets]
        self._acknowledged |= {slot.reception.source for slot in heard}
        return [block for slot in heard if (block := _reception_block(slot, now))]

    def _report(self, now: float) -> None:
        """What came of every source heard, and how much the link carries."""
        slots = self._slots()
        blocks = self._blocks(slots, now)
        expected = sum(slot.reception.expected for slot in slots)
        lost = sum(slot.reception.expected * slot.reception.lost_share for slot in slots)
        self.lost_share = lost / expected if expected else 0.0
        received = self.transport.counters.bytes_received
        self.received_bps = (received - self._bytes_reported) * 8 / (now - self._reported_s)
        self._bytes_reported, self._reported_s = received, now
        queues_s = [queue_s for slot in self.videos.values() if (queue_s := slot.trend.queue_s()) is not None]
        self.link.look(received_bps=self.received_bps, lost_share=self.lost_share, queues_s=queues_s)
        packet = b""
        for begin in range(0, max(1, len(blocks)), rtcp.MOST_BLOCKS):
            packet += rtcp.receiver_report(self._own_source, blocks[begin : begin + rtcp.MOST_BLOCKS])
        packet += rtcp.source_description(self._own_source, self._name)
        sources = [slot.reception.source for slot in self.videos.values()][:_MOST_LIMITED]
        packet += rtcp.bitrate_estimate(self._own_source, self.link.bits_per_s, sources)
        self.transport.send_rtcp(packet)


def _reception_block(slot: VoiceSlot | VideoSlot, now: float) -> bytes:
    """Empty before the first packet."""
    report = slot.reception.report()
    if report is None:
        return b""
    last_report, reported_s = slot.reported
    return rtcp.reception_block(
        report.source,
        lost_share=slot.reception.lost_share,
        lost=report.cumulative_lost,
        highest=report.highest_sequence,
        jitter=report.jitter,
        last_report=last_report,
        since_report_s=now - reported_s,
    )


def _usable(offered: Section) -> tuple[Codec, ...]:
    """What we decode of the codecs offered, with their retransmissions and the feedback that we give."""
    if offered.kind == "audio":
        codecs = [codec for codec in offered.codecs if codec.name == "opus"]
        # RFC 7587, 6.1: what we like to get.
        parameters = (("minptime", "10"), ("useinbandfec", "1"), ("usedtx", "1"))
        return tuple(replace(codec, parameters=parameters, feedback=()) for codec in codecs)
    media = [codec for codec in offered.codecs if codec.name in VIDEO_CODECS and _mode_is_known(codec)]
    known = {str(codec.payload_type) for codec in media}
    wanted = [*media, *(codec for codec in offered.codecs if codec.name == "rtx" and codec.parameter("apt") in known)]
    return tuple(replace(codec, feedback=tuple(one for one in codec.feedback if one in _FEEDBACK)) for codec in wanted)


def _mode_is_known(codec: Codec) -> bool:
    return codec.name != "h264" or codec.parameter("packetization-mode") in ("", "0", "1")
