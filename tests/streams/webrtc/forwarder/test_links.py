"""How much a publisher may send, and how many videos a subscriber gets."""

import pytest

from streams.webrtc.forwarder.downlink import EVERY_VIDEO, UNLIMITED, Downlink
from streams.webrtc.forwarder.uplink import UplinkEstimate

MOST = 2_500_000.0


class Uplink:
    """Packets of a publisher over a link with a queue."""

    def __init__(self) -> None:
        self.estimate = UplinkEstimate(MOST)
        self.now = 5000.0

    def run(self, seconds: float, *, queue_s: float = 0.0, growth: float = 0.0, received_bps: float = MOST) -> float:
        for _ in range(round(seconds * 10)):
            for _ in range(10):
                self.now += 0.01
                queue_s += growth * 0.01
                sent = self.now - 0.03 - queue_s + 123.4  # another clock
                self.estimate.arrived(int(sent * (1 << 18)) & 0xFFFFFF, self.now)
            self.estimate.tick(self.now, 0.1, received_bps)
        return queue_s


def test_a_free_way_up_is_not_limited_also_when_send_times_wrap() -> None:
    uplink = Uplink()
    uplink.run(140)
    assert uplink.estimate.limit_bps == MOST


def test_a_growing_queue_takes_the_limit_down_to_what_arrives_and_time_brings_it_back() -> None:
    uplink = Uplink()
    uplink.run(3)
    uplink.run(1.5, growth=0.2, received_bps=600_000)
    assert uplink.estimate.limit_bps == pytest.approx(0.85 * 600_000, rel=0.1)
    uplink.run(20)
    assert uplink.estimate.limit_bps == MOST


def test_a_publisher_without_send_times_is_not_limited() -> None:
    estimate = UplinkEstimate(MOST)
    for number in range(100):
        estimate.tick(number / 10, 0.1, 100_000)
    assert estimate.limit_bps == MOST


def seconds(downlink: Downlink, count: int, begin: float = 0.0, *, loss: float, videos: int) -> float:
    for number in range(count):
        downlink.reported(loss)
        downlink.judge(begin + number, 1_000_000, min(videos, downlink.most_videos))
    return begin + count


def test_a_good_link_gets_every_video() -> None:
    downlink = Downlink()
    seconds(downlink, 60, loss=0.05, videos=6)
    assert downlink.most_videos == EVERY_VIDEO
    assert downlink.limit_bps == UNLIMITED


def test_a_poor_link_loses_its_videos_by_halves_and_gets_them_back_one_by_one() -> None:
    downlink = Downlink()
    now = seconds(downlink, 3, loss=0.3, videos=6)
    assert downlink.most_videos == 3
    now = seconds(downlink, 6, now, loss=0.3, videos=6)
    assert downlink.most_videos == 0
    now = seconds(downlink, 5, now, loss=0.0, videos=6)
    assert downlink.most_videos == 1
    seconds(downlink, 5, now, loss=0.0, videos=6)
    assert downlink.most_videos == 2
    downlink.satisfied(2)
    assert downlink.most_videos == EVERY_VIDEO


def test_a_link_that_fails_again_is_tried_again_more_slowly() -> None:
    downlink = Downlink()
    now = seconds(downlink, 3, loss=0.3, videos=1)
    waited = []
    for _ in range(4):
        tries = 0
        while downlink.most_videos == 0:
            now = seconds(downlink, 1, now, loss=0.0, videos=1)
            tries += 1
        waited.append(tries)
        now = seconds(downlink, 3, now, loss=0.3, videos=1)
    assert waited == [5, 10, 20, 40]


def test_an_estimate_far_below_what_is_sent_counts_as_poor_where_a_queue_grows() -> None:
    downlink = Downlink()
    downlink.took(0.04)
    downlink.took(0.4)
    downlink.estimate_bps = 300_000
    downlink.judge(0, 1_000_000, 2)
    assert downlink.limit_bps == 300_000
    downlink.judge(1, 1_000_000, 2)
    downlink.judge(2, 1_000_000, 2)
    assert downlink.most_videos == 1


def test_a_busy_device_that_estimates_low_loses_nothing() -> None:
    downlink = Downlink()
    downlink.took(0.04)
    downlink.estimate_bps = 300_000
    for second in range(10):
        downlink.judge(second, 1_000_000, 2)
    assert downlink.most_videos == EVERY_VIDEO


def test_an_estimate_that_follows_what_is_sent_limits_nothing() -> None:
    downlink = Downlink()
    downlink.estimate_bps = 450_000
    for second in range(10):
        downlink.judge(second, 400_000, 2)
    assert downlink.most_videos == EVERY_VIDEO
    assert downlink.limit_bps == UNLIMITED
