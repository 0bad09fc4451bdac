"""The operator's window: cameras and scenes on the left, the wall in the middle, incidents on the right; other pages.

It only composes: what each part does is its own, what they share (outputs, cameras, scenes, the hub) is given to them.
"""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.permissions import Actor, Role
from app.domain.scenes import Source
from app.link.hub_client import HubClient
from app.services.conference_engine import StreamSource
from app.services.documents import Problem
from streams.feeds import Feeds
from streams.state import StreamState
from widgets.cameras.camera_files import CameraFiles
from widgets.cameras.preview import CameraPreview
from widgets.cameras.tree_panel import CameraPanel
from widgets.conference.conference import Conference
from widgets.conference.desk import ConferenceDesk
from widgets.conference.devices_of_seat import DevicesOfSeat
from widgets.leader.page import LeaderPage
from widgets.outputs.panel import OutputsPanel
from widgets.scenes.panel import ScenesPanel
from widgets.shell.close_dialog import CloseDialog
from widgets.shell.deadline_notices import DeadlineNotices
from widgets.shell.figures import Figures
from widgets.shell.header import Header
from widgets.shell.key_sheet import KeySheet
from widgets.shell.keys import Action, Context, Key, keys_in
from widgets.shell.login_page import LoginPage
from widgets.shell.notices import NoticeKind, Notices
from widgets.shell.problem_words import problem_words
from widgets.shell.seat import Seat
from widgets.shell.seat_pages import SeatPages
from widgets.shell.status_line import StatusLine
from widgets.wall.output import WallOutput
from widgets.wall.output_bar import OutputBar
from widgets.wall.outputs import Outputs
from widgets.wall.overview import WallOverview

_LEFT_WIDTH = 320
_RIGHT_WIDTH = 440


# The pages of the console, in the order of the header's buttons.
OBSERVE, MANAGE, PREVENT, HANDLE, CONFERENCE, STATISTICS, COMMAND = range(7)
# Whoever leads sees first what is to be decided.
_LEADERS = frozenset({Role.DIRECTOR, Role.DUTY_LEADER})


