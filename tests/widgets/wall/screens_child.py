"""A desktop with several screens, in a process of its own: Qt takes screens from a file only when it starts.

    QT_QPA_PLATFORM=offscreen:configfile=screens.json python -m tests.widgets.wall.screens_child VIDEO SCENARIO
prints one JSON object with what the wall did as screens came and went.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect
from PySide6.QtGui import QGuiApplication, QScreen

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source, SourceStep, Tour
from app.domain.wall import WallState, empty_wall
from app.services.tile_feed import TileSource
from app.services.workspace import TourRunRecord, Workspace
from streams.feeds import Feeds
from widgets.application import make_application
from widgets.wall.output import WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs


class Plugs:
    """Stands in for the cables: Qt's platform without screens cannot be asked to lose one while it runs."""

    def __init__(self) -> None:
        self.unplugged: set[str] = set()
        self._all = QGuiApplication.screens()
        self._application = QGuiApplication.instance()
        QGuiApplication.screens = self._plugged  # type: ignore[method-assign,assignment]
        QGuiApplication.primaryScreen = lambda: self._plugged()[0]  # type: ignore[method-assign]

    @property
    def names(self) -> list[str]:
        return [screen.name() for screen in self._all]

    def pull(self, name: str) -> None:
        """In Qt's order: the first screen changes before the one that went is told."""
        first = self._plugged()[0]
        self.unplugged.add(name)
        if self._plugged()[0] is not first:
            self._application.primaryScreenChanged.emit(self._plugged()[0])
        self._application.screenRemoved.emit(self._named(name))

    def plug(self, name: str) -> None:
        self.unplugged.discard(name)
        self._application.screenAdded.emit(self._named(name))

    def _plugged(self) -> list[QScreen]:
        return [screen for screen in self._all if screen.name() not in self.unplugged]

    def _named(self, name: str) -> QScreen:
        return next(screen for screen in self._all if screen.name() == name)


class Seat:
    def __init__(self, video: Path) -> None:
        self.video = video
        self.feeds = Feeds(decode_threads=1)
        self.outputs = Outputs()
        self.parent = QObject()
        self.windows = self.new_windows()
        self.tours: list[str] = []

    def new_windows(self) -> OutputWindows:
        windows = OutputWindows(self.outputs, make_output=self._make, seat="", snapshot_folder=Path)
        windows.tour_wanted.connect(self._resume)
        return windows

    def _make(self, name: str, state: WallState) -> WallOutput:
        def resolve(source: Source) -> TileSource:
            return TileSource(source.value, str(self.video))

        return WallOutput(
            name, state, feeds=self.feeds, resolve=resolve, find_scene=lambda _name: None, parent=self.parent
        )

    def _resume(self, output: WallOutput, run: TourRunRecord) -> None:
        self.tours.append(run.tour)
        output.start_tour(TOUR, tile=run.tile or 0, step=run.step)

    def shown(self) -> list[dict[str, object]]:
        settle()
        return [
            {
                "output": window.output.name,
                "place": window.canvas.geometry().getRect(),
                "full": window.canvas.isFullScreen(),
                "visible": window.canvas.isVisible(),
                "layout": window.output.state.layout.name,
                "sources": [source and source.value for source in window.output.state.sources],
                "overview": self.outputs.place_of(window.output).getRect(),
            }
            for window in self.windows.all
        ]

    def watched(self) -> int:
        return sum(len(views) for views in self.feeds._views.values())


FIRST = empty_wall().apply(Scene("first", parse_layout("1x2"), (Source.of_camera("a"), Source.of_camera("b"))))
TOUR = Tour("round", (SourceStep(Source.of_camera("a"), 60), SourceStep(Source.of_camera("b"), 60)))


def settle() -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        time.sleep(0.005)


def closed(seat: Seat, _plugs: Plugs, told: dict[str, object]) -> None:
    seat.windows.open({}, FIRST)
    one, two = seat.outputs.all
    told["closes"] = [seat.windows.close_one(one), seat.windows.close_one(two)]
    told["left"] = seat.shown()
    seat.windows.reopen()
    told["again"] = seat.shown()


def main() -> None:
    make_application(language="en")
    plugs = Plugs()
    seat = Seat(Path(sys.argv[1]))
    told: dict[str, object] = {}
    {"come and go": come_and_go, "late": plugged_in_late, "alike": alike, "closed": closed}[sys.argv[2]](
        seat, plugs, told
    )
    seat.windows.close()
    settle()
    seat.feeds.close()
    print(json.dumps(told))


def come_and_go(seat: Seat, plugs: Plugs, told: dict[str, object]) -> None:
    names = plugs.names
    seat.windows.open({}, FIRST)
    told["start"] = seat.shown()
    one, two = seat.outputs.all
    two.fill([Source.of_camera("c")])
    two.start_tour(TOUR, tile=3, step=1)
    one.command(one.state.with_layout(parse_layout("1+5")))
    records = seat.windows.records()
    kept = Workspace(outputs=records).model_dump_json()
    told["records"] = sorted(records)
    before = seat.watched()
    plugs.pull(names[1])
    told["pulled"] = seat.shown()
    told["let go"] = before - seat.watched()
    told["parked"] = sorted(seat.windows.records())
    told["output objects"] = len(seat.parent.children())
    plugs.plug(names[1])
    told["plugged"] = seat.shown()
    told["order"] = [output.name for output in seat.outputs.all]
    # The console's own screen: another becomes the first one, and the wall leaves that to the console.
    plugs.pull(names[0])
    told["console pulled"] = seat.shown()
    plugs.pull(names[1])
    told["one left"] = seat.shown()
    plugs.plug(names[1])
    plugs.plug(names[0])
    told["all back"] = seat.shown()
    seat.windows.close()
    told["closed"] = [len(seat.outputs.all), seat.watched()]
    # The next day.
    seat.windows = seat.new_windows()
    seat.windows.open(Workspace.model_validate_json(kept).outputs)
    told["restored"] = seat.shown()
    told["tours"] = seat.tours
    told["same records"] = seat.windows.records() == records
    QGuiApplication.screens()[1].geometryChanged.emit(QRect(100, 200, 1280, 720))
    told["moved"] = seat.shown()


def plugged_in_late(seat: Seat, plugs: Plugs, told: dict[str, object]) -> None:
    names = plugs.names
    plugs.unplugged = set(names[1:])
    seat.windows.open({}, FIRST)
    told["alone"] = seat.shown()
    plugs.plug(names[1])
    told["two"] = seat.shown()
    plugs.pull(names[1])
    told["alone again"] = seat.shown()


def alike(seat: Seat, _plugs: Plugs, told: dict[str, object]) -> None:
    seat.windows.open({}, FIRST)
    told["start"] = seat.shown()
    told["records"] = len(seat.windows.records())


if __name__ == "__main__":
    main()
