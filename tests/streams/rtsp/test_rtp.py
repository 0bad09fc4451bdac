"""The receiver of RTP: order, sources, restarts, extras of the header, and what it reports back."""

import struct

import pytest

from streams.access_unit import AccessUnit
from streams.rtsp.h264 import H264Assembler
from streams.rtsp.rtp import RtpReceiver
from streams.rtsp.statistics import RtspStatistics
from tests.streams.rtsp.nal_units import H264, rtp, units_of

FRAME = 3600


class Receiver:
    def __init__(self) -> None:
        self.units: list[AccessUnit] = []
        self.statistics = RtspStatistics()
        assembler = H264Assembler(self.units.append, clock_rate=90_000)
        self.rtp = RtpReceiver(payload_type=96, clock_rate=90_000, assembler=assembler, statistics=self.statistics)

    def take(self, packet: bytes, now: float = 0.0) -> None:
        """Behind other bytes, as in the receive buffer."""
        data = memoryview(b"$" * 5 + packet + b"$" * 3)
        self.rtp.receive(data, 5, 5 + len(packet), now)

    def picture(self, sequence: int, *, key: bool = False, now: float = 0.0, **fields: int) -> None:
        fields.setdefault("timestamp", sequence * FRAME)
        self.take(rtp(H264.slice(key=key), sequence=sequence, marker=True, **fields), now)


def test_sequence_and_timestamp_wrap_without_loss() -> None:
    receiver = Receiver()
    for number in range(6):
        receiver.picture(65533 + number, key=number == 0, timestamp=0xFFFFFFFF - 2 * FRAME + number * FRAME)
    assert receiver.statistics.lost_packets == 0
    assert [unit.damaged for unit in receiver.units] == [False] * 6
    assert receiver.units[-1].media_time_s - receiver.units[0].media_time_s == pytest.approx(5 * FRAME / 90_000)
    report = receiver.rtp.report()
    assert report is not None
    assert report.highest_sequence == 65536 + 2


def test_padding_extension_and_contributing_sources_are_taken_off() -> None:
    receiver = Receiver()
    unit = H264.slice(key=True)
    extension = struct.pack("!HHI", 0xABAC, 1, 5)  # ONVIF replay
    header = struct.pack("!BBHIIII", 0x80 | 0x20 | 0x10 | 2, 0x80 | 96, 1, 0, 7, 8, 9)
    receiver.take(header + extension + unit + b"\x00\x00\x00\x04")
    assert units_of(receiver.units[0].data) == [unit]


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80\x60\x00",
        struct.pack("!BBHII", 0x00, 96, 1, 0, 7) + b"\x65\x88",
        struct.pack("!BBHII", 0x90, 96, 1, 0, 7) + b"\x00\x00\xff\xff",
        struct.pack("!BBHII", 0xA0, 96, 1, 0, 7) + b"\x65\xff",
        struct.pack("!BBHII", 0x8F, 96, 1, 0, 7),
    ],
    ids=["empty", "short", "version 0", "endless extension", "padding beyond", "sources beyond"],
)
def test_malformed_packets_are_counted_and_skipped(packet: bytes) -> None:
    receiver = Receiver()
    receiver.take(packet)
    assert receiver.statistics.garbled == 1
    assert receiver.units == []


def test_another_payload_type_is_no_fault_and_no_picture() -> None:
    receiver = Receiver()
    receiver.picture(1, key=True)
    receiver.picture(900, payload_type=97, source=99)
    receiver.picture(2)
    assert receiver.statistics.garbled == receiver.statistics.lost_packets == 0
    assert [unit.damaged for unit in receiver.units] == [False, False]


def test_another_source_takes_over_and_is_damaged_until_its_key_frame() -> None:
    receiver = Receiver()
    receiver.picture(1, key=True)
    receiver.picture(50_000, source=8)
    receiver.take(rtp(H264.sps, sequence=50_001, timestamp=9, source=8))
    receiver.picture(50_002, key=True, source=8, timestamp=9)
    assert [unit.damaged for unit in receiver.units] == [False, True, False]
    assert receiver.statistics.lost_packets == 0


def test_a_stray_sequence_number_is_dropped_and_a_restart_is_followed() -> None:
    receiver = Receiver()
    receiver.picture(10, key=True)
    receiver.picture(40_000)
    receiver.picture(11)
    assert [unit.damaged for unit in receiver.units] == [False, False]
    receiver.picture(40_000)
    receiver.picture(40_001)
    receiver.picture(40_002)
    assert [unit.damaged for unit in receiver.units[2:]] == [True, True]
    assert receiver.statistics.lost_packets == 0


def test_doubled_and_late_packets_are_not_used_again() -> None:
    receiver = Receiver()
    for sequence in (1, 2, 2, 1, 3):
        receiver.picture(sequence, key=sequence == 1)
    assert len(receiver.units) == 3
    assert receiver.statistics.late == 2


def test_the_report_counts_loss_of_its_interval_and_of_all_time() -> None:
    receiver = Receiver()
    for sequence in (1, 2, 3, 4, 7, 8, 9, 10):
        receiver.picture(sequence)
    report = receiver.rtp.report()
    assert report is not None
    assert (report.source, report.cumulative_lost, report.highest_sequence) == (7, 2, 10)
    assert report.fraction_lost == 2 * 256 // 10
    receiver.picture(11)
    later = receiver.rtp.report()
    assert later is not None
    assert (later.cumulative_lost, later.fraction_lost) == (2, 0)


def test_nothing_to_report_before_the_first_packet() -> None:
    assert Receiver().rtp.report() is None


def test_jitter_is_that_of_rfc_3550() -> None:
    receiver = Receiver()
    # 10 ms late and back in turn: D is 900 timestamp units each time, J converges towards it.
    for number in range(200):
        receiver.picture(number, timestamp=number * FRAME, now=number * 0.04 + (0.01 if number % 2 else 0.0))
    assert receiver.statistics.jitter_s == pytest.approx(0.01, rel=0.01)


def test_a_clock_jump_is_no_jitter() -> None:
    receiver = Receiver()
    for number in range(20):
        jump = 5_000_000 if number > 10 else 0
        receiver.picture(number, timestamp=number * FRAME + jump, now=number * 0.04)
    assert receiver.statistics.jitter_s == pytest.approx(0.0, abs=1e-6)
