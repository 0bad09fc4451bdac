"""Whose packet it is, what its sender is told, and that no bytes from a stranger do harm."""

import asyncio
import struct
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.webrtc import rtcp
from streams.webrtc.forwarder.published import PublishedStream
from streams.webrtc.forwarder.publisher import PublishedSection, Publisher
from tests.fakes.media_peer import rtp, vp8_payload
from tests.streams.webrtc.forwarder.line import Taker, new_taker

MID_ID, LEVEL_ID, SEND_TIME_ID = 4, 1, 2
AUDIO, CAMERA, SCREEN = range(3)


class Published:
    """A publisher of a microphone, a camera and a screen, and who takes each of them."""

    def __init__(self, *, announced: bool = True) -> None:
        self.rtcp: list[bytes] = []
        self.told_something = asyncio.Event()
        self.publisher = Publisher("p", send_rtcp=self._tell)
        self.takers: list[Taker] = []
        for number, (mid, codec, kind) in enumerate((("a", "opus", 111), ("c", "vp8", 96), ("s", "vp8", 96))):
            video = codec == "vp8"
            section = PublishedSection(
                stream=self._stream(mid, codec),
                mid=mid,
                payload_type=kind,
                repeat_type=97 if video else None,
                ssrc=1000 + number if announced else None,
                repeat_ssrc=2000 + number if announced and video else None,
                mid_id=MID_ID,
                level_id=0 if video else LEVEL_ID,
                send_time_id=SEND_TIME_ID if video else 0,
                takes_pictures_lost=mid != "s",
                takes_nack=video,
            )
            self.publisher.add(section)
            taker = new_taker(10 * number + 1)
            taker.out.switch(section.stream, 0.0)
            self.takers.append(taker)

    def _tell(self, data: bytes) -> None:
        self.rtcp.append(data)
        self.told_something.set()

    def _stream(self, mid: str, codec: str) -> PublishedStream:
        return PublishedStream(
            mid,
            codec=codec,
            clock_rate=90000,
            request_key_frame=lambda: self.publisher.request_key_frame(
                next(one for one in self.publisher.sections if one.mid == mid)
            ),
            on_first=lambda: None,
            on_missing=self.publisher.ask_soon,
        )

    def take(self, packet: bytes, now: float = 10.0) -> None:
        self.publisher.take_rtp(bytearray(packet), now)

    def told(self) -> list[object]:
        return [found for data in self.rtcp for found in rtcp.parse(data)]


@pytest.fixture
def published() -> Iterator[Published]:
    made = Published()
    yield made
    made.publisher.close()


def key(sequence: int = 1, *, ssrc: int, extension: bytes = b"", kind: int = 96) -> bytes:
    return rtp(kind, sequence, 3000, ssrc, vp8_payload(sequence, key=True), extension=extension)


def named(mid: str) -> bytes:
    return bytes((MID_ID << 4 | len(mid) - 1,)) + mid.encode()


async def test_announced_streams_are_told_apart_by_their_ssrc(published: Published) -> None:
    published.take(key(ssrc=1001))
    published.take(key(ssrc=1002))
    published.take(rtp(111, 1, 1, 1000, b"voice"))
    assert [len(taker.sent) for taker in published.takers] == [1, 1, 1]


async def test_others_by_their_mid() -> None:
    published = Published(announced=False)
    published.take(key(ssrc=77, extension=named("s")))
    published.take(key(2, ssrc=77))
    assert [len(taker.sent) for taker in published.takers] == [0, 0, 2]
    published.publisher.close()


async def test_and_by_their_payload_type() -> None:
    published = Published(announced=False)
    published.take(rtp(111, 1, 1, 5, b"voice"))
    published.take(key(ssrc=6))
    published.take(rtp(13, 1, 1, 9, b"comfort noise"))
    assert [len(taker.sent) for taker in published.takers] == [1, 1, 0]
    published.publisher.close()


async def test_a_stream_goes_on_under_another_ssrc(published: Published) -> None:
    published.take(key(ssrc=1001))
    published.take(key(500, ssrc=4321, extension=named("c")), 12.0)
    published.take(key(2, ssrc=1001), 12.0)
    taker = published.takers[CAMERA]
    assert taker.sequences == [1, 2]


async def test_an_unknown_ssrc_takes_no_living_stream_over(published: Published) -> None:
    published.take(key(ssrc=1001))
    published.take(key(ssrc=1002))
    published.take(key(500, ssrc=4321), 10.5)
    assert [len(taker.sent) for taker in published.takers] == [0, 1, 1]


async def test_retransmissions_are_unwrapped(published: Published) -> None:
    published.take(key(1, ssrc=1001))
    published.take(rtp(96, 3, 9000, 1001, vp8_payload(3)))
    published.take(rtp(97, 900, 6000, 2001, b"\x00\x02" + vp8_payload(2)))
    published.take(rtp(97, 901, 6000, 2001, b""))  # padding
    taker = published.takers[CAMERA]
    assert taker.sequences == [1, 3, 2]
    assert taker.media[-1].payload == vp8_payload(2)
    assert published.publisher.sections[CAMERA].stream.reception.packets == 2


