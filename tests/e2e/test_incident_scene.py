"""A report alone: the nearest cameras and the incident's strip are on the wall, and afterwards what was there."""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
import pytest

from app.domain.camera_ranking import RINGS_M
from app.domain.geo import distance_m
from app.domain.incidents import IncidentClass, IncidentLevel, IncidentStatus, Place
from app.domain.layouts import parse_layout, rectangles
from app.domain.outputs import Output, PushStatus, TileState
from app.domain.response import FIELD_TILE, Response
from app.domain.units import Point
from app.link.hub_client import HubClient
from app.services.commands.incidents import MoveIncident, ReportIncident
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import read_embedded_hub
from app.services.rows import SharedCamera
from tests.bench.screen import Pixels
from tests.e2e.demo_process import running_demo
from tests.e2e.processes import ProductProcess
from widgets import colours

pytestmark = pytest.mark.e2e

Found = TypeVar("Found")
PATIENCE_S = 60.0
RIGHT_HALF = slice(960, 1920)
WALL = (1920, 1080)  # where the demo without a display shows it


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ProductProcess]:
    with running_demo(tmp_path / "home") as running:
        yield running
        running.signal(signal.SIGINT)
        assert running.wait_end() == 0


@pytest.fixture
async def seat(demo: ProductProcess) -> AsyncIterator[HubClient]:
    door = read_embedded_hub(demo.home / "data" / "demo" / "hub")
    assert door is not None
    client = HubClient(door.url)
    await client.log_in(LogIn(login=door.login, password=door.password, seat="leader"))
    yield client
    await client.close()


async def until(ask: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """What `ask` answers as soon as it is something."""
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s:
        if (found := await ask()) is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_S:g} s: {what}")


async def the_output(seat: HubClient, holds: Callable[[Output], bool], what: str) -> Output:
    async def ask() -> Output | None:
        return next((output for output in await seat.outputs() if output.online and holds(output)), None)

    return await until(ask, what)


def sources(output: Output) -> list[str]:
    return [tile.source_id for tile in output.tiles]


def is_live(output: Output) -> bool:
    return all(tile.state is TileState.LIVE for tile in output.tiles if tile.source_id)


class Picture:
    """What the demo's own virtual screen shows of the wall."""

    def __init__(self, demo: ProductProcess, folder: Path) -> None:
        (server,) = [child for child in psutil.Process(demo.pid).children() if child.name() == "Xvfb"]
        sockets = [str(one.laddr) for one in server.net_connections(kind="unix") if "X11-unix/X" in str(one.laddr)]
        self._display = ":" + sockets[0].rpartition("X")[2]
        self._folder = folder

    def take(self, name: str) -> Pixels:
        size = f"{WALL[0]}x{WALL[1]}"
        words = ["-f", "x11grab", "-video_size", size, "-i", f"{self._display}+0,0", "-frames:v", "1"]
        # Beside the pixels a file for whoever wants to look.
        words += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-", "-frames:v", "1", str(self._folder / f"{name}.png")]
        done = subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-y", *words], check=True, timeout=60, capture_output=True
        )
        pixels = done.stdout
        return np.frombuffer(pixels, np.uint8).reshape(WALL[1], WALL[0], 3)


def strip_height(wall: Pixels) -> int:
    """Rows from the top whose left end has the ground of the strip."""
    ground = (colours.PANEL.red(), colours.PANEL.green(), colours.PANEL.blue())
    other = ~(wall[:, :4] == ground).all(axis=(1, 2))
    return int(np.argmax(other))


def words_in(wall: Pixels, rows: slice, columns: slice) -> float:
    """The share of bright pixels, as text has them."""
    return float((wall[rows, columns].min(axis=2) > 120).mean())


async def test_a_report_shows_its_place_and_gives_the_wall_back(
    demo: ProductProcess, seat: HubClient, tmp_path: Path
) -> None:
    picture = Picture(demo, tmp_path)
    before = await the_output(seat, lambda output: bool(output.tiles) and is_live(output), "a wall that is live")
    assert strip_height(picture.take("before")) == 0
    cameras = {camera.camera_id: camera for camera in await seat.cameras()}
    place = place_of(cameras[sources(before)[0]])
    incident = await seat.report_incident(
        ReportIncident(
            title="商场火情",
            classes=(IncidentClass.ACCIDENT,),
            level=IncidentLevel.II,
            place=Place(text="华阳路街道 现场", point=place),
        )
    )

    def shows_it(output: Output) -> bool:
        pushed = output.push is not None and output.push.status is PushStatus.SHOWN
        return pushed and (output.scene or "").startswith(incident.number) and is_live(output)

    async def as_answered() -> tuple[Output, Response] | None:
        """Of a machine that is too slow for its pictures, the hub may give tiles to other cameras meanwhile."""
        output = await the_output(seat, shows_it, "the incident's scene on the wall, live")
        response = (await seat.incident_page(incident.incident_id)).response
        assert response is not None
        assert output.scene == response.scene
        on_wall = [source for source in sources(output) if source]
        return (output, response) if on_wall == [tile for tile in response.tiles if tile in cameras] else None

    shown, response = await until(as_answered, "the cameras that the hub has chosen")
    on_wall = [source for source in sources(shown) if source]
    assert on_wall
    assert all(distance_m(place_of(cameras[one]), place) <= RINGS_M[-1] for one in on_wall)
    kept = [tile for tile, source in zip(shown.tiles, response.tiles, strict=True) if source.startswith(FIELD_TILE)]
    assert [(tile.source_id, tile.state) for tile in kept] == [("", TileState.CONNECTING)], "for whoever comes first"

    async def with_strip() -> Pixels | None:
        seen = picture.take("incident")
        height = strip_height(seen)
        is_told = WALL[1] // 10 < height < WALL[1] // 5 and words_in(seen, slice(0, height), RIGHT_HALF) > 0.01
        return seen if is_told else None

    wall = await until(with_strip, "what and where, who, what next")
    top = strip_height(wall)
    cells = rectangles(parse_layout(shown.layout), WALL[0], WALL[1] - top)
    for tile in shown.tiles:
        if tile.source_id:
            cell = cells[tile.tile]
            part = np.s_[top + cell.y : top + cell.y + cell.height, cell.x : cell.x + cell.width]

            async def moves(part: tuple[slice, slice] = part) -> bool | None:
                return bool((wall[part] != picture.take("later")[part]).any()) or None

            await until(moves, f"a picture that moves in tile {tile.tile}")

    page = await seat.incident_page(incident.incident_id)
    over = MoveIncident(expected_version=page.incident.version, to=IncidentStatus.FALSE_REPORT, note="现场核实为误报")
    await seat.move_incident(incident.incident_id, over)
    back = await the_output(seat, lambda output: output.scene == before.scene, "what was there before")
    back = await the_output(seat, lambda output: sources(output) == sources(before), "its sources")
    assert back.layout == before.layout

    async def without_strip() -> bool | None:
        return strip_height(picture.take("after")) == 0 or None

    await until(without_strip, "a wall without the strip")


def place_of(camera: SharedCamera) -> Point:
    assert camera.longitude is not None
    assert camera.latitude is not None
    return Point(longitude=camera.longitude, latitude=camera.latitude)
