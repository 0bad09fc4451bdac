"""The peer that sends: offers what this desktop may have, codes what there is at the rate that the hub allows, answers
its requests.

A section without a device is spare: a camera that is plugged in, a share that begins need no other peer, and no voice
breaks for them. Nothing at all is sent there, no silence either, because the hub takes flowing sound for a person's.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from streams.webrtc import rtcp
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.names import Content
from streams.webrtc.participant.opus import SAMPLE_RATE, OpusUnavailableError, Samples
from streams.webrtc.participant.rtp_sender import Retransmitter, RtpSender
from streams.webrtc.participant.slots import new_source
from streams.webrtc.participant.video_encoder import CAMERA, SCREEN, CodedPicture, VideoEncoder
from streams.webrtc.participant.video_sender import VideoSender
from streams.webrtc.participant.voice_sender import VoiceSender
from streams.webrtc.participant.vp8 import CLOCK_RATE
from streams.webrtc.participant.vp8_coder import CoderUnavailableError
from streams.webrtc.peer_transport import PeerTransport, TransportState
from streams.webrtc.session_description import (
    ABSOLUTE_SEND_TIME_EXTENSION,
    AUDIO_LEVEL_EXTENSION,
    Codec,
    Description,
    DescriptionError,
    Direction,
    Section,
    local_description,
    parse,
)

OPUS_TYPE, VP8_TYPE, RTX_TYPE = 111, 96, 97
_LEVEL_ID, _SEND_TIME_ID = 1, 3
_TICK_S = 0.1
_REPORT_S = 1.0
_VIDEO_FEEDBACK = ("goog-remb", "nack", "nack pli", "ccm fir")
# Of the rate allowed for all videos together, while a screen is shared.
_SCREEN_SHARE = 0.65
# RFC 3550, 6.4.1; above this loss sending less helps more than sending again (draft-ietf-rmcat-gcc-02, 6).
_MUCH_LOST = 0.10


@dataclass(frozen=True, slots=True)
class OfferedTrack:
    mid: str
    content: Content


@dataclass(frozen=True, slots=True)
class PublishOffer:
    sdp: str
    tracks: tuple[OfferedTrack, ...]


class _Video:
    """One device's way: encoder, packets, and what the hub says of them."""

    def __init__(self, content: Content, sender: VideoSender, loop: asyncio.AbstractEventLoop) -> None:
        self.content = content
        self.sender = sender
        self._loop = loop
        limits = SCREEN if content is Content.SCREEN else CAMERA
        self.encoder = VideoEncoder(content.value, limits, self._coded)

    def put(self, picture: CapturedPicture) -> None:
        self.encoder.put(picture)

    def _coded(self, picture: CodedPicture) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closing
            self._loop.call_soon_threadsafe(self.sender.send, picture)


