"""Feeds follow their sources through everything that is done to an output; nothing reconnects, nothing leaks."""

from collections.abc import Callable

import pytest

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source
from app.services.tile_feed import TileFeed, TileSource
from streams.decode.lane import Effort
from streams.errors import Reason
from streams.feeds import Feeds
from streams.state import Phase
from tests.servers.simulated import SimulatorThread
from tests.widgets.wall.conftest import MakeClip, MakeOutput, source_of
from widgets.wall.output import WallOutput

Wait = Callable[[Callable[[], bool]], None]


def feeds_of(output: WallOutput) -> list[TileFeed | None]:
    return [tile.feed for tile in output.canvas.tiles]


def all_painted(output: WallOutput) -> bool:
    return all(feed is None or feed.painted > 0 for feed in feeds_of(output))


def watched(feeds: Feeds) -> dict[str, int]:
    """How many views each open feed has."""
    return {feed.address: count for feed in feeds.all if (count := len(feeds._views[feed]))}


@pytest.fixture
def sources(clip: MakeClip) -> list[Source]:
    return [source_of(clip(number=number)) for number in range(1, 5)]


def test_a_swap_moves_the_feeds_with_their_pictures(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds
) -> None:
    output = make_output()
    output.fill(sources)
    wait_until(lambda: all_painted(output))
    before = feeds_of(output)
    output.command(output.state.swap(0, 3))
    assert feeds_of(output) == [before[3], before[1], before[2], before[0]]
    assert all(feed.newest() is not None for feed in feeds_of(output))
    assert [feed.counters.connections for feed in feeds.all] == [1, 1, 1, 1]


def test_another_layout_and_back_reconnects_nothing(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds
) -> None:
    output = make_output()
    output.fill(sources)
    wait_until(lambda: all_painted(output))
    opened = feeds.all
    first = feeds_of(output)[0]
    output.command(output.state.with_layout(parse_layout("1x1")))
    assert feeds_of(output) == [first]
    output.command(output.state.with_layout(parse_layout("2x2")))
    assert feeds_of(output)[0] is first
    assert [feed.view.feed for feed in feeds_of(output)] == opened
    assert all(feed.newest() is not None for feed in feeds_of(output)), "nothing went black"
    assert [feed.counters.connections for feed in opened] == [1, 1, 1, 1]


def test_a_scene_and_undo_keep_what_both_show(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds
) -> None:
    output = make_output()
    output.fill(sources)
    wait_until(lambda: all_painted(output))
    before = feeds_of(output)
    output.apply_scene(Scene("two", parse_layout("1x2"), (sources[2], sources[0])))
    assert feeds_of(output) == [before[2], before[0]]
    output.undo()
    assert (feeds_of(output)[0], feeds_of(output)[2]) == (before[0], before[2])
    assert [feed.counters.connections for feed in feeds.all] == [1, 1, 1, 1]


