"""`make bench`: this wall beside its peers on the same cameras and the same screen, in one run.

    python -m tests.bench.compare [--only cpu16,cpu36,cpu64,glass,open,reconnect,lag] [--rounds 3] [--seconds 10]
                                  [--warm-up 5] [--drift MINUTES] [--json FILE|-]

Exit status 1 when a target is missed. docs/bench.md says how to read the table.
"""

import argparse
import dataclasses
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.bench import findings, glass_to_glass, opening, processor_load, returning, table
from tests.bench.processes import ChildDiedError
from tests.bench.viewers import THIS_WALL
from tests.bench.words import bench_words

SECTIONS = ("cpu16", "cpu36", "cpu64", "glass", "open", "reconnect", "lag")
COUNTS = (16, 36, 64)
DRIFT_WINDOW_S = 30.0
# Used by others before we begin: above this the ratios still mean something, the figures themselves little.
NOISY_CORES = 0.15
_LOOK_AROUND_S = 2.0


class Bench:
    """Runs what was asked for, section by section; what is found so far is kept when one fails or is interrupted."""

    def __init__(self, words: argparse.Namespace, folder: Path) -> None:
        self._words = words
        self._folder = folder
        self._timing = {"rounds": words.rounds, "seconds": words.seconds, "warm_up_s": words.warm_up}
        self.rows: list[table.Row] = []
        self.raw: dict[str, Any] = {}
        self.processor_rounds: dict[int, processor_load.Rounds] = {}

    def run(self) -> None:
        only = self._words.only
        for count in COUNTS:
            if f"cpu{count}" in only or "lag" in only:
                self._section(f"{count} tiles", self._processor(count))
        if "glass" in only:
            self._section("glass to glass", self._glass())
        if self._words.drift:
            self._section("drift", self._drift())
        if "open" in only:
            self._section("first painted frame", self._open())
        if "reconnect" in only:
            self._section("live again", self._reconnect())

    def _section(self, what: str, rows: Iterator[table.Row]) -> None:
        say(what)
        try:
            for row in rows:
                self.rows.append(row)
        except (ChildDiedError, TimeoutError) as error:
            say(f"  {what}: given up: {error}")
            self.rows.append(dataclasses.replace(table.missing(what, "", str(error)[:60]), verdict=table.MISS))

    def _processor(self, count: int) -> Iterator[table.Row]:
        """The lag comes from the same rounds; asked for alone, it needs no peers."""
        asked = f"cpu{count}" in self._words.only
        viewers = processor_load.VIEWERS[count] if asked else (THIS_WALL,)
        rounds = processor_load.compare(count, viewers, folder=self._folder, say=say, **self._timing)
        self.processor_rounds[count] = rounds
        self.raw[f"cpu{count}"] = {
            viewer: [dataclasses.asdict(one) for one in measured] for viewer, measured in rounds.items()
        }
        if asked:
            yield from findings.processor_rows(count, rounds)
        yield findings.lag_row(count, rounds)

    def _glass(self) -> Iterator[table.Row]:
        for count in (1, 16):
            rounds = glass_to_glass.compare(count, folder=self._folder, say=say, **self._timing)
            self.raw[f"glass{count}"] = {
                viewer: [dataclasses.asdict(one) for one in delays] for viewer, delays in rounds.items()
            }
            yield from findings.glass_rows(count, rounds)

    def _drift(self) -> Iterator[table.Row]:
        minutes = self._words.drift
        windows = glass_to_glass.drift(
            minutes, window_s=DRIFT_WINDOW_S, warm_up_s=self._words.warm_up, folder=self._folder, say=say
        )
        self.raw["drift"] = [dataclasses.asdict(one) for one in windows]
        yield from findings.drift_rows(windows, minutes)

    def _open(self) -> Iterator[table.Row]:
        waits_ms = opening.measure(rounds=self._words.rounds, folder=self._folder, say=say)
        self.raw["open"] = waits_ms
        yield findings.opening_row(waits_ms)

    def _reconnect(self) -> Iterator[table.Row]:
        waits_s = returning.measure(folder=self._folder, say=say)
        self.raw["reconnect"] = waits_s
        yield findings.returning_row(waits_s)


def say(text: str) -> None:
    """Progress; the results alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was before."""
    busy_cores = psutil.cpu_percent(interval=_LOOK_AROUND_S) / 100 * (os.cpu_count() or 1)
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "busy_cores_before": round(busy_cores, 2),
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def main() -> int:
    words = _words()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    around = machine()
    if around["busy_cores_before"] > NOISY_CORES:
        say(f"bench: other processes use {around['busy_cores_before']} core; trust the ratios more than the figures")
    started_s = time.monotonic()
    interrupted = False
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        bench = Bench(words, Path(name))
        try:
            bench.run()
        except KeyboardInterrupt:
            interrupted = True
            say("bench: interrupted; what was found so far:")
    around["minutes"] = round((time.monotonic() - started_s) / 60, 1)
    _print(bench, around, words.json)
    missed = any(row.verdict in (table.MISS, table.VOID) for row in bench.rows)
    return 130 if interrupted else int(missed)


def _words() -> argparse.Namespace:
    parser = bench_words("compare", SECTIONS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--warm-up", type=float, default=5.0, metavar="S", help="before each, once every tile moves")
    parser.add_argument("--drift", type=float, default=0.0, metavar="MINUTES", help="also: does the delay grow?")
    return parser.parse_args()


def _print(bench: Bench, around: dict[str, Any], where: str | None) -> None:
    figures = {"machine": around, "rows": [dataclasses.asdict(row) for row in bench.rows], "raw": bench.raw}
    if where == "-":
        print(json.dumps(figures))
        return
    if where:
        Path(where).write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\n{around['cores']} cores, {around['system']}, Python {around['python']}, {around['minutes']} min\n")
    print(table.text(bench.rows))
    if bench.processor_rounds:
        print("\n" + findings.processor_details(bench.processor_rounds))


if __name__ == "__main__":
    sys.exit(main())
