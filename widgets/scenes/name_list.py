"""A list of names with pictures, renamed in place and dragged to an output."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from widgets.names import tooltip
from widgets.scenes.scene_mime import SCENE, scene_mime

NAME = Qt.ItemDataRole.UserRole
"""The name as it is stored, while the text of an item is what is being typed."""


class NameList(QListWidget):
    """Names with a picture, renamed in place."""

    def __init__(self, title: str, *, draggable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setDragEnabled(draggable)

    def show_names(self, lines: Iterable[tuple[str, QIcon, str]]) -> None:
        """Name, icon and tooltip each; what was selected stays so."""
        selected = self.current_name()
        self.clear()
        for name, picture, words in lines:
            item = QListWidgetItem(picture, name)
            item.setData(NAME, name)
            item.setToolTip(tooltip(words.split("\n")))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.addItem(item)
        if selected is not None:
            self.select(selected)

    def names(self) -> list[str]:
        return [self.item(row).data(NAME) for row in range(self.count())]

    def current_name(self) -> str | None:
        item = self.currentItem()
        return str(item.data(NAME)) if item is not None else None

    def selected_names(self) -> list[str]:
        """In the order of the list."""
        return [name for row, name in enumerate(self.names()) if self.item(row).isSelected()]

    def select(self, name: str) -> None:
        names = self.names()
        if name in names:
            self.setCurrentRow(names.index(name))

    def rename_current(self) -> None:
        if (item := self.currentItem()) is not None:
            self.editItem(item)

    def mimeTypes(self) -> list[str]:
        return [SCENE]

    def supportedDropActions(self) -> Qt.DropAction:
        """Dragging a scene away never takes it from the list."""
        return Qt.DropAction.CopyAction

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        return scene_mime(items[0].data(NAME))
