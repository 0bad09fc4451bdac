"""`main.py wall` under test: started, judged by its `--stats` lines and by the pixels on its screen, ended.

Whatever a test is about, at the end of each run the whole contract of the lines is checked, and that no line claims a
live tile with an old picture.
"""

import itertools
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from app.domain.layouts import layout_for, parse_layout, rectangles
from streams.simulator.time_code import read_time_code
from tests.bench.screen import Pixels, Screen
from tests.e2e.processes import PATIENCE_S, ProductProcess

Line = dict[str, Any]
TileLine = dict[str, Any]
Rect = tuple[int, int, int, int]  # x, y, width, height on the screen

LOOK_EVERY_S = 0.05
# What "closes in under 2 s" is given on a machine that is slow and does other work as well.
CLOSE_PATIENCE_S = 20.0
# Pictures may be a second old before the tile says so, or three times their mean distance.
OLDEST_LIVE_MS = 1600.0

_LINE_KINDS: dict[str, tuple[type, ...]] = {
    "time": (float,),
    "rss_bytes": (int,),
    "cpu_s": (float, int),
    "loop_lag_ms": (float, int),
    "tiles": (list,),
}
_TILE_KINDS: dict[str, tuple[type, ...]] = {
    "url": (str,),
    "state": (str,),
    "decoded": (int,),
    "painted": (int,),
    "dropped": (int,),
    "fps": (float, int),
    "age_ms": (float, int, type(None)),
    "codec": (str,),
    "width": (int,),
    "height": (int,),
    "first_frame_ms": (float, int, type(None)),
    "reconnects": (int,),
}
_STATES = {"idle", "connecting", "live", "stale", "reconnecting", "offline", "unsupported"}


