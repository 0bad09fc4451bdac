"""Participants of a conference without a browser: real transports that send made-up packets and note what comes."""

import asyncio
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from streams.webrtc.ice import IceSettings
from streams.webrtc.peer_transport import LocalTransport, PeerTransport, TransportState
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

LOOPBACK = IceSettings(addresses=("127.0.0.1",))
FEEDBACK = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
OPUS = Codec(111, "opus", 48000, 2, (("minptime", "10"), ("useinbandfec", "1")), ("transport-cc",))
VP8 = Codec(96, "vp8", 90000, feedback=FEEDBACK)
VP8_RTX = Codec(97, "rtx", 90000, parameters=(("apt", "96"),))
H264_PARAMETERS = (
    ("level-asymmetry-allowed", "1"),
    ("packetization-mode", "1"),
    ("profile-level-id", "42e01f"),
)
H264 = Codec(102, "h264", 90000, parameters=H264_PARAMETERS, feedback=FEEDBACK)
H264_RTX = Codec(103, "rtx", 90000, parameters=(("apt", "102"),))
LEVEL_ID, MID_ID, SEND_TIME_ID = 1, 4, 2

MICROPHONE, CAMERA = "0", "1"  # mids


def vp8_payload(number: int, *, key: bool = False, size: int = 200) -> bytes:
    """A whole frame in one packet: a descriptor with a picture id of 15 bits and TL0PICIDX, then something."""
    descriptor = struct.pack("!BBHBB", 0x90, 0xE0, 0x8000 | number & 0x7FFF, number & 0xFF, 0)
    frame = b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 360) if key else b"\x11\x02\x00"
    return descriptor + frame + bytes(size)


