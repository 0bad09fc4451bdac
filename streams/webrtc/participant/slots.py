"""Media sections of the subscription: each has its source numbers for life, while the streams in it come and go."""

import random
import time
from collections.abc import Callable

from streams.access_unit import AccessUnit, Codec
from streams.webrtc import rtcp
from streams.webrtc.participant.link_estimate import DelayTrend
from streams.webrtc.participant.lip_sync import StreamClock
from streams.webrtc.participant.names import RemoteStream
from streams.webrtc.participant.opus import SAMPLE_RATE
from streams.webrtc.participant.reception import StreamReception
from streams.webrtc.participant.room_sound import RoomSound
from streams.webrtc.participant.video_receiver import VideoReceiver
from streams.webrtc.participant.voice_buffer import VoiceBuffer
from streams.webrtc.participant.vp8 import CLOCK_RATE
from streams.webrtc.rtp import locate_payload, read_header
from streams.webrtc.session_description import Section

OnPicture = Callable[[RemoteStream, Codec, AccessUnit], None]

# By the names of session descriptions.
VIDEO_CODECS = {"vp8": Codec.VP8, "h264": Codec.H264}


def new_source() -> int:
    """An SSRC of our own (RFC 3550, 8.1)."""
    return random.randrange(1, 1 << 32)


class VoiceSlot:
    """Packets go to a buffer of whoever speaks in it."""

    def __init__(self, section: Section, sound: RoomSound) -> None:
        self.stream: RemoteStream | None = None
        self.voice: VoiceBuffer | None = None
        self.clock = StreamClock(SAMPLE_RATE)
        self.reception = StreamReception(section.ssrc or 0, SAMPLE_RATE)
        self.reported = (0, 0.0)  # compact time of the newest sender report, and when it came
        opus = section.codec("opus")
        self._payload_type = opus.payload_type if opus is not None else -1
        self._sound = sound

    def place(self, stream: RemoteStream | None) -> None:
        if stream == self.stream:
            return
        self.stream = stream
        self.clock.forget()
        if self.voice is not None:
            self._sound.remove(self.voice)
            self.voice = None
        if stream is not None:
            self.voice = VoiceBuffer()
            self._sound.add(self.voice)

    def receive(self, packet: bytearray, now: float) -> None:
        _, second, sequence, timestamp, _ = read_header(packet)
        self.reception.count(sequence, timestamp, len(packet), now)
        if self.voice is not None and second & 0x7F == self._payload_type:
            _, start, stop = locate_payload(packet)
            if start < stop:
                self.voice.put(timestamp, bytes(packet[start:stop]), now)

    def sender_report(self, report: rtcp.SenderInfo, now: float) -> None:
        self.reported = (rtcp.compact_ntp(report.ntp), now)
        self.clock.follow(report.timestamp, rtcp.unix_of(report.ntp))


class VideoSlot:
    """Whole pictures of whoever is seen in it. `send_rtcp` gets what is asked of the hub."""

    def __init__(
        self, section: Section, *, own_source: int, send_rtcp: Callable[[bytes], None], on_picture: OnPicture
    ) -> None:
        self.stream: RemoteStream | None = None
        self.clock = StreamClock(CLOCK_RATE)
        self.trend = DelayTrend()
        self.reported = (0, 0.0)
        source = section.ssrc or 0
        self._on_picture = on_picture
        payloads = {codec.payload_type: VIDEO_CODECS[codec.name] for codec in section.codecs if codec.name != "rtx"}
        rtx = {section.rtx_of(payload_type): payload_type for payload_type in payloads}
        self.receiver = VideoReceiver(
            source,
            payloads=payloads,
            rtx={own: media for own, media in rtx.items() if own is not None},
            on_picture=self._picture,
            send_nack=lambda sequences: send_rtcp(rtcp.nack(own_source, source, sequences)),
            request_key_frame=lambda: send_rtcp(rtcp.picture_loss(own_source, source)),
        )
        self.reception = self.receiver.reception

    def place(self, stream: RemoteStream | None) -> None:
        if stream == self.stream:
            return
        self.stream = stream
        self.clock.forget()
        if stream is None:
            self.receiver.rest()
        else:
            self.receiver.begin(time.monotonic())

    def sender_report(self, report: rtcp.SenderInfo, now: float) -> None:
        self.reported = (rtcp.compact_ntp(report.ntp), now)
        utc_s = rtcp.unix_of(report.ntp)
        self.clock.follow(report.timestamp, utc_s)
        self.receiver.follow_sender_clock(report.timestamp, utc_s)

    def _picture(self, codec: Codec, picture: AccessUnit) -> None:
        self.trend.note(picture.media_time_s, picture.received_s)
        if self.stream is not None:
            self._on_picture(self.stream, codec, picture)
