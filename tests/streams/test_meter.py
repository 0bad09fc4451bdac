"""Rates shown on tiles: never those of a moment, never all that came before divided by one second."""

import pytest

from streams import meter
from streams.decode.lane import Lane
from streams.feed import Feed
from streams.meter import Meter, stale_after_s
from streams.rtsp.client import Transport
from streams.stagger import Stagger
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr(meter.time, "monotonic", clock.monotonic_s)
    return clock


@pytest.fixture
def feed() -> Feed:
    """One that has run for 1,000 s at 25 pictures and 100 kB a second."""
    feed = Feed("rtsp://127.0.0.1/camera", lane=Lane(lambda _: None), transport=Transport.TCP, stagger=Stagger())
    feed.counters.mean_interval_s = 0.04
    feed.counters.pictures_received = feed.lane.counters.decoded = 25_000
    feed.counters.bytes_received = 100_000_000
    return feed


def test_a_stream_that_has_run_for_long_begins_with_its_own_average(clock: FakeClock, feed: Feed) -> None:
    rates = Meter(feed)
    rates.read()
    assert rates.fps == pytest.approx(25)
    assert rates.bitrate_bps == pytest.approx(800_000)


def test_a_stream_without_pictures_has_no_rate(clock: FakeClock, feed: Feed) -> None:
    feed.counters.pictures_received = feed.counters.bytes_received = 0
    assert (Meter(feed).fps, Meter(feed).bitrate_bps) == (0, 0)


def test_rates_are_those_since_the_last_reading(clock: FakeClock, feed: Feed) -> None:
    rates = Meter(feed)
    clock.advance(2)
    feed.lane.counters.decoded += 20
    feed.counters.bytes_received += 50_000
    rates.read()
    assert (rates.fps, rates.bitrate_bps) == (pytest.approx(10), pytest.approx(200_000))


def test_a_reading_right_after_another_changes_nothing(clock: FakeClock, feed: Feed) -> None:
    rates = Meter(feed)
    clock.advance(0.001)
    feed.lane.counters.decoded += 25
    rates.read()
    assert rates.fps == pytest.approx(25)


@pytest.mark.parametrize(("interval_s", "limit_s"), [(0.04, 1.0), (0.5, 1.5), (5.0, 15.0)])
def test_stale_is_a_second_or_three_mean_distances(interval_s: float, limit_s: float) -> None:
    assert stale_after_s(interval_s) == limit_s
