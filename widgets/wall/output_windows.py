"""A wall window for each screen of the machine, as screens come and go.

With one screen the wall is an ordinary window beside the console; with more, the first screen is the console's and
each other one is filled by an output. An output whose screen is unplugged is parked with all that it showed and comes
back with the screen.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from app.domain.wall import WallState, empty_wall
from app.services.workspace import OutputRecord, TourRunRecord, WallRecord
from widgets.wall.output import WallOutput
from widgets.wall.output_window import OutputWindow
from widgets.wall.outputs import Outputs

MakeOutput = Callable[[str, WallState], WallOutput]


class OutputWindows(QObject):
    """Owns the windows and their outputs. `records()` is what the workspace keeps of them."""

    scene_asked = Signal(QObject, int)  # WallOutput, −1 or +1
    keys_asked = Signal()
    tour_wanted = Signal(QObject, TourRunRecord)  # an output was restored that ran this tour

    def __init__(
        self,
        outputs: Outputs,
        *,
        make_output: MakeOutput,
        seat: str,
        snapshot_folder: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._make_output = make_output
        self._seat = seat
        self._snapshot_folder = snapshot_folder
        self._windows: dict[str, OutputWindow] = {}
        self._parked: dict[str, OutputRecord] = {}

    @property
    def all(self) -> list[OutputWindow]:
        return list(self._windows.values())

    def open(self, records: dict[str, OutputRecord], first_state: WallState | None = None) -> None:
        """Show an output on every wall screen: as recorded, else `first_state` on the first and empty on others."""
        self._parked = dict(records)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._screen_added)
            application.screenRemoved.connect(self._screen_removed)
        for number, screen in enumerate(_wall_screens()):
            self._open_on(screen, first_state if number == 0 else None)

    def open_at(self, place: QRect, records: dict[str, OutputRecord], first_state: WallState) -> None:
        """One output at a fixed place, for a virtual screen that is console and wall in one."""
        self._parked = dict(records)
        window = self._make_window("virtual", first_state)
        window.show_at(place)
        self._outputs.add(window.output, place)

    def records(self) -> dict[str, OutputRecord]:
        shown = {identity: _record(window) for identity, window in self._windows.items()}
        return {**self._parked, **shown}

    def close(self) -> None:
        for identity in list(self._windows):
            self._close(identity)

    def _open_on(self, screen: QScreen, first_state: WallState | None) -> None:
        window = self._make_window(_identity(screen), first_state)
        window.show_on(screen, full_screen=len(QGuiApplication.screens()) > 1)
        self._outputs.add(window.output, screen.geometry())
        screen.geometryChanged.connect(lambda place: self._screen_moved(_identity(screen), place))

    def _make_window(self, identity: str, first_state: WallState | None) -> OutputWindow:
        record = self._parked.pop(identity, None)
        state = record.wall.state() if record is not None else first_state or empty_wall()
        name = self.tr("Output {0}").format(len(self._windows) + 1)
        output = self._make_output(name, state)
        window = OutputWindow(output, seat=self._seat, snapshot_folder=self._snapshot_folder, parent=self)
        window.scene_asked.connect(lambda step: self.scene_asked.emit(output, step))
        window.keys_asked.connect(self.keys_asked)
        self._windows[identity] = window
        for run in record.tours if record is not None else []:
            self.tour_wanted.emit(output, run)
        return window

    def _close(self, identity: str) -> None:
        window = self._windows.pop(identity)
        self._outputs.remove(window.output)
        window.close()
        window.output.close()
        window.canvas.deleteLater()
        window.deleteLater()

    def _screen_added(self, screen: QScreen) -> None:
        if screen in _wall_screens() and _identity(screen) not in self._windows:
            self._open_on(screen, None)

    def _screen_removed(self, screen: QScreen) -> None:
        identity = _identity(screen)
        if identity in self._windows:
            self._parked[identity] = _record(self._windows[identity])
            self._close(identity)

    def _screen_moved(self, identity: str, place: QRect) -> None:
        if (window := self._windows.get(identity)) is not None and window.canvas.isFullScreen():
            window.canvas.setGeometry(place)
            self._outputs.move(window.output, place)


def _wall_screens() -> list[QScreen]:
    screens = QGuiApplication.screens()
    primary = QGuiApplication.primaryScreen()
    return [screen for screen in screens if screen is not primary] if len(screens) > 1 else screens


def _identity(screen: QScreen) -> str:
    """The same for the same monitor at the same connector, today and tomorrow."""
    return "|".join((screen.name(), screen.manufacturer(), screen.model(), screen.serialNumber()))


def _record(window: OutputWindow) -> OutputRecord:
    output = window.output
    run = output.tour_run
    tours = [] if run is None else [TourRunRecord(tour=run.tour.name, tile=run.tile, step=run.step, paused=run.paused)]
    return OutputRecord(wall=WallRecord.of(output.state), tours=tours, full_screen=window.canvas.isFullScreen())
