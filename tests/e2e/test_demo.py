"""`main.py demo` on a machine without a display: sixteen live cameras, a line a second, nothing left behind."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from platformdirs import user_cache_path

from tests.e2e.processes import PATIENCE_S, ProductProcess

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

# `make demo` has the pictures coded before; where it never ran, they are coded while they are played.
CODED_PICTURES = {"XDG_CACHE_HOME": str(user_cache_path())}
LIVE_PATIENCE_S = 60.0


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ProductProcess]:
    running = ProductProcess(
        ["demo", "--stats", str(tmp_path / "stats.jsonl")], home=tmp_path / "home", variables=CODED_PICTURES
    )
    children: list[psutil.Process] = []
    try:
        wait_until(running, lambda: "16 live" in running.output, "sixteen live cameras", LIVE_PATIENCE_S)
        children = psutil.Process(running.pid).children(recursive=True)
        yield running
    finally:
        running.kill()
        for child in children:
            if child.is_running():
                child.kill()


def wait_until(running: ProductProcess, true: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    deadline_s = time.monotonic() + patience_s
    while not true():
        assert running.process.poll() is None, running.errors
        assert time.monotonic() < deadline_s, f"not within {patience_s:.0f} s: {what}; {running.output}{running.errors}"
        time.sleep(0.1)


def family_of(running: ProductProcess) -> list[psutil.Process]:
    found = psutil.Process(running.pid).children(recursive=True)
    names = {name for process in found for name in ("Xvfb", "simulate") if name in " ".join(process.cmdline())}
    assert names == {"Xvfb", "simulate"}
    return found


def test_it_shows_sixteen_live_cameras_and_leaves_nothing_behind(demo: ProductProcess) -> None:
    family = family_of(demo)
    told = [line for line in demo.output.splitlines() if re.match(r"\d\d:\d\d:\d\d  .* pictures/s ", line)]
    count = len(told)
    wait_until(demo, lambda: demo.output.count("16 live") >= 3, "sixteen for some seconds")
    wait_until(demo, lambda: "screenshot" in demo.output, "a screenshot")
    assert count < demo.output.count("pictures/s")
    (path,) = (demo.home / "data" / "demo" / "screenshots").glob("*.png")
    assert path.stat().st_size > 100_000

    demo.signal(signal.SIGINT)
    assert demo.wait_end() == 0
    assert demo.errors == ""
    gone, alive = psutil.wait_procs(family, PATIENCE_S)
    assert (len(gone), alive) == (len(family), [])


def test_killed_it_takes_its_cameras_and_its_screen_along(demo: ProductProcess) -> None:
    family = family_of(demo)
    demo.signal(signal.SIGKILL)
    demo.wait_end()
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert alive == []
