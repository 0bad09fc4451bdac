"""`make bench-hub`: the hub's figures on SQLite and PostgreSQL, each beside the bare database in the same run.

    python -m tests.bench.hub [--only commands,fanout,resume,start,verify,day,desktop] [--rounds 3] [--json FILE|-]

Exit status 1 when a target is missed. docs/bench.md says how to read the table.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import hub_day, hub_desktop, hub_fanout, hub_history, hub_load, table
from tests.bench.hub_process import BenchHub, Engine, engines
from tests.bench.words import bench_words

SECTIONS = ("commands", "fanout", "resume", "start", "verify", "day", "desktop")


def main() -> int:
    words = _words()
    rows: list[table.Row] = []
    with tempfile.TemporaryDirectory(prefix="fivefifteen-bench-hub-") as name, engines() as both:
        folder = Path(name)
        try:
            for row in _rows(words, folder, both):
                rows.append(row)
                print(table.text([row]).splitlines()[-1], flush=True)
        except KeyboardInterrupt:
            print("interrupted; so far:", file=sys.stderr)
    print()
    print(table.text(rows))
    if words.json:
        text = json.dumps([row.__dict__ if hasattr(row, "__dict__") else str(row) for row in rows], ensure_ascii=False)
        if words.json == "-":
            print(text)
        else:
            Path(words.json).write_text(text, "utf-8")
    return int(any(row.verdict == table.MISS for row in rows))


def _rows(words: argparse.Namespace, folder: Path, both: list[Engine]) -> Iterator[table.Row]:
    only = words.only
    if "commands" in only:
        yield from hub_load.rows(both, folder, rounds=words.rounds)
    for engine in both:
        if {"fanout", "resume"} & set(only):
            with _hub(folder / f"feed-{engine.name}", engine) as hub:
                if "fanout" in only:
                    yield asyncio.run(hub_fanout.row(hub, engine.name))
                if "resume" in only:
                    yield asyncio.run(hub_history.resume_row(hub, engine.name))
        if {"start", "verify"} & set(only):
            yield from hub_history.rows(engine, folder / f"history-{engine.name}", rounds=words.rounds, only=only)
    if "day" in only:
        yield from asyncio.run(hub_day.rows(folder / "day"))
    if "desktop" in only:
        yield hub_desktop.row(folder / "desktop", rounds=words.rounds)


@contextmanager
def _hub(folder: Path, engine: Engine) -> Iterator[BenchHub]:
    hub = BenchHub(folder, engine.new_url(folder))
    try:
        yield hub
    finally:
        hub.stop()


def _words() -> argparse.Namespace:
    parser = bench_words("hub", SECTIONS)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
