"""`make bench-rtc`: the figures of conferences, forwarding beside Debian's Janus on the same load in the same run.

    python -m tests.bench.rtc.compare [--only forward,sharp,late,loss,…] [--rounds 3] [--json FILE|-]

Needs root, or the right to make network namespaces. Exit status 1 when a target is missed.
"""

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import table
from tests.bench.compare import NOISY_CORES, machine, say
from tests.bench.rtc import browsing, coming_and_going, forwarding, joining, returning, rooms, six_way
from tests.bench.words import bench_words
from tests.rtc.network import can_make_networks

SECTIONS = ("forward", "sharp", "late", "loss", "join", "cut", "restart", "desktop", "rooms", "people")
_SIZES = [(6, 6), (6, 18)]
_MINUTES = 4.0


def main() -> int:
    words = _words()
    if not can_make_networks():
        say("bench-rtc: this machine lets us make no network namespaces; as root it would")
        return 2
    around = machine()
    if around["busy_cores_before"] > NOISY_CORES:
        say(f"bench: other processes use {around['busy_cores_before']} core; trust the ratios more than the figures")
    rows: list[table.Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-rtc-") as name:
        try:
            for row in _rows(words, Path(name)):
                rows.append(row)
        except KeyboardInterrupt:
            say("bench: interrupted; what was found so far:")
    if words.json == "-":
        print(json.dumps({"machine": around, "rows": [dataclasses.asdict(row) for row in rows]}))
    else:
        print(f"\n{around['cores']} cores, {around['system']}, Python {around['python']}\n")
        print(table.markdown(rows))
        if words.json:
            Path(words.json).write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n")
    return int(any(row.verdict in (table.MISS, table.VOID) for row in rows))


def _rows(words: argparse.Namespace, folder: Path) -> Iterator[table.Row]:
    """A section that fails is a missed one; the others go on."""
    for section in words.only:
        say(section)
        try:
            yield from _section(section, words, folder)
        except Exception as error:
            say(f"  given up: {type(error).__name__}: {error}")
            yield dataclasses.replace(table.missing(section, "", str(error)[:80]), verdict=table.MISS)


def _section(section: str, words: argparse.Namespace, folder: Path) -> Iterator[table.Row]:
    match section:
        case "forward":
            yield from forwarding.rows(_SIZES, rounds=words.rounds, seconds=words.seconds, folder=folder, say=say)
        case "sharp":
            yield from browsing.sharpness_rows(rounds=words.rounds, folder=folder, say=say)
        case "late":
            yield browsing.late_row(folder=folder, say=say)
        case "loss":
            yield from browsing.loss_rows(seconds=3 * words.seconds, folder=folder, say=say)
        case "join":
            yield from joining.rows(folder=folder, say=say)
        case "cut":
            yield returning.cut_row(rounds=words.rounds, folder=folder, say=say)
        case "restart":
            yield returning.restart_row(rounds=words.rounds, folder=folder, say=say)
        case "desktop":
            yield from six_way.rows(minutes=words.minutes, folder=folder, say=say)
        case "rooms":
            yield rooms.row(folder=folder, say=say)
        case "people":
            yield coming_and_going.row(minutes=60.0 if words.hour else _MINUTES, folder=folder, say=say)


def _words() -> argparse.Namespace:
    parser = bench_words("rtc.compare", SECTIONS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--minutes", type=float, default=1.0, help="of the desktop in a room of six")
    parser.add_argument("--hour", action="store_true", help="joins and leaves for an hour instead of some minutes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
