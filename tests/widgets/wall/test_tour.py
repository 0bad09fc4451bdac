"""A tour steps by stored times, opens the next step ahead, and no tile is without a picture on the way."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, SceneStep, Source, SourceStep, Tour
from app.services.tile_feed import TileFeed, TileSource
from streams.feeds import Feeds
from tests.fakes.clock import FakeClock
from tests.servers.simulated import SimulatorThread
from tests.widgets.wall.conftest import MakeClip, MakeOutput, source_of
from widgets.wall.output import WallOutput

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The tour's clock alone; pictures go on in real time."""
    clock = FakeClock()
    clock.advance(1000)
    monkeypatch.setattr("widgets.wall.output.time", SimpleNamespace(monotonic=clock.monotonic_s))
    return clock


@pytest.fixture
def sources(clip: MakeClip) -> list[Source]:
    return [source_of(clip(number=number)) for number in range(1, 5)]


@pytest.fixture
def scenes(scenes_by_name: dict[str, Scene], sources: list[Source]) -> list[Scene]:
    scenes = [
        Scene("one", parse_layout("1x2"), (sources[0], sources[1]), overlay=False),
        Scene("two", parse_layout("1x2"), (sources[2], sources[0]), overlay=False),
        Scene("three", parse_layout("1x1"), (sources[3],), overlay=False),
    ]
    scenes_by_name.update({scene.name: scene for scene in scenes})
    return scenes


@pytest.fixture
def tour(scenes: list[Scene]) -> Tour:
    return Tour("round", tuple(SceneStep(scene.name, 20) for scene in scenes))


def pictures(output: WallOutput) -> list[bool]:
    return [tile.feed is not None and tile.feed.newest() is not None for tile in output.canvas.tiles]


def addresses(feeds: Feeds) -> set[str]:
    return {feed.address for feed in feeds.all if feeds._views[feed]}


def test_nothing_goes_black_between_scenes(
    make_output: MakeOutput, tour: Tour, clock: FakeClock, wait_until: Wait, feeds: Feeds, sources: list[Source]
) -> None:
    output = make_output()
    output.start_tour(tour)
    wait_until(lambda: all(pictures(output)))
    for step in (1, 2, 0):
        clock.advance(15.9)
        output.advance_tour()
        opened = addresses(feeds)
        clock.advance(0.2)
        output.advance_tour()
        coming = {source.value for source in output._find_scene(tour.steps[step].scene).sources}
        assert coming <= addresses(feeds) and not coming <= opened, "opened ahead, and not before its time"
        wait_until(lambda: all(feed.newest() is not None for feed in output._ready.values()))
        clock.advance(3.9)
        output.advance_tour()
        assert output.state.scene == tour.steps[step].scene
        assert all(pictures(output))
        assert addresses(feeds) == coming, "what was opened ahead is shown, what was shown before is let go of"
    assert {feed.counters.connections for feed in feeds.all} == {1}


def test_real_cameras_have_a_picture_at_every_tick(
    make_output: MakeOutput, cameras: SimulatorThread, clock: FakeClock, wait_until: Wait, feeds: Feeds
) -> None:
    steps = tuple(SourceStep(Source.of_url(cameras.url(f"cam0{number}")), 5) for number in (1, 2, 3))
    output = make_output("2x2")
    output.start_tour(Tour("one tile", steps), tile=2)
    tile = output.canvas.tiles[2]
    wait_until(lambda: tile.feed.painted > 0)
    for step in (1, 2, 0):
        clock.advance(1.5)
        output.advance_tour()
        wait_until(lambda: all(feed.newest() is not None for feed in output._ready.values()))
        clock.advance(3.5)
        output.advance_tour()
        assert output.state.sources[2] == steps[step].source
        shown = tile.feed

        def has_picture_until_it_moves(shown: TileFeed = shown) -> bool:
            assert tile.feed.newest() is not None, "black"
            return shown.painted > 10

        wait_until(has_picture_until_it_moves)
    assert [source is None for source in output.state.sources] == [True, True, False, True]


def test_a_late_timer_lands_on_the_step_that_is_due(make_output: MakeOutput, tour: Tour, clock: FakeClock) -> None:
    output = make_output()
    output.start_tour(tour)
    clock.advance(20 * 3 + 41)
    output.advance_tour()
    assert output.tour_run.step == 2
    assert output.state.scene == "three"
    assert output.tour_remaining_s() == pytest.approx(19)


def test_pausing_keeps_what_was_left_of_the_step(make_output: MakeOutput, tour: Tour, clock: FakeClock) -> None:
    output = make_output()
    changes: list[int] = []
    output.tour_changed.connect(lambda: changes.append(1))
    output.start_tour(tour)
    clock.advance(12)
    output.pause_tour(True)
    clock.advance(500)
    output.advance_tour()
    assert (output.tour_run.step, output.tour_run.paused, output.tour_remaining_s()) == (0, True, pytest.approx(8))
    output.pause_tour(False)
    clock.advance(8.1)
    output.advance_tour()
    assert output.tour_run.step == 1
    assert len(changes) == 4


