"""Ten minutes of a bad network: 16 tiles, one camera disconnected each second; nothing may grow.

    python -m tests.bench.soak [--minutes 10] [--json FILE|-]

Prints a line every half minute and a verdict. Exit status 1 if memory, threads or file descriptors grew, if the
disconnections did not lead to reconnections, or if a tile is not live in the end.
"""

import argparse
import dataclasses
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.bench import wall_figures
from tests.bench.growth import Growth, Sample, growth, sample
from tests.bench.processes import ChildDiedError
from tests.bench.simulator import Simulator, simulator
from tests.bench.viewers import THIS_WALL
from tests.bench.viewing import Viewing, viewing

TILES = 16
START_PATIENCE_S = 30.0
SETTLE_PATIENCE_S = 20.0
TELL_EVERY_S = 30.0
# Of the kicks, how many must be seen as reconnections: those of the last seconds are still under way.
LEAST_RECONNECTED = 0.9

Say = Callable[[str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """`failures` is empty when all is well; each entry is a sentence."""

    minutes: float
    disconnected: int
    reconnected: int
    growth: Growth
    failures: tuple[str, ...]


def run(minutes: float, folder: Path, say: Say) -> Verdict:
    """Raises ChildDiedError if the wall or the simulator ends on its own."""
    with simulator(TILES, folder) as simulated, viewing(THIS_WALL, simulated.urls) as wall:
        if not wall_figures.wait_for(
            wall.figures, wall_figures.all_live, patience_s=START_PATIENCE_S, running=wall.process
        ):
            raise ChildDiedError(f"not every tile came alive: {wall.process.last_words()}")
        samples, kicks = _disconnect_for(minutes * 60, simulated, wall, say)
        settled = _settled(wall)
    return judge(samples, kicks=kicks, last_line=settled, minutes=minutes)


def _disconnect_for(length_s: float, simulated: Simulator, wall: Viewing, say: Say) -> tuple[list[Sample], int]:
    process = psutil.Process(wall.process.pid)
    samples: list[Sample] = []
    start_s = time.monotonic()
    told_s = start_s
    kicks = 0
    while (now_s := time.monotonic()) < start_s + length_s:
        wall.process.check()
        simulated.control.disconnect(simulated.names[kicks % TILES])
        kicks += 1
        samples.append(sample(process))
        if now_s - told_s >= TELL_EVERY_S:
            told_s = now_s
            say(_in_short(now_s - start_s, samples[-1], kicks, wall_figures.lines(wall.figures)[-1]))
        time.sleep(max(0.0, start_s + kicks - time.monotonic()))
    return samples, kicks


def _settled(wall: Viewing) -> wall_figures.Line:
    """The newest line once every tile is live again, or after `SETTLE_PATIENCE_S`."""
    since = time.time()
    live = wall_figures.wait_for(
        wall.figures,
        lambda line: line["time"] > since + 1 and wall_figures.all_live(line),
        patience_s=SETTLE_PATIENCE_S,
        running=wall.process,
    )
    return live or wall_figures.lines(wall.figures)[-1]


def judge(samples: Sequence[Sample], *, kicks: int, last_line: wall_figures.Line, minutes: float) -> Verdict:
    """One sample a second."""
    grown = growth(samples)
    reconnected = sum(tile.get("reconnects", 0) for tile in last_line["tiles"])
    not_live = [
        f"{number + 1} ({tile['state']})"
        for number, tile in enumerate(last_line["tiles"])
        if tile["state"] != wall_figures.LIVE
    ]
    failures = grown.failures()
    if reconnected < LEAST_RECONNECTED * kicks:
        failures.append(f"{kicks} disconnections led to {reconnected} reconnections only")
    if not_live:
        failures.append(f"tiles not live in the end: {', '.join(not_live)}")
    return Verdict(minutes, kicks, reconnected, grown, tuple(failures))


def _in_short(at_s: float, newest: Sample, kicks: int, line: wall_figures.Line) -> str:
    live = sum(tile["state"] == wall_figures.LIVE for tile in line["tiles"])
    reconnected = sum(tile.get("reconnects", 0) for tile in line["tiles"])
    return (
        f"{at_s / 60:5.1f} min: {newest.rss_bytes / 1e6:.1f} MB, {newest.threads} threads, "
        f"{newest.files} files, {kicks} disconnected, {reconnected} reconnected, {live} of {len(line['tiles'])} live"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="16 tiles, one reconnect a second; nothing may grow")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--json", metavar="FILE|-", help="the verdict for machines; - is standard output")
    words = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    say = _to_stderr if words.json == "-" else _to_stdout
    try:
        with tempfile.TemporaryDirectory(prefix="soak-") as name:
            verdict = run(words.minutes, Path(name), say)
    except KeyboardInterrupt:
        say("soak: interrupted")
        return 130
    except (ChildDiedError, TimeoutError) as error:
        say(f"soak: FAILED: {error}")
        return 1
    _write_json(dataclasses.asdict(verdict), words.json)
    say(f"soak: {verdict.minutes:g} min, {verdict.reconnected} reconnections, {verdict.growth}")
    say("soak: FAILED: " + "; ".join(verdict.failures) if verdict.failures else "soak: passed")
    return 1 if verdict.failures else 0


def _write_json(figures: dict[str, Any], where: str | None) -> None:
    if where == "-":
        print(json.dumps(figures))
    elif where:
        Path(where).write_text(json.dumps(figures, indent=2) + "\n")


def _to_stdout(text: str) -> None:
    print(text, flush=True)


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
