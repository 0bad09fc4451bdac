"""`--stats FILE` is a contract: these keys, these types, one line a second."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.scenes import Source
from tests.servers.simulated import SimulatorThread
from tests.widgets.wall.conftest import MakeClip, MakeOutput, source_of
from widgets.wall.output import WallOutput
from widgets.wall.stats_file import StatsFile

Wait = Callable[[Callable[[], bool]], None]
MakeStats = Callable[[WallOutput], StatsFile]

TYPES: dict[str, tuple[type, ...]] = {
    "url": (str,),
    "state": (str,),
    "decoded": (int,),
    "painted": (int,),
    "dropped": (int,),
    "fps": (float,),
    "age_ms": (float, type(None)),
    "codec": (str,),
    "width": (int,),
    "height": (int,),
    "first_frame_ms": (float, type(None)),
    "reconnects": (int,),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stats.jsonl"


@pytest.fixture
def make_stats(path: Path) -> Iterator[MakeStats]:
    made: list[StatsFile] = []

    def make(output: WallOutput) -> StatsFile:
        made.append(StatsFile(path, lambda: [output.canvas]))
        return made[-1]

    yield make
    for stats in made:
        stats.close()
        stats.deleteLater()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_keys_types_and_values_of_a_line(
    make_output: MakeOutput, make_stats: MakeStats, cameras: SimulatorThread, path: Path, wait_until: Wait
) -> None:
    output = make_output()
    address = cameras.url("cam01").replace("rtsp://", "rtsp://hall:secret@")
    output.fill([Source.of_url(address), Source.of_url("rtsp://127.0.0.1:9/nobody")])
    stats = make_stats(output)
    stats.write()
    tile = output.canvas.tiles[0].feed
    wait_until(lambda: tile.painted > 5 and output.canvas.tiles[1].feed.view.feed.state.phase == "offline")
    painted = tile.painted
    stats.write()
    first, line = lines(path)
    assert list(line) == ["time", "rss_bytes", "cpu_s", "loop_lag_ms", "tiles"]
    assert abs(line["time"] - time.time()) < 60
    assert line["rss_bytes"] > 10 << 20
    assert line["cpu_s"] >= first["cpu_s"] > 0
    assert isinstance(line["loop_lag_ms"], float)
    for shown in line["tiles"]:
        assert {key: type(shown[key]) in types for key, types in TYPES.items()} == dict.fromkeys(TYPES, True)
    live, dead = line["tiles"]
    assert "secret" not in path.read_text()
    assert live["url"].endswith("/cam01/sub") or "cam01" in live["url"]
    assert (live["state"], live["codec"], live["width"], live["height"]) == ("live", "h264", 640, 360)
    assert live["painted"] == painted
    assert live["decoded"] >= painted
    assert 0 < live["first_frame_ms"] < 10_000
    assert 0 <= live["age_ms"] < 1000
    elapsed_s = line["time"] - first["time"]
    assert live["fps"] == pytest.approx((painted - first["tiles"][0]["painted"]) / elapsed_s, rel=0.2, abs=0.5)
    assert (dead["state"], dead["reason"], dead["age_ms"]) == ("offline", "refused", None)
    assert (dead["first_frame_ms"], dead["fps"], dead["painted"]) == (None, 0, 0)


def test_a_line_a_second_appended_and_none_after_closing(
    make_output: MakeOutput, make_stats: MakeStats, path: Path, wait_until: Wait
) -> None:
    path.write_text('{"before": 1}\n')
    stats = make_stats(make_output())
    wait_until(lambda: len(lines(path)) == 3)
    before, one, two = lines(path)
    assert before == {"before": 1}
    assert 0.9 < two["time"] - one["time"] < 1.5
    assert one["tiles"] == []
    stats.close()
    assert not stats._timer.isActive()


def test_reconnects_are_counted(
    make_output: MakeOutput, make_stats: MakeStats, cameras: SimulatorThread, wait_until: Wait
) -> None:
    output = make_output()
    output.fill([Source.of_url(cameras.url("cam02"))])
    stats = make_stats(output)
    wait_until(lambda: output.canvas.tiles[0].feed.painted > 2)
    cameras.disconnect("cam02")
    wait_until(lambda: stats.snapshot()["tiles"][0]["reconnects"] == 1)


def test_the_loop_lag_tells_of_a_screen_that_was_held_up(
    make_output: MakeOutput, make_stats: MakeStats, application: Any, wait_until: Wait
) -> None:
    stats = make_stats(make_output())
    started_s = time.monotonic()
    wait_until(lambda: time.monotonic() - started_s > 0.1)
    stats.snapshot()
    time.sleep(0.15)
    application.processEvents()
    assert stats.snapshot()["loop_lag_ms"] > 100


def test_tiles_that_are_gone_are_forgotten(make_output: MakeOutput, make_stats: MakeStats, clip: MakeClip) -> None:
    output = make_output()
    stats = make_stats(output)
    for number in range(1, 5):
        output.fill([source_of(clip(number=number))])
        stats.snapshot()
    assert len(stats._painted) == 1


def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        StatsFile(tmp_path, list)


def test_a_disk_that_fills_up_ends_the_figures_and_not_the_wall(
    expected_log: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected_log.append("--stats ends here")
    stats = StatsFile(Path("/dev/full"), list)
    stats.write()
    assert not stats._timer.isActive()
    assert "No space left" in caplog.text
    stats.close()
