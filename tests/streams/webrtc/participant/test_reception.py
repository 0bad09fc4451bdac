"""The figures of reception reports, against RFC 3550's own definitions."""

import pytest

from streams.webrtc.participant.reception import StreamReception


def counted(sequences: list[int], *, interval_s: float = 0.02, jitter_s: float = 0.0) -> StreamReception:
    reception = StreamReception(7, 48_000)
    for number, sequence in enumerate(sequences):
        arrived_s = 100 + number * interval_s + (jitter_s if number % 2 else 0.0)
        reception.count(sequence & 0xFFFF, number * 960, 100, arrived_s)
    return reception


def test_nothing_came_nothing_is_reported() -> None:
    assert StreamReception(7, 48_000).report() is None


def test_loss_is_of_the_interval_and_of_all_time() -> None:
    reception = counted([number for number in range(65_530, 65_570) if number % 4])
    first = reception.report()
    assert first is not None
    assert first.source == 7
    # Of 65 530 … 65 569 every fourth from 65 532 on.
    assert first.cumulative_lost == 10
    assert first.fraction_lost == 10 * 256 // 40
    assert reception.lost_share == pytest.approx(10 / 40)
    assert first.highest_sequence == 65_569
    second = reception.report()
    assert second is not None
    assert (second.fraction_lost, second.cumulative_lost) == (0, 10)


def test_swapped_and_doubled_packets_are_no_loss() -> None:
    report = counted([1, 3, 2, 4, 4, 6, 5]).report()
    assert report is not None
    assert report.fraction_lost == 0
    assert report.highest_sequence == 6


def test_jitter_is_the_mean_deviation_in_units_of_the_timestamp() -> None:
    report = counted([*range(500)], jitter_s=0.01).report()
    assert report is not None
    assert report.jitter == pytest.approx(480, rel=0.05)
    steady = counted([*range(500)])
    assert steady.jitter_s == pytest.approx(0.0, abs=1e-6)


def test_another_numbering_is_no_loss_and_a_stray_packet_is_none() -> None:
    reception = counted([1, 2, 40_000, 3, 4])
    report = reception.report()
    assert report is not None
    assert (report.highest_sequence, report.fraction_lost) == (4, 0)
    reception = counted([1, 2, 40_000, 40_001, 40_002])
    report = reception.report()
    assert report is not None
    assert (report.highest_sequence, report.cumulative_lost) == (40_002, 0)
