"""RTCP that is written is read again, and whatever else comes is passed over."""

import pytest
from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSdesPacket, RtcpSrPacket
from hypothesis import given
from hypothesis import strategies as st

from streams.webrtc import rtcp


def test_reports_are_as_another_implementation_reads_them() -> None:
    block = rtcp.reception_block(
        7, lost_share=0.5, lost=-3, highest=70000, jitter=12, last_report=99, since_report_s=1.0
    )
    data = rtcp.receiver_report(5, [block]) + rtcp.source_description(5, b"hub")
    data += rtcp.sender_report(6, ntp=1 << 40, timestamp=3, packets=4, octets=5)
    report, description, sender = RtcpPacket.parse(data)
    assert isinstance(report, RtcpRrPacket)
    (read,) = report.reports
    assert (read.ssrc, read.fraction_lost, read.packets_lost, read.highest_sequence) == (7, 128, -3, 70000)
    assert (read.jitter, read.lsr, read.dlsr) == (12, 99, 65536)
    assert isinstance(description, RtcpSdesPacket)
    assert isinstance(sender, RtcpSrPacket)
    assert (sender.ssrc, sender.sender_info.ntp_timestamp, sender.sender_info.packet_count) == (6, 1 << 40, 4)


def test_requests_are_as_another_implementation_reads_them() -> None:
    data = rtcp.nack(5, 7, [3, 4, 19, 30]) + rtcp.picture_loss(5, 7)
    nack, loss = RtcpPacket.parse(data)
    assert isinstance(nack, RtcpRtpfbPacket)
    assert nack.lost == [3, 4, 19, 30]
    assert isinstance(loss, RtcpPsfbPacket)
    assert loss.media_ssrc == 7


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=60, unique=True))
def test_missing_numbers_are_read_as_they_were_written(sequences: list[int]) -> None:
    (found,) = rtcp.parse(rtcp.nack(1, 2, sorted(sequences)))
    assert isinstance(found, rtcp.Nack)
    assert sorted(found.sequences) == sorted(sequences)


def test_missing_numbers_wrap() -> None:
    assert rtcp.parse(rtcp.nack(1, 2, [65534, 65535, 3])) == [rtcp.Nack(2, (65534, 65535, 3))]


def test_a_packet_full_of_requests_costs_no_more_than_a_link_of_use_asks_for() -> None:
    (found,) = rtcp.parse(rtcp.nack(1, 2, range(6000)))
    assert isinstance(found, rtcp.Nack)
    assert found.sequences == tuple(range(64 * 17))


@pytest.mark.parametrize("bits_per_s", [1, 262143, 262144, 2_500_000, 10**9])
def test_estimates_lose_little(bits_per_s: int) -> None:
    (found,) = rtcp.parse(rtcp.bitrate_estimate(1, bits_per_s, [2, 3]))
    assert isinstance(found, rtcp.BitrateEstimate)
    assert found.bits_per_s == pytest.approx(bits_per_s, rel=1e-5)


def test_everything_of_a_compound_packet_is_found() -> None:
    block = rtcp.reception_block(7, lost_share=0.25, lost=1, highest=9, jitter=0, last_report=0, since_report_s=0)
    data = rtcp.sender_report(1, ntp=5, timestamp=6, packets=0, octets=0)
    data += rtcp.receiver_report(1, [block, block]) + rtcp.full_intra_request(1, 8, 300) + rtcp.picture_loss(1, 9)
    assert rtcp.parse(data) == [
        rtcp.SenderInfo(1, 5, 6),
        rtcp.ReceptionBlock(7, 0.25, 9, 0, 0, 0),
        rtcp.ReceptionBlock(7, 0.25, 9, 0, 0, 0),
        rtcp.KeyFrameRequest(8),
        rtcp.KeyFrameRequest(9),
    ]


VALID = [
    rtcp.nack(1, 2, [3, 4]),
    rtcp.bitrate_estimate(1, 10**6, [2]),
    rtcp.full_intra_request(1, 2, 3),
    rtcp.sender_report(1, ntp=2, timestamp=3, packets=4, octets=5),
    rtcp.receiver_report(1, [bytes(24)] * 3),
]


@given(st.sampled_from(VALID), st.integers(0, 120), st.binary(max_size=8))
def test_damaged_packets_raise_nothing(packet: bytes, at: int, noise: bytes) -> None:
    rtcp.parse(packet[:at] + noise + packet[at + len(noise) :])


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    rtcp.parse(data)


def test_times_of_day_survive() -> None:
    assert rtcp.unix_of(rtcp.ntp_of(1_700_000_000.25)) == pytest.approx(1_700_000_000.25, abs=1e-6)