class Publisher:
    """Lives on the media loop; `put_voice` and `put_picture` may be called from any thread and are quick.

    A publisher offers once; `there` says which of the offered contents there is something of.
    """

    def __init__(self, *, settings: IceSettings, on_state: Callable[[TransportState], None]) -> None:
        self.lost_share = 0.0
        self.round_trip_s: float | None = None
        self.allowed_bps: int | None = None  # None before the hub said so
        self.voice: VoiceSender | None = None
        self.videos: dict[Content, _Video] = {}
        self.there: frozenset[Content] = frozenset()
        self._muted: set[Content] = set()
        self._name = f"{new_source():08x}"
        self._loop = asyncio.get_running_loop()
        self._reported_s = 0.0
        self._loss_limited_bps: float | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._on_state = on_state
        self.transport = PeerTransport(
            settings=settings,
            controlling=True,
            on_rtp=lambda _packet, _now: None,
            on_rtcp=self._receive_rtcp,
            on_state=self._state_changed,
        )

    async def offer(self, contents: Collection[Content], *, spare: Collection[Content] = ()) -> PublishOffer:
        """Of `contents` there is something now, of `spare` there may be later. Raises OSError, OpusUnavailableError,
        CoderUnavailableError, and ValueError for nothing to offer."""
        if not contents and not spare:
            raise ValueError("nothing to publish")
        self.there = frozenset(contents)
        local = await self.transport.gather()
        sections: list[Section] = []
        tracks: list[OfferedTrack] = []
        for content in sorted({*contents, *spare}, key=[*Content].index):
            try:
                section = self._offered(str(len(sections)), content)
            except (OpusUnavailableError, CoderUnavailableError):
                if content in contents:
                    raise
                continue  # without its library it cannot be sent later either
            sections.append(section)
            tracks.append(OfferedTrack(section.mid, content))
        return PublishOffer(local_description(tuple(sections), local, setup="actpass").text(), tuple(tracks))

    async def answered(self, answer: str) -> None:
        """The hub's answer: from here on what is put is sent. Raises DescriptionError."""
        description = parse(answer)
        self._check(description)
        self.transport.connect(description.transport, dtls_client=description.setup == "passive")
        self._ticking = self._loop.create_task(self._tick(), name="publication")

    def put_voice(self, block: Samples, at_s: float) -> None:
        """One block of the voice chain."""
        if self.voice is not None and Content.MICROPHONE in self.there:
            self.voice.put(block, at_s)

    def put_picture(self, content: Content, picture: CapturedPicture) -> None:
        video = self.videos.get(content)
        if video is not None and content in self.there:
            video.put(picture)

    def mute(self, content: Content, *, muted: bool) -> None:
        """Nothing of it is sent any more; of a voice comfort packets."""
        if content is Content.MICROPHONE and self.voice is not None:
            self.voice.muted = muted
        elif content in self.videos:
            self.videos[content].encoder.pause(paused=muted or content not in self.there)
        self._muted = self._muted | {content} if muted else self._muted - {content}

    def follow(self, there: frozenset[Content]) -> None:
        """Of these contents there is something now. What has gone is shown no more, also to who comes later."""
        before, self.there = self.there, there
        for content, video in self.videos.items():
            if content in before ^ there:
                video.encoder.pause(paused=content not in there or content in self._muted)
        self._share_rate()

    async def close(self) -> None:
        """Bounded; again is no error."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
        self.voice = None
        videos, self.videos = self.videos, {}
        for video in videos.values():
            video.sender.close()
            # Until the picture in hand is coded.
            await asyncio.to_thread(video.encoder.close)
        await self.transport.close()

    # -- descriptions

    def _offered(self, mid: str, content: Content) -> Section:
        source = new_source()
        if content is Content.MICROPHONE:
            sender = RtpSender(
                source=source, payload_type=OPUS_TYPE, clock_rate=SAMPLE_RATE, send=self.transport.send_rtp
            )
            self.voice = VoiceSender(sender, level_extension=_LEVEL_ID, loop=self._loop)
            parameters = (("minptime", "10"), ("useinbandfec", "1"), ("usedtx", "1"))
            return Section(
                mid,
                "audio",
                Direction.SENDONLY,
                (Codec(OPUS_TYPE, "opus", SAMPLE_RATE, 2, parameters),),
                ((AUDIO_LEVEL_EXTENSION, _LEVEL_ID),),
                ssrc=source,
                cname=self._name,
                stream_id="seat",
            )
        rtx_source = new_source()
        sender = RtpSender(source=source, payload_type=VP8_TYPE, clock_rate=CLOCK_RATE, send=self.transport.send_rtp)
        retransmitter = Retransmitter(source=rtx_source, payload_type=RTX_TYPE, send=self.transport.send_rtp)
        way = VideoSender(sender, retransmitter, send_time_extension=_SEND_TIME_ID)
        self.videos[content] = _Video(content, way, self._loop)
        return Section(
            mid,
            "video",
            Direction.SENDONLY,
            (
                Codec(VP8_TYPE, "vp8", CLOCK_RATE, feedback=_VIDEO_FEEDBACK),
                Codec(RTX_TYPE, "rtx", CLOCK_RATE, parameters=(("apt", str(VP8_TYPE)),)),
            ),
            ((ABSOLUTE_SEND_TIME_EXTENSION, _SEND_TIME_ID),),
            ssrc=source,
            rtx_ssrc=rtx_source,
            cname=self._name,
            stream_id=content.value,
        )

    def _check(self, answer: Description) -> None:
        """Raises DescriptionError where the hub takes nothing of what was offered."""
        if not any(section.direction in (Direction.RECVONLY, Direction.SENDRECV) for section in answer.sections):
            raise DescriptionError("nothing of the offer was taken")

    # -- what the hub says

    def _receive_rtcp(self, packet: bytes) -> None:
        now = time.monotonic()
        for found in rtcp.parse(packet):
            if isinstance(found, rtcp.BitrateEstimate):
                self.allowed_bps = int(found.bits_per_s)
                self._share_rate()
            elif isinstance(found, rtcp.ReceptionBlock):
                self._note_reception(found)
            elif isinstance(found, rtcp.Nack | rtcp.KeyFrameRequest):
                self._serve(found, now)

    def _serve(self, asked: rtcp.Nack | rtcp.KeyFrameRequest, now: float) -> None:
        for video in self.videos.values():
            if video.sender.sender.source == asked.source:
                if isinstance(asked, rtcp.Nack):
                    video.sender.repeat(asked.sequences, now)
                else:
                    video.encoder.need_key_frame()

    def _note_reception(self, block: rtcp.ReceptionBlock) -> None:
        if block.last_report:
            away = (rtcp.compact_ntp(rtcp.ntp_of(time.time())) - block.last_report - block.since_report) & 0xFFFFFFFF
            if away < 1 << 20:  # 16 s: beyond it, or before it was sent, the clock was set
                self.round_trip_s = away / 65536
        if any(video.sender.sender.source == block.source for video in self.videos.values()):
            self.lost_share = block.lost_share
            self._heed_loss(block.lost_share)

    def _heed_loss(self, lost_share: float) -> None:
        current = sum(video.encoder.bits_per_s for video in self.videos.values())
        if lost_share > _MUCH_LOST:
            self._loss_limited_bps = current * (1 - 0.5 * lost_share)
        elif self._loss_limited_bps is not None:
            self._loss_limited_bps *= 1.08
        self._share_rate()

    def _share_rate(self) -> None:
        limits = [limit for limit in (self.allowed_bps, self._loss_limited_bps) if limit is not None]
        if not limits:
            return
        shown = [video for content, video in self.videos.items() if content in self.there - self._muted]
        for video in shown:
            share = 1.0
            if len(shown) > 1:
                share = _SCREEN_SHARE if video.content is Content.SCREEN else 1 - _SCREEN_SHARE
            video.encoder.limit(int(min(limits) * share))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            if self.transport.state is not TransportState.CONNECTED:
                continue
            if self.voice is not None and Content.MICROPHONE in self.there:
                self.voice.keep_alive(now)
            if now - self._reported_s >= _REPORT_S:
                self._reported_s = now
                self._report(now)

    def _report(self, now: float) -> None:
        senders = [video.sender.sender for video in self.videos.values()]
        if self.voice is not None:
            senders.append(self.voice.sender)
        for sender in senders:
            report = sender.report(now)
            if report:
                self.transport.send_rtcp(report + rtcp.source_description(sender.source, self._name.encode()))

    def _state_changed(self, state: TransportState) -> None:
        if state is TransportState.CONNECTED:
            # What was coded before is not there yet.
            for video in self.videos.values():
                video.encoder.need_key_frame()
        self._on_state(state)
