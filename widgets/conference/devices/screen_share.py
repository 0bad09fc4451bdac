"""A screen, a window of another program, or a picture of our own wall, sent to the others."""

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QScreen
from PySide6.QtMultimedia import (
    QCapturableWindow,
    QMediaCaptureSession,
    QScreenCapture,
    QVideoFrame,
    QVideoSink,
    QWindowCapture,
)
from PySide6.QtWidgets import QWidget

from streams.webrtc.participant.capture import VideoFrames
from widgets.conference.devices.pictures import captured, of_image

log = logging.getLogger(__name__)

MOST_FPS = 15.0
# Of a wall that is painted for this; what is on a screen is sent in the screen's own size.
_WALL_WIDTH, _WALL_HEIGHT = 1280, 720
# A picture may come a little early without being one too many.
_LEAST_DISTANCE_S = 0.9 / MOST_FPS


def shareable_windows() -> list[QCapturableWindow]:
    """Of other programs and our own. Empty where the desktop does not tell (Wayland, no window manager)."""
    return [window for window in QWindowCapture.capturableWindows() if window.isValid() and window.description()]


class ScreenShare(QObject):
    """One share from its making to `stop`, of the UI thread. `failed`: it has ended by itself, as when the window was
    closed or the desktop does not allow it."""

    failed = Signal()

    def __init__(self, to: VideoFrames, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._to = to
        self._put_s = 0.0
        self._endings: list[Callable[[], object]] = []

    @classmethod
    def of_screen(cls, screen: QScreen, to: VideoFrames, parent: QObject | None = None) -> "ScreenShare":
        share = cls(to, parent)
        capture = QScreenCapture(share)
        capture.setScreen(screen)
        share._capture(capture)
        return share

    @classmethod
    def of_window(cls, window: QCapturableWindow, to: VideoFrames, parent: QObject | None = None) -> "ScreenShare":
        share = cls(to, parent)
        capture = QWindowCapture(share)
        capture.setWindow(window)
        share._capture(capture)
        return share

    @classmethod
    def of_widget(cls, widget: QWidget, to: VideoFrames, parent: QObject | None = None) -> "ScreenShare":
        """A wall output. One that fills its screen is taken from there, which costs the screen's thread nothing."""
        if widget.window().isFullScreen() and len(QGuiApplication.screens()) > 1:
            return cls.of_screen(widget.screen(), to, parent)
        share = cls(to, parent)
        share._paint(widget)
        return share

    def stop(self) -> None:
        for end in self._endings:
            end()
        self._endings = []
        self.deleteLater()

    def _capture(self, capture: QScreenCapture | QWindowCapture) -> None:
        session = QMediaCaptureSession(self)
        if isinstance(capture, QScreenCapture):
            session.setScreenCapture(capture)
        else:
            session.setWindowCapture(capture)
        sink = QVideoSink(self)
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(self._take)
        capture.errorOccurred.connect(self._fail)
        self._endings = [lambda: sink.videoFrameChanged.disconnect(self._take), capture.stop]
        capture.start()

    def _take(self, frame: QVideoFrame) -> None:
        """Qt takes as many as the screen shows; there is no way to ask for fewer."""
        now_s = time.monotonic()
        if now_s - self._put_s < _LEAST_DISTANCE_S:
            return
        picture = captured(frame)
        if picture is not None:
            self._put_s = now_s
            self._to.put(picture)

    def _paint(self, widget: QWidget) -> None:
        timer = QTimer(self)
        timer.timeout.connect(lambda: self._grab(widget))
        widget.destroyed.connect(timer.stop)
        widget.destroyed.connect(self.failed)
        self._endings = [timer.stop, lambda: widget.destroyed.disconnect(self.failed)]
        timer.start(round(1000 / MOST_FPS))

    def _grab(self, widget: QWidget) -> None:
        if widget.width() <= 0 or widget.height() <= 0:
            return
        scale = min(1.0, _WALL_WIDTH / widget.width(), _WALL_HEIGHT / widget.height())
        # A new one each time: the one before may still be at the encoder.
        size = (max(2, round(widget.width() * scale)) // 2 * 2, max(2, round(widget.height() * scale)) // 2 * 2)
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setWindow(QRect(0, 0, widget.width(), widget.height()))
        widget.render(painter, QPoint())
        painter.end()
        self._to.put(of_image(image, time.monotonic()))

    def _fail(self, _error: object, text: str) -> None:
        log.info("share: %s", text)
        self.failed.emit()
