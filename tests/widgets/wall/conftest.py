"""Moving pictures for a wall: files that play for ever, real cameras, and a wall that shows them."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source
from app.domain.wall import empty_wall
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.servers.simulated import SimulatorThread
from widgets.wall.output import WallOutput

MakeClip = Callable[..., Path]
MakeOutput = Callable[..., WallOutput]


def write_clip(path: Path, *, width: int, height: int, pictures: int = 50) -> Path:
    """Its left half is red, its right half blue, and green grows with time; a key frame every tenth."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "tune": "zerolatency"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = 10
        for number in range(pictures):
            picture = np.zeros((height, width, 3), np.uint8)
            picture[:, : width // 2, 0] = 200
            picture[:, width // 2 :, 2] = 200
            picture[:, :, 1] = number
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> MakeClip:
    """`clip(320, 180, 1)`: a file of that size; another number is another file of the same pictures."""
    folder = tmp_path_factory.mktemp("clips")

    def make(width: int = 320, height: int = 180, number: int = 1) -> Path:
        path = folder / f"{width}x{height}-{number}.mp4"
        return path if path.exists() else write_clip(path, width=width, height=height)

    return make


@pytest.fixture(scope="session")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorThread]:
    simulator = SimulatorThread(["一号口", "二号口", "三号口"], tmp_path_factory.mktemp("simulated"))
    yield simulator
    simulator.stop()


def source_of(path: Path) -> Source:
    return Source.of_url(str(path))


def address_itself(source: Source) -> TileSource:
    return TileSource(name=Path(source.value).name, main_url=source.value)


@pytest.fixture
def make_output(feeds: Feeds, scenes_by_name: dict[str, Scene]) -> Iterator[MakeOutput]:
    """A wall of a layout, 640 × 360 and shown; sources are addresses, and resolved as they are unless told."""
    made: list[WallOutput] = []

    def make(
        layout: str = "2x2",
        *,
        resolve: Callable[[Source], TileSource] = address_itself,
        size: tuple[int, int] = (640, 360),
        shown: bool = True,
    ) -> WallOutput:
        state = empty_wall(parse_layout(layout)).with_overlay(False)
        output = WallOutput("Output 1", state, feeds=feeds, resolve=resolve, find_scene=scenes_by_name.get)
        output.canvas.resize(*size)
        if shown:
            output.canvas.show()
        made.append(output)
        return output

    yield make
    for output in made:
        output.close()
        output.canvas.close()
        output.canvas.deleteLater()
        output.deleteLater()


def pixels_of(image: QImage) -> np.ndarray:
    """height × width × 3, R G B."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
