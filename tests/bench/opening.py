"""How soon a camera that begins with a key frame is on the screen, by the wall's own `first_frame_ms`."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import wall_figures
from tests.bench.cameras import cameras
from tests.bench.percentile import median, percentile
from tests.bench.simulator import simulator
from tests.bench.viewers import THIS_WALL
from tests.bench.viewing import viewing

TILES = 16
PATIENCE_S = 20.0
SIMULATOR = "simulator"
GSTREAMER_SERVER = "gst-rtsp-server"

Say = Callable[[str], None]


def measure(*, rounds: int, folder: Path, say: Say) -> dict[str, list[float]]:
    """Milliseconds from open to first painted frame, of every tile of `rounds` starts with each server.

    Both servers begin with a key frame: the simulator always, GStreamer's because each camera's clip starts from its
    beginning for the first who watches.
    """
    found: dict[str, list[float]] = {SIMULATOR: [], GSTREAMER_SERVER: []}
    with simulator(TILES, folder) as simulated, cameras(TILES, folder) as served:
        for number in range(rounds):
            for server, urls in ((SIMULATOR, simulated.urls), (GSTREAMER_SERVER, served.urls)):
                waits_ms = first_frames_ms(urls)
                found[server] += waits_ms
                say(
                    f"  open, round {number + 1}, {server}: p50 {median(waits_ms):.0f} ms, "
                    f"p95 {percentile(waits_ms, 95):.0f} ms of {len(waits_ms)}"
                )
    return found


def first_frames_ms(urls: Sequence[str]) -> list[float]:
    """One start of the wall; a tile that shows nothing within `PATIENCE_S` counts as infinitely late."""
    with viewing(THIS_WALL, urls) as wall:
        wall_figures.wait_for(wall.figures, wall_figures.all_painted, patience_s=PATIENCE_S, running=wall.process)
        tiles = wall_figures.lines(wall.figures)[-1]["tiles"]
    waits = [tile.get("first_frame_ms") for tile in tiles]
    return [float("inf") if wait_ms is None else wait_ms for wait_ms in waits]
