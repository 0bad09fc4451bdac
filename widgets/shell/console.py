"""The operator's window: cameras and scenes on the left, the wall in the middle, a look before it goes up below.

It only composes: what each part does is its own, what they share (outputs, cameras, scenes) is given to them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.documents import Problem
from app.services.scene_library import SceneLibrary
from app.services.tile_feed import TileSource
from streams.feeds import Feeds
from streams.state import StreamState
from widgets.beijing import BEIJING
from widgets.cameras.camera_files import CameraFiles
from widgets.cameras.preview import CameraPreview
from widgets.cameras.tree_panel import CameraPanel
from widgets.icons import icon
from widgets.scenes.panel import ScenesPanel
from widgets.shell.close_dialog import CloseDialog
from widgets.shell.figures import Figures
from widgets.shell.key_sheet import KeySheet
from widgets.shell.keys import Action, Context, Key, keys_in
from widgets.shell.notices import NoticeKind, Notices
from widgets.shell.problem_words import problem_words
from widgets.shell.status_line import StatusLine
from widgets.wall.output import WallOutput
from widgets.wall.output_bar import OutputBar
from widgets.wall.outputs import Outputs
from widgets.wall.overview import WallOverview

_LEFT_WIDTH = 320
_CLOCK_MS = 200


class ConsoleWindow(QMainWindow):
    """`closed` fires when the operator closes it and, while outputs are on, said so twice.

    Call `release()` before the feeds are closed; from then on it closes without asking.
    """

    closed = Signal()

    def __init__(
        self,
        *,
        outputs: Outputs,
        registry: CameraRegistry,
        scenes: SceneLibrary,
        feeds: Feeds,
        resolve: Callable[[Source], TileSource],
        states: Callable[[], Mapping[str, StreamState]],
        figures: Callable[[], Figures],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._key_sheet: KeySheet | None = None
        self._close_dialog: CloseDialog | None = None
        self._may_close = False
        self._released = False
        self.setWindowTitle(self.tr("Console"))
        self.notices = Notices()
        self.cameras = CameraPanel(registry=registry, outputs=outputs, states=states)
        self.camera_files = CameraFiles(registry, self)
        self.scenes = ScenesPanel(
            library=scenes,
            outputs=outputs,
            name_of=lambda source: resolve(source).name,
            selected_sources=self._selected_sources,
        )
        self.overview = WallOverview(outputs, find_scene=scenes.scene)
        self.preview = CameraPreview(feeds=feeds, registry=registry, resolve=resolve)
        self.bar = OutputBar(outputs)
        self.status_line = StatusLine(outputs=outputs, figures=figures)
        self._clock_label = QLabel()
        self._date_label = QLabel()
        self._arrange()
        self._connect()
        self._bind_keys()
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self._show_time)
        self._clock.start()
        self._show_time()

    # -- for whoever composes

    def notify(self, text: str, kind: NoticeKind = NoticeKind.ERROR) -> None:
        """A banner until somebody closes it."""
        self.notices.show_notice(text, kind)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.notify(problem_words(problem))

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

    # -- inside

    def _selected_sources(self) -> list[Source]:
        return [Source.of_camera(camera.camera_id) for camera in self.cameras.selected_cameras()]

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

    def _show_time(self) -> None:
        now = datetime.now(BEIJING)
        self._clock_label.setText(f"{now:%H:%M:%S}")
        self._date_label.setText(f"{now:%Y-%m-%d}")

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

    def _bind_keys(self) -> None:
        work: dict[Action, Callable[[], None]] = {
            Action.SEARCH: self.cameras.focus_search,
            Action.SAVE_SCENE: self.scenes.ask_to_save,
            Action.UNDO: self._undo,
            Action.REDO: self._redo,
            Action.FULL_SCREEN: self._toggle_full_screen,
            Action.SHOW_KEYS: self.show_keys,
            Action.IMPORT: self.cameras.import_asked.emit,
        }
        for key in keys_in(Context.CONSOLE):
            shortcut = QShortcut(key.key_sequence, self)
            shortcut.activated.connect(self._work_of(key, work))

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
        sides.setStretchFactor(1, 1)
        sides.setSizes([_LEFT_WIDTH, 4 * _LEFT_WIDTH])
        sides.setChildrenCollapsible(False)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._header())
        rows.addWidget(self.notices)
        rows.addWidget(sides, 1)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status_line)

    def _header(self) -> QHBoxLayout:
        name = QLabel("Fivefifteen")
        name.setProperty("role", "heading")
        self._clock_label.setProperty("role", "clock")
        self._clock_label.setToolTip(self.tr("Beijing time"))
        self._clock_label.setAccessibleName(self.tr("Beijing time"))
        self._date_label.setProperty("role", "quiet")
        keys = QToolButton()
        keys.setIcon(icon("keyboard"))
        keys.setToolTip(self.tr("Keys (F1)"))
        keys.setAccessibleName(self.tr("Keys"))
        keys.setProperty("flat", "true")
        keys.clicked.connect(self.show_keys)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(name)
        row.addStretch()
        row.addWidget(keys)
        row.addWidget(self._date_label)
        row.addWidget(self._clock_label)
        return row