class WallProcess:
    """A wall of `urls` in a window at the upper left corner of `screen`. A context manager: leaving it ends the wall
    by SIGINT and checks how it went, unless the test failed already or ended it itself."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        screen: Screen,
        home: Path,
        layout: str | None = None,
        size: tuple[int, int] = (1280, 720),
        words: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.urls = list(urls)
        self.screen = screen
        self.size = size
        self.layout = parse_layout(layout) if layout else layout_for(len(urls))
        self.stats_file = home / "stats.jsonl"
        self.home = home
        self.rearranged = False  # set by a test that takes tiles away: those that come back count from nought
        self._ended = False
        command = ["wall", *urls, "--geometry", f"{size[0]}x{size[1]}+0+0", "--stats", str(self.stats_file), *words]
        if layout:
            command += ["--layout", layout]
        self._product = ProductProcess(command, home=home, variables={"DISPLAY": screen.display, **(variables or {})})

    @property
    def pid(self) -> int:
        return self._product.pid

    @property
    def errors(self) -> str:
        return self._product.errors

    # -- what it says

    @property
    def lines(self) -> list[Line]:
        """Every complete line so far."""
        if not self.stats_file.exists():
            return []
        text = self.stats_file.read_text()
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def wait_for(
        self, condition: Callable[[Line], bool], *, since: int | None = None, patience_s: float = PATIENCE_S
    ) -> Line:
        """The first line that meets `condition` among those written after this call, or after the first `since`."""
        looked = len(self.lines) if since is None else since
        deadline_s = time.monotonic() + patience_s
        line: Line = {}
        while time.monotonic() < deadline_s:
            for line in self.lines[looked:]:
                looked += 1
                if condition(line):
                    return line
            assert self._product.process.poll() is None, f"the wall ended by itself: {self.errors}"
            time.sleep(LOOK_EVERY_S)
        raise AssertionError(f"not within {patience_s:.0f} s; last line: {_in_short(line)}; it said: {self.errors!r}")

    def wait_states(self, *allowed: str, tiles: Sequence[int] | None = None, patience_s: float = PATIENCE_S) -> Line:
        """Until all tiles, or these, are in one of the states."""
        return self.wait_for(
            lambda line: all(
                tile["state"] in allowed for index, tile in enumerate(line["tiles"]) if tiles is None or index in tiles
            ),
            patience_s=patience_s,
        )

    def wait_live(self, tiles: Sequence[int] | None = None, *, patience_s: float = PATIENCE_S) -> Line:
        return self.wait_states("live", tiles=tiles, patience_s=patience_s)

    def wait_lines(self, count: int) -> list[Line]:
        """The next `count` lines."""
        return [self.wait_for(lambda _: True) for _ in range(count)]

    # -- what can be seen

    def rect(self, tile: int) -> Rect:
        cell = rectangles(self.layout, *self.size)[tile]
        return cell.x, cell.y, cell.width, cell.height

    def grab(self, tile: int | None = None) -> Pixels:
        """A copy of the tile's pixels on the screen, or the window's."""
        x, y, width, height = self.rect(tile) if tile is not None else (0, 0, *self.size)
        return np.array(self.screen.pixels[y : y + height, x : x + width, :3])

    def wait_seen(self, condition: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
        """Look at the screen until something is to be seen."""
        deadline_s = time.monotonic() + patience_s
        while not condition():
            assert time.monotonic() < deadline_s, f"not seen within {patience_s:.0f} s: {what}"
            assert self._product.process.poll() is None, f"the wall ended by itself: {self.errors}"
            time.sleep(0.01)

    def wait_moves(self, tile: int) -> None:
        """Until two looks at the tile's picture differ in more than a line of text would."""
        before = self.grab(tile)
        least = before.shape[0] * before.shape[1] // 1000
        self.wait_seen(
            lambda: int((self.grab(tile) != before).any(axis=2).sum()) > least, f"a moving picture in tile {tile}"
        )

    def wait_current(self, tile: int, *, loop_s: float) -> None:
        """Until what is on the screen of a simulated camera is of the last second, at every look for longer than that.
        Time codes begin anew with the simulator's loop: of a picture that stands still one look might say so."""
        since_s: float | None = None

        def stays_current() -> bool:
            nonlocal since_s
            taken_s, now_s = read_time_code(self.screen.pixels, self.rect(tile)), time.time()
            if taken_s is None or (now_s - taken_s) % loop_s >= 1:
                since_s = None
                return False
            since_s = since_s if since_s is not None else now_s
            return now_s - since_s > 1.5

        self.wait_seen(stays_current, f"pictures of the last second in tile {tile}")

    # -- its end

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> None:
        self._product.signal(number)

    def xdotool(self, *words: object) -> str:
        """Let the X server do what an operator's hands would; returns what it says."""
        environment = {**os.environ, "DISPLAY": self.screen.display}
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(command, env=environment, check=True, timeout=PATIENCE_S, capture_output=True, text=True)
        return done.stdout

    def wait_end(self, patience_s: float = CLOSE_PATIENCE_S) -> int:
        self._ended = True
        return self._product.wait_end(patience_s)

    def close(self, number: signal.Signals = signal.SIGINT) -> None:
        """End it and check that it goes in time, with status 0 and without a word."""
        self.interrupt(number)
        status = self.wait_end()
        assert (status, self.errors) == (0, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                if not self._ended:
                    self.close()
                check_contract(self.lines, rearranged=self.rearranged)
        finally:
            self._product.kill()


def check_contract(lines: Sequence[Line], *, rearranged: bool) -> None:
    """Every key with its kind on every line, a line a second, counters that never fall, and nothing that lies."""
    assert lines, "no line was written"
    for line in lines:
        _check_kinds(line, _LINE_KINDS)
        for tile in line["tiles"]:
            _check_kinds(tile, _TILE_KINDS)
            assert tile["state"] in _STATES
            if tile["state"] == "live" and tile["age_ms"] is not None:
                assert tile["age_ms"] < OLDEST_LIVE_MS, f"live with an old picture: {tile}"
    for before, after in itertools.pairwise(lines):
        assert before["time"] < after["time"]
        assert before["cpu_s"] <= after["cpu_s"]
        if len(before["tiles"]) == len(after["tiles"]):
            for old, new in zip(before["tiles"], after["tiles"], strict=True):
                if old["url"] == new["url"] and not rearranged:
                    assert old["painted"] <= new["painted"]
                    assert old["decoded"] <= new["decoded"]
                    assert old["reconnects"] <= new["reconnects"]
    if len(lines) > 5:
        mean_s = (lines[-1]["time"] - lines[0]["time"]) / (len(lines) - 1)
        assert 0.9 < mean_s < 2, f"a line every {mean_s:.2f} s"


def painted_per_s(lines: Sequence[Line], tile: int) -> float:
    first, last = lines[0], lines[-1]
    painted: int = last["tiles"][tile]["painted"] - first["tiles"][tile]["painted"]
    return painted / float(last["time"] - first["time"])


def _check_kinds(values: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]]) -> None:
    missing = kinds.keys() - values.keys()
    assert not missing, f"not in the line: {missing}"
    wrong = {name: values[name] for name, expected in kinds.items() if not isinstance(values[name], expected)}
    assert not wrong, f"of the wrong kind: {wrong}"


def _in_short(line: Line) -> list[str]:
    return [f"{tile['url'][-20:]} {tile['state']} {tile.get('reason')}" for tile in line.get("tiles", [])]
