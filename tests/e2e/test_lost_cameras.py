"""Cameras that go away and come back, and what the wall keeps of each time: nothing."""

import contextlib
import os
import signal
import socket
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.cameras import Cameras, simulated_cameras
from tests.e2e.conftest import StartWall
from tests.e2e.operator import press
from tests.e2e.wall_process import WallProcess
from tests.servers.gstreamer import GStreamerServer

pytestmark = pytest.mark.e2e

KICKS = 5
QT_OWN = ("thread Thread (pooled)", "anon_inode:[eventfd]")
LIVE_AGAIN_PATIENCE_S = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_killed_server_is_told_and_its_cameras_come_back(
    start_wall: StartWall, cameras: Cameras, clips: Path, tmp_path: Path
) -> None:
    port = free_port()
    with GStreamerServer(pattern="ball", port=port) as real:
        with simulated_cameras(2, home=tmp_path / "first", clips=clips) as mortal:
            wall = start_wall([cameras.urls[0], real.url(), *mortal.urls])
            wall.wait_live()
            mortal.process.kill()
            line = wall.wait_states("reconnecting", tiles=[2, 3])
            assert {line["tiles"][tile]["reason"] for tile in (2, 3)} <= {"refused", "ended"}
            mortal_port = int(mortal.urls[0].split(":")[2].split("/")[0])
        real.stop()
        wall.wait_states("reconnecting", tiles=[1])
        wall.wait_for(lambda line: all(line["tiles"][tile]["reason"] == "refused" for tile in (1, 2, 3)))
    with (
        GStreamerServer(pattern="ball", port=port),
        simulated_cameras(2, home=tmp_path / "second", clips=clips, port=mortal_port),
    ):
        press(wall, "shift+r")
        line = wall.wait_live(patience_s=LIVE_AGAIN_PATIENCE_S)
        assert [tile["reconnects"] for tile in line["tiles"]] == [0, 1, 1, 1]
        for tile in range(4):
            wall.wait_moves(tile)
        wall.close()


def test_a_server_that_hangs_is_stale_then_given_up_then_back(start_wall: StartWall) -> None:
    with GStreamerServer(pattern="ball") as real:
        wall = start_wall([real.url()])
        wall.wait_live()
        os.kill(real.pid, signal.SIGSTOP)
        try:
            wall.wait_states("stale")
            line = wall.wait_states("reconnecting")
            assert line["tiles"][0]["reason"] == "stalled"
        finally:
            os.kill(real.pid, signal.SIGCONT)
        wall.wait_live()
        wall.wait_moves(0)
        wall.close()


def test_reconnecting_leaves_no_thread_and_no_file_open(start_wall: StartWall, cameras: Cameras) -> None:
    wall = start_wall(cameras.urls[:6])
    wall.wait_live()
    kick(wall, cameras, times=1)  # what is made once is made now
    before = threads_and_files(wall)
    kick(wall, cameras, times=KICKS)
    line = wall.wait_live()
    assert [tile["reconnects"] for tile in line["tiles"]] == [KICKS + 1] * 6
    # Of a connection that was closed a moment ago the system may keep something for another one.
    wall.wait_for(lambda _: threads_and_files(wall) <= before)
    assert threads_and_files(wall) == before


def threads_and_files(wall: WallProcess) -> Counter[str]:
    """How many of each kind. Qt paints large areas with a few threads of its own that come and go, each with an
    event of the kernel; these are left out."""
    folder = Path("/proc", str(wall.pid))
    found: Counter[str] = Counter()
    for task in (folder / "task").iterdir():
        with contextlib.suppress(OSError):  # ended while we looked
            found[f"thread {(task / 'comm').read_text().strip()}"] += 1
    for file in (folder / "fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(file.readlink())
            found["connection" if target.startswith("socket:") else target] += 1
    return Counter({kind: count for kind, count in found.items() if kind not in QT_OWN})


def kick(wall: WallProcess, cameras: Cameras, *, times: int) -> None:
    for _ in range(times):
        before = [tile["reconnects"] for tile in wall.wait_live()["tiles"]]
        after = [number + 1 for number in before]
        press(wall, "shift+r")  # back-off from its beginning: the cameras have no time to count as healthy again
        cameras.control.disconnect()
        wall.wait_for(lambda line, after=after: [tile["reconnects"] for tile in line["tiles"]] == after)
