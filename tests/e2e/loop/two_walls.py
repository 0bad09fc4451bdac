"""The demo on one X screen that says it is three monitors, the console's and two walls; its cameras can be spoilt.

What a wall shows is read from its pixels: which camera it is follows from the place that the simulator draws for it.
"""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import psutil

from app.domain.layouts import parse_layout, rectangles
from app.domain.outputs import Output
from app.drills.hall import simulated_name
from app.link.hub_client import HubClient
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import EmbeddedHub, read_embedded_hub
from app.services.rows import SharedCamera
from streams.simulator.control import ControlClient
from streams.simulator.faults import Fault
from streams.simulator.scene import Scene
from streams.simulator.time_code import read_time_code
from tests.bench.screen import Pixels, Screen, screen
from tests.e2e.demo_process import CODED_PICTURES, wait_until
from tests.e2e.processes import ProductProcess, environment
from widgets import colours

WIDTH, HEIGHT = 960, 540
WALLS = 2
_START_S = 60.0
_SMALL = (160, 90)
# Of 255, on the mean: grain, coding and what moves on one side, another place on the other.
_SAME_PLACE_BELOW = 22.0


class TwoWalls:
    """A running demo. `output_number` counts from 0 in the order of the outputs' names."""

    def __init__(self, product: ProductProcess, shown: Screen, door: EmbeddedHub, control: ControlClient) -> None:
        self.product, self.door, self.control = product, door, control
        self._screen = shown
        self._titles = {one["name"]: one["title"] for one in control.cameras()}

    async def seat(self) -> HubClient:
        """One more, with an administrator's rights."""
        client = HubClient(self.door.url)
        await client.log_in(LogIn(login=self.door.login, password=self.door.password, seat="leader"))
        return client

    def spoil(self, camera: SharedCamera, fault: Fault) -> None:
        self.control.set_fault(fault, simulated_name(camera))

    @property
    def hub(self) -> psutil.Process:
        """The one that runs now."""
        (found,) = [one for one in _family(self.product) if {"hub", "--embedded"} <= set(one.cmdline())]
        return found

    # -- what is to be seen

    def strip_height(self, output_number: int) -> int:
        """Rows from the top of a wall whose right end has the ground of the incident's strip."""
        ground = (colours.PANEL.blue(), colours.PANEL.green(), colours.PANEL.red())
        other = ~(self._wall(output_number)[:, -4:] == ground).all(axis=(1, 2))
        return int(np.argmax(other))

    def shows(self, output_number: int, output: Output, tile: int, camera: SharedCamera) -> bool:
        """Whether a tile has a picture with a time code, more like this camera's place than any other's."""
        part = self._picture(output_number, output, tile)
        seen_s = read_time_code(part)
        if seen_s is None:
            return False
        small = cv2.resize(part, _SMALL, interpolation=cv2.INTER_AREA).astype(np.int16)
        name = simulated_name(camera)
        far = {one: np.abs(small - place(one, title)).mean() for one, title in self._titles.items()}
        return min(far, key=far.__getitem__) == name and far[name] < _SAME_PLACE_BELOW

    def _picture(self, output_number: int, output: Output, tile: int) -> Pixels:
        """Of a whole picture, as an incident's scene shows it."""
        top = self.strip_height(output_number)
        cell = rectangles(parse_layout(output.layout), WIDTH, HEIGHT - top)[tile]
        scale = min(cell.width / 16, cell.height / 9)
        width, height = round(16 * scale), round(9 * scale)
        x, y = cell.x + (cell.width - width) // 2, top + cell.y + (cell.height - height) // 2
        return np.ascontiguousarray(self._wall(output_number)[y : y + height, x : x + width])

    def _wall(self, output_number: int) -> Pixels:
        left = (output_number + 1) * WIDTH
        return self._screen.pixels[:HEIGHT, left : left + WIDTH, :3]


@cache
def place(name: str, title: str) -> Pixels:
    """What a simulated camera sees, small; B, G, R."""
    scene = Scene(name=f"{name} {title}", title=title, width=640, height=360, loop_pictures=250, phase=0)
    return cv2.resize(scene.picture(0), _SMALL, interpolation=cv2.INTER_AREA).astype(np.int16)  # type: ignore[return-value]


@contextmanager
def two_walls(home: Path, words: Sequence[str]) -> Iterator[TwoWalls]:
    """`words` after "demo"; the walls may not be there yet when the block begins."""
    with ExitStack() as staying:
        shown = staying.enter_context(screen((1 + WALLS) * WIDTH, HEIGHT))
        _say_monitors(shown, home)
        variables: Mapping[str, str] = {**CODED_PICTURES, "DISPLAY": shown.display}
        product = ProductProcess(["demo", *words], home=home, variables=variables)
        staying.callback(_end, product)
        folder = home / "data" / "demo" / "hub"
        wait_until(product, lambda: read_embedded_hub(folder) is not None, "the hub", _START_S)
        door = read_embedded_hub(folder)
        assert door is not None
        yield TwoWalls(product, shown, door, staying.enter_context(_control(product)))


def _say_monitors(shown: Screen, home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    for number in range(1 + WALLS):
        # Millimetres of a screen of 27 inches; the first belongs to the only connector that the server has.
        size = f"{WIDTH}/597x{HEIGHT}/336+{number * WIDTH}+0"
        words = ["xrandr", "--setmonitor", f"monitor{number}", size, "none" if number else "screen"]
        subprocess.run(
            words, env=environment(home, DISPLAY=shown.display), check=True, timeout=30, stdout=subprocess.DEVNULL
        )


def _control(product: ProductProcess) -> ControlClient:
    """Of the simulator that the demo has started."""
    deadline_s = time.monotonic() + _START_S
    while time.monotonic() < deadline_s:
        for one in _family(product):
            words = one.cmdline()
            if "simulate" in words and "--control" in words:
                host, _, port = words[words.index("--control") + 1].rpartition(":")
                try:
                    return ControlClient(host, int(port))
                except OSError:
                    break
        time.sleep(0.05)
    raise AssertionError(f"no simulator with a control port: {product.errors}")


def _family(product: ProductProcess) -> list[psutil.Process]:
    return psutil.Process(product.pid).children(recursive=True)


def _end(product: ProductProcess) -> None:
    """Whatever the test did."""
    children = _family(product) if product.process.poll() is None else []
    product.kill()
    for child in children:
        if child.is_running():
            child.kill()