class ConsoleWindow(QMainWindow):
    """`closed` fires when the operator closes it and, while outputs are on, said so twice.

    Call `release()` before the feeds are closed; from then on it closes without asking.
    """

    closed = Signal()

    def __init__(
        self,
        *,
        outputs: Outputs,
        seat: Seat,
        own_outputs: Callable[[], frozenset[str]],
        feeds: Feeds,
        states: Callable[[], Mapping[str, StreamState]],
        figures: Callable[[], Figures],
        conference: Conference,
        make_devices: Callable[[QWidget], DevicesOfSeat] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._key_sheet: KeySheet | None = None
        self._close_dialog: CloseDialog | None = None
        self._may_close = False
        self._released = False
        self._entered = ""
        self._line_ending: Callable[[], None] = lambda: None
        self._shortcuts: list[QShortcut] = []
        self.setWindowTitle(self.tr("Console"))
        self.notices = Notices()
        self.cameras = CameraPanel(registry=seat.cameras, outputs=outputs, states=states)
        self.camera_files = CameraFiles(seat.cameras, self, export=seat.client.export_cameras)
        self.scenes = ScenesPanel(
            library=seat.scenes,
            outputs=outputs,
            name_of=seat.name_of,
            selected_sources=self._selected_sources,
        )
        self.overview = WallOverview(outputs, find_scene=seat.scenes.scene)
        self.preview = CameraPreview(feeds=feeds, registry=seat.cameras, resolve=seat.resolve)
        self.bar = OutputBar(outputs)
        self.status_line = StatusLine(outputs=outputs, figures=figures)
        self.other_outputs = OutputsPanel(
            seat.mirror,
            own=own_outputs,
            selected_sources=self._selected_sources,
            selected_scene=self.scenes.scenes.current_name,
        )
        self._conference = conference
        self._devices = make_devices(self) if make_devices is not None else None
        self._feeds = feeds
        self._own_outputs = own_outputs
        self.pages = SeatPages(
            seat.mirror, self._make_desk, self._make_leader, self._selected_sources, self._make_preview, self
        )
        self.deadlines = DeadlineNotices(seat.mirror, self)
        pages = [
            *(self.tr("Observe"), self.tr("Manage"), self.tr("Prevent"), self.tr("Handle"), self.tr("Join")),
            *(self.tr("Statistics"), self.tr("Command")),
        ]
        self.header = Header(pages, seat.mirror)
        self._page_stack = QStackedWidget()
        self._beside_pages = QHBoxLayout()
        self._rows = QVBoxLayout()
        # What is there before anybody has logged in, and what is there then.
        self._whole = QStackedWidget()
        self._login_page = LoginPage(seat.hub_url) if seat.hub_url else None
        self._seat = seat
        self._arrange()
        self._bind_keys()
        self._connect()
        self.show_page(OBSERVE)

    # -- for whoever composes

    def notify(self, text: str, kind: NoticeKind = NoticeKind.ERROR) -> None:
        """A banner until somebody closes it."""
        self.notices.show_notice(text, kind)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.notify(problem_words(problem))

    def enter(self, actor: Actor) -> None:
        """Somebody is logged in: show what they may see, and whoever leads the leader's page; not again when only the
        line came back."""
        is_new, self._entered = actor.actor_id != self._entered, actor.actor_id
        self.pages.enter(actor, self._seat.client)
        self.other_outputs.enter(actor, self._seat.client)
        self.header.enter(actor, self._seat.client)
        # The hub of one's own desk lets its owner in by itself.
        can_log_out = self._login_page is not None
        self.header.show_person(f"{actor.name} · {self.pages.unit_words(actor)}", can_log_out=can_log_out)
        self._set_shortcuts(enabled=True)
        self._whole.setCurrentIndex(0)
        if is_new and actor.role in _LEADERS:
            self.show_page(COMMAND)

    def ask_to_log_in(self) -> None:
        """Nothing is to be seen until somebody has."""
        if self._login_page is not None:
            self._set_shortcuts(enabled=False)
            self._entered = ""
            self._conference.leave()
            self.pages.release()
            self._whole.setCurrentWidget(self._login_page)

    def show_page(self, number: int) -> None:
        self._page_stack.setCurrentIndex(number)
        self.header.show_page(number)
        self._follow_conference()

    def step_scene(self, output: WallOutput, step: int) -> None:
        self.scenes.step_scene(output, step)

    def show_keys(self) -> None:
        if self._key_sheet is None:
            self._key_sheet = KeySheet(self)
        self._key_sheet.show()
        self._key_sheet.raise_()
        self._key_sheet.activateWindow()

    def release(self) -> None:
        """Let go of threads, subscriptions and the preview's feed; the window may still be seen."""
        if self._released:
            return
        self._released = self._may_close = True
        self.cameras.close_threads()
        self.scenes.unsubscribe()
        self.preview.release()
        self.pages.release()
        self.deadlines.release()
        self.camera_files.release()
        self.header.release()
        self.other_outputs.release()
        self._line_ending()

    # -- inside

    def _selected_sources(self) -> list[Source]:
        return [Source.of_camera(camera.camera_id) for camera in self.cameras.selected_cameras()]

    def _make_desk(self, actor: Actor, client: HubClient) -> ConferenceDesk:
        desk = ConferenceDesk(
            self._conference,
            self._seat.mirror,
            client,
            actor,
            self,
            feeds=self._feeds,
            resolve=self._seat.resolve,
            outputs=self._outputs,
            own_outputs=self._own_outputs,
            push=lambda output_id, source: self.other_outputs.push(output_id, participant=source.value),
            selected_cameras=self._selected_sources,
            name_of=self._seat.name_of,
            devices=self._devices,
        )
        desk.page_asked.connect(lambda: self.show_page(CONFERENCE))
        desk.notice.connect(self.notify)
        return desk

    def _make_leader(self, actor: Actor, client: HubClient, desk: ConferenceDesk) -> LeaderPage:
        return LeaderPage(
            self._seat.mirror,
            client,
            actor,
            feeds=self._feeds,
            resolve=self._seat.resolve,
            subscribe_opened=self._seat.cameras.subscribe_opened,
            push=self.other_outputs.push,
            conference=self._conference,
            stage=desk.make_stage(),
        )

    def _make_preview(self) -> CameraPreview:
        return CameraPreview(feeds=self._feeds, registry=self._seat.cameras, resolve=self._seat.resolve, narrow=True)

    def _note_lost_sites(self, number: int) -> None:
        """Only what has failed: a number that is always there is not read."""
        words = self.tr("Sites whose cameras have all failed: {0}").format(number) if number else ""
        self.header.note(PREVENT, f"✕{number}" if number else "", words)

    def _enter_room(self, room_id: str) -> None:
        if self.pages.desk is not None:
            self.pages.desk.enter(room_id)

    def _place_strip(self) -> None:
        """Of whoever sits here now."""
        while (item := self._beside_pages.takeAt(1)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if (desk := self.pages.desk) is not None:
            desk.strip.hide()
            self._beside_pages.addWidget(desk.strip)
        self._follow_conference()

    def _follow_conference(self) -> None:
        """Beside every other page while the conference is on; the leader's has the pictures of its own."""
        if (desk := self.pages.desk) is not None:
            has_pictures = self._page_stack.currentIndex() in (CONFERENCE, COMMAND)
            desk.strip.setVisible(self._conference.is_in and not has_pictures)

    def _preview_camera(self, camera_id: str) -> None:
        self.preview.show_source(Source.of_camera(camera_id) if camera_id else None)

    def _set_output(self, number: int) -> None:
        outputs = self._outputs.all
        if number <= len(outputs):
            self._outputs.set_current(outputs[number - 1])

    def _undo(self) -> None:
        if (output := self._outputs.current) is not None:
            output.undo()

    def _redo(self) -> None:
        if (output := self._outputs.current) is not None:
            output.redo()

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._outputs.all and not self._may_close:
            event.ignore()
            self._ask_to_close()
            return
        super().closeEvent(event)
        self.closed.emit()

    def _ask_to_close(self) -> None:
        if self._close_dialog is None:
            self._close_dialog = CloseDialog(self)
            self._close_dialog.finished.connect(self._answered)
            self._close_dialog.open()

    def _answered(self, result: int) -> None:
        self._close_dialog = None
        if result == CloseDialog.DialogCode.Accepted:
            self._may_close = True
            self.close()

    def _connect(self) -> None:
        self.cameras.camera_selected.connect(self._preview_camera)
        self.cameras.problem.connect(lambda problem: self.show_problems([problem]))
        self.cameras.import_asked.connect(self.camera_files.ask_to_import)
        self.cameras.export_asked.connect(self.camera_files.ask_to_export)
        self.cameras.add_asked.connect(self.camera_files.ask_to_add)
        self.cameras.edit_asked.connect(self.camera_files.ask_to_edit)
        self.camera_files.notice.connect(self.notify)
        self.cameras.tour_asked.connect(
            lambda cameras: self.scenes.new_tour_of_cameras([Source.of_camera(each.camera_id) for each in cameras])
        )
        self.scenes.notice.connect(self.notify)
        self.overview.tile_selected.connect(self.preview.show_source)
        self.overview.dropped_scene.connect(self.scenes.apply_to)
        self.other_outputs.notice.connect(self.notify)
        self.deadlines.notice.connect(self.notify)
        self._seat.entered.connect(self.enter)
        self._seat.refused.connect(self.ask_to_log_in)
        self._seat.failed.connect(self.notify)
        if (page := self._login_page) is not None:
            page.submitted.connect(self._seat.log_in)
            self._line_ending = self._seat.mirror.subscribe_status(lambda: page.show_status(self._seat.mirror.status))
            self.ask_to_log_in()
        self.pages.desk_changed.connect(self._place_strip)
        self.pages.plans_asked.connect(lambda: self.show_page(MANAGE))
        self.pages.sites_lost.connect(self._note_lost_sites)
        self._conference.changed.connect(self._follow_conference)
        self.header.page_asked.connect(self.show_page)
        self.header.room_asked.connect(self._enter_room)
        self.header.keys_asked.connect(self.show_keys)
        self.header.log_out_asked.connect(self._seat.log_out)

    def _bind_keys(self) -> None:
        work: dict[Action, Callable[[], None]] = {
            Action.SEARCH: self.cameras.focus_search,
            Action.SAVE_SCENE: self.scenes.ask_to_save,
            Action.UNDO: self._undo,
            Action.REDO: self._redo,
            Action.FULL_SCREEN: self._toggle_full_screen,
            Action.SHOW_KEYS: self.show_keys,
            Action.IMPORT: self.cameras.import_asked.emit,
            Action.REPORT: self.pages.report,
            Action.OBSERVE: lambda: self.show_page(OBSERVE),
            Action.MANAGE: lambda: self.show_page(MANAGE),
            Action.PREVENT: lambda: self.show_page(PREVENT),
            Action.HANDLE: lambda: self.show_page(HANDLE),
            Action.CONFERENCE: lambda: self.show_page(CONFERENCE),
            Action.MUTE: lambda: self._conference.toggle(StreamSource.MICROPHONE),
            Action.CAMERA: lambda: self._conference.toggle(StreamSource.CAMERA),
            Action.STATISTICS: lambda: self.show_page(STATISTICS),
            Action.COMMAND: lambda: self.show_page(COMMAND),
        }
        for key in keys_in(Context.CONSOLE):
            shortcut = QShortcut(key.key_sequence, self)
            self._shortcuts.append(shortcut)
            shortcut.activated.connect(self._work_of(key, work))

    def _set_shortcuts(self, *, enabled: bool) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(enabled)

    def _work_of(self, key: Key, work: Mapping[Action, Callable[[], None]]) -> Callable[[], None]:
        if key.action is Action.OUTPUT:
            return lambda: self._set_output(int(key.subject))
        if key.action is None:
            raise ValueError(f"the console's key {key.sequence} does nothing")
        return work[key.action]

    # -- construction

    def _arrange(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.cameras)
        left.addWidget(self.scenes)
        left.addWidget(self.other_outputs)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        left.setChildrenCollapsible(False)
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.addWidget(self.overview)
        middle.addWidget(self.preview)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 1)
        middle.setChildrenCollapsible(False)
        work_side = QWidget()
        column = QVBoxLayout(work_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(middle, 1)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(left)
        sides.addWidget(work_side)
        sides.addWidget(self.pages.side)
        sides.setStretchFactor(1, 1)
        sides.setSizes([_LEFT_WIDTH, 4 * _LEFT_WIDTH, _RIGHT_WIDTH])
        sides.setChildrenCollapsible(False)
        for page in (
            sides,
            self.pages.plans,
            self.pages.readiness,
            self.pages.incidents,
            self.pages.conference,
            self.pages.statistics,
        ):
            self._page_stack.addWidget(page)
        self._page_stack.addWidget(self.pages.leader)
        self._beside_pages.setSpacing(0)
        self._beside_pages.addWidget(self._page_stack, 1)
        whole = QWidget()
        rows = self._rows
        whole.setLayout(rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addLayout(self._beside_pages, 1)
        # Below the pages: nothing that somebody is about to press moves away when one comes.
        rows.addWidget(self.notices)
        self._whole.addWidget(whole)
        if self._login_page is not None:
            self._whole.addWidget(self._login_page)
        self.setCentralWidget(self._whole)
        self.setStatusBar(self.status_line)