def test_what_a_smaller_wall_does_not_show_is_let_go_of(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feeds.LINGER_S", 0.0)
    output = make_output()
    output.fill(sources)
    wait_until(lambda: all_painted(output))
    output.apply_scene(Scene("one", parse_layout("1x1"), (sources[3],)))
    assert watched(feeds) == {sources[3].value: 1}
    wait_until(lambda: feeds.sweep() or len(feeds.all) == 1)


@pytest.mark.parametrize("layouts", [("4x4", "1+5"), ("1+5", "4x4"), ("8x8", "1x1"), ("1x1", "8x8")])
def test_no_feed_is_asked_for_the_size_of_the_tile_that_another_feed_has(
    layouts: tuple[str, str], make_output: MakeOutput, cameras: SimulatorThread, feeds: Feeds
) -> None:
    """Otherwise a small tile's main stream would be opened on the way."""

    def resolve(source: Source) -> TileSource:
        return TileSource(source.value, cameras.url(source.value, "main"), cameras.url(source.value))

    before, after = (parse_layout(name) for name in layouts)
    big = [max(range(len(layout)), key=lambda tile: layout.cells[tile].row_span) for layout in (before, after)]
    output = make_output(layouts[0], resolve=resolve, size=(1920, 1080))
    one, other = Source.of_camera("cam01"), Source.of_camera("cam02")
    full = before if len(before) < len(after) else after
    sources = [[None] * len(layout) for layout in (before, after)]
    for layout, shown, tile, source in zip((before, after), sources, big, (one, other), strict=True):
        shown[tile] = source if layout is full else None
        shown[tile - 1] = source if layout is not full else shown[tile - 1]
    output.apply_scene(Scene("before", before, tuple(sources[0])))
    output.apply_scene(Scene("after", after, tuple(sources[1])))
    shown_big = one if full is before else other
    small = other if shown_big is one else one
    assert cameras.url(small.value, "main") not in {feed.address for feed in feeds.all}
    assert len(watched(feeds)) == 1


def test_a_layout_with_fewer_tiles_than_the_expanded_one_had(make_output: MakeOutput, sources: list[Source]) -> None:
    output = make_output("4x4")
    output.command(output.state.assign(15, sources[0]).expand(15))
    output.command(output.state.with_layout(parse_layout("2x2")))
    assert output.canvas.visible_tiles() == output.canvas.tiles


def test_a_source_in_two_tiles_is_read_once_and_both_are_painted(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds
) -> None:
    output = make_output()
    output.fill([sources[0], sources[0]])
    wait_until(lambda: all_painted(output))
    assert watched(feeds) == {sources[0].value: 2}
    output.command(output.state.clear(0))
    assert watched(feeds) == {sources[0].value: 1}
    painted = output.canvas.tiles[1].feed.painted
    wait_until(lambda: output.canvas.tiles[1].feed.painted > painted)


def test_expanding_stops_the_work_for_hidden_tiles(
    make_output: MakeOutput, sources: list[Source], wait_until: Wait, feeds: Feeds
) -> None:
    output = make_output()
    output.fill(sources)
    wait_until(lambda: all_painted(output))
    output.command(output.state.expand(2))
    efforts = [feed.view.demand.effort for feed in feeds_of(output)]
    assert efforts == [Effort.HOLD, Effort.HOLD, Effort.ALL, Effort.HOLD]
    assert feeds_of(output)[2].view.demand.width == 640
    output.command(output.state.restore())
    assert [feed.view.demand.effort for feed in feeds_of(output)] == [Effort.ALL] * 4


def test_closing_lets_go_of_everything_also_of_what_was_opened_ahead(
    make_output: MakeOutput, sources: list[Source], feeds: Feeds
) -> None:
    output = make_output()
    output.fill(sources)
    assert len(watched(feeds)) == 4
    output.close()
    assert watched(feeds) == {}
    assert feeds_of(output) == [None] * 4
    output.canvas.hide()
    output.canvas.show()
    assert watched(feeds) == {}, "a closed feed is not opened again by the canvas"


def test_a_camera_with_another_address_is_opened_there_and_others_stay(
    make_output: MakeOutput, clip: MakeClip, wait_until: Wait, feeds: Feeds
) -> None:
    addresses = {"a": str(clip(number=1)), "b": str(clip(number=2))}

    def resolve(source: Source) -> TileSource:
        return TileSource(source.value, addresses[source.value], camera_id=source.value)

    output = make_output(resolve=resolve)
    output.fill([Source.of_camera("a"), Source.of_camera("b")])
    wait_until(lambda: all_painted(output))
    kept = output.canvas.tiles[1].feed
    addresses["a"] = str(clip(number=3))
    output.sources_changed()
    assert output.canvas.tiles[1].feed is kept
    assert watched(feeds) == {str(clip(number=3)): 1, str(clip(number=2)): 1}


def test_a_camera_that_was_removed_says_so_in_words(make_output: MakeOutput, clip: MakeClip, wait_until: Wait) -> None:
    known = {"a": str(clip())}

    def resolve(source: Source) -> TileSource:
        return TileSource("not in the list any more", known.get(source.value, ""))

    output = make_output(resolve=resolve)
    output.fill([Source.of_camera("a")])
    wait_until(lambda: all_painted(output))
    known.clear()
    output.sources_changed()
    feed = output.canvas.tiles[0].feed
    wait_until(lambda: feed.state(0.0).phase is Phase.OFFLINE)
    assert feed.state(0.0).reason is Reason.BAD_ADDRESS
    assert feed.source.name == "not in the list any more"
    assert feed.newest() is None


def test_retry_reaches_one_tile_or_all(
    make_output: MakeOutput, wait_until: Wait, feeds: Feeds, unused_port: int
) -> None:
    output = make_output()
    output.fill([Source.of_url(f"rtsp://127.0.0.1:{unused_port}/{number}") for number in range(2)])
    wait_until(lambda: all(feed.state.phase is Phase.OFFLINE for feed in feeds.all))

    def opened() -> list[float]:
        return [feed.counters.opened_s for feed in feeds.all]

    before = opened()
    output.retry(0)
    wait_until(lambda: opened()[0] > before[0])
    assert opened()[1] == before[1]
    before = opened()
    output.retry()
    wait_until(lambda: all(now > then for now, then in zip(opened(), before, strict=True)))
