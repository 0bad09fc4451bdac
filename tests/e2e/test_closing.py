"""The end: whatever cameras do, the window is gone at once and the process leaves nothing behind."""

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from streams.simulator.faults import Fault
from tests.e2e.cameras import Cameras
from tests.e2e.conftest import StartWall
from tests.e2e.wall_process import WallProcess

pytestmark = pytest.mark.e2e

SILENT = 12


@pytest.fixture
def silent_addresses() -> Iterator[list[str]]:
    """Ports that take connections (the system does) and never answer: RTSP, and HTTP for FFmpeg."""
    with ExitStack() as open_sockets:
        ports = [
            open_sockets.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(SILENT)
        ]
        yield [f"{'http' if number % 4 == 3 else 'rtsp'}://127.0.0.1:{port}/x" for number, port in enumerate(ports)]


@pytest.fixture
def hung_wall(start_wall: StartWall, cameras: Cameras, silent_addresses: list[str]) -> WallProcess:
    """Every camera hangs in its own way: unanswered opens, names that nobody knows, streams that stopped."""
    unknown = [f"rtsp://camera{number}.invalid/main" for number in range(4)]
    wall = start_wall([*silent_addresses, *unknown, *cameras.urls[:4]])
    wall.wait_live(range(SILENT + 4, SILENT + 8))
    for name in cameras.names[:4]:
        cameras.control.set_fault(Fault.HALF_OPEN, name)
    wall.wait_states("stale", tiles=range(SILENT + 4, SILENT + 8))
    return wall


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_with_every_camera_hung_it_ends_cleanly(hung_wall: WallProcess, number: signal.Signals) -> None:
    hung_wall.close(number)


def test_a_second_interrupt_is_immediate(hung_wall: WallProcess) -> None:
    hung_wall.interrupt()
    hung_wall.interrupt()
    assert hung_wall.wait_end() in (0, -signal.SIGINT)
    assert hung_wall.errors == ""
