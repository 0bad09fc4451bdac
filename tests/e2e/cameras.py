"""Simulated cameras in a process of their own, as the demo has them, with short loops that are made once."""

import contextlib
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.simulator.control import ControlClient
from tests.e2e.processes import PATIENCE_S, ProductProcess

# Long enough that a wall does not take the repetition for a camera that hangs.
LOOP_S = 10


@dataclass(frozen=True, slots=True)
class Cameras:
    """`urls` are the sub streams, 640 × 360 H.264, in the order of `names`."""

    process: ProductProcess
    control: ControlClient
    names: list[str]
    urls: list[str]


@contextlib.contextmanager
def simulated_cameras(count: int, *, home: Path, clips: Path, port: int = 0) -> Iterator[Cameras]:
    """Cameras for the length of the block. Loops are kept in `clips`."""
    words = ["simulate", "--cameras", str(count), "--port", str(port), "--control", "127.0.0.1:0"]
    words += ["--loop", str(LOOP_S), "--main-size", "960x540", "--cache", str(clips), "--prepare"]
    process = ProductProcess(words, home=home)
    try:
        deadline_s = time.monotonic() + PATIENCE_S
        while "ready\n" not in process.output:
            assert process.process.poll() is None, process.errors
            assert time.monotonic() < deadline_s, "the simulator is not ready"
            time.sleep(0.05)
        found = re.search(r"control port (\d+)", process.errors)
        assert found is not None
        with ControlClient("127.0.0.1", int(found[1])) as control:
            known = control.cameras()
            yield Cameras(process, control, [one["name"] for one in known], [one["urls"]["sub"] for one in known])
        if process.process.poll() is None:  # else the test killed it
            process.signal(signal.SIGTERM)
            assert process.wait_end() == 0
    finally:
        process.kill()
