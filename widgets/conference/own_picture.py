"""What my own camera sees, mirrored as everybody knows themselves."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.conference_engine import StreamSource
from streams.frame import Frame, ScreenColours
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.picture_scaling import scale_into
from widgets import colours
from widgets.conference.devices.camera_state import CameraState
from widgets.conference.seat_media import SeatMedia

_TICK_MS = 40
_EMPTY = QColor("#000000")


class OwnPicture(QWidget):
    """Says in words why there is no picture."""

    def __init__(self, media: SeatMedia, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media = media
        self._shown: CapturedPicture | None = None
        self._frame = Frame(2, 2)
        self._colours = ScreenColours()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._look)
        self.setAccessibleName(self.tr("My own picture"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def words(self) -> str:
        """In the middle, while there is no picture."""
        on = self._media.is_on(StreamSource.CAMERA)
        if on is None:
            return self.tr("No camera")
        if not on:
            return self.tr("Camera off")
        if self._media.camera_state is CameraState.FAILED:
            return self.tr("The camera gives no picture")
        return self.tr("The camera starts…")

    def heightForWidth(self, width: int) -> int:
        return width * 9 // 16

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def showEvent(self, _event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._timer.stop()
        self._shown = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _EMPTY)
        picture = self._shown
        if picture is None:
            painter.setPen(colours.QUIET_TEXT)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self.words())
            return
        width, height = _fitted(picture, self.width(), self.height())
        if (self._frame.width, self._frame.height) != (width, height):
            self._frame = Frame(width, height)
        scale_into(picture, self._frame)
        pixels = np.ascontiguousarray(self._colours.bgra(self._frame)[:, ::-1])
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height), image)

    def _look(self) -> None:
        picture = self._media.picture
        if picture is not self._shown or picture is None:
            self._shown = picture
            self.update()


def _fitted(picture: CapturedPicture, width: int, height: int) -> tuple[int, int]:
    """The largest even size of the picture's shape within."""
    scale = min(width / picture.width, height / picture.height)
    return max(2, int(picture.width * scale) // 2 * 2), max(2, int(picture.height * scale) // 2 * 2)
