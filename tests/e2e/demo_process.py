"""The demo as a process, waited for until it shows something, and gone with all its children whatever the test did."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from platformdirs import user_cache_path

from tests.e2e.processes import PATIENCE_S, ProductProcess

# `make demo` and `make test` have the pictures coded before; where neither ran, they are coded while they are played.
CODED_PICTURES = {"XDG_CACHE_HOME": str(user_cache_path())}
LIVE_PATIENCE_S = 60.0


@contextmanager
def running_demo(
    home: Path, *words: str, shows: str = "16 live", patience_s: float = LIVE_PATIENCE_S
) -> Iterator[ProductProcess]:
    """`words` after "demo"; `shows` stands in its output when the block begins."""
    running = ProductProcess(["demo", *words], home=home, variables=CODED_PICTURES)
    children: list[psutil.Process] = []
    try:
        wait_until(running, lambda: shows in running.output, shows, patience_s)
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
