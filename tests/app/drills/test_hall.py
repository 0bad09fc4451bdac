"""What goes wrong in a drill goes wrong with the real simulator and a real process."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.drills import PlayedFault
from app.drills.hall import DemoHall, NotPossibleError, simulated_name
from app.services.embedded_hub_file import FILE_NAME, EmbeddedHub
from app.services.rows import SharedCamera
from streams.simulator.camera import CameraPlan
from streams.simulator.control import ControlServer
from streams.simulator.faults import Fault
from streams.simulator.server import Options, Simulator


def camera(name: str, url: str) -> SharedCamera:
    return SharedCamera(camera_id=name, unit_id="310105", unit_path="/310105/", name=name, main_url=url)


ATRIUM = camera("中庭", "rtsp://127.0.0.1:554/cam01/main")


class Cameras:
    def __init__(self, simulator: Simulator, control: ControlServer) -> None:
        self.simulator = simulator
        self.address = "127.0.0.1", control.port

    def faults(self, name: str) -> set[Fault]:
        return set(self.simulator.camera(name).faults)


@pytest.fixture
async def cameras(tmp_path: Path) -> AsyncIterator[Cameras]:
    simulator = Simulator(
        [CameraPlan("cam01", "中庭"), CameraPlan("cam02", "正门")], Options(loop_s=1, folder=tmp_path)
    )
    control = ControlServer(simulator)
    await simulator.start()
    await control.start("127.0.0.1", 0)
    try:
        yield Cameras(simulator, control)
    finally:
        control.stop()
        await simulator.stop()


def hall(folder: Path, control: tuple[str, int] | None = None) -> DemoHall:
    return DemoHall(folder, control=control, ask_to_close=lambda _output_id: None)


@pytest.mark.parametrize(
    ("played", "simulated"),
    [
        (PlayedFault.CAMERA_OFFLINE, Fault.OFFLINE),
        (PlayedFault.CAMERA_FROZEN, Fault.FROZEN),
        (PlayedFault.CAMERA_BLACK, Fault.BLACK),
    ],
)
async def test_a_camera_is_spoiled_and_mended(
    cameras: Cameras, tmp_path: Path, played: PlayedFault, simulated: Fault
) -> None:
    the_hall = hall(tmp_path, cameras.address)
    await the_hall.spoil_camera(ATRIUM, played, lasts_s=None)
    assert cameras.faults("cam01") == {simulated}
    assert cameras.faults("cam02") == set()
    await the_hall.mend_cameras()
    assert cameras.faults("cam01") == set()


async def test_what_the_simulator_does_not_know_is_told(cameras: Cameras, tmp_path: Path) -> None:
    the_hall = hall(tmp_path, cameras.address)
    with pytest.raises(NotPossibleError, match="the simulator refuses: there is no camera 'cam09'"):
        await the_hall.spoil_camera(camera("x", "rtsp://h/cam09/main"), PlayedFault.CAMERA_BLACK, lasts_s=None)
    with pytest.raises(NotPossibleError, match="no simulated camera"):
        simulated_name(camera("真机", "rtsp://10.0.0.1/Streaming/Channels/101"))
    with pytest.raises(NotPossibleError, match="no simulated ones"):
        await hall(tmp_path).spoil_camera(ATRIUM, PlayedFault.CAMERA_BLACK, lasts_s=None)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        free = nobody.getsockname()[1]
    with pytest.raises(NotPossibleError, match="the simulator refuses"):
        await hall(tmp_path, ("127.0.0.1", free)).mend_cameras()


async def test_the_desktops_own_hub_is_killed(tmp_path: Path) -> None:
    with pytest.raises(NotPossibleError, match="not one of the desktop's own"):
        await hall(tmp_path).kill_hub()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    content = EmbeddedHub(url="http://127.0.0.1:1", login="local", password="x", pid=process.pid)
    path = tmp_path / FILE_NAME
    path.touch(mode=0o600)
    path.write_text(content.model_dump_json())
    await hall(tmp_path).kill_hub()
    assert await process.wait() == -signal.SIGKILL
    with pytest.raises(NotPossibleError, match="cannot be killed: No such process"):
        await hall(tmp_path).kill_hub()
