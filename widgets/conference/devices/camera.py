"""The camera of this seat: opened in the conference's size where it has it, its pictures handed on."""

import logging

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoSink,
)

from streams.webrtc.participant.capture import VideoFrames
from widgets.conference.devices.camera_format import CameraFormat, best_format
from widgets.conference.devices.camera_state import CameraState
from widgets.conference.devices.pictures import captured

log = logging.getLogger(__name__)

# A laptop's camera needs a second to begin.
_NO_PICTURE_MS = 5000


class Camera(QObject):
    """One device from `start` to `stop`, of the UI thread."""

    changed = Signal()

    def __init__(self, device: QCameraDevice, to: VideoFrames, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = CameraState.OFF
        self._to = to
        self._camera = QCamera(device, self)
        offers = device.videoFormats()
        if (place := best_format([_format(offer) for offer in offers])) is not None:
            self._camera.setCameraFormat(offers[place])
        self._sink = QVideoSink(self)
        self._session = QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        self._camera.errorOccurred.connect(self._fail)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up_waiting)

    def start(self) -> None:
        self._set(CameraState.STARTING)
        self._patience.start(_NO_PICTURE_MS)
        self._camera.start()
        # Told before anybody could listen.
        if self._camera.error() is not QCamera.Error.NoError:
            self._fail(self._camera.error(), self._camera.errorString())

    def stop(self) -> None:
        """For good; the device is free for other programs."""
        self._patience.stop()
        self._camera.stop()
        self._session.setCamera(None)  # type: ignore[arg-type] # Qt's way to let go of it
        self._set(CameraState.OFF)
        self.deleteLater()

    def _take(self, frame: QVideoFrame) -> None:
        if self.state is CameraState.OFF:
            return
        picture = captured(frame)
        if picture is None:
            return
        self._patience.start(_NO_PICTURE_MS)
        self._set(CameraState.RUNNING)
        self._to.put(picture)

    def _fail(self, _error: QCamera.Error, text: str) -> None:
        log.info("camera: %s", text)
        self._patience.stop()
        self._set(CameraState.FAILED)

    def _give_up_waiting(self) -> None:
        log.info("camera: no picture")
        self._set(CameraState.FAILED)

    def _set(self, state: CameraState) -> None:
        if self.state is not state:
            self.state = state
            self.changed.emit()


def _format(offer: QCameraFormat) -> CameraFormat:
    size = offer.resolution()
    compressed = offer.pixelFormat() is QVideoFrameFormat.PixelFormat.Format_Jpeg
    return CameraFormat(size.width(), size.height(), offer.maxFrameRate(), compressed)
