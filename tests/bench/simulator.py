"""Runs this product's camera simulator as a process, with its control port."""

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.simulator.control import ControlClient
from tests.bench.processes import Child, child
from tests.bench.viewers import PYTHON

START_PATIENCE_S = 120.0  # the first run on a machine encodes the scenes
_HOST = "127.0.0.1"


class Simulator(NamedTuple):
    """`urls` are the sub streams (640 × 360), in the order of `names`; `control` belongs to the caller's thread."""

    urls: list[str]
    names: list[str]
    control: ControlClient


@contextlib.contextmanager
def simulator(count: int, folder: Path) -> Iterator[Simulator]:
    """`count` cameras, every picture encoded before the block begins. Raises ChildDiedError if they don't come up."""
    log = folder / "simulator.log"
    log.unlink(missing_ok=True)
    command = [PYTHON, "main.py", "simulate", "--cameras", str(count), "--port", "0"]
    command += ["--control", f"{_HOST}:0", "--prepare"]
    with child("simulator", command, log=log, environment={"PYTHONUNBUFFERED": "1"}) as running:
        said = _wait_until_ready(running, log)
        port = re.search(r"control port (\d+)", said)
        assert port is not None, said
        control = ControlClient(_HOST, int(port[1]))
        try:
            cameras = control.cameras()
            yield Simulator([camera["urls"]["sub"] for camera in cameras], [one["name"] for one in cameras], control)
        finally:
            control.close()


def _wait_until_ready(running: Child, log: Path) -> str:
    deadline_s = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline_s:
        running.check()
        said = log.read_text()
        if "ready" in said.split("\n"):
            return said
        time.sleep(0.05)
    raise TimeoutError(f"the simulator is not ready after {START_PATIENCE_S:.0f} s: {running.last_words()}")
