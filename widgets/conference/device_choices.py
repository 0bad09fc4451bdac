"""Which camera, microphone and loudspeaker: in the lobby, and again while the conference is on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from widgets.conference.device_words import kind_words, troubles
from widgets.conference.devices.choice import Device, DeviceKind
from widgets.conference.level_bar import LevelBar
from widgets.conference.seat_media import SeatMedia
from widgets.incidents.controls import button, label

_WIDEST_PX = 260


class DeviceChoices(QWidget):
    """One row each, with the level of the voice below the microphone and a tone beside the loudspeaker; below, in
    words, what does not work."""

    def __init__(self, media: SeatMedia, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media = media
        self.boxes = {kind: self._box(kind) for kind in DeviceKind}
        self.level = LevelBar(self._level)
        self.tone_button: QPushButton = button(self.tr("Test tone"), self._play_tone)
        self.words = label()
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._arrange()
        media.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        for kind, box in self.boxes.items():
            self._fill(kind, box)
        speaker = self.boxes[DeviceKind.SPEAKER]
        self.tone_button.setEnabled(speaker.count() > 0 and speaker.currentData() is not None)
        words = "\n".join(troubles(self._media))
        if words != self.words.text():
            self.words.setText(words)

    def showEvent(self, _event: QShowEvent) -> None:
        self.refresh()

    def hideEvent(self, _event: QHideEvent) -> None:
        """A box that is open must not be left over."""
        for box in self.boxes.values():
            box.hidePopup()

    def _fill(self, kind: DeviceKind, box: QComboBox) -> None:
        devices = self._media.devices
        there = devices.devices(kind) if devices is not None else ()
        used = devices.used(kind).device if devices is not None else None
        shown = [box.itemData(place) for place in range(box.count())]
        if not shown or [device for device in shown if device is not None] != list(there):
            box.clear()
            for device in there:
                box.addItem(device.name, device)
            if not there:
                box.addItem(self.tr("none"), None)
        box.setEnabled(bool(there))
        place = there.index(used) if used in there else 0
        if box.currentIndex() != place:
            box.setCurrentIndex(place)

    def _choose(self, kind: DeviceKind, place: int) -> None:
        device = self.boxes[kind].itemData(place)
        if isinstance(device, Device):
            self._media.choose(kind, device)

    def _play_tone(self) -> None:
        if self._media.sound is not None:
            self._media.sound.chain.play_tone()

    def _level(self) -> float | None:
        sound = self._media.sound
        return sound.chain.microphone_level.dbfs if sound is not None else None

    def _box(self, kind: DeviceKind) -> QComboBox:
        box = QComboBox()
        box.setMinimumContentsLength(12)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMaximumWidth(_WIDEST_PX)
        box.setAccessibleName(kind_words(kind))
        box.activated.connect(lambda place: self._choose(kind, place))
        return box

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        rows = {DeviceKind.CAMERA: 0, DeviceKind.MICROPHONE: 1, DeviceKind.SPEAKER: 3}
        for kind, row in rows.items():
            name = label(kind_words(kind), wrap=False)
            name.setBuddy(self.boxes[kind])
            grid.addWidget(name, row, 0)
            grid.addWidget(self.boxes[kind], row, 1)
        grid.addWidget(self.level, 2, 1)
        grid.addWidget(self.tone_button, 4, 1, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(self.words, 1)
