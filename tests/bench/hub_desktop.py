"""From starting the desktop to a board that can be used and a first live tile, with its own hub and a warm cache."""

import json
import os
import sys
import time
from pathlib import Path

from tests.bench import table
from tests.bench.hub_process import MAIN
from tests.bench.percentile import median
from tests.bench.processes import child

_LONGEST_S = 40.0


def row(folder: Path, *, rounds: int) -> table.Row:
    """The first round fills the demo district and is not counted."""
    times = [_start(folder, number) for number in range(rounds + 1)][1:]
    board = [one[0] for one in times]
    tile = [one[1] for one in times]
    peer = f"board {median(board):.2f} s, first live tile {median(tile):.2f} s"
    both = median([max(pair) for pair in times])
    return table.at_most("desktop started: board usable and a tile live", both, 4.0, unit="s", digits=2, peer=peer)


def _start(folder: Path, number: int) -> tuple[float, float]:
    folder.mkdir(parents=True, exist_ok=True)
    stats = folder / f"stats-{number}.jsonl"
    environment = {**os.environ, "FIVEFIFTEEN_DATA": str(folder / "data")}
    command = [sys.executable, str(MAIN), "demo", "--stats", str(stats)]
    began = time.time()
    with child("desktop", command, log=folder / f"log-{number}", environment=environment) as desktop:
        deadline_s = time.monotonic() + _LONGEST_S
        while time.monotonic() < deadline_s:
            desktop.check()
            for line in stats.read_text().splitlines() if stats.exists() else []:
                facts = json.loads(line)
                if facts.get("board_at") and facts.get("first_live_at"):
                    return facts["board_at"] - began, facts["first_live_at"] - began
            time.sleep(0.05)
    raise TimeoutError(f"no usable board or no live tile within {_LONGEST_S:g} s")