def test_skipping_forth_and_back(make_output: MakeOutput, tour: Tour, clock: FakeClock) -> None:
    output = make_output()
    output.start_tour(tour)
    clock.advance(7)
    output.skip_tour(1)
    assert (output.state.scene, output.tour_remaining_s()) == ("two", pytest.approx(20))
    output.skip_tour(-1)
    output.skip_tour(-1)
    assert output.state.scene == "three"


def test_skipping_what_was_opened_ahead_closes_it(
    make_output: MakeOutput, tour: Tour, clock: FakeClock, feeds: Feeds, sources: list[Source]
) -> None:
    output = make_output()
    output.start_tour(tour)
    clock.advance(18)
    output.advance_tour()
    assert sources[2].value in addresses(feeds)
    output.skip_tour(2)
    assert addresses(feeds) == {sources[3].value}


def test_stopping_keeps_the_wall_and_closes_what_was_opened_ahead(
    make_output: MakeOutput, tour: Tour, clock: FakeClock, feeds: Feeds, sources: list[Source]
) -> None:
    output = make_output()
    output.start_tour(tour)
    clock.advance(18)
    output.advance_tour()
    output.stop_tour()
    assert (output.tour, output.tour_run, output.tour_remaining_s()) == (None, None, 0)
    assert output.state.scene == "one"
    assert addresses(feeds) == {sources[0].value, sources[1].value}
    clock.advance(100)
    output.advance_tour()
    assert output.state.scene == "one"


def test_a_scene_or_a_fill_by_the_operator_ends_the_tour(
    make_output: MakeOutput, tour: Tour, clock: FakeClock, scenes: list[Scene], sources: list[Source]
) -> None:
    output = make_output()
    output.start_tour(tour)
    output.apply_scene(scenes[2])
    assert output.tour is None
    output.start_tour(tour)
    output.fill(sources)
    assert output.tour is None


def test_a_tour_without_loop_ends_on_its_last_step(
    make_output: MakeOutput, scenes: list[Scene], clock: FakeClock
) -> None:
    output = make_output()
    output.start_tour(Tour("once", (SceneStep("one", 5), SceneStep("two", 5)), loop=False))
    clock.advance(5.1)
    output.advance_tour()
    assert output.tour is not None
    clock.advance(5)
    output.advance_tour()
    assert output.tour is None
    assert output.state.scene == "two"


def test_steps_are_no_commands_to_be_undone(make_output: MakeOutput, tour: Tour, clock: FakeClock) -> None:
    output = make_output("3x3")
    output.command(output.state.with_layout(parse_layout("2x2")))
    output.start_tour(tour)
    clock.advance(25)
    output.advance_tour()
    output.stop_tour()
    output.undo()
    assert output.state.layout.name == "3x3"


def test_a_scene_deleted_during_the_tour_is_passed_over_and_the_next_is_opened_ahead(
    make_output: MakeOutput,
    tour: Tour,
    clock: FakeClock,
    scenes_by_name: dict[str, Scene],
    feeds: Feeds,
    sources: list[Source],
) -> None:
    output = make_output()
    output.start_tour(tour)
    clock.advance(18)
    output.advance_tour()
    del scenes_by_name["two"]
    clock.advance(2.1)
    output.advance_tour()
    assert output.tour_run.step == 1
    assert output.state.scene == "one"
    assert addresses(feeds) == {sources[0].value, sources[1].value}
    clock.advance(18)
    output.advance_tour()
    assert sources[3].value in addresses(feeds)
    clock.advance(2)
    output.advance_tour()
    assert output.state.scene == "three"


def test_a_tour_over_one_tile_survives_a_smaller_layout(
    make_output: MakeOutput, sources: list[Source], clock: FakeClock
) -> None:
    output = make_output("3x3")
    output.start_tour(Tour("cameras", tuple(SourceStep(source, 5) for source in sources)), tile=8)
    output.command(output.state.with_layout(parse_layout("1x1")))
    clock.advance(5.1)
    output.advance_tour()
    assert output.state.sources == (sources[1],)


def test_a_restored_tour_goes_on_at_its_step(make_output: MakeOutput, tour: Tour, clock: FakeClock) -> None:
    output = make_output()
    output.start_tour(tour, step=2)
    output.pause_tour(True)
    assert output.state.scene == "three"
    assert output.tour_run.step == 2
    assert output.tour_run.paused


def test_what_waits_for_the_hub_is_opened_ahead_when_it_can_be(
    make_output: MakeOutput, clock: FakeClock, wait_until: Wait, feeds: Feeds, sources: list[Source]
) -> None:
    output = make_output()
    known = output._resolve
    waiting = {sources[1]}
    output._resolve = lambda source: TileSource("waits", "", waiting=True) if source in waiting else known(source)
    output.start_tour(Tour("T", (SourceStep(sources[0], 20), SourceStep(sources[1], 20))))
    wait_until(lambda: pictures(output)[0])
    clock.advance(16.5)
    output.advance_tour()
    assert sources[1].value not in addresses(feeds)
    waiting.clear()
    output.sources_changed()
    output.advance_tour()
    assert sources[1].value in addresses(feeds)
