"""Before the room: how I look and sound, with which devices. Nobody else sees or hears it yet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.services.conference_engine import StreamSource
from widgets.conference.device_choices import DeviceChoices
from widgets.conference.own_picture import OwnPicture
from widgets.conference.seat_media import SeatMedia

_SIDE_PX = 320
_PICTURE_MOST_PX = 720

# What is on: microphone, camera.
_WITH_CAMERA, _VOICE, _LISTEN = (True, True), (True, False), (False, False)


class Lobby(QWidget):
    """The devices are open while it is shown. Of the three ways in, what this machine cannot is not offered."""

    def __init__(self, media: SeatMedia, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media = media
        self.picture = OwnPicture(media)
        self.choices = DeviceChoices(media)
        self.ways = {
            _WITH_CAMERA: self._way(self.tr("With camera")),
            _VOICE: self._way(self.tr("Voice only")),
            _LISTEN: self._way(self.tr("Just listen and look")),
        }
        self._group = QButtonGroup(self)
        for way, pressed in self.ways.items():
            self._group.addButton(pressed)
            pressed.clicked.connect(lambda _checked, way=way: self._go(way))
        self._arrange()
        media.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        microphone = self._media.is_on(StreamSource.MICROPHONE)
        camera = self._media.is_on(StreamSource.CAMERA)
        self.ways[_WITH_CAMERA].setEnabled(camera is not None)
        self.ways[_VOICE].setEnabled(microphone is not None)
        chosen = _WITH_CAMERA if camera else _VOICE if microphone else _LISTEN
        self.ways[chosen].setChecked(True)

    def showEvent(self, _event: QShowEvent) -> None:
        self._media.preview(True)

    def hideEvent(self, _event: QHideEvent) -> None:
        self._media.preview(False)

    def _go(self, way: tuple[bool, bool]) -> None:
        for source, on in zip((StreamSource.MICROPHONE, StreamSource.CAMERA), way, strict=True):
            self._media.switch(source, on)

    def _way(self, words: str) -> QToolButton:
        made = QToolButton()
        made.setText(words)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return made

    def _arrange(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(6)
        for made in self.ways.values():
            ways.addWidget(made, 1)
        self.picture.setMaximumWidth(_PICTURE_MOST_PX)
        left = QVBoxLayout()
        left.addWidget(self.picture)
        left.addLayout(ways)
        left.addStretch()
        self.choices.setFixedWidth(_SIDE_PX)
        row = QHBoxLayout(self)
        row.setSpacing(20)
        row.addStretch(1)
        row.addLayout(left, 20)
        row.addWidget(self.choices, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
