"""A wall window for each screen of the machine, as screens come and go.

With one screen the wall is an ordinary window beside the console; with more, the first screen is the console's and
each other one is filled by an output. An output whose screen is unplugged is parked with all that it showed and comes
back with the screen. An output that has to make room for the console hands what it shows on to a new screen.
"""

import itertools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QScreen

from app.domain.incident_scenes import IncidentScenes
from app.domain.wall import WallState, empty_wall
from app.services.workspace import (
    MOST_INCIDENT_SCENES,
    MOST_OUTPUTS,
    IncidentSceneRecord,
    OutputRecord,
    TourRunRecord,
    WallRecord,
)
from widgets.wall.output import WallOutput
from widgets.wall.output_window import OutputWindow
from widgets.wall.outputs import Outputs

MakeOutput = Callable[[str, WallState], WallOutput]


class OutputWindows(QObject):
    """Owns the windows and their outputs. `records()` is what the workspace keeps of them."""

    scene_asked = Signal(QObject, int)  # WallOutput, −1 or +1
    keys_asked = Signal()
    report_asked = Signal()
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
        self._numbers: dict[str, int] = {}
        self._follows_screens = False
        self._full_screen = False

    @property
    def all(self) -> list[OutputWindow]:
        return list(self._windows.values())

    def identity_of(self, output: WallOutput) -> str:
        """Of the screen that the output is on. Raises KeyError for an output that is gone."""
        for identity, window in self._windows.items():
            if window.output is output:
                return identity
        raise KeyError(output.name)

    def open(self, records: dict[str, OutputRecord], first_state: WallState | None = None) -> None:
        """Show an output on every wall screen: as recorded, else `first_state` on the first and empty on others."""
        self._parked = dict(records)
        self._follows_screens = True
        for signal in _screen_signals():
            signal.connect(self._follow_screens)
        self._follow_screens(first_state=first_state)

    def open_at(self, place: QRect, records: dict[str, OutputRecord], first_state: WallState) -> None:
        """One output at a fixed place, for a virtual screen that is console and wall in one."""
        self._parked = dict(records)
        window = self._make_window("virtual", first_state)
        window.show_at(place)
        self._add("virtual", place)

    def records(self) -> dict[str, OutputRecord]:
        """Of the outputs that are shown, and of those that were shown last on screens that are gone."""
        shown = {identity: _record(window) for identity, window in self._windows.items()}
        return dict([*{**self._parked, **shown}.items()][-MOST_OUTPUTS:])

    def close_one(self, output: WallOutput) -> bool:
        """As if its screen were unplugged, until `reopen` or the next change of screens. The only one stays: False."""
        if len(self._windows) < 2:
            return False
        identity = self.identity_of(output)
        self._parked[identity] = _record(self._windows[identity])
        self._close(identity)
        return True

    def reopen(self) -> None:
        """What `close_one` has closed."""
        if self._follows_screens:
            self._follow_screens()

    def close(self) -> None:
        if self._follows_screens:
            self._follows_screens = False
            for signal in _screen_signals():
                signal.disconnect(self._follow_screens)
        for identity in list(self._windows):
            self._close(identity)

    def _follow_screens(self, _screen: QScreen | None = None, *, first_state: WallState | None = None) -> None:
        handed_on: OutputRecord | None = None
        screens = _identified_screens()
        console = QGuiApplication.primaryScreen() if len(screens) > 1 else None
        wanted = {identity: screen for identity, screen in screens.items() if screen is not console}
        for identity in [identity for identity in self._windows if identity not in wanted]:
            record = self._parked[identity] = _record(self._windows[identity])
            self._close(identity)
            if identity in screens:
                handed_on = record.model_copy(update={"tours": []})
        before, self._full_screen = self._full_screen, len(screens) > 1
        for identity, screen in wanted.items():
            if identity not in self._windows:
                self._open_on(identity, screen, first_state, handed_on)
                first_state = handed_on = None
            elif self._full_screen is not before:
                self._windows[identity].show_on(screen, full_screen=self._full_screen)

    def _open_on(
        self, identity: str, screen: QScreen, first_state: WallState | None, handed_on: OutputRecord | None
    ) -> None:
        window = self._make_window(identity, first_state, handed_on)
        window.show_on(screen, full_screen=self._full_screen)
        self._add(identity, screen.geometry())
        screen.geometryChanged.connect(lambda place: self._screen_moved(identity, place))

    def _add(self, identity: str, place: QRect) -> None:
        number = self._numbers[identity]
        index = sum(self._numbers[other] < number for other in self._windows)
        self._outputs.add(self._windows[identity].output, place, index=index)

    def _make_window(
        self, identity: str, first_state: WallState | None, handed_on: OutputRecord | None = None
    ) -> OutputWindow:
        record = self._parked.pop(identity, handed_on)
        state = record.wall.state() if record is not None else first_state or empty_wall()
        if identity not in self._numbers:
            self._numbers[identity] = next(n for n in itertools.count(1) if n not in self._numbers.values())
        output = self._make_output(self.tr("Output {0}").format(self._numbers[identity]), state)
        if record is not None:
            output.incident_scenes = IncidentScenes(tuple(one.entry() for one in record.incident_scenes))
        window = OutputWindow(
            output, seat=self._seat, snapshot_folder=self._snapshot_folder, keep_open=True, parent=self
        )
        window.scene_asked.connect(lambda step: self.scene_asked.emit(output, step))
        window.keys_asked.connect(self.keys_asked)
        window.report_asked.connect(self.report_asked)
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
        window.output.deleteLater()

    def _screen_moved(self, identity: str, place: QRect) -> None:
        if (window := self._windows.get(identity)) is not None:
            if window.canvas.isFullScreen():
                window.fill(place)
            self._outputs.move(window.output, place)


def _screen_signals() -> list[SignalInstance]:
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise RuntimeError("screens need an application")
    return [application.screenAdded, application.screenRemoved, application.primaryScreenChanged]


def _identified_screens() -> dict[str, QScreen]:
    """By what is the same for the same monitor at the same connector, today and tomorrow."""
    found: dict[str, QScreen] = {}
    for screen in QGuiApplication.screens():
        identity = "|".join((screen.name(), screen.manufacturer(), screen.model(), screen.serialNumber()))
        # Virtual screens may not even differ in their connector.
        found[identity if identity not in found else f"{identity}|{len(found) + 1}"] = screen
    return found


def _record(window: OutputWindow) -> OutputRecord:
    output = window.output
    run = output.tour_run
    tours = [] if run is None else [TourRunRecord.of(run.before)]
    return OutputRecord(
        wall=WallRecord.of(output.state),
        tours=tours,
        incident_scenes=[
            IncidentSceneRecord.of(entry) for entry in output.incident_scenes.entries[-MOST_INCIDENT_SCENES:]
        ],
        full_screen=window.canvas.isFullScreen(),
    )
