"""Sender reports, farewells and our own receiver reports, byte by byte as RFC 3550, 6 draws them."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rtsp.rtcp import NTP_EPOCH_OFFSET_S, Farewell, SenderReport, parse_rtcp, receiver_report
from streams.rtsp.rtp import Reception


def sender_report(source: int, ntp_s: int, fraction: int, timestamp: int) -> bytes:
    return struct.pack("!BBHIIIIII", 0x80, 200, 6, source, ntp_s, fraction, timestamp, 10, 1000)


def test_a_sender_report_tells_the_time_of_capture() -> None:
    now = int(time.time())
    packet = sender_report(7, now + NTP_EPOCH_OFFSET_S & 0xFFFFFFFF, 1 << 31, 12345)
    ntp_low = now + NTP_EPOCH_OFFSET_S & 0xFFFF
    assert parse_rtcp(packet) == [SenderReport(7, ntp_low << 16 | 0x8000, 12345, now + 0.5)]


@pytest.mark.parametrize("ntp_s", [0, 3600, 0x83AA7E80 + 10 * 365 * 86400])
def test_a_camera_that_does_not_know_the_time_tells_none(ntp_s: int) -> None:
    (report,) = parse_rtcp(sender_report(7, ntp_s, 0, 1))
    assert isinstance(report, SenderReport)
    assert report.utc_s is None


def test_the_clock_of_the_next_era_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 2_100_000_000.0)  # 2036-07-18, five months into NTP's second era
    seconds = 2_100_000_000 + NTP_EPOCH_OFFSET_S - (1 << 32)
    (report,) = parse_rtcp(sender_report(7, seconds, 0, 1))
    assert isinstance(report, SenderReport)
    assert report.utc_s == 2_100_000_000


def test_a_farewell_behind_a_report_is_found() -> None:
    packet = sender_report(7, 0, 0, 0) + struct.pack("!BBHII", 0x82, 203, 2, 7, 8)
    assert parse_rtcp(packet)[1] == Farewell((7, 8))


def test_our_report_is_a_compound_packet_with_our_name() -> None:
    reception = Reception(source=7, fraction_lost=51, cumulative_lost=2, highest_sequence=65546, jitter=900)
    packet = receiver_report(99, b"viewer", reception, last_report=0x12345678, since_report_s=1.5)
    head = struct.unpack_from("!BBHIIIIIII", packet)
    assert head == (0x81, 201, 7, 99, 7, 51 << 24 | 2, 65546, 900, 0x12345678, 3 * 32768)
    first, kind, words, source, item, length = struct.unpack_from("!BBHIBB", packet, 32)
    assert (first, kind, source, item, length) == (0x81, 202, 99, 1, 6)
    assert len(packet) == 32 + 4 * (words + 1)
    assert packet[42:48] == b"viewer"
    assert packet[-1] == 0


def test_a_report_of_more_arrivals_than_expected_is_negative_in_24_bits() -> None:
    packet = receiver_report(99, b"v", Reception(7, 0, -1, 5, 0))
    assert struct.unpack_from("!I", packet, 12)[0] == 0xFFFFFF


@given(st.binary(max_size=80))
def test_arbitrary_bytes_never_raise(packet: bytes) -> None:
    parse_rtcp(packet)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_behind_a_header_never_raise(rest: bytes) -> None:
    parse_rtcp(b"\x81\xc8" + rest)
    parse_rtcp(b"\x9f\xcb" + rest)
