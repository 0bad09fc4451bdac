"""Packets that a desktop sends, looked at byte by byte as the hub does."""

import asyncio
import itertools
import struct

import numpy as np
import pytest

from streams.webrtc import rtcp
from streams.webrtc.participant.opus import FRAME_SAMPLES, SAMPLE_RATE, Samples, VoiceDecoder
from streams.webrtc.participant.rtp_sender import Retransmitter, RtpSender
from streams.webrtc.participant.video_encoder import CodedPicture
from streams.webrtc.participant.video_sender import VideoSender
from streams.webrtc.participant.voice_sender import SILENCE_LEVEL, VoiceSender
from streams.webrtc.participant.vp8 import payload_start
from streams.webrtc.rtp import find_extension, locate_payload, read_header

LEVEL_ID, SEND_TIME_ID = 1, 3
BLOCK = 480


class Wire:
    def __init__(self) -> None:
        self.packets: list[bytearray] = []

    def send(self, packet: bytearray, length: int) -> None:
        self.packets.append(bytearray(packet[:length]))

    def payload(self, index: int) -> bytes:
        _, start, stop = locate_payload(self.packets[index])
        return bytes(self.packets[index][start:stop])

    def extension(self, index: int, number: int) -> bytes:
        elements, start, _ = locate_payload(self.packets[index])
        begin, end = find_extension(self.packets[index], elements, start, number)
        return bytes(self.packets[index][begin:end])

    def header(self, index: int) -> tuple[bool, int, int, int, int]:
        """Marker, payload type, sequence number, timestamp, source."""
        _, second, sequence, timestamp, source = read_header(self.packets[index])
        return second >= 0x80, second & 0x7F, sequence, timestamp, source


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def voice(wire: Wire) -> VoiceSender:
    sender = RtpSender(source=7, payload_type=111, clock_rate=SAMPLE_RATE, send=wire.send)
    return VoiceSender(sender, level_extension=LEVEL_ID, loop=asyncio.get_running_loop())


def tone(blocks: int, amplitude: int) -> list[Samples]:
    times = np.arange(blocks * BLOCK) / SAMPLE_RATE
    samples = (amplitude * np.sin(2 * np.pi * 1000 * times)).astype(np.int16)
    return [samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK)]


async def said(voice: VoiceSender, blocks: list[Samples], *, at_s: float = 50.0) -> None:
    for number, block in enumerate(blocks):
        voice.put(block, at_s + number * 0.01)
    await asyncio.sleep(0)


async def test_two_blocks_are_a_packet_with_its_level(voice: VoiceSender, wire: Wire) -> None:
    await said(voice, tone(10, 16384))
    assert len(wire.packets) == 5
    headers = [wire.header(index) for index in range(5)]
    pairs = list(itertools.pairwise(headers))
    assert [(later[2] - earlier[2]) & 0xFFFF for earlier, later in pairs] == [1] * 4
    assert [(later[3] - earlier[3]) & 0xFFFFFFFF for earlier, later in pairs] == [960] * 4
    assert [header[0] for header in headers] == [True, False, False, False, False]
    # Half of full scale, as a sine: -9 dBov; and somebody speaks.
    assert wire.extension(2, LEVEL_ID) == bytes((0x80 | 9,))
    assert VoiceDecoder().duration(wire.payload(0)) == FRAME_SAMPLES


async def test_silence_is_a_packet_in_four_hundred_milliseconds(voice: VoiceSender, wire: Wire) -> None:
    await said(voice, [np.zeros(BLOCK, np.int16)] * 400)
    assert 5 <= len(wire.packets) - 10 <= 15
    assert wire.extension(-1, LEVEL_ID) == bytes((SILENCE_LEVEL,))
    between = (wire.header(len(wire.packets) - 1)[3] - wire.header(len(wire.packets) - 2)[3]) & 0xFFFFFFFF
    assert between == pytest.approx(0.4 * SAMPLE_RATE, rel=0.1)


