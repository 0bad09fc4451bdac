"""Processor time of each viewer on the same work, round after round, with a witness that it really paints."""

import dataclasses
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import wall_figures
from tests.bench.cameras import cameras
from tests.bench.processes import ChildDiedError, LoadMeter
from tests.bench.viewers import DECODER, GSTREAMER_PLAIN_WALL, GSTREAMER_WALL, MPV_WALL, OPENCV_WALL, THIS_WALL, Viewer
from tests.bench.viewing import Viewing, viewing
from tests.bench.witness import Witness, grid

START_PATIENCE_S = 25.0
VIEWERS: dict[int, tuple[Viewer, ...]] = {
    16: (THIS_WALL, GSTREAMER_WALL, GSTREAMER_PLAIN_WALL, MPV_WALL, OPENCV_WALL, DECODER),
    36: (THIS_WALL, GSTREAMER_WALL, GSTREAMER_PLAIN_WALL, DECODER),
    64: (THIS_WALL, GSTREAMER_WALL, GSTREAMER_PLAIN_WALL, DECODER),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """One viewer in one round. Rates are pictures per second of the slowest and the average tile."""

    cores: float
    rss_bytes: int
    screen_cores: float  # of the X server beside it
    seen_slowest: float | None  # by the witness, on the screen
    seen_average: float | None
    own_slowest: float | None  # by its own count: painted, or decoded where nothing is painted
    own_average: float | None
    loop_lag_ms: list[float]  # of the wall, one a second


Rounds = dict[str, list[Measured]]
Say = Callable[[str], None]


def compare(
    count: int,
    viewers: Sequence[Viewer],
    *,
    rounds: int,
    seconds: float,
    warm_up_s: float,
    folder: Path,
    say: Say,
) -> Rounds:
    """Every viewer once, then again, `rounds` times; a viewer that fails is told of and left out from there on."""
    chosen = list(viewers)
    found: Rounds = {}
    with cameras(count, folder) as running:
        for number in range(rounds):
            for viewer in list(chosen):
                if shutil.which(viewer.program) is None:
                    say(f"  {viewer.name}: not installed")
                    chosen.remove(viewer)
                    continue
                try:
                    measured = measure(viewer, running.urls, seconds=seconds, warm_up_s=warm_up_s)
                except ChildDiedError as error:
                    say(f"  {viewer.name}: left out: {error}")
                    chosen.remove(viewer)
                    continue
                found.setdefault(viewer.name, []).append(measured)
                say(f"  {count} tiles, round {number + 1}, {viewer.name}: {_in_short(measured)}")
    return found


def measure(viewer: Viewer, urls: Sequence[str], *, seconds: float, warm_up_s: float) -> Measured:
    """Start, wait until every tile moves, let it settle, measure.

    Raises ChildDiedError when it can't show all tiles.
    """
    with viewing(viewer, urls) as running, Witness(running.screen.pixels, grid(len(urls))[1]) as witness:
        if viewer.paints:
            moving = witness.wait_for_motion(START_PATIENCE_S)
        else:
            line = wall_figures.wait_for(running.figures, wall_figures.all_painted, patience_s=START_PATIENCE_S)
            moving = len(urls) if line else 0
        running.process.check()
        if moving < len(urls):
            raise ChildDiedError(f"shows {moving} of {len(urls)} tiles. {running.process.last_words()}")
        time.sleep(warm_up_s)
        measured = _window(viewer, running, witness, seconds)
        running.process.check()
        return measured


def _window(viewer: Viewer, running: Viewing, witness: Witness, seconds: float) -> Measured:
    figures, shown = running.figures, running.screen
    first_line = max(0, len(wall_figures.lines(figures)) - 1)
    meter, screen_meter, before = LoadMeter(running.process.pid), LoadMeter(shown.server.pid), witness.changes()
    time.sleep(seconds)
    after, load, screen_load = witness.changes(), meter.read(), screen_meter.read()
    seen = [float(rate) for rate in (after - before) / load.window_s] if viewer.paints else []
    window = wall_figures.lines(figures)[first_line:] if viewer.reports else []
    own = wall_figures.painted_per_s(window) if len(window) > 1 else []
    return Measured(
        cores=load.cores,
        rss_bytes=load.rss_bytes,
        screen_cores=screen_load.cores,
        seen_slowest=min(seen, default=None),
        seen_average=sum(seen) / len(seen) if seen else None,
        own_slowest=min(own, default=None),
        own_average=sum(own) / len(own) if own else None,
        loop_lag_ms=[line["loop_lag_ms"] for line in window if line.get("loop_lag_ms") is not None],
    )


def _in_short(measured: Measured) -> str:
    rate = measured.seen_slowest if measured.seen_slowest is not None else measured.own_slowest
    return f"{measured.cores:.3f} core, slowest tile {rate or 0:.1f}/s, {measured.rss_bytes / 1e6:.0f} MB"
