"""A small district for tests: loops of two seconds, made once for all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from streams.simulator.camera import CameraPlan
from streams.simulator.server import Options, Simulator

LOOP_S = 2
PLANS = (CameraPlan("cam01", "中山公园站 3号口"), CameraPlan("cam02", "愚园路 江苏路口"))

Start = Callable[..., Awaitable[Simulator]]


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
async def start(clip_folder: Path) -> AsyncIterator[Start]:
    """Starts simulators on this test's loop and stops them after it; options as in `Options`."""
    running: list[Simulator] = []

    async def begin(plans: tuple[CameraPlan, ...] = PLANS, **options: Any) -> Simulator:
        simulator = Simulator(plans, Options(**({"loop_s": LOOP_S, "folder": clip_folder} | options)))
        running.append(simulator)
        await simulator.start()
        return simulator

    yield begin
    for simulator in running:
        await simulator.stop()


@pytest.fixture
async def simulator(start: Start) -> Simulator:
    return await start()
