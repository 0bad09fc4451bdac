"""All sources of a screen: each read once, closed some time after the last tile, and all closed in bounded time."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.decode.av_source import AvSource
from streams.decode.lane import Demand, Effort
from streams.errors import Reason
from streams.feeds import Feeds, View
from streams.state import Phase
from streams.url import parse_stream_url
from tests.servers.simulated import SimulatorThread

ALL = Demand(Effort.ALL, 160, 90)


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorThread]:
    simulator = SimulatorThread(["一号口", "二号口"], tmp_path_factory.mktemp("clips"))
    yield simulator
    simulator.stop()


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    feeds = Feeds(decode_threads=1)
    yield feeds
    feeds.close()


class Silent:
    """Accepts every connection and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self.accepted: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, name="silent server")
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.accepted.append(self._socket.accept()[0])

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for connection in self.accepted:
            connection.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    silent = Silent()
    yield silent
    silent.close()


def until(condition: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline_s, "never happened"
        time.sleep(0.005)


def watch(feeds: Feeds, address: str, demand: Demand = ALL) -> View:
    view = feeds.watch(address)
    view.ask(demand)
    return view


def live(view: View) -> bool:
    return view.feed.state.phase is Phase.LIVE and view.newest() is not None


def test_two_views_of_an_address_are_one_connection(feeds: Feeds, cameras: SimulatorThread) -> None:
    one, two = (watch(feeds, cameras.url("cam01")) for _ in range(2))
    assert one.feed is two.feed
    until(lambda: live(one) and live(two))
    assert one.newest() is two.newest()
    assert one.feed.counters.connections == 1
    assert feeds.all == [one.feed]


def test_the_stream_is_decoded_for_the_view_that_wants_most(feeds: Feeds, cameras: SimulatorThread) -> None:
    one = watch(feeds, cameras.url("cam01"), Demand(Effort.KEY_FRAMES, 160, 90, reduced=True))
    two = watch(feeds, cameras.url("cam01"), Demand(Effort.ALL, 96, 180))
    lane = one.feed.lane
    assert lane.demand == Demand(Effort.ALL, 160, 180)
    two.ask(Demand(Effort.HOLD))
    assert lane.demand == Demand(Effort.KEY_FRAMES, 160, 90, reduced=True)
    one.ask(Demand(Effort.HOLD))
    assert lane.demand.effort is Effort.HOLD
    assert not lane.watched
    two.ask(ALL)
    two.release()
    assert lane.demand.effort is Effort.HOLD


def test_a_released_source_lingers_and_is_found_again_without_reconnecting(
    feeds: Feeds, cameras: SimulatorThread
) -> None:
    view = watch(feeds, cameras.url("cam01"))
    until(lambda: live(view))
    feed = view.feed
    view.release()
    view.release()
    feeds.sweep()
    assert feeds.all == [feed]
    again = watch(feeds, cameras.url("cam01"))
    assert again.feed is feed
    assert again.newest() is not None
    feeds.sweep()
    assert feed.counters.connections == 1


def test_nobodys_source_is_closed_after_a_while(
    feeds: Feeds, cameras: SimulatorThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, kept = watch(feeds, cameras.url("cam01")), watch(feeds, cameras.url("cam02"))
    until(lambda: live(view) and live(kept))
    view.release()
    monkeypatch.setattr("streams.feeds.LINGER_S", -1.0)
    feeds.sweep()
    assert feeds.all == [kept.feed]
    until(lambda: view.feed.state.phase is Phase.IDLE)
    received = view.feed.counters.pictures_received
    shown = kept.feed.counters.pictures_received
    until(lambda: kept.feed.counters.pictures_received > shown + 5)
    assert view.feed.counters.pictures_received == received
    until(lambda: len(asyncio.all_tasks(feeds._media.loop)) < 6)
    assert watch(feeds, cameras.url("cam01")).feed is not view.feed


def test_a_hundred_openings_and_closings_leave_nothing(
    feeds: Feeds, video_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feeds.LINGER_S", -1.0)
    before = threading.active_count()
    for number in range(100):
        watch(feeds, str(video_file)).release()
        if number % 7:
            feeds.sweep()
    feeds.sweep()
    assert (feeds.all, feeds._views, feeds._unwatched_since_s) == ([], {}, {})
    until(lambda: not [task for task in asyncio.all_tasks(feeds._media.loop) if task.get_name().startswith("feed ")])
    until(lambda: threading.active_count() == before)


def test_an_address_that_is_none_is_a_state_and_no_error(feeds: Feeds) -> None:
    for address in ("", "rtsp://", "gopher://x", "rtsp://host:99999/"):
        view = watch(feeds, address)
        until(lambda view=view: view.feed.state.phase is Phase.OFFLINE)
        assert view.feed.state.reason is Reason.BAD_ADDRESS


def test_retry_is_at_once(feeds: Feeds, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.backoff.Backoff.failed", lambda _backoff, *, uptime_s: 3600.0)
    view = watch(feeds, f"rtsp://127.0.0.1:{unused_tcp_port}/x")
    until(lambda: view.feed.state.phase is Phase.OFFLINE)
    assert view.feed.state.reason is Reason.REFUSED
    opened_s = view.feed.counters.opened_s
    feeds.retry_now(view.feed)
    until(lambda: view.feed.counters.opened_s > opened_s)


def test_the_load_is_a_share_and_an_idle_pool_has_none(feeds: Feeds, cameras: SimulatorThread) -> None:
    view = watch(feeds, cameras.url("cam01"))
    loads = []
    until(lambda: loads.append(feeds.load()) or loads[-1][0] > 0)
    assert all(0 <= share <= 1 and 0 <= wait_s < 30 for share, wait_s in loads)
    view.ask(Demand(Effort.HOLD))
    until(lambda: feeds.load() == (0, 0))


def test_closing_is_bounded_with_every_source_hanging(silent: Silent) -> None:
    feeds = Feeds(decode_threads=1)
    schemes = ("rtsp", "http", "rtmp")
    for number in range(12):
        watch(feeds, f"{schemes[number % 3]}://127.0.0.1:{silent.port}/{number}")
    until(lambda: len(silent.accepted) >= 12)
    started_s = time.monotonic()
    feeds.close()
    assert time.monotonic() - started_s < 3.0
    assert feeds.all == []


def test_closing_right_after_opening_is_quick_and_silent(video_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(5):
        feeds = Feeds(decode_threads=1)
        for number in range(4):
            watch(feeds, f"{video_file}" if number else f"rtsp://127.0.0.1:9/{number}")
        feeds.close()
    assert "not every source closed in time" not in caplog.text


async def test_who_gives_up_in_the_moment_a_source_opens_is_not_overheard(video_file: Path) -> None:
    """asyncio.wait_for swallowed such a cancellation before Python 3.12, and the feed went on for ever."""
    source = AvSource(parse_stream_url(str(video_file)), on_access_unit=lambda _unit: None)
    opening = asyncio.ensure_future(source.open())
    await asyncio.sleep(0)
    source._opened.add_done_callback(lambda _opened: opening.cancel())
    with pytest.raises(asyncio.CancelledError):
        await opening
    await source.close()
    await asyncio.to_thread(source._thread.join)


def test_without_conferences_nobody_in_one_is_found(feeds: Feeds) -> None:
    view = feeds.watch("conference://room/anna/camera")
    deadline_s = time.monotonic() + 30
    while view.feed.state.phase is not Phase.OFFLINE:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    assert view.feed.state.reason is Reason.NO_SUCH_STREAM
