"""How soon a camera that was gone is live again, seen on the screen: its first new picture after it came back."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import time_code
from tests.bench.cameras import cameras
from tests.bench.glass_reader import GlassReader, Sighting
from tests.bench.processes import ChildDiedError
from tests.bench.viewers import THIS_WALL
from tests.bench.viewing import viewing
from tests.bench.witness import grid

PATIENCE_S = 20.0
HEALTHY_S = 2.0
# Spread over the rhythm of the first attempts (a second apart), so that luck with the phase averages out.
OUTAGES_S = (0.2, 0.45, 0.7, 0.95, 1.2, 1.45)

Say = Callable[[str], None]


def measure(*, folder: Path, say: Say) -> list[float]:
    """Seconds from the camera accepting connections again to its first new picture, one per outage.

    The camera loses its power (every connection ends, nothing listens) and starts again on the same port. Each outage
    gets a fresh wall, so that back-off from an earlier one plays no part.
    """
    found = []
    with cameras(1, folder) as running:
        for outage_s in OUTAGES_S:
            with viewing(THIS_WALL, [running.time_code_url]) as wall:
                reader = GlassReader(wall.screen.pixels, grid(1)[1][0])
                if not reader.watch(PATIENCE_S, stop=lambda _sighting: True):
                    wall.process.check()
                    raise ChildDiedError(f"the wall shows no time code: {wall.process.last_words()}")
                reader.watch(HEALTHY_S)
                running.kill()
                time.sleep(outage_s)
                running.start()
                back_s, back_ticks = time.monotonic(), time_code.now_ticks()

                def is_new(sighting: Sighting, since_ticks: int = back_ticks) -> bool:
                    return time_code.age_s(since_ticks, sighting.ticks) < PATIENCE_S

                seen = reader.watch(PATIENCE_S, stop=is_new)
                fresh = seen and is_new(seen[-1])
                found.append(seen[-1].at_s - back_s if fresh else float("inf"))
                say(f"  camera away for {outage_s:.2f} s and its start: live again after {found[-1]:.2f} s")
    return found
