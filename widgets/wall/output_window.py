"""An output as a window of its own: full screen on its screen, with keys, mouse, menu, snapshots and notices."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QScreen

from app.domain.overload import Saving
from widgets.wall.gestures import Gestures
from widgets.wall.output import WallOutput
from widgets.wall.output_menu import output_menu
from widgets.wall.snapshot import SnapshotSaver, snapshot

_NOTICE_MS = 4000
_CURSOR_MS = 3000


class OutputWindow(QObject):
    """The window is the output's canvas. `scene_asked` carries −1 or +1; `keys_asked` is F1, `report_asked` N."""

    scene_asked = Signal(int)
    keys_asked = Signal()
    report_asked = Signal()

    def __init__(
        self,
        output: WallOutput,
        *,
        seat: str,
        snapshot_folder: Callable[[], Path],
        keep_open: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """With `keep_open` only the program closes it: a key too many must not blacken a screen of the wall."""
        super().__init__(parent)
        self.output = output
        self.canvas = output.canvas
        self._seat = seat
        self._snapshot_folder = snapshot_folder
        self._saving = Saving.NOTHING
        self._passing_notice = ""
        self._closed = False
        self._notice_timer = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._notice_timer.timeout.connect(self._end_notice)
        self._cursor_timer = QTimer(self, singleShot=True, interval=_CURSOR_MS)
        self._cursor_timer.timeout.connect(self._hide_cursor)
        self._saver = SnapshotSaver(self)
        self._saver.saved.connect(self._snapshot_saved, Qt.ConnectionType.QueuedConnection)
        self._saver.failed.connect(self._snapshot_failed, Qt.ConnectionType.QueuedConnection)
        self.canvas.setWindowTitle(f"{output.name} — Fivefifteen")
        self.canvas.setMouseTracking(True)
        self.canvas.keep_open = keep_open
        self.canvas.close_refused.connect(
            lambda: self.notify(self.tr("The wall stays on: close the console to end the program"))
        )
        self._gestures = Gestures(
            output,
            unhandled_key=self._key,
            take_snapshot=self.take_snapshot,
            copy_picture=self.copy_picture,
            context_menu=self._menu,
            pointer_moved=self._show_cursor,
        )

    def show_on(self, screen: QScreen, *, full_screen: bool) -> None:
        """Fill the screen, or take a comfortable part of it where the console is there too."""
        self.canvas.setScreen(screen)
        area = screen.geometry()
        if full_screen:
            self.fill(area)
        else:
            self.canvas.setWindowState(Qt.WindowState.WindowNoState)
            self.canvas.setGeometry(beside_console(area))
            self.canvas.show()

    def fill(self, area: QRect) -> None:
        """Full screen there."""
        self.canvas.setGeometry(area)
        self.canvas.showFullScreen()
        self._show_cursor()

    def show_at(self, place: QRect) -> None:
        """Exactly there, without a frame."""
        self.canvas.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.canvas.setGeometry(place)
        self.canvas.show()

    def notify(self, text: str) -> None:
        """A line on the wall for some seconds."""
        if self._closed:
            # A snapshot was still being written then.
            return
        self._passing_notice = text
        self._notice_timer.start()
        self._update_notice()

    def set_saving(self, saving: Saving) -> None:
        """Say on the wall what is given up because the machine cannot keep up."""
        self._saving = saving
        self._update_notice()

    def take_snapshot(self, tile: int, suffix: str = ".png") -> None:
        """Save the tile's picture as .png or .jpg; the wall says where, or why not."""
        taken = snapshot(self.canvas.tiles[tile], seat=self._seat)
        feed = self.canvas.tiles[tile].feed
        if taken is None or feed is None:
            self.notify(self.tr("No picture to save"))
            return
        image, arrived_at = taken
        self._saver.save(
            image, folder=self._snapshot_folder(), name=feed.source.name, arrived_at=arrived_at, suffix=suffix
        )

    def _snapshot_saved(self, path: str) -> None:
        self.notify(self.tr("Snapshot saved: {0}").format(path))

    def _snapshot_failed(self, why: str) -> None:
        self.notify(self.tr("Snapshot not saved: {0}").format(why))

    def copy_picture(self, tile: int) -> None:
        taken = snapshot(self.canvas.tiles[tile], seat=self._seat)
        if taken is None:
            self.notify(self.tr("No picture to copy"))
            return
        QGuiApplication.clipboard().setImage(taken[0])
        self.notify(self.tr("Picture copied"))

    def close(self) -> None:
        self._closed = True
        self._notice_timer.stop()
        self._cursor_timer.stop()
        self._saver.close()
        self.canvas.keep_open = False
        self.canvas.close()

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_F11:
                self._toggle_full_screen()
            case Qt.Key.Key_F1:
                self.keys_asked.emit()
            case Qt.Key.Key_N:
                self.report_asked.emit()
            case Qt.Key.Key_PageUp:
                self.scene_asked.emit(-1)
            case Qt.Key.Key_PageDown:
                self.scene_asked.emit(1)
            case Qt.Key.Key_T if self.output.tour is not None:
                self.output.pause_tour(not self.output.tour_paused)
            case Qt.Key.Key_Escape if self.canvas.isFullScreen():
                self.canvas.showNormal()
            case _:
                return False
        return True

    def _menu(self, tile: int | None, where: QPoint) -> None:
        menu = output_menu(self.output, tile, self.canvas)
        first = menu.actions()[0]
        if tile is not None and self.canvas.tiles[tile].feed is not None:
            for words, run in (
                (self.tr("Save snapshot"), partial(self.take_snapshot, tile)),
                (self.tr("Save snapshot as JPEG"), partial(self.take_snapshot, tile, ".jpg")),
                (self.tr("Copy picture"), partial(self.copy_picture, tile)),
            ):
                action = QAction(words, menu)
                action.triggered.connect(lambda _checked, run=run: run())
                menu.insertAction(first, action)
        menu.addSeparator()
        menu.addAction(self.tr("Full screen or window"), self._toggle_full_screen)
        menu.addAction(self.tr("Keys"), self.keys_asked.emit)
        menu.popup(where)

    def _toggle_full_screen(self) -> None:
        if self.canvas.isFullScreen():
            self.canvas.showNormal()
        else:
            self.canvas.showFullScreen()
        self._show_cursor()

    def _show_cursor(self) -> None:
        self.canvas.unsetCursor()
        if self.canvas.isFullScreen():
            self._cursor_timer.start()

    def _hide_cursor(self) -> None:
        if self.canvas.isFullScreen():
            self.canvas.setCursor(Qt.CursorShape.BlankCursor)

    def _end_notice(self) -> None:
        self._passing_notice = ""
        self._update_notice()

    def _update_notice(self) -> None:
        self.canvas.set_notice(self._passing_notice or self._saving_words())

    def _saving_words(self) -> str:
        match self._saving:
            case Saving.NOTHING:
                return ""
            case Saving.BIG_TILES_TO_SUB:
                return self.tr("This machine cannot keep up: big tiles show the sub stream")
            case Saving.SMALL_TILES_TO_KEY_FRAMES:
                return self.tr("This machine cannot keep up: small tiles show key frames only")


def beside_console(area: QRect) -> QRect:
    """Of a screen that the console is on too: the corner away from its tree and lists, 16:9, whole on the screen."""
    width = min(area.width() * 3 // 5, area.height() * 3 // 4 * 16 // 9)
    height = width * 9 // 16
    return QRect(area.right() + 1 - width, area.bottom() + 1 - height, width, height)
