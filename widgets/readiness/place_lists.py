"""What is to be done before it is needed: plans that need a look, and places that no camera shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from widgets.icons import badge
from widgets.names import tooltip
from widgets.readiness.empty_words import EmptyWords
from widgets.readiness.words import LIGHT_BADGES, Line

_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing with the sentences about it; `place` is where."""

    key: str
    name: str
    place: str
    lines: tuple[Line, ...]


class EntryList(QTreeWidget):
    """`opened` carries the key of what somebody wants to go to: a double click, or Enter."""

    opened = Signal(str)

    def __init__(self, name: str, headings: tuple[str, str, str], *, empty_words: str) -> None:
        super().__init__()
        self.setColumnCount(3)
        self.setHeaderLabels(headings)
        self.setRootIsDecorated(False)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        for section, width in enumerate((180, 120)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        EmptyWords(self, empty_words)
        self._shown: Sequence[Entry] = ()
        self.itemActivated.connect(lambda item, _column: self.opened.emit(str(item.data(0, _KEY))))

    @property
    def current(self) -> str:
        item = self.currentItem()
        return str(item.data(0, _KEY)) if item is not None else ""

    def show_entries(self, entries: Sequence[Entry]) -> None:
        if entries == self._shown:
            return
        current, top = self.current, self.verticalScrollBar().value()
        self.clear()
        for entry in entries:
            words = " · ".join(line.words for line in entry.lines)
            item = QTreeWidgetItem([entry.name, entry.place, words])
            item.setData(0, _KEY, entry.key)
            item.setIcon(0, badge(LIGHT_BADGES[entry.lines[0].light]))
            for column in range(3):
                item.setToolTip(column, tooltip([entry.name, entry.place, *(line.words for line in entry.lines)]))
            self.addTopLevelItem(item)
            if entry.key == current:
                self.setCurrentItem(item)
        self._shown = entries
        self.verticalScrollBar().setValue(top)
