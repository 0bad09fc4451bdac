"""A picture under its question, with all its figures for whoever points at a part of it or cannot see it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.hint import answers_hint
from widgets.style import BODY_PX


class PlotPanel(QFrame):
    """`lines_at` gives the words for a point of `picture`, none where there is nothing."""

    def __init__(
        self,
        question: str,
        picture: QWidget,
        lines_at: Callable[[QPoint], Sequence[str]],
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(question)
        self._picture = picture
        self._lines_at = lines_at
        heading = QLabel(question)
        heading.setStyleSheet(f"font-size: {BODY_PX}px; font-weight: 600;")
        self._top = QHBoxLayout()
        self._top.setSpacing(6)
        self._top.addWidget(heading)
        self._top.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addLayout(self._top)
        column.addWidget(picture, 1)

    def explain(self, sign: QWidget, words: str = "") -> QLabel:
        """What a sign of the picture means, beside the question; returns the words."""
        label = QLabel(words)
        label.setProperty("role", "quiet")
        self._top.addWidget(sign)
        self._top.addWidget(label)
        return label

    def describe(self, words: str) -> None:
        """For screen readers."""
        self.setAccessibleDescription(words)

    def event(self, event: QEvent) -> bool:
        return answers_hint(event, self, self._pointed_at) or super().event(event)

    def _pointed_at(self, event: QHelpEvent) -> Sequence[str]:
        return self._lines_at(self._picture.mapFromGlobal(event.globalPos()))
