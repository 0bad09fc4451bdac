"""`make bench-loop`: from a report to the picture on the wall and everybody in the conference, as the issue counts it.

    python -m tests.bench.loop.compare [--only single,five] [--rounds 15] [--together 3] [--reaction 1] [--json FILE|-]

Needs xrandr. Exit status 1 when a target is missed. docs/bench.md says how to read the table.
"""

import argparse
import asyncio
import dataclasses
import json
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tests.bench import table
from tests.bench.compare import NOISY_CORES, machine, say
from tests.bench.loop import segments
from tests.bench.loop.district import REGISTERED, SIMULATED
from tests.bench.loop.hall import OUTPUTS, open_hall
from tests.bench.loop.painted import PaintedWitness
from tests.bench.loop.rounds import Rounds
from tests.bench.loop.segments import Moments
from tests.bench.words import bench_words

SECTIONS = ("single", "five")
# The patrol begins twenty seconds after the hub, and is to be at work all the time.
_SETTLES_S = 25.0


def main() -> int:
    words = _words()
    if shutil.which("xrandr") is None:
        say("bench-loop: xrandr is missing (x11-xserver-utils), so no screen can be several monitors")
        return 2
    around = machine()
    if around["busy_cores_before"] > NOISY_CORES:
        say(f"bench: other processes use {around['busy_cores_before']} core; the figures are worth little")
    rows: list[table.Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-loop-") as name:
        try:
            asyncio.run(_run(words, Path(name), rows))
        except KeyboardInterrupt:
            say("bench: interrupted; what was found so far:")
        except Exception as error:
            say(f"  given up: {type(error).__name__}: {error}")
            rows.append(dataclasses.replace(table.missing("the loop", "", str(error)[:80]), verdict=table.MISS))
    if words.json == "-":
        print(json.dumps({"machine": around, "rows": [dataclasses.asdict(row) for row in rows]}))
    else:
        print(f"\n{around['cores']} cores, {around['system']}, Python {around['python']}; ", end="")
        print(f"{REGISTERED:,} registered and {SIMULATED} simulated cameras, {OUTPUTS} outputs, patrol on; p50 / p95\n")
        print(table.markdown(rows))
        if words.json:
            Path(words.json).write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n")
    return int(any(row.verdict in (table.MISS, table.VOID) for row in rows))


async def _run(words: argparse.Namespace, folder: Path, rows: list[table.Row]) -> None:
    async for row in _rows(words, folder):
        rows.append(row)


async def _rows(words: argparse.Namespace, folder: Path) -> AsyncIterator[table.Row]:
    opened_s = time.monotonic()
    async with open_hall(folder, reaction_s=words.reaction, say=say) as hall:
        with PaintedWitness(hall.screen.pixels) as witness:
            say(f"the hall is open after {time.monotonic() - opened_s:.0f} s")
            await asyncio.sleep(_SETTLES_S)
            rounds = Rounds(hall, witness, say)
            single: list[Moments] = []
            if "single" in words.only:
                say("one alone: " + "; ".join(segment.what for segment in segments.SEGMENTS))
                for _ in range(words.rounds):
                    single += await rounds.play(1)
                for row in (*segments.single_rows(single), segments.witness_row(single)):
                    yield row
            if "five" in words.only:
                say(f"{OUTPUTS} at once")
                together = [one for _ in range(words.together) for one in await rounds.play(OUTPUTS)]
                for row in segments.together_rows(together, at_once=OUTPUTS, single=single):
                    yield row


def _words() -> argparse.Namespace:
    parser = bench_words("loop.compare", SECTIONS)
    parser.add_argument("--rounds", type=int, default=15, help="incidents that come alone")
    parser.add_argument("--together", type=int, default=3, help=f"times that {OUTPUTS} come at once")
    parser.add_argument("--reaction", type=float, default=1.0, metavar="S", help="of people, from ring to answer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
