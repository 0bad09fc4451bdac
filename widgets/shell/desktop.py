"""The desktop's parts and how they hang together: seat, cameras, outputs, conference, console.

The windows are there before any camera is opened; what was wrong with a file is told in the console, not on a
terminal that nobody reads. Closing is bounded: sources that hang are left behind after two seconds.
"""

import argparse
import asyncio
import gc
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QTimer

from app.command_line import UnusableWordsError
from app.domain.drills import DrillScript
from app.domain.evidence import Refusal
from app.domain.incidents import Incident
from app.domain.rooms import Participation, Room
from app.domain.scenes import Source, SourceKind
from app.domain.wall import WallState, empty_wall
from app.link.conference_media import ConferenceMedia
from app.link.hub_wire import HubRefusedError
from app.link.room_link import RoomLink
from app.link.room_links import RoomLinks
from app.services.conference_engine import StreamSource
from app.services.demo_district import DemoDistrict, DemoError, demo_scenes
from app.services.documents import Problem
from app.services.workspace import TourRunRecord, Workspace
from app.settings import LoadedSettings
from streams.feeds import Feeds
from streams.rtsp.client import Transport
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from widgets.application import off_loop
from widgets.cameras.dead_cameras import DeadCameras
from widgets.conference.conference import Conference
from widgets.conference.seat_devices import SeatDevices
from widgets.conference.seat_media import SeatMedia
from widgets.drills.drill_on_screen import DrillOnScreen, words_of
from widgets.incidents.refused_words import refused_words
from widgets.incidents.words import refusal_words
from widgets.shell.console import ConsoleWindow
from widgets.shell.figures import ProcessFigures
from widgets.shell.first_content import FirstContent
from widgets.shell.keep_awake import KeepAwake
from widgets.shell.kept_workspace import KeptWorkspace
from widgets.shell.notices import NoticeKind
from widgets.shell.seat import Seat
from widgets.shell.start_times import StartTimes
from widgets.shell.terminal_report import TerminalReport
from widgets.wall.evidence_watch import EvidenceWatch
from widgets.wall.incident_strips import IncidentStrips
from widgets.wall.output import WallOutput
from widgets.wall.output_windows import OutputWindows
from widgets.wall.outputs import Outputs
from widgets.wall.shared_outputs import SharedOutputs
from widgets.wall.stats_file import StatsFile
from widgets.wall.upkeep import WallUpkeep
from widgets.wall.wall_states import camera_states

log = logging.getLogger(__name__)

# While people come in, the hub tells of them many times a second.
_TOGETHER_MS = 20
_OF_CONFERENCES = (SourceKind.PARTICIPANT, SourceKind.FIELD)
# A virtual screen has room for the wall on the left and the console on the right.
_VIRTUAL_WALL = QRect(0, 0, 1920, 1080)
_VIRTUAL_CONSOLE = QRect(1920, 0, 1920, 1080)


async def run_desktop(
    quit_asked: asyncio.Event,
    *,
    arguments: argparse.Namespace,
    loaded: LoadedSettings,
    district: DemoDistrict | None,
    drill: DrillScript | None,
    virtual: bool,
) -> int:
    """Until `quit_asked`; the exit status. Raises UnusableWordsError."""
    desktop = Desktop(loaded, virtual=virtual)
    try:
        if district is not None:
            await off_loop("demo cameras", district.wait_ready)
            desktop.load_demo(district)
        else:
            await off_loop("load", desktop.load)
        desktop.open(quit_asked.set)
        if getattr(arguments, "stats", None) is not None:
            desktop.write_stats(arguments.stats)
        if drill is not None and district is not None:
            desktop.play_drill(drill, arguments.drill, control=district.control)
        await quit_asked.wait()
    except DemoError as error:
        raise UnusableWordsError(str(error)) from error
    finally:
        await desktop.close()
    return 0