async def test_muted_nothing_of_the_voice_goes_out(voice: VoiceSender, wire: Wire) -> None:
    voice.muted = True
    await said(voice, tone(200, 16384))
    decoder = VoiceDecoder()
    assert wire.packets
    assert max(int(np.abs(decoder.decode(wire.payload(index))).max()) for index in range(len(wire.packets))) < 10


async def test_a_closed_microphone_keeps_its_way_open_and_comes_back_in_time(voice: VoiceSender, wire: Wire) -> None:
    await said(voice, tone(4, 8000))
    voice.keep_alive(50.3)
    assert len(wire.packets) == 2
    voice.keep_alive(1e9)
    assert len(wire.packets) == 3
    await said(voice, tone(4, 8000), at_s=60.0)
    begun, again = wire.header(0)[3], wire.header(3)[3]
    assert (again - begun) & 0xFFFFFFFF == 10 * SAMPLE_RATE


async def test_a_clock_of_a_device_that_wanders_is_followed_in_whole_packets(voice: VoiceSender, wire: Wire) -> None:
    blocks = tone(100, 8000)
    for number, block in enumerate(blocks):
        voice.put(block, 50 + number * 0.0101)  # one percent slow
    await asyncio.sleep(0)
    steps = {(wire.header(n + 1)[3] - wire.header(n)[3]) & 0xFFFFFFFF for n in range(len(wire.packets) - 1)}
    assert steps == {960}


async def test_a_picture_goes_out_in_packets_without_a_burst(wire: Wire) -> None:
    sender = RtpSender(source=8, payload_type=96, clock_rate=90_000, send=wire.send)
    way = VideoSender(sender, None, send_time_extension=SEND_TIME_ID)
    data = bytes(range(256)) * 120
    way.send(CodedPicture(data, True, 5.0))
    assert len(wire.packets) == 12
    async with asyncio.timeout(30):
        while not wire.header(-1)[0]:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.005)
    assert len({wire.header(index)[3] for index in range(len(wire.packets))}) == 1
    payloads = [wire.payload(index) for index in range(len(wire.packets))]
    assert b"".join(payload[payload_start(payload, 0, len(payload)) :] for payload in payloads) == data
    assert [payload[0] & 0x10 for payload in payloads] == [0x10, *[0] * (len(payloads) - 1)]
    assert len(wire.extension(0, SEND_TIME_ID)) == 3
    way.close()


async def test_what_is_missing_is_sent_again_in_a_stream_of_its_own(wire: Wire) -> None:
    again = Wire()
    sender = RtpSender(source=8, payload_type=96, clock_rate=90_000, send=wire.send)
    retransmitter = Retransmitter(source=9, payload_type=97, send=again.send)
    way = VideoSender(sender, retransmitter, send_time_extension=SEND_TIME_ID)
    way.send(CodedPicture(bytes(3000), True, 5.0))
    _, _, sequence, timestamp, _ = wire.header(2)
    way.repeat((sequence, 12_345), 100.0)
    way.repeat((sequence,), 100.001)  # is on its way
    assert len(again.packets) == 1
    assert again.header(0)[:2] == (True, 97)
    assert again.header(0)[3:] == (timestamp, 9)
    assert again.payload(0) == struct.pack("!H", sequence) + wire.payload(2)
    way.repeat((sequence,), 100.1)
    assert (again.header(1)[2] - again.header(0)[2]) & 0xFFFF == 1


def test_a_sender_report_ties_the_clock_of_the_packets_to_the_machines(wire: Wire) -> None:
    sender = RtpSender(source=8, payload_type=96, clock_rate=90_000, send=wire.send)
    assert sender.report(10.0) == b""
    sender.send(b"abc", timestamp=sender.timestamp(10.0), marker=True, extension=0, now=10.0)
    (report,) = rtcp.parse(sender.report(12.0))
    assert isinstance(report, rtcp.SenderInfo)
    assert (report.timestamp - wire.header(0)[3]) & 0xFFFFFFFF == 180_000
