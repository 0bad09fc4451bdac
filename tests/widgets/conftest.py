"""Real widgets without a screen. A warning of Qt fails the test that provoked it, and so does a slot that raises."""

import asyncio
import sys
import time
import traceback
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QRect, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.cameras import Camera, camera_id_for
from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source
from app.domain.wall import empty_wall
from app.services.camera_registry import CameraRegistry
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from tests.widgets.waiting import Until
from widgets.application import make_application
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs

# The platform without a screen complains of what it has not.
_OFFSCREEN_SAYS = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)


@pytest.fixture(scope="session")
def application() -> QApplication:
    """A process has one, and end-to-end tests of a run may have made it."""
    made = QApplication.instance()
    return made if isinstance(made, QApplication) else make_application(language="en")


@pytest.fixture(autouse=True)
def quiet_qt(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Qt says nothing louder than info, no slot or event handler raises, and no window is left open."""
    loud: list[str] = []
    # Where PySide leaves what Qt's own code cannot pass on.
    monkeypatch.setattr(sys, "excepthook", lambda *error: loud.append("".join(traceback.format_exception(*error))))

    def note(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtInfoMsg and kind is not QtMsgType.QtDebugMsg and text not in _OFFSCREEN_SAYS:
            loud.append(text)

    previous = qInstallMessageHandler(note)
    yield
    for widget in application.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    application.processEvents()
    qInstallMessageHandler(previous)
    assert not loud, f"Qt warned: {loud}"


@pytest.fixture
def until(application: QApplication) -> Until:
    """Let Qt's events and asyncio's turns happen until something is true."""

    async def until(true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline, "it did not happen within 30 s"
            application.processEvents()
            await asyncio.sleep(0.001)
        application.processEvents()

    return until


@pytest.fixture
def wait_until(application: QApplication) -> Callable[[Callable[[], bool]], None]:
    """Let events happen until something is true."""

    def wait(true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline, "it did not happen within 30 s"
            application.processEvents()
            time.sleep(0.002)

    return wait


@pytest.fixture
def press(wait_until: Callable[[Callable[[], bool]], None]) -> Callable[..., None]:
    """A key pressed where the focus is: shortcuts look at the focus."""

    def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        widget.window().activateWindow()
        widget.setFocus()
        wait_until(widget.hasFocus)
        QTest.keyClick(widget, key, modifiers)

    return press


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    feeds = Feeds(decode_threads=1)
    yield feeds
    feeds.close()


def camera(name: str, *, street: str = "华阳路街道", site: str = "中山公园", code: str = "") -> Camera:
    """Its address is one that nobody answers at."""
    camera_id = camera_id_for(gb_id="", code=code, street=street, site=site, name=name)
    return Camera(camera_id, name, code=code, street=street, site=site, main_url="rtsp://127.0.0.1:9/main", user="hall")


@pytest.fixture
def make_camera() -> Callable[..., Camera]:
    return camera


@pytest.fixture
def registry() -> CameraRegistry:
    registry = CameraRegistry()
    registry.add(
        [
            camera("2号口"),
            camera("10号口"),
            camera("停车场"),
            camera("正门", site="上海动物园", street="程家桥街道"),
            camera("西门", site="上海动物园", street="程家桥街道"),
        ]
    )
    return registry


Resolve = Callable[[Source], TileSource]


@pytest.fixture
def resolve(registry: CameraRegistry) -> Resolve:
    def resolve(source: Source) -> TileSource:
        known = registry.get(source.value)
        return TileSource(known.name, known.main_url) if known else TileSource(source.value, source.value)

    return resolve


@pytest.fixture
def scenes_by_name() -> dict[str, Scene]:
    return {}


@pytest.fixture
def outputs(feeds: Feeds, resolve: Resolve, scenes_by_name: dict[str, Scene]) -> Iterator[Outputs]:
    """Two screens beside each other."""
    outputs = Outputs()
    for number in (1, 2):
        state = empty_wall(parse_layout("2x2"))
        output = WallOutput(f"Output {number}", state, feeds=feeds, resolve=resolve, find_scene=scenes_by_name.get)
        output.canvas.resize(1600, 900)
        outputs.add(output, QRect((number - 1) * 1920, 0, 1920, 1080))
    yield outputs
    for output in outputs.all:
        output.close()
        output.canvas.close()
        output.canvas.deleteLater()
