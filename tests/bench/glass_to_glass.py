"""Delay from the camera's glass to the screen's: the filmed clock is read back from the pixels of the screen."""

import dataclasses
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.cameras import Cameras, cameras
from tests.bench.glass_reader import GlassReader
from tests.bench.percentile import median, percentile
from tests.bench.processes import ChildDiedError, LoadMeter
from tests.bench.viewers import GSTREAMER_WALL, MPV_UNTIMED, THIS_WALL, Viewer
from tests.bench.viewing import viewing
from tests.bench.witness import grid

START_PATIENCE_S = 25.0
VIEWERS = (THIS_WALL, GSTREAMER_WALL, MPV_UNTIMED)

Say = Callable[[str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Delay:
    """Ages in milliseconds of the codes at the moment each appeared on the screen."""

    p50_ms: float
    p95_ms: float
    codes: int
    rss_bytes: int


Rounds = dict[str, list[Delay]]


def compare(count: int, *, rounds: int, seconds: float, warm_up_s: float, folder: Path, say: Say) -> Rounds:
    """The time-code camera alone (`count` 1) or as first of `count` tiles, every viewer once in each round."""
    chosen = list(VIEWERS)
    found: Rounds = {}
    with cameras(count, folder) as running:
        for number in range(rounds):
            for viewer in list(chosen):
                if shutil.which(viewer.program) is None:
                    chosen.remove(viewer)
                    continue
                try:
                    (delay,) = measure(viewer, running, count, windows=1, seconds=seconds, warm_up_s=warm_up_s)
                except ChildDiedError as error:
                    say(f"  {viewer.name}: left out: {error}")
                    chosen.remove(viewer)
                    continue
                found.setdefault(viewer.name, []).append(delay)
                say(f"  {count} tile(s), round {number + 1}, {viewer.name}: {in_short(delay)}")
    return found


def drift(minutes: float, *, window_s: float, warm_up_s: float, folder: Path, say: Say) -> list[Delay]:
    """The wall with 16 tiles, one Delay per window until `minutes` have passed."""
    windows = max(3, round(minutes * 60 / window_s))
    with cameras(16, folder) as running:

        def tell(number: int, delay: Delay) -> None:
            say(f"  drift, {(number + 1) * window_s / 60:.1f} min: {in_short(delay)}")

        return measure(THIS_WALL, running, 16, windows=windows, seconds=window_s, warm_up_s=warm_up_s, after_each=tell)


def measure(
    viewer: Viewer,
    source: Cameras,
    count: int,
    *,
    windows: int,
    seconds: float,
    warm_up_s: float,
    after_each: Callable[[int, Delay], None] = lambda _number, _delay: None,
) -> list[Delay]:
    """Raises ChildDiedError if the clock doesn't come up on the screen."""
    urls = [source.time_code_url, *source.urls[: count - 1]]
    with viewing(viewer, urls) as running:
        reader = GlassReader(running.screen.pixels, grid(count)[1][0])
        if not reader.watch(START_PATIENCE_S, stop=lambda _sighting: True):
            running.process.check()
            raise ChildDiedError(f"{viewer.name} shows no time code: {running.process.last_words()}")
        time.sleep(warm_up_s)
        delays = []
        for number in range(windows):
            ages_ms = [sighting.age_s * 1000 for sighting in reader.watch(seconds)]
            running.process.check()
            rss_bytes = LoadMeter(running.process.pid).read().rss_bytes
            delays.append(Delay(median(ages_ms), percentile(ages_ms, 95), len(ages_ms), rss_bytes))
            after_each(number, delays[-1])
        return delays


def in_short(delay: Delay) -> str:
    return f"p50 {delay.p50_ms:.1f} ms, p95 {delay.p95_ms:.1f} ms, {delay.codes} pictures"
