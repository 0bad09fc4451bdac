"""Once a second: what the wall gives up when the machine cannot keep up, and takes back; what nobody watches closed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.overload import LATE_S, SECONDS_TO_LOWER, SECONDS_TO_RAISE, Saving
from app.domain.scenes import Source, SourceStep, Tour
from app.services.tile_feed import Quality, TileSource
from streams.decode.lane import Effort
from streams.feeds import Feeds
from tests.servers.simulated import SimulatorThread
from tests.widgets.wall.conftest import MakeClip, MakeOutput, source_of
from widgets.wall.output_window import OutputWindow
from widgets.wall.upkeep import SMALL_TILE_HEIGHT, WallUpkeep

Wait = Callable[[Callable[[], bool]], None]


class Load:
    """In place of the machine: what `Feeds.load` says."""

    def __init__(self) -> None:
        self.share, self.wait_s = 0.2, 0.0

    def __call__(self) -> tuple[float, float]:
        return self.share, self.wait_s


@pytest.fixture
def load(feeds: Feeds, monkeypatch: pytest.MonkeyPatch) -> Load:
    load = Load()
    monkeypatch.setattr(feeds, "load", load)
    return load


@pytest.fixture
def window(make_output: MakeOutput, cameras: SimulatorThread) -> Iterator[OutputWindow]:
    """1+5 on a screen of 1920 × 1080: one big tile and five small ones, all with main and sub streams."""

    def resolve(source: Source) -> TileSource:
        return TileSource(source.value, cameras.url(source.value, "main"), cameras.url(source.value))

    output = make_output("1+5", resolve=resolve, size=(1920, 1080))
    window = OutputWindow(output, seat="", snapshot_folder=Path)
    output.fill([Source.of_camera(name) for name in ("cam01", "cam02")])
    yield window
    window.close()


@pytest.fixture
def upkeep(feeds: Feeds, window: OutputWindow) -> Iterator[WallUpkeep]:
    upkeep = WallUpkeep(feeds, lambda: [window])
    upkeep.stop()
    yield upkeep
    upkeep.deleteLater()


def seconds(upkeep: WallUpkeep, count: int) -> None:
    for _ in range(count):
        upkeep._every_second()


def qualities(window: OutputWindow) -> list[Quality]:
    return [tile.quality for tile in window.canvas.tiles[:2]]


def test_work_is_lowered_in_order_said_on_the_wall_and_taken_back(
    upkeep: WallUpkeep, window: OutputWindow, load: Load
) -> None:
    big, small = (tile.feed for tile in window.canvas.tiles[:2])
    assert window.canvas.tiles[0].rect.height() > SMALL_TILE_HEIGHT > window.canvas.tiles[1].rect.height()
    seconds(upkeep, 5)
    assert (upkeep.saving, qualities(window), window.canvas._notice_text) == (Saving.NOTHING, [Quality.FULL] * 2, "")
    load.share, load.wait_s = 1.0, LATE_S * 2
    seconds(upkeep, SECONDS_TO_LOWER)
    assert qualities(window) == [Quality.SUB_ONLY] * 2
    assert not big.is_main
    assert "big tiles show the sub stream" in window.canvas._notice_text
    seconds(upkeep, SECONDS_TO_LOWER)
    assert qualities(window) == [Quality.SUB_ONLY, Quality.KEY_FRAMES]
    assert [feed.view.demand.effort for feed in (big, small)] == [Effort.ALL, Effort.KEY_FRAMES]
    assert "small tiles show key frames only" in window.canvas._notice_text
    load.share, load.wait_s = 0.3, 0.0
    seconds(upkeep, SECONDS_TO_RAISE)
    assert qualities(window) == [Quality.SUB_ONLY] * 2
    seconds(upkeep, SECONDS_TO_RAISE)
    assert qualities(window) == [Quality.FULL] * 2
    assert big.is_main
    assert (upkeep.saving, window.canvas._notice_text) == (Saving.NOTHING, "")


def test_the_tile_that_an_operator_enlarged_suffers_last(upkeep: WallUpkeep, window: OutputWindow, load: Load) -> None:
    window.output.command(window.output.state.expand(1))
    load.wait_s = 1.0
    seconds(upkeep, 2 * SECONDS_TO_LOWER)
    assert qualities(window) == [Quality.SUB_ONLY, Quality.FULL]
    assert window.canvas.tiles[1].feed.is_main


def test_a_single_bad_second_is_no_reason(upkeep: WallUpkeep, window: OutputWindow, load: Load) -> None:
    load.wait_s = 1.0
    seconds(upkeep, SECONDS_TO_LOWER - 1)
    load.wait_s = 0.0
    seconds(upkeep, 1)
    load.wait_s = 1.0
    seconds(upkeep, SECONDS_TO_LOWER - 1)
    assert upkeep.saving is Saving.NOTHING


def test_tiles_that_come_later_are_lowered_too(upkeep: WallUpkeep, window: OutputWindow, load: Load) -> None:
    load.wait_s = 1.0
    seconds(upkeep, SECONDS_TO_LOWER)
    window.output.command(window.output.state.assign(5, Source.of_camera("cam03")))
    seconds(upkeep, 1)
    assert window.canvas.tiles[5].quality is Quality.SUB_ONLY


def test_sources_that_nobody_watches_are_closed(
    upkeep: WallUpkeep, window: OutputWindow, feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(feeds.all)
    window.output.command(window.output.state.clear_all())
    seconds(upkeep, 1)
    assert len(feeds.all) == before, "not at once: the next scene may show them"
    monkeypatch.setattr("streams.feeds.LINGER_S", -1.0)
    seconds(upkeep, 1)
    assert feeds.all == []


def test_tours_step_by_themselves_until_it_is_stopped(
    feeds: Feeds, make_output: MakeOutput, clip: MakeClip, wait_until: Wait
) -> None:
    output = make_output()
    window = OutputWindow(output, seat="", snapshot_folder=Path)
    sources = [source_of(clip(number=number)) for number in (1, 2)]
    output.start_tour(Tour("t", tuple(SourceStep(source, 1.0) for source in sources)))
    upkeep = WallUpkeep(feeds, lambda: [window])
    wait_until(lambda: output.state.sources[0] == sources[1])
    upkeep.stop()
    assert not any(timer.isActive() for timer in upkeep._timers)
    upkeep.deleteLater()
    window.close()