async def test_missing_packets_are_asked_for_until_they_come(published: Published) -> None:
    now = time.monotonic()
    published.take(key(65534, ssrc=1001), now)
    published.rtcp.clear()
    published.told_something.clear()
    published.take(rtp(96, 1, 9000, 1001, vp8_payload(3)), now)
    async with asyncio.timeout(30):
        await published.told_something.wait()
    assert published.told() == [rtcp.Nack(1001, (65535, 0))]
    published.take(rtp(97, 1, 6000, 2001, b"\xff\xff" + vp8_payload(1)), now)
    published.take(rtp(97, 2, 6000, 2001, b"\x00\x00" + vp8_payload(2)), now)
    assert not len(published.publisher.sections[CAMERA].stream.missing)


async def test_too_many_missing_packets_are_a_key_frame(published: Published) -> None:
    published.take(key(1, ssrc=1001), 10.0)
    published.rtcp.clear()
    published.take(rtp(96, 900, 9000, 1001, vp8_payload(3)), 11.0)
    assert published.told() == [rtcp.KeyFrameRequest(1001)]


async def test_fir_is_for_those_who_know_no_pli(published: Published) -> None:
    published.take(rtp(96, 1, 9000, 1002, vp8_payload(3)), 11.0)
    published.rtcp.clear()
    published.publisher.sections[SCREEN].stream.want_key_frame(20.0)
    (packet,) = published.rtcp
    assert packet[9] == 206
    assert packet[8] & 0x1F == 4
    assert published.told() == [rtcp.KeyFrameRequest(1002)]


async def test_reports_say_what_was_lost_and_what_may_be_sent(published: Published) -> None:
    published.take(key(65530, ssrc=1001))
    for number in range(1, 20):
        if number % 4:
            published.take(rtp(96, 65530 + number, 3000 * number, 1001, vp8_payload(number)))
    published.publisher.demand_bps = 700_000
    published.publisher.report(11.0)
    told = published.told()
    (block,) = [one for one in told if isinstance(one, rtcp.ReceptionBlock)]
    assert block.source == 1001
    assert block.lost_share == pytest.approx(0.2, abs=0.01)
    assert block.highest & 0xFFFF == (65530 + 19) & 0xFFFF
    assert block.highest >> 16 == 2
    (estimate,) = [one for one in told if isinstance(one, rtcp.BitrateEstimate)]
    assert estimate.bits_per_s == pytest.approx(700_000, rel=1e-4)


async def test_voices_and_pictures_of_a_publisher_stay_in_time(published: Published) -> None:
    """Its reports arrive at different delays; the moments that they speak of keep their distance."""
    published.take(rtp(111, 1, 48000, 1000, b"voice"))
    published.take(key(ssrc=1001))
    ntp = rtcp.ntp_of(5_000.0)
    published.publisher.take_rtcp(rtcp.sender_report(1000, ntp=ntp, timestamp=900, packets=1, octets=1), 10.0)
    published.publisher.take_rtcp(rtcp.sender_report(1001, ntp=ntp, timestamp=700, packets=1, octets=1), 10.3)
    audio, camera = (published.publisher.sections[number].stream for number in (AUDIO, CAMERA))
    assert (audio.timestamp_at(10.3) - 900) == (camera.timestamp_at(10.3) - 700)


async def test_how_loud_a_voice_is(published: Published) -> None:
    for level in (30, 40, 0x80 | 50):
        published.take(rtp(111, level, 1, 1000, b"voice", extension=bytes((LEVEL_ID << 4, level))))
    assert published.publisher.take_level() == 127 - 40
    assert published.publisher.take_level() == 0
    published.publisher.sections[AUDIO].stream.hold(held=True, now=10.0)
    assert published.publisher.take_level() is None


async def test_a_level_without_a_value_at_the_very_end_is_none(published: Published) -> None:
    two_byte_form = struct.pack("!BBHII", 0x90, 111, 1, 1, 1000) + struct.pack("!HH", 0x1000, 1)
    published.take(two_byte_form + bytes((0, 0, LEVEL_ID, 0)))
    assert published.publisher.loudness_packets == 0


@settings(max_examples=300)
@given(
    packets=st.lists(
        st.tuples(
            st.sampled_from([96, 97, 111, 13]),
            st.integers(0, 65535),
            st.integers(0, 2**32 - 1),
            st.sampled_from([1000, 1001, 1002, 2001, 5, 6]),
            st.binary(max_size=60),
            st.sampled_from([b"", named("c"), b"\x20\x05", b"\x42abc", b"\xff\x01"]),
            st.binary(max_size=4),
        ),
        max_size=40,
    )
)
def test_no_packet_raises_and_nothing_grows(packets: list[tuple[int, int, int, int, bytes, bytes, bytes]]) -> None:
    async def run() -> None:
        published = Published()
        for number, (kind, sequence, timestamp, ssrc, payload, extension, noise) in enumerate(packets):
            packet = rtp(kind, sequence, timestamp, ssrc, payload, extension=extension)
            published.take(noise + packet[len(noise) :], number / 10)
            published.publisher.take_rtcp(noise + payload, number / 10)
        assert len(published.publisher._routes) <= 32
        for section in published.publisher.sections:
            assert len(section.stream.missing) <= 256
        published.publisher.close()

    asyncio.run(run())


async def test_many_ssrcs_of_one_publisher_are_not_all_remembered(published: Published) -> None:
    for ssrc in range(10_000, 12_000):
        published.take(key(ssrc=ssrc, extension=named("c")), ssrc / 100)
    assert len(published.publisher._routes) <= 32