def rtp(
    kind: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, *, marker: bool = False, extension: bytes = b""
) -> bytes:
    """`extension`: elements with one-byte headers."""
    head = struct.pack(
        "!BBHII",
        0x90 if extension else 0x80,
        kind | (0x80 if marker else 0),
        sequence & 0xFFFF,
        timestamp & 0xFFFFFFFF,
        ssrc,
    )
    if extension:
        padded = extension + bytes(-len(extension) % 4)
        head += struct.pack("!HH", 0xBEDE, len(padded) // 4) + padded
    return head + payload


@dataclass(frozen=True)
class Received:
    """A packet as it came to a subscriber."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    marker: bool
    payload: bytes

    @classmethod
    def of(cls, packet: bytes) -> "Received":
        first, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", packet)
        start = 12 + 4 * (first & 15)
        if first & 0x10:
            start += 4 + 4 * struct.unpack_from("!H", packet, start + 2)[0]
        return cls(second & 0x7F, sequence, timestamp, ssrc, bool(second & 0x80), bytes(packet[start:]))


class MediaPeer:
    """A transport and what came out of it. Close it."""

    def __init__(self, *, controlling: bool, settings: IceSettings = LOOPBACK) -> None:
        self.received: list[Received] = []
        self.rtcp: list[bytes] = []
        self.state = TransportState.NEW
        self._changed = asyncio.Event()
        self.transport = PeerTransport(
            settings=settings,
            controlling=controlling,
            on_rtp=self._take_rtp,
            on_rtcp=self._take_rtcp,
            on_state=self._take_state,
        )

    def _take_rtp(self, packet: bytearray, _now: float) -> None:
        self.received.append(Received.of(packet))
        self._changed.set()

    def _take_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)
        self._changed.set()

    def _take_state(self, state: TransportState) -> None:
        self.state = state
        self._changed.set()

    async def until(self, condition: Callable[[], bool], *, limit_s: float = 10.0) -> None:
        async with asyncio.timeout(limit_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def connected(self) -> None:
        await self.until(lambda: self.state is TransportState.CONNECTED)

    async def close(self) -> None:
        await self.transport.close()


class PublishingPeer(MediaPeer):
    """Offers a microphone and a camera and sends made-up packets of them."""

    def __init__(
        self, *, audio_ssrc: int = 1001, video_ssrc: int = 2001, video: tuple[Codec, ...] = (VP8, VP8_RTX)
    ) -> None:
        super().__init__(controlling=True)
        self.audio_ssrc, self.video_ssrc, self.repeat_ssrc = audio_ssrc, video_ssrc, video_ssrc + 1
        self._video = video
        self.video_type = video[0].payload_type if video else 0
        self.audio_sequence, self.audio_timestamp = 100, 1000
        self.video_sequence, self.video_timestamp, self.picture = 200, 2000, 10
        self._local: LocalTransport | None = None

    async def offer(self) -> str:
        self._local = await self.transport.gather()
        sections = [
            Section(
                MICROPHONE,
                "audio",
                Direction.SENDONLY,
                (OPUS,),
                ((MID_EXTENSION, MID_ID), (AUDIO_LEVEL_EXTENSION, LEVEL_ID)),
                ssrc=self.audio_ssrc,
                cname="them",
                stream_id="mine",
            )
        ]
        if self._video:
            sections.append(
                Section(
                    CAMERA,
                    "video",
                    Direction.SENDONLY,
                    self._video,
                    ((MID_EXTENSION, MID_ID), (ABSOLUTE_SEND_TIME_EXTENSION, SEND_TIME_ID)),
                    ssrc=self.video_ssrc,
                    rtx_ssrc=self.repeat_ssrc,
                    cname="them",
                    stream_id="mine",
                )
            )
        return local_description(tuple(sections), self._local, setup="actpass").text()

    def take_answer(self, answer: str) -> None:
        description = parse(answer)
        self.transport.connect(description.transport, dtls_client=description.setup == "passive")

    def send(self, packet: bytes) -> None:
        self.transport.send_rtp(packet, len(packet))

    def speak(self, *, level: int = 127, payload: bytes = b"voice") -> None:
        """A packet of 20 ms; `level` in -dBov, 127 is silence."""
        extension = bytes((LEVEL_ID << 4, level))
        self.send(rtp(111, self.audio_sequence, self.audio_timestamp, self.audio_ssrc, payload, extension=extension))
        self.audio_sequence += 1
        self.audio_timestamp += 960

    def frame(self, *, key: bool = False, size: int = 200) -> bytes:
        """The next frame's packet, which is not sent."""
        send_time = int(time.monotonic() * (1 << 18)) & 0xFFFFFF
        extension = bytes((SEND_TIME_ID << 4 | 2,)) + send_time.to_bytes(3, "big")
        packet = rtp(
            self.video_type,
            self.video_sequence,
            self.video_timestamp,
            self.video_ssrc,
            vp8_payload(self.picture, key=key, size=size),
            marker=True,
            extension=extension,
        )
        self.video_sequence += 1
        self.video_timestamp += 3000
        self.picture += 1
        return packet

    def show(self, *, key: bool = False, size: int = 200) -> None:
        self.send(self.frame(key=key, size=size))


class SubscribingPeer(MediaPeer):
    """Answers the hub's offers."""

    def __init__(self) -> None:
        super().__init__(controlling=False)
        self._local: LocalTransport | None = None
        self.sections: dict[str, Section] = {}

    async def answer(self, offer: str, *, codecs: tuple[str, ...] = ("opus", "vp8", "h264", "rtx")) -> str:
        description = parse(offer)
        if self._local is None:
            self._local = await self.transport.gather()
            self.transport.connect(description.transport, dtls_client=True)
        self.sections = {section.mid: section for section in description.sections}
        answered = tuple(
            replace(
                section,
                direction=section.direction.mirrored,
                codecs=tuple(codec for codec in section.codecs if codec.name in codecs),
                ssrc=None,
                rtx_ssrc=None,
            )
            for section in description.sections
        )
        return local_description(answered, self._local, setup="active").text()

    def of(self, mid: str) -> list[Received]:
        """What came in this slot."""
        return [packet for packet in self.received if packet.ssrc == self.sections[mid].ssrc]

    def repeats_of(self, mid: str) -> list[Received]:
        return [packet for packet in self.received if packet.ssrc == self.sections[mid].rtx_ssrc]
