"""What the widgets take for granted of Qt and its binding; each broke something once (docs/adr/0001)."""

import sys

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

ROUNDS = 5000
# Other parts of the interpreter take and give a few references while we count.
DRIFT = ROUNDS // 20


class Sender(QObject):
    changed = Signal(bool)
    happened = Signal()
    told = Signal(object)


def test_emitting_a_signal_takes_no_reference_to_the_constants_away(application: QApplication) -> None:
    sender = Sender()
    heard: list[object] = []
    sender.changed.connect(lambda value: heard.clear())
    sender.happened.connect(heard.clear)
    sender.told.connect(lambda value: heard.clear())
    before = [sys.getrefcount(constant) for constant in (True, False, None)]
    for number in range(ROUNDS):
        sender.changed.emit(number % 2 == 0)
        sender.happened.emit()
        sender.told.emit(None)
    after = [sys.getrefcount(constant) for constant in (True, False, None)]
    assert all(abs(now - then) < DRIFT for then, now in zip(before, after, strict=True)), (before, after)


def test_starting_and_stopping_timers_takes_no_reference_to_none_away(application: QApplication) -> None:
    timer = QTimer()
    plain = QObject()
    before = sys.getrefcount(None)
    for _ in range(ROUNDS):
        timer.start(1000)
        timer.stop()
        plain.killTimer(plain.startTimer(1000))
    assert abs(sys.getrefcount(None) - before) < DRIFT


def test_a_picture_over_a_buffer_is_not_a_copy() -> None:
    pixels = np.zeros((4, 6, 4), np.uint8)
    image = QImage(pixels.data, 6, 4, 6 * 4, QImage.Format.Format_RGB32)
    pixels[2, 3] = (10, 20, 30, 255)
    assert image.pixelColor(3, 2) == QColor(30, 20, 10)
