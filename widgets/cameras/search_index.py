"""Builds the search index beside the screen: 10,000 names take longer than a frame."""

import threading
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.cameras import Camera
from app.services.camera_search import CameraIndex


class SearchIndex(QObject):
    """The newest index that is ready. `ready` fires on the UI thread; `close()` waits for the one being built."""

    ready = Signal()
    _built = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index: CameraIndex | None = None
        self._number = 0
        self._threads: list[threading.Thread] = []
        self._built.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def build(self, cameras: Sequence[Camera]) -> None:
        self._number += 1
        number = self._number
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=lambda: self._built.emit(number, CameraIndex(cameras)), name="camera index")
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _take(self, number: int, index: CameraIndex) -> None:
        if number == self._number:
            self.index = index
            self.ready.emit()
