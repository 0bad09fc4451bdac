"""The desktop from start to end: settings → log → its own hub → application → cameras → outputs → console, and back.

The windows are there before any camera is opened; what was wrong with a file is told in the console, not on a
terminal that nobody reads. Closing is bounded: sources that hang are left behind after two seconds.
"""

import argparse
import asyncio
import contextlib
import logging
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QTimer

from app.command_line import UnusableWordsError
from app.domain.permissions import Actor
from app.domain.scenes import Source
from app.domain.wall import WallState, empty_wall
from app.link.doors import Credentials, NamedHubDoor, OwnHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.mirror import LinkState, Mirror
from app.link.own_hub import OwnHub
from app.logs import start_logging, stop_logging
from app.services.camera_files import read_camera_file
from app.services.camera_json import CameraCodec
from app.services.camera_registry import CameraRegistry
from app.services.commands import LoggedIn
from app.services.demo_district import DemoDistrict, DemoError, demo_scenes, demo_tours
from app.services.documents import DocumentFile, NotSavedError, Problem
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileSource
from app.services.tile_sources import tile_source
from app.services.workspace import TourRunRecord, Workspace, workspace_file
from app.settings import Language, LoadedSettings, data_folder, load_settings
from app.tasks import TaskScope
from streams.feeds import Feeds
from streams.rtsp.client import Transport
from widgets.application import make_application, off_loop, run_application
from widgets.cameras.fault_words import fault_words
from widgets.shell.console import ConsoleWindow
from widgets.shell.figures import ProcessFigures
from widgets.shell.keep_awake import KeepAwake
from widgets.shell.login_page import LoginPage
from widgets.shell.start_times import StartTimes
from widgets.shell.terminal_report import TerminalReport
from widgets.shell.virtual_display import VirtualDisplay, display_is_missing
from widgets.wall.evidence_watch import EvidenceWatch
from widgets.wall.output import WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs
from widgets.wall.stats_file import StatsFile
from widgets.wall.upkeep import WallUpkeep
from widgets.wall.wall_states import camera_states

log = logging.getLogger(__name__)

_AUTOSAVE_MS = 5000
# Until the door says where the hub is.
_NO_HUB_YET = "http://127.0.0.1:1"
# Of a camera file with a fault in every row the first ones tell enough.
_MOST_FAULTS_SHOWN = 3
# A virtual screen has room for the wall on the left and the console on the right.
_VIRTUAL_WALL = QRect(0, 0, 1920, 1080)
_VIRTUAL_CONSOLE = QRect(1920, 0, 1920, 1080)


def run(arguments: argparse.Namespace) -> int:
    """Raises UnusableWordsError where there is no display and none can be made."""
    demo = arguments.mode == "demo"
    with contextlib.ExitStack() as cleanup:
        district = None
        if demo:
            # First of all, so that cameras start while Qt is being loaded.
            district = DemoDistrict()
            cleanup.callback(district.stop)
        virtual = display_is_missing()
        if virtual:
            display = VirtualDisplay(3840, 1080)
            cleanup.callback(display.stop)
        loaded = load_settings(data_folder() / "demo" if demo else data_folder())
        start_logging(loaded.data_folder, level=getattr(logging, loaded.settings.log_level.upper()))
        cleanup.callback(stop_logging)
        if not loaded.settings.hub:
            # Also before Qt: the hub starts meanwhile.
            own_hub = OwnHub(_hub_folder(loaded), more_words=())
            own_hub.start()
            cleanup.callback(own_hub.stop)
        language = None if loaded.settings.language is Language.AUTOMATIC else str(loaded.settings.language)
        application = make_application(language=language)
        desktop = partial(_run_desktop, arguments=arguments, loaded=loaded, district=district, virtual=virtual)
        return run_application(application, desktop)


async def _run_desktop(
    quit_asked: asyncio.Event,
    *,
    arguments: argparse.Namespace,
    loaded: LoadedSettings,
    district: DemoDistrict | None,
    virtual: bool,
) -> int:
    desktop = Desktop(loaded, virtual=virtual)
    try:
        if district is not None:
            await off_loop("demo cameras", district.wait_ready)
            desktop.load_demo(district)
        else:
            # Ten thousand cameras take a third of a second to read.
            await off_loop("load", desktop.load)
        desktop.open(quit_asked.set)
        if getattr(arguments, "stats", None) is not None:
            desktop.write_stats(arguments.stats)
        await quit_asked.wait()
    except DemoError as error:
        raise UnusableWordsError(str(error)) from error
    finally:
        await desktop.close()
    return 0


