"""`main.py demo` on a machine without a display: sixteen live cameras, a line a second, nothing left behind."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.demo_process import running_demo, wait_until
from tests.e2e.processes import PATIENCE_S, ProductProcess

pytestmark = pytest.mark.e2e


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ProductProcess]:
    with running_demo(tmp_path / "home", "--stats", str(tmp_path / "stats.jsonl")) as running:
        yield running


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
