"""A line to type into with suggestions below it: units, people, places and incidents, found by pinyin too.

The focus stays in the line, so that Enter and Tab go on where the words of the telephone go on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

_MOST_SHOWN = 8
_FIRST_CHINESE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` goes into the line, `detail` stands beside it; `value` is what is meant."""

    text: str
    detail: str
    value: object


class SuggestBox(QLineEdit):
    """`suggest` answers what is typed. `chosen` is the suggestion that was taken, until the text is changed again."""

    choice_changed = Signal()

    def __init__(self, suggest: Callable[[str], Sequence[Suggestion]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suggest = suggest
        self.chosen: Suggestion | None = None
        self.setMaxLength(200)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.Box)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.hide()
        self._list.itemClicked.connect(self._take_item)
        # What is typed may change what stands around the line: the list follows it there.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._follow)
        self.textEdited.connect(self._typed)

    @property
    def suggestions(self) -> list[str]:
        """What is offered at the moment."""
        return [self._list.item(row).text() for row in range(self._list.count())] if self._list.isVisible() else []

    def choose(self, suggestion: Suggestion | None) -> None:
        """Take it as if it were clicked; None: nothing is meant."""
        self.chosen = suggestion
        if suggestion is not None:
            self.setText(suggestion.text)
        self._list.hide()
        self.choice_changed.emit()

    # -- inside

    def _typed(self, text: str) -> None:
        if self.chosen is not None:
            self.chosen = None
        self._offer(text)
        self.choice_changed.emit()

    def _offer(self, text: str) -> None:
        found = self.suggest(text.strip())[:_MOST_SHOWN]
        self._list.clear()
        for suggestion in found:
            words = f"{suggestion.text}    {suggestion.detail}" if suggestion.detail else suggestion.text
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, suggestion)
            self._list.addItem(item)
        if not found:
            self._list.hide()
            return
        # Letters alone are pinyin or a code: the first hit is meant. Chinese may be meant as it stands.
        self._list.setCurrentRow(-1 if any(letter >= _FIRST_CHINESE for letter in text) else 0)
        self._list.setParent(self.window())
        self._place()
        self._list.show()
        self._list.raise_()
        self._settled.start()

    def _follow(self) -> None:
        if self._list.isVisible():
            self._place()

    def _place(self) -> None:
        window = self.window()
        height = self._list.sizeHintForRow(0) * self._list.count() + 4
        below = self.mapTo(window, QPoint(0, self.height()))
        top = below.y() if below.y() + height <= window.height() else below.y() - self.height() - height
        self._list.setGeometry(below.x(), max(0, top), self.width(), height)

    def _take_item(self, item: QListWidgetItem) -> None:
        suggestion = item.data(Qt.ItemDataRole.UserRole)
        self.choose(suggestion if isinstance(suggestion, Suggestion) else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            if self._list.isVisible():
                self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
            else:
                self._offer(self.text())
            return
        if self._list.isVisible():
            if event.key() == Qt.Key.Key_Escape:
                self._list.hide()
                return
            current = self._list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
                self._take_item(current)
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # Tab takes what is marked, as Enter does.
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        current = self._list.currentItem() if self._list.isVisible() else None
        if by_tab and current is not None:
            self._take_item(current)
        self._list.hide()
        super().focusOutEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        self._list.hide()
        super().hideEvent(event)