def _hub_folder(loaded: LoadedSettings) -> Path:
    return loaded.data_folder / "hub"


class Desktop(QObject):
    """Composes the seat: the line to the hub, cameras, scenes, feeds, outputs, console. Lives on the UI loop."""

    def __init__(self, loaded: LoadedSettings, *, virtual: bool) -> None:
        super().__init__()
        self._loaded = loaded
        self._virtual = virtual
        folder = loaded.data_folder
        seat = loaded.settings.seat or platform.node()
        self._mirror = Mirror()
        self._client = HubClient(
            loaded.settings.hub or _NO_HUB_YET, verify=str(loaded.hub_ca) if loaded.hub_ca is not None else True
        )
        self._login_page = LoginPage(loaded.settings.hub) if loaded.settings.hub else None
        self._named_door = NamedHubDoor() if loaded.settings.hub else None
        self._link = HubLink(self._client, self._mirror, self._named_door or OwnHubDoor(_hub_folder(loaded)), seat=seat)
        self._problems: list[Problem] = list(loaded.problems)
        self._notices: list[str] = []
        self._registry = CameraRegistry(
            None if loaded.camera_file else DocumentFile(folder / "cameras.json", CameraCodec())
        )
        self._scenes = SceneLibrary(folder / "scenes.json")
        self._workspace_file = workspace_file(folder / "workspace.json")
        self._saved_workspace = Workspace(outputs={})
        self._first_state = empty_wall()
        self._tasks = TaskScope("desktop")
        self._feeds = Feeds(transport=Transport(loaded.settings.transport))
        self._outputs = Outputs(self)
        self._windows = OutputWindows(
            self._outputs,
            make_output=self._make_output,
            seat=seat,
            snapshot_folder=lambda: folder / "snapshots",
            parent=self,
        )
        self._windows.tour_wanted.connect(self._resume_tour)
        self._upkeep = WallUpkeep(self._feeds, lambda: self._windows.all, self)
        self._evidence = EvidenceWatch(
            outputs=self._outputs, mirror=self._mirror, client=self._client, output_id=self._output_id, seat=seat
        )
        self._board_shown = False
        self._console: ConsoleWindow | None = None
        self._keep_awake: KeepAwake | None = None
        self._stats: StatsFile | None = None
        self._autosave = QTimer(self, interval=_AUTOSAVE_MS)
        self._autosave.timeout.connect(self._save_workspace_soon)

    # -- start

    def load(self) -> None:
        """The seat's own cameras, scenes and arrangement. Blocks; touches no window."""
        path = self._loaded.camera_file
        if path is None:
            self._problems += self._registry.load()
        else:
            report = read_camera_file(path)
            self._registry.replace_all(report.cameras)
            self._notices += [f"{path.name}: {fault_words(fault)}" for fault in report.faults[:_MOST_FAULTS_SHOWN]]
        self._problems += self._scenes.load()
        self._load_workspace()

    def load_demo(self, district: DemoDistrict) -> None:
        """The district's cameras at this run's port; scenes that an operator changed in an earlier demo are kept."""
        self._registry = CameraRegistry()
        self._registry.replace_all(district.cameras())
        self._problems += self._scenes.load()
        cameras = self._registry.cameras
        scenes = demo_scenes(cameras)
        for scene in scenes:
            if self._scenes.scene(scene.name) is None:
                self._scenes.save_scene(scene)
        for tour in demo_tours(cameras, scenes):
            if self._scenes.tour(tour.name) is None:
                self._scenes.save_tour(tour)
        self._first_state = empty_wall().apply(scenes[0])
        self._load_workspace()

    def _load_workspace(self) -> None:
        loaded = self._workspace_file.load()
        self._problems += loaded.problems
        self._saved_workspace = loaded.value or Workspace(outputs={})

    def open(self, closed: Callable[[], None]) -> None:
        """Show the windows; cameras connect after that. `closed`: the operator closed the console."""
        console = self._console = ConsoleWindow(
            outputs=self._outputs,
            registry=self._registry,
            scenes=self._scenes,
            feeds=self._feeds,
            resolve=self._resolve,
            states=partial(camera_states, self._outputs),
            figures=ProcessFigures(self).read,
            mirror=self._mirror,
            login_page=self._login_page,
        )
        self._connect_hub(console)
        console.closed.connect(closed)
        self._windows.scene_asked.connect(console.step_scene)
        self._windows.keys_asked.connect(console.show_keys)
        self._windows.report_asked.connect(console.pages.report)
        records = self._saved_workspace.outputs
        if self._virtual:
            console.setGeometry(_VIRTUAL_CONSOLE)
            console.show()
            self._windows.open_at(_VIRTUAL_WALL, records, self._first_state)
            TerminalReport(self._outputs, self._loaded.data_folder / "screenshots", parent=self)
        else:
            console.restoreGeometry(QByteArray.fromBase64(self._saved_workspace.console_geometry.encode()))
            console.showMaximized()
            self._keep_awake = KeepAwake(self)
            self._windows.open(records, self._first_state)
        console.show_problems(self._problems)
        for text in self._notices:
            console.notify(text)
        self._registry.subscribe(self._cameras_changed)
        self._autosave.start()

    def _output_id(self, _output: WallOutput) -> str | None:
        """Under which the hub knows it."""
        return None

    def _connect_hub(self, console: ConsoleWindow) -> None:
        page, door = self._login_page, self._named_door
        if page is not None and door is not None:
            console.ask_to_log_in()
            self._mirror.subscribe_status(lambda: page.show_status(self._mirror.status))

            def log_in(login: str, password: str) -> None:
                door.credentials = Credentials(login, password)
                self._link.try_again()

            page.submitted.connect(log_in)
        self._mirror.subscribe_status(lambda: self._hub_changed(console))
        console.pages.board_shown.connect(self._note_board)
        self._link.start()

    def _hub_changed(self, console: ConsoleWindow) -> None:
        state, me = self._mirror.status.state, self._link.me
        if state is LinkState.LIVE and me is not None:
            console.enter(_actor(me), self._client)
        elif state is LinkState.REFUSED:
            console.ask_to_log_in()

    def _note_board(self) -> None:
        self._board_shown = True

    def write_stats(self, path: Path) -> None:
        """Raises UnusableWordsError where the file cannot be written."""
        try:
            times = StartTimes(self._outputs, board_usable=lambda: self._board_shown, parent=self)
            self._stats = StatsFile(
                path, lambda: [output.canvas for output in self._outputs.all], self, more=times.facts
            )
        except OSError as error:
            raise UnusableWordsError(f"--stats: {error}") from error

    # -- while it runs

    def _make_output(self, name: str, state: WallState) -> WallOutput:
        return WallOutput(
            name,
            state,
            feeds=self._feeds,
            resolve=self._resolve,
            find_scene=self._scenes.scene,
            preopen_s=self._loaded.settings.preopen_s,
            parent=self,
        )

    def _resolve(self, source: Source) -> TileSource:
        found = tile_source(source, self._registry)
        if found is None:
            return TileSource(name=self.tr("Camera {0} is not in the list any more").format(source.value), main_url="")
        return found

    def _cameras_changed(self) -> None:
        for output in self._outputs.all:
            output.sources_changed()

    def _resume_tour(self, output: WallOutput, run: TourRunRecord) -> None:
        tour = self._scenes.tour(run.tour)
        if tour is not None and run.step < len(tour.steps):
            output.start_tour(tour, tile=run.tile or 0, step=run.step)
            output.pause_tour(run.paused)

    def _workspace(self) -> Workspace:
        geometry = self._saved_workspace.console_geometry
        if self._console is not None and not self._virtual:
            geometry = bytes(self._console.saveGeometry().toBase64().data()).decode()
        return self._saved_workspace.model_copy(
            update={"outputs": self._windows.records(), "console_geometry": geometry}
        )

    def _save_workspace_soon(self) -> None:
        workspace = self._workspace()
        if workspace != self._saved_workspace:
            self._saved_workspace = workspace
            self._tasks.start("save workspace", asyncio.to_thread(self._save_workspace, workspace))

    def _save_workspace(self, workspace: Workspace) -> None:
        try:
            self._workspace_file.save(workspace)
        except NotSavedError as error:
            log.warning("%s", error)

    # -- end

    async def close(self) -> None:
        self._autosave.stop()
        self._upkeep.stop()
        await self._evidence.close()
        await self._link.close()
        if self._stats is not None:
            self._stats.close()
        workspace = self._workspace()
        if self._keep_awake is not None:
            self._keep_awake.release()
        if self._console is not None:
            self._console.release()
            self._console.close()
        self._windows.close()
        await self._tasks.close()
        await off_loop("closing", partial(self._close_off_loop, workspace))

    def _close_off_loop(self, workspace: Workspace) -> None:
        self._save_workspace(workspace)
        self._feeds.close()


def _actor(me: LoggedIn) -> Actor:
    return Actor(actor_id=me.account_id, name=me.name, role=me.role, unit_id=me.unit_id, unit_path=me.unit_path)
