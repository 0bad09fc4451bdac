"""Everything an operator may put on a wall, from servers that nobody here wrote, side by side in one process."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from streams.simulator.faults import Fault
from tests.e2e.cameras import LOOP_S, Cameras
from tests.e2e.conftest import StartWall
from tests.e2e.http_camera import MotionJpegServer, TransportStreamServer, write_clip
from tests.e2e.wall_process import WallProcess, painted_per_s
from tests.servers.gstreamer import GStreamerServer
from tests.servers.vlc import VlcServer

pytestmark = pytest.mark.e2e

PASSWORD = "p@ss/w:rd %20?"


@pytest.fixture
def running() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def moving(running: ExitStack, **settings: object) -> GStreamerServer:
    return running.enter_context(GStreamerServer(pattern="ball", **settings))  # type: ignore[arg-type]


def assert_all_move(wall: WallProcess) -> None:
    lines = wall.wait_lines(3)
    for tile in range(len(wall.urls)):
        assert {line["tiles"][tile]["state"] for line in lines} == {"live"}, wall.urls[tile]
        assert painted_per_s(lines, tile) > 5, wall.urls[tile]
        wall.wait_moves(tile)


def test_all_kinds_of_sources_on_one_wall(
    start_wall: StartWall, cameras: Cameras, running: ExitStack, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip 高清.mp4")
    basic = moving(running, auth="basic", password=PASSWORD)
    digest = moving(running, codec="h265", auth="digest", password=PASSWORD, host="::1", width=384, height=216)
    vp8 = moving(running, codec="vp8", transports=("tcp",))
    vlc = running.enter_context(VlcServer())
    jpeg = running.enter_context(MotionJpegServer())
    transport_stream = running.enter_context(TransportStreamServer(tmp_path))
    # Address → codec, width, height.
    expected = {
        basic.url(): ("h264", 320, 180),
        digest.url(): ("hevc", 384, 216),
        vp8.url(): ("vp8", 320, 180),
        vlc.url(): ("h264", 320, 180),
        cameras.urls[0]: ("h264", 640, 360),
        str(clip): ("h264", 320, 240),
        jpeg.url: ("mjpeg", 320, 240),
        transport_stream.url: ("h264", 320, 240),
    }
    wall = start_wall(list(expected), words=("--overlay",))
    line = wall.wait_live()
    assert [(tile["codec"], tile["width"], tile["height"]) for tile in line["tiles"]] == list(expected.values())
    assert_all_move(wall)
    wall.wait_current(list(expected).index(cameras.urls[0]), loop_s=LOOP_S)

    written = "".join(path.read_text(errors="replace") for path in wall.home.rglob("*") if path.is_file())
    assert "***@" in written
    assert "p%40ss" not in written
    assert "p@ss" not in written


def test_over_udp_and_with_every_other_packet_lost(start_wall: StartWall, cameras: Cameras, running: ExitStack) -> None:
    servers = [moving(running, transports=("udp",)), moving(running, codec="h265", transports=("udp",))]
    addresses = [servers[0].url(), servers[1].url(), *cameras.urls[:2]]
    wall = start_wall(addresses, words=("--transport", "udp"))
    line = wall.wait_live()
    assert [tile["codec"] for tile in line["tiles"]] == ["h264", "hevc", "h264", "h264"]
    assert_all_move(wall)

    cameras.control.set_fault(Fault.LOSS, cameras.names[1], percent=50)
    lossy = 3
    lines = wall.wait_lines(5)
    for tile in range(lossy):
        assert {line["tiles"][tile]["state"] for line in lines} == {"live"}
        assert painted_per_s(lines, tile) > 20
    assert {line["tiles"][lossy]["state"] for line in lines} <= {"live", "stale", "reconnecting"}
    assert painted_per_s(lines, lossy) < 20
    cameras.control.clear()
    wall.wait_live()
