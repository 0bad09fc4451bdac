"""The buttons below the pictures: my voice and picture large on the left, leaving far away on the right."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from widgets.icons import icon

_ICON_PX = 26
_SMALL_PX = 18


class ControlsBar(QFrame):
    """Says what was pressed; what is on is shown by `show_state`. The share button's menu is the caller's."""

    microphone_pressed = Signal()
    camera_pressed = Signal()
    hand_pressed = Signal()
    share_asked = Signal()
    devices_pressed = Signal()
    room_asked = Signal()
    leave_pressed = Signal()

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = small
        self.microphone = self._button("microphone", self.tr("Mute"), self.microphone_pressed.emit)
        self.camera = self._button("camera", self.tr("Camera off"), self.camera_pressed.emit)
        self.hand = self._button("hand", self.tr("Raise hand"), self.hand_pressed.emit)
        self.hand.setCheckable(True)
        self.share = self._button("share", self.tr("Share"), self.share_asked.emit)
        self.share.setCheckable(True)
        self.devices = self._button("tour", self.tr("Devices"), self.devices_pressed.emit)
        self.leave = self._button("leave", self.tr("Leave"), self.leave_pressed.emit)
        self.room = self._button("lock", self.tr("Room"), self.room_asked.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.microphone)
        row.addWidget(self.camera)
        if not small:
            row.addSpacing(16)
            for each in (self.hand, self.share, self.devices, self.room):
                row.addWidget(each)
        row.addStretch()
        row.addWidget(self.leave)

    def show_state(
        self,
        *,
        microphone: bool | None,
        camera: bool | None,
        hand: bool,
        shares: bool,
        hosts: bool,
        held: bool = False,
    ) -> None:
        """`microphone` and `camera` None: there is none. `held`: a host has muted me."""
        words = self.tr("Mute") if microphone else self.tr("Unmute")
        if microphone is None:
            words = self.tr("No microphone")
        elif held:
            words = self.tr("Muted by the host")
        self._set(self.microphone, "microphone" if microphone and not held else "microphone-off", words)
        self.microphone.setEnabled(microphone is not None and not held)
        words = self.tr("Camera off") if camera else self.tr("Camera on")
        self._set(self.camera, "camera" if camera else "camera-off", self.tr("No camera") if camera is None else words)
        self.camera.setEnabled(camera is not None)
        self.hand.setChecked(hand)
        self._set(self.hand, "hand", self.tr("Lower hand") if hand else self.tr("Raise hand"))
        self.share.setChecked(shares)
        self._set(self.share, "share", self.tr("Stop sharing") if shares else self.tr("Share"))
        self.room.setVisible(hosts and not self._small)

    def _set(self, made: QToolButton, picture: str, words: str) -> None:
        made.setIcon(icon(picture))
        made.setText(words)
        made.setToolTip(words)
        made.setAccessibleName(words)

    def _button(self, picture: str, words: str, clicked: Callable[[], object]) -> QToolButton:
        made = QToolButton()
        made.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if self._small else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        )
        size = _SMALL_PX if self._small else _ICON_PX
        made.setIconSize(QSize(size, size))
        if not self._small:
            made.setMinimumWidth(92)
        self._set(made, picture, words)
        made.clicked.connect(lambda _checked: clicked())
        return made
