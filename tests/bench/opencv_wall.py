"""A peer: the wall as it is usually written in Python, one OpenCV thread per camera painting a Qt label.

python -m tests.bench.opencv_wall URL …
"""

import argparse
import os
import signal
import sys
import threading

import cv2
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.bench.witness import Tile, grid

WIDTH, HEIGHT = 1920, 1080


class Reader(QObject):
    """Reads one camera on its own thread and hands each picture to the label's thread."""

    picture = Signal(QImage)

    def __init__(self, url: str, tile: Tile) -> None:
        super().__init__()
        self._url = url
        self._size = (tile.width, tile.height)
        threading.Thread(target=self._read, name=url, daemon=True).start()

    def _read(self) -> None:
        capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
        while True:
            whole, picture = capture.read()
            if not whole:
                return
            scaled = cv2.resize(picture, self._size)
            image = QImage(scaled.data, *self._size, scaled.strides[0], QImage.Format.Format_BGR888)
            self.picture.emit(image.copy())


class Label(QLabel):
    def show_picture(self, image: QImage) -> None:
        self.setPixmap(QPixmap.fromImage(image))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--figures")
    words = parser.parse_args()

    cv2.setNumThreads(1)
    application = QApplication(sys.argv[:1])
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    awake = QTimer()  # lets Python see the signal
    awake.start(200)
    window = QWidget()
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setGeometry(0, 0, WIDTH, HEIGHT)
    readers = []
    for url, tile in zip(words.urls, grid(len(words.urls))[1], strict=True):
        label = Label(window)
        label.setGeometry(*tile)
        reader = Reader(url, tile)
        reader.picture.connect(label.show_picture)
        readers.append(reader)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
