"""The demo district: simulated cameras in a process of their own, and the scenes that show them.

The simulator is a child so that its work is not the wall's and killing it shows what a dead district looks like.
"""

import socket
import subprocess
import sys
from pathlib import Path

from app.domain.cameras import Camera
from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, SceneStep, Source, SourceStep, Tour
from app.services.camera_csv import read_cameras

ROOT = Path(__file__).parents[2]
CAMERAS_FILE = ROOT / "resources" / "demo" / "cameras.csv"
_STOP_S = 2.0


class DemoError(Exception):
    """The demo district cannot be started; the message is one plain sentence."""


class DemoDistrict:
    """Owns the simulator's process. `wait_ready` may be called from any thread, the rest from one."""

    def __init__(self, *, with_faults: bool = False) -> None:
        """`with_faults`: `control` says where faults can be switched on."""
        self.control = ("127.0.0.1", _free_port()) if with_faults else None
        words = ["simulate", "--names", str(CAMERAS_FILE), "--until-input-ends"]
        if self.control is not None:
            words += ["--control", f"{self.control[0]}:{self.control[1]}"]
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *words],
            # Closed by the system when this program is killed: then the cameras end too.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C on the terminal is for this program alone, which ends the cameras last.
            start_new_session=True,
        )
        self._port = 0

    def wait_ready(self) -> None:
        """Until the cameras can be opened. Raises DemoError if the simulator ends instead."""
        if self._process.stdout is None:
            raise DemoError("the simulator has no output")
        for line in self._process.stdout:
            if line.startswith("rtsp://") and not self._port:
                self._port = int(line.split("/")[2].rpartition(":")[2])
            if line.strip() == "ready":
                return
        raise DemoError(f"the camera simulator ended with status {self._process.wait()}")

    def cameras(self) -> tuple[Camera, ...]:
        """The district's cameras at the port that the simulator got."""
        text = CAMERAS_FILE.read_text("utf-8").replace("{port}", str(self._port))
        report = read_cameras(text.encode())
        if not report.ok:
            raise DemoError(f"{CAMERAS_FILE.name}: {report.faults[0]}")
        return report.cameras

    def stop(self) -> None:
        """Bounded: asks the process to end and makes it end after two seconds."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# (name of the scene, layout, domain tags of its cameras)
_THEMES = (
    ("地铁站点", "1+5", {"station", "metro"}),
    ("公园与商圈", "3x3", {"park", "mall"}),
    ("隧道与道路", "2x2", {"tunnel", "traffic", "street"}),
    ("学校周边", "1+7", {"school"}),
)


def demo_scenes(cameras: tuple[Camera, ...]) -> tuple[Scene, ...]:
    """The whole district in 4 × 4, then a scene for each kind of key site."""
    scenes = [_scene("全区重点", "4x4", cameras)]
    for name, layout, tags in _THEMES:
        members = tuple(camera for camera in cameras if tags & set(camera.domain_tags))
        if members:
            scenes.append(_scene(name, layout, members))
    return tuple(scenes)


def demo_tours(cameras: tuple[Camera, ...], scenes: tuple[Scene, ...]) -> tuple[Tour, ...]:
    """One over the scenes, one over cameras of a tile."""
    return (
        Tour("场景轮巡", tuple(SceneStep(scene.name, 20.0) for scene in scenes)),
        Tour("全区巡看", tuple(SourceStep(Source.of_camera(camera.camera_id), 8.0) for camera in cameras)),
    )


def _scene(name: str, layout_name: str, cameras: tuple[Camera, ...]) -> Scene:
    layout = parse_layout(layout_name)
    sources: list[Source | None] = [Source.of_camera(camera.camera_id) for camera in cameras[: len(layout)]]
    return Scene(name, layout, (*sources, *(None,) * (len(layout) - len(sources))))
