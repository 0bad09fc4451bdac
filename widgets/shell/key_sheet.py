"""F1: all keys on one sheet, made from the table that the windows bind."""

from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.shell.keys import Context, Key, keys_in


class KeySheet(QDialog):
    """Not modal: it may stay open while working."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        columns = QHBoxLayout()
        columns.setSpacing(32)
        wall = list(keys_in(Context.WALL))
        columns.addLayout(self._table(self.tr("On the wall and its overview"), wall))
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addLayout(self._table(self.tr("In the console"), keys_in(Context.CONSOLE)))
        right.addLayout(self._table(self.tr("In the camera tree"), keys_in(Context.CAMERAS)))
        right.addLayout(self._table(self.tr("In scenes and tours"), keys_in(Context.SCENES)))
        right.addLayout(self._mouse())
        right.addStretch()
        columns.addLayout(right)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addLayout(columns)
        column.addWidget(buttons)

    def _table(self, title: str, keys: list[Key]) -> QVBoxLayout:
        return _titled(title, [(keys_shown(group), _words_shown(group)) for group in grouped(keys)])

    def _mouse(self) -> QVBoxLayout:
        return _titled(
            self.tr("With the mouse"),
            [
                (self.tr("Double click"), self.tr("Expand or restore a tile")),
                (self.tr("Drag"), self.tr("Change places; from the tree: show")),
                (self.tr("Shift and drag on the wall"), self.tr("Join tiles")),
                (self.tr("Wheel on the wall"), self.tr("Zoom; then drag to move")),
                (self.tr("Right click"), self.tr("Menu")),
            ],
        )


def grouped(keys: list[Key]) -> list[list[Key]]:
    """Keys that do the same, or the same to a number of things, as one line."""

    def line(key: Key) -> tuple[str, str]:
        return key.words, key.sequence.rpartition("+")[0] if key.subject else ""

    return [list(group) for _, group in groupby(keys, key=line)]


def keys_shown(group: list[Key]) -> str:
    shown = (key.key_sequence.toString(QKeySequence.SequenceFormat.NativeText) for key in group)
    # Return and Enter have one name in some languages.
    texts = list(dict.fromkeys(shown))
    return f"{texts[0]} … {texts[-1]}" if len(texts) > 3 else "  ".join(texts)


def _words_shown(group: list[Key]) -> str:
    if not group[0].subject:
        return group[0].shown_words
    subjects = [key.subject.replace("x", "×") for key in group]
    shown = f"{subjects[0]} … {subjects[-1]}" if len(subjects) > 4 else ", ".join(subjects)
    return QCoreApplication.translate("Keys", group[0].words).format(shown)


def _titled(title: str, lines: list[tuple[str, str]]) -> QVBoxLayout:
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(3)
    for row, (keys, words) in enumerate(lines):
        key_label = QLabel(keys)
        key_label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        word_label = QLabel(words)
        word_label.setProperty("role", "quiet")
        grid.addWidget(key_label, row, 0)
        grid.addWidget(word_label, row, 1)
    grid.setColumnStretch(1, 1)
    column = QVBoxLayout()
    column.addWidget(heading)
    column.addLayout(grid)
    column.addStretch(1)
    return column
