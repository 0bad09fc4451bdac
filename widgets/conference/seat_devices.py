"""The devices of this seat as the conference's desk shows them; implements `DevicesOfSeat`."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMenu, QVBoxLayout, QWidget

from app.services.conference_engine import StreamSource
from widgets.conference.device_choices import DeviceChoices
from widgets.conference.lobby import Lobby
from widgets.conference.own_picture import OwnPicture
from widgets.conference.seat_media import SeatMedia
from widgets.wall.output import WallOutput

_RING_S = 0.4
_RING_EVERY_MS = 2000
_MOST_WINDOWS = 20
_LONGEST_NAME = 50


class SeatDevices:
    """`window` is what dialogs open above; `walls` the outputs of this seat, which can be shared."""

    def __init__(self, media: SeatMedia, window: QWidget, *, walls: Callable[[], Sequence[WallOutput]]) -> None:
        self._media = media
        self._window = window
        self._walls = walls

    def own_picture(self) -> QWidget:
        return OwnPicture(self._media)

    def lobby(self) -> QWidget:
        return Lobby(self._media)

    def ring_tone(self) -> "LoudRing":
        return LoudRing(self._media)

    def show_choice(self) -> None:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(_tr("Devices"))
        dialog.setMinimumSize(360, 300)
        column = QVBoxLayout(dialog)
        column.addWidget(DeviceChoices(self._media), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.reject)
        column.addWidget(buttons)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fill_share_menu(self, menu: QMenu) -> None:
        media = self._media
        if media.is_on(StreamSource.SCREEN):
            menu.addAction(_tr("Stop sharing"), partial(media.switch, StreamSource.SCREEN, False))
            menu.addSeparator()
        if media.devices is None or media.devices.system is None:
            menu.addAction(_tr("Screens cannot be shared: a library of the system is missing")).setEnabled(False)
            return
        screens = QGuiApplication.screens()
        for number, screen in enumerate(screens, 1):
            words = _tr("Screen {0}").format(number) if len(screens) > 1 else _tr("The screen")
            menu.addAction(words, partial(media.share_screen, screen))
        for wall in self._walls():
            menu.addAction(_tr("Wall output {0}").format(_plain(wall.name)), partial(media.share_wall, wall.canvas))
        self._add_windows(menu)

    def _add_windows(self, menu: QMenu) -> None:
        from widgets.conference.devices.screen_share import shareable_windows

        below = menu.addMenu(_tr("Window"))
        windows = shareable_windows()[:_MOST_WINDOWS]
        for window in windows:
            below.addAction(_plain(window.description()), partial(self._media.share_window, window))
        below.setEnabled(bool(windows))


class LoudRing:
    """Implements `RingTone` on this seat's loudspeaker."""

    def __init__(self, media: SeatMedia) -> None:
        self._media = media
        self._timer = QTimer(media, interval=_RING_EVERY_MS)
        self._timer.timeout.connect(self._sound)

    def start(self) -> None:
        if not self._timer.isActive():
            self._media.ring(True)
            self._sound()
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._media.ring(False)

    def _sound(self) -> None:
        if self._media.sound is not None:
            self._media.sound.chain.play_tone(_RING_S)


def _plain(name: str) -> str:
    """As a menu shows it: no letter of it is a key."""
    name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    return name.replace("&", "&&")


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeatDevices", text)
