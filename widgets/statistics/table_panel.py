"""Words and numbers in columns under a heading: what needs no picture."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from widgets.style import BODY_PX

Line = tuple[str, ...]
_LINE_PX = 18


class TablePanel(QFrame):
    """The first column has the words, the others are numbers, on the right."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName(heading)
        self.lines: tuple[Line, ...] = ()
        self._table = QWidget()
        words = QLabel(heading)
        words.setStyleSheet(f"font-size: {BODY_PX}px; font-weight: 600;")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 6, 12, 6)
        self._column.setSpacing(4)
        self._column.addWidget(words)
        self._column.addWidget(self._table)
        self._column.addStretch()

    def show_lines(self, head: Line, lines: Sequence[Line]) -> None:
        self.lines = tuple(lines)
        self.setAccessibleDescription("\n".join("; ".join(line) for line in lines))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for row, line in enumerate((head, *lines)):
            for column, text in enumerate(line):
                label = QLabel(text)
                label.setTextFormat(Qt.TextFormat.PlainText)
                # Fonts with Chinese ask for half as much again between lines.
                label.setFixedHeight(_LINE_PX)
                if not row or not column:
                    label.setProperty("role", "quiet")
                if column:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(label, row, column)
        self._column.replaceWidget(self._table, table)
        # Until it is deleted it would be seen through the new one.
        self._table.hide()
        self._table.deleteLater()
        self._table = table
