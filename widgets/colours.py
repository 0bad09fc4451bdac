"""The colours of the screen. Four meanings own the strong ones, nothing else uses them."""

from PySide6.QtGui import QColor

GROUND = QColor("#0b0e13")
PANEL = QColor("#12161d")
RAISED = QColor("#1a202a")
LINE = QColor("#2a323f")
TEXT = QColor("#d7dde6")
QUIET_TEXT = QColor("#8b96a6")
SELECTION = QColor("#5aa9ff")

LIVE = QColor("#3fb96b")
WARNED = QColor("#e0a12e")
OFFLINE = QColor("#e5534b")
DRILL = QColor("#9a7bea")
