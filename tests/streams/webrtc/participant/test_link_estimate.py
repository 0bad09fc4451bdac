"""What is told to the hub of the way down."""

import pytest

from streams.webrtc.participant.link_estimate import HIGHEST_BPS, DelayTrend, LinkEstimate


def after(seconds: int, *, received_bps: float, lost_share: float = 0.0, queue_s: float = 0.0) -> LinkEstimate:
    link = LinkEstimate()
    for _ in range(seconds):
        link.look(received_bps=received_bps, lost_share=lost_share, queues_s=[queue_s, queue_s + 0.1])
    return link


def test_a_link_without_trouble_has_no_limit() -> None:
    assert after(10, received_bps=2_000_000).bits_per_s == HIGHEST_BPS


def test_much_loss_asks_for_less_than_came() -> None:
    assert after(1, received_bps=2_000_000, lost_share=0.2).bits_per_s == pytest.approx(1_800_000)


def test_a_little_loss_asks_for_no_less() -> None:
    assert after(10, received_bps=2_000_000, lost_share=0.05).bits_per_s == HIGHEST_BPS


def test_a_queue_in_every_stream_asks_for_less_and_one_alone_does_not() -> None:
    assert after(1, received_bps=2_000_000, queue_s=0.2).bits_per_s == pytest.approx(1_700_000)
    link = LinkEstimate()
    link.look(received_bps=2_000_000, lost_share=0.0, queues_s=[0.3, 0.01])
    assert link.bits_per_s == HIGHEST_BPS


def test_it_grows_again_when_the_trouble_is_over() -> None:
    link = after(1, received_bps=1_000_000, lost_share=0.5)
    low = link.bits_per_s
    for _ in range(10):
        link.look(received_bps=low, lost_share=0.0, queues_s=[0.0])
    assert link.bits_per_s == pytest.approx(low * 1.08**10, rel=0.01)


def test_the_queue_is_what_the_quickest_packet_takes_longer_than_of_late() -> None:
    trend = DelayTrend()
    assert trend.queue_s() is None
    for media_s, late_s in ((0.0, 0.05), (0.1, 0.02), (0.2, 0.3)):
        trend.note(media_s, 50 + media_s + late_s)
    assert trend.queue_s() == pytest.approx(0.0)
    trend.note(1.0, 51.17)
    trend.note(1.1, 51.4)
    assert trend.queue_s() == pytest.approx(0.15)


def test_another_stream_in_the_slot_is_no_queue() -> None:
    trend = DelayTrend()
    trend.note(0.0, 50.0)
    trend.queue_s()
    trend.note(500.0, 51.0)
    assert trend.queue_s() == 0.0
    trend.note(0.0, 600.0)
    assert trend.queue_s() == 0.0
