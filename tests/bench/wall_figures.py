"""Reads what the wall says about itself: the JSON lines of `main.py wall --stats FILE`, one a second."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.processes import Child

LIVE = "live"  # a tile's `state` while it shows what happens now

Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    """Every complete line so far; an unfinished last one is left for the next time."""
    if not path.exists():
        return []
    text = path.read_text()
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines() if line]


def wait_for(
    path: Path, condition: Callable[[Line], bool], *, patience_s: float, running: Child | None = None
) -> Line | None:
    """The first line that meets `condition`, or None after `patience_s`.

    Raises ChildDiedError if `running` has ended.
    """
    deadline_s = time.monotonic() + patience_s
    seen = 0
    while time.monotonic() < deadline_s:
        known = lines(path)
        for line in known[seen:]:
            if condition(line):
                return line
        seen = len(known)
        if running is not None:
            running.check()
        time.sleep(0.1)
    return None


def all_live(line: Line) -> bool:
    return bool(line["tiles"]) and all(tile["state"] == LIVE for tile in line["tiles"])


def all_painted(line: Line) -> bool:
    return bool(line["tiles"]) and all(tile.get("painted", 0) > 0 for tile in line["tiles"])


def painted_per_s(window: list[Line]) -> list[float]:
    """Pictures painted per second and tile between the first and the last line of `window`."""
    first, last = window[0], window[-1]
    passed_s = last["time"] - first["time"]
    return [
        (after["painted"] - before["painted"]) / passed_s
        for before, after in zip(first["tiles"], last["tiles"], strict=True)
    ]
