"""One screen and one simulator for all end-to-end tests; a wall for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.bench.screen import Screen
from tests.bench.screen import screen as virtual_screen
from tests.e2e.cameras import Cameras, simulated_cameras
from tests.e2e.wall_process import WallProcess

CAMERAS = 14

StartWall = Callable[..., WallProcess]


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with virtual_screen(1920, 1080) as shown:
        yield shown


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where simulators of this run keep what they have coded."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> Iterator[Cameras]:
    with simulated_cameras(CAMERAS, home=tmp_path_factory.mktemp("district"), clips=clips) as cameras:
        yield cameras


@pytest.fixture
def cameras(district: Cameras) -> Iterator[Cameras]:
    """Without faults at the beginning, whatever the test before did."""
    yield district
    district.control.clear()


@pytest.fixture
def start_wall(screen: Screen, tmp_path: Path) -> Iterator[StartWall]:
    """Starts walls, and ends and checks each after the test."""
    with ExitStack() as running:

        def start(urls: list[str], **options: Any) -> WallProcess:
            return running.enter_context(WallProcess(urls, screen=screen, home=tmp_path / "wall", **options))

        yield start