class Desktop(QObject):
    """Composes the seat: the line to the hub with cameras and scenes, feeds, outputs, console. Lives on the UI loop."""

    def __init__(self, loaded: LoadedSettings, *, virtual: bool) -> None:
        super().__init__()
        self._loaded = loaded
        self._virtual = virtual
        folder = loaded.data_folder
        self._seat = Seat(loaded, self)
        self._problems: list[Problem] = list(loaded.problems)
        self._first_content = FirstContent(self._seat, loaded, self)
        self._district: DemoDistrict | None = None
        self._wanted_tours: list[tuple[WallOutput, TourRunRecord]] = []
        self._workspace = KeptWorkspace(folder / "workspace.json", self._arranged, self)
        self._first_state = empty_wall()
        self._own = SeatMedia(parent=self)
        self._rooms = ConferenceRooms()
        self._feeds = Feeds(transport=Transport(loaded.settings.transport), conference_sources=self._rooms.source)
        self._outputs = Outputs(self)
        self._windows = OutputWindows(
            self._outputs,
            make_output=self._make_output,
            seat=self._seat.name,
            snapshot_folder=lambda: folder / "snapshots",
            parent=self,
        )
        self._windows.tour_wanted.connect(lambda output, run: self._wanted_tours.append((output, run)))
        self._links = RoomLinks(
            self._seat.mirror,
            self._seat.client,
            make_media=self._make_media,
            looks=self._has_wall,
            awaits=self._awaited_incidents,
        )
        self._conference = Conference(self._links, self._seat.mirror, self._own, self)
        self._conference.follow(self._own)
        self._seat.live = self._links.live
        self._upkeep = WallUpkeep(self._feeds, lambda: self._windows.all, self)
        self._shared = SharedOutputs(
            self._outputs,
            self._windows,
            mirror=self._seat.mirror,
            client=self._seat.client,
            scenes=self._seat.scenes,
            cameras=self._seat.cameras,
            seat_name=self._seat.name,
            failed=self._output_refused,
            first_painted=self._participant_painted,
            parent=self,
        )
        self._shared.incidents_changed.connect(self._workspace.soon)
        self._strips = IncidentStrips(self._outputs, self._seat.mirror, self)
        self._evidence = EvidenceWatch(
            outputs=self._outputs,
            mirror=self._seat.mirror,
            client=self._seat.client,
            output_id=self._shared.id_of,
            seat=self._seat.name,
        )
        self._evidence.refused.connect(self._evidence_refused)
        self._participants_soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._participants_soon.timeout.connect(self._participants_changed)
        self._board_shown = False
        self._drill: DrillOnScreen | None = None
        self._console: ConsoleWindow | None = None
        self._keep_awake: KeepAwake | None = None
        self._stats: StatsFile | None = None

    # -- start

    def load(self) -> None:
        """The seat's arrangement. Blocks; touches no window."""
        self._problems += self._workspace.load()
        self._own.remember(self._workspace.kept.devices)

    def load_demo(self, district: DemoDistrict) -> None:
        """The first time the whole district is on the wall."""
        self._district = district
        self._first_state = empty_wall().apply(demo_scenes(district.cameras())[0])
        self.load()

    def open(self, closed: Callable[[], None]) -> None:
        """Show the windows; cameras connect after that. `closed`: the operator closed the console."""
        dead = DeadCameras(self._seat.mirror)
        console = self._console = ConsoleWindow(
            outputs=self._outputs,
            seat=self._seat,
            own_outputs=self._shared.own_ids,
            feeds=self._feeds,
            # What a wall shows it knows better than the patrol.
            states=lambda: {**dead.states(), **camera_states(self._outputs)},
            figures=ProcessFigures(self).read,
            conference=self._conference,
            make_devices=lambda window: SeatDevices(self._own, window, walls=lambda: self._outputs.all),
        )
        console.closed.connect(closed)
        self._windows.scene_asked.connect(console.step_scene)
        self._windows.keys_asked.connect(console.show_keys)
        self._windows.report_asked.connect(console.pages.report)
        records = self._workspace.kept.outputs
        if self._virtual:
            console.setGeometry(_VIRTUAL_CONSOLE)
            console.show()
            self._windows.open_at(_VIRTUAL_WALL, records, self._first_state)
            TerminalReport(self._outputs, self._loaded.data_folder / "screenshots", parent=self)
        else:
            console.restoreGeometry(QByteArray.fromBase64(self._workspace.kept.console_geometry.encode()))
            console.showMaximized()
            self._keep_awake = KeepAwake(self)
            self._windows.open(records, self._first_state)
        console.show_problems(self._problems)
        self._seat.cameras.subscribe(self._cameras_changed)
        self._seat.cameras.subscribe_opened(self._cameras_changed)
        for row in (Participation, Room):
            self._seat.mirror.subscribe(row, lambda _keys: self._participants_told())
        self._links.subscribe(self._participants_told)
        self._rooms.follow(asyncio.get_running_loop(), self._links.want)
        self._links.start()
        self._seat.ready_changed.connect(self._seat_ready)
        self._seat.note_shown(self._shown_sources)
        console.pages.board_shown.connect(self._note_board)
        self._seat.start(partial(self._first_content.bring, console, self._district))
        self._workspace.start()

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

    def play_drill(self, script: DrillScript, word: str, *, control: tuple[str, int] | None) -> None:
        """Once `open`; the drill's people wait for the wall themselves."""
        if self._console is None:
            return
        words = words_of(word, hub_folder=self._loaded.hub_folder, control=control)
        drill = self._drill = DrillOnScreen(
            script,
            words,
            client=self._seat.client,
            window=self._console,
            on_terminal=self._virtual,
            parent=self,
        )
        drill.told.connect(partial(self._console.notify, kind=NoticeKind.INFORMATION))
        drill.output_closed.connect(self._close_output)
        drill.over.connect(self._windows.reopen)
        self._seat.ready_changed.connect(drill.start)

    def _close_output(self, output_id: str) -> None:
        output = next((one for one in self._outputs.all if self._shared.id_of(one) == output_id), None)
        if self._console is not None and (output is None or not self._windows.close_one(output)):
            words = self.tr("Drill: no output is closed, for there is no other.")
            self._console.notify(words, NoticeKind.INFORMATION)

    # -- while it runs

    def _make_output(self, name: str, state: WallState) -> WallOutput:
        return WallOutput(
            name,
            state,
            feeds=self._feeds,
            resolve=self._seat.resolve,
            find_scene=self._seat.scenes.scene,
            preopen_s=self._loaded.settings.preopen_s,
            parent=self,
        )

    def _cameras_changed(self) -> None:
        for output in self._outputs.all:
            output.sources_changed()

    def _has_wall(self) -> bool:
        return any(output.canvas.isVisible() for output in self._outputs.all)

    def _awaited_incidents(self) -> set[str]:
        sources = (source for output in self._outputs.all for source in output.state.sources)
        responders = (source.responder for source in sources if source is not None)
        return {responder[0] for responder in responders if responder is not None}

    def _make_media(self, link: RoomLink) -> ConferenceMedia:
        media = ConferenceMedia(
            link,
            self._seat.client,
            thread=self._feeds.media,
            rooms=self._rooms,
            sources=lambda: () if link.is_viewer else self._own.sources(),
        )
        if not link.is_viewer:
            self._own.use(media)
        return media

    def _participants_told(self) -> None:
        if not self._participants_soon.isActive():
            self._participants_soon.start()

    def _participants_changed(self) -> None:
        for output in self._outputs.all:
            if any(source is not None and source.kind in _OF_CONFERENCES for source in output.state.sources):
                output.sources_changed()
        if self._console is not None and (desk := self._console.pages.desk) is not None:
            desk.sources_changed()

    def _participant_painted(self, source: Source) -> None:
        stream = StreamSource.SCREEN if source.is_shared_screen else StreamSource.CAMERA
        self._links.first_frame(source.participation_id, stream)

    def _seat_ready(self) -> None:
        self._cameras_changed()
        # Thousands of rows that stay: looking through them for garbage would stop every picture for a moment.
        gc.collect()
        gc.freeze()
        for output, run in self._wanted_tours:
            if output in self._outputs.all:
                self._shared.resume_tour(output, run.before())
        self._wanted_tours.clear()

    def _shown_sources(self) -> list[str]:
        leader = self._console.pages.leader_page if self._console is not None else None
        small = leader.shown_cameras() if leader is not None else []
        return small + [
            source.value
            for output in self._outputs.all
            if output.canvas.isVisible()
            for source in output.state.sources
            if source is not None and source.kind not in _OF_CONFERENCES
        ]

    def _evidence_refused(self, incident: Incident, refusals: tuple[Refusal, ...]) -> None:
        """The operator corrects what the wall cannot: another camera, another place, nothing in front of it."""
        # Of several tiles that prove the same, all but the first come too late.
        if self._console is not None and Refusal.NO_RUNNING_CLOCK not in refusals:
            reasons = self.tr(", ").join(map(refusal_words, refusals))
            words = self.tr("{0}: the picture does not stop the clock: {1}").format(incident.title, reasons)
            self._console.notify(words, NoticeKind.WARNING)

    def _output_refused(self, output_id: str, error: HubRefusedError) -> None:
        log.warning("the hub does not take output %s: %s", output_id, error.code)
        if self._console is not None:
            self._console.notify(refused_words(error))

    def _arranged(self, saved: Workspace) -> Workspace:
        geometry = saved.console_geometry
        if self._console is not None and not self._virtual:
            geometry = bytes(self._console.saveGeometry().toBase64().data()).decode()
        return saved.model_copy(
            update={
                "outputs": self._windows.records(),
                "console_geometry": geometry,
                "devices": self._own.records(),
            }
        )

    # -- end

    async def close(self) -> None:
        self._workspace.stop()
        self._upkeep.stop()
        if self._console is not None:
            self._console.release()
        if self._drill is not None:
            await self._drill.close()
        await self._conference.close()
        await self._links.close()
        self._own.close()
        await self._evidence.close()
        self._strips.release()
        await self._shared.close()
        await self._first_content.close()
        await self._seat.close()
        if self._stats is not None:
            self._stats.close()
        save_workspace = await self._workspace.close()
        if self._keep_awake is not None:
            self._keep_awake.release()
        if self._console is not None:
            self._console.close()
        self._windows.close()
        await off_loop("closing", partial(self._close_off_loop, save_workspace))

    def _close_off_loop(self, save_workspace: Callable[[], None]) -> None:
        save_workspace()
        self._feeds.close()
