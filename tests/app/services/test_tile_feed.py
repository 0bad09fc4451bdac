"""A tile's feed against real cameras: the choice of stream, the change-over, and what a tile may claim."""

import time
from collections.abc import Callable, Iterator

import pytest

from app.services import tile_feed
from app.services.tile_feed import Quality, TileFeed, TileSource
from streams.errors import Reason
from streams.feeds import Feeds
from streams.simulator.faults import Fault
from streams.state import Phase, StreamState
from tests.servers.simulated import SimulatorThread


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorThread]:
    simulator = SimulatorThread(["一号口"], tmp_path_factory.mktemp("clips"))
    yield simulator
    simulator.stop()


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    feeds = Feeds(decode_threads=1)
    yield feeds
    feeds.close()


@pytest.fixture
def camera(cameras: SimulatorThread) -> Iterator[TileSource]:
    yield TileSource(name="一号口", main_url=cameras.url("cam01", "main"), sub_url=cameras.url("cam01"))
    cameras.clear()


def until(condition: Callable[[], object], feed: TileFeed | None = None) -> None:
    """Paints meanwhile, as the canvas would."""
    deadline_s = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline_s, "never happened"
        if feed is not None:
            paint(feed)
        time.sleep(0.005)


def paint(feed: TileFeed) -> None:
    frame = feed.newest()
    if frame is not None:
        feed.was_painted(frame)


def phase(feed: TileFeed) -> Phase:
    return feed.state(time.monotonic()).phase


def test_a_small_tile_shows_the_sub_stream_at_its_own_size(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: feed.painted > 2, feed)
    assert not feed.is_main
    assert feed.newest().bgra().shape == (180, 320, 4)
    assert feed.first_frame_ms > 0


def test_enlarging_goes_to_main_and_the_sub_picture_stays_until_main_is_there(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: feed.painted > 2, feed)
    feed.show(width=1280, height=720)
    widths = []

    def main_arrived() -> bool:
        frame = feed.newest()
        assert frame is not None, "black between"
        widths.append(frame.source_width)
        return frame.source_width == 1280

    until(main_arrived, feed)
    assert widths[0] == 640


def test_back_before_main_came_stays_on_sub(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: feed.painted > 2, feed)
    sub = feed.view
    feed.show(width=1280, height=720)
    feed.show(width=320, height=180)
    assert feed.view is sub
    assert not feed.is_main


def test_under_overload_a_big_tile_goes_to_sub(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=1280, height=720, quality=Quality.SUB_ONLY)
    until(lambda: feed.painted > 2, feed)
    assert feed.newest().source_width == 640


def test_two_tiles_of_a_camera_read_it_once(feeds: Feeds, camera: TileSource):
    first, second = TileFeed(feeds, camera), TileFeed(feeds, camera)
    first.show(width=320, height=180)
    second.show(width=160, height=90)
    until(lambda: first.newest() and second.newest())
    assert len(feeds.all) == 1
    assert second.newest() is first.newest()
    first.close()
    until(lambda: (second.newest().width, second.newest().height) == (160, 90))


def test_a_hidden_tile_costs_no_decoding_and_is_back_at_once(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: feed.painted > 2, feed)
    feed.hide()
    lane = feed.view.feed.lane
    received = feed.view.feed.counters.pictures_received
    until(lambda: feed.view.feed.counters.pictures_received > received + 10)
    decoded = lane.counters.decoded
    feed.show(width=320, height=180)
    until(lambda: lane.counters.decoded > decoded)


def test_a_camera_that_stops_sending_is_stale_then_reconnecting_and_never_live(
    feeds: Feeds, camera: TileSource, cameras: SimulatorThread
):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: phase(feed) is Phase.LIVE and feed.painted > 20, feed)
    cameras.set_fault(Fault.HALF_OPEN, "cam01")
    until(lambda: phase(feed) is Phase.STALE, feed)
    assert feed.age_s(time.monotonic()) > 0.9
    seen = set()
    until(lambda: seen.add(phase(feed)) or Phase.RECONNECTING in seen, feed)
    assert Phase.LIVE not in seen
    cameras.clear()
    until(lambda: phase(feed) is Phase.LIVE and feed.age_s(time.monotonic()) < 1, feed)


def test_connected_again_it_is_not_live_before_a_new_picture_is_on_the_screen(feeds: Feeds, camera: TileSource):
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: phase(feed) is Phase.LIVE and feed.painted > 2, feed)
    now_s = time.monotonic()
    feed.painted_received_s = now_s - 10
    feed.view.feed.state = StreamState(Phase.LIVE, now_s)
    assert feed.state(now_s + 0.01).phase is Phase.RECONNECTING
    until(lambda: phase(feed) is Phase.LIVE and feed.age_s(time.monotonic()) < 1, feed)


def test_a_camera_that_hangs_on_one_picture_is_not_called_live(
    feeds: Feeds, camera: TileSource, cameras: SimulatorThread, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tile_feed, "UNCHANGED_AFTER_S", 2.5)
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    until(lambda: phase(feed) is Phase.LIVE and feed.painted > 2, feed)
    cameras.set_fault(Fault.FROZEN, "cam01")
    until(lambda: phase(feed) is Phase.STALE, feed)
    assert feed.state(time.monotonic()).reason is Reason.UNCHANGED
    # Pictures still arrive.
    until(lambda: feed.age_s(time.monotonic()) < 1, feed)
    cameras.clear()
    until(lambda: phase(feed) is Phase.LIVE, feed)


def test_a_closed_tile_lets_go_of_its_camera_after_a_while(
    feeds: Feeds, camera: TileSource, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("streams.feeds.LINGER_S", 0.0)
    feed = TileFeed(feeds, camera)
    feed.show(width=320, height=180)
    feed.close()
    until(lambda: feeds.sweep() or not feeds.all)


def test_a_source_that_waits_for_its_addresses_opens_nothing_and_says_that_it_connects(feeds: Feeds):
    feed = TileFeed(feeds, TileSource("一号口", "", camera_id="code:A", waiting=True))
    feed.show(width=320, height=180)
    feed.hide()
    feed.get_ready(width=320, height=180)
    assert phase(feed) is Phase.CONNECTING
    assert feed.newest() is None
    assert feeds.all == []
    feed.close()
