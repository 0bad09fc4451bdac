"""The tree as it is seen: dragged from, and with the same branches open after its cameras changed."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from widgets.cameras.row_delegate import RowDelegate
from widgets.cameras.tree_model import CameraTreeModel


class CameraTree(QTreeView):
    """`keep_opened`: what the operator opens and closes now is remembered; not so while a search opens branches."""

    def __init__(self, model: CameraTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras = model
        self._opened: set[tuple[str, ...]] = set()
        self.keep_opened = True
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.expanded.connect(lambda index: self._remember(index, opened=True))
        self.collapsed.connect(lambda index: self._remember(index, opened=False))

    def open_again(self) -> None:
        """After a reset of the model: what the operator had opened."""
        for index in self._cameras.branches():
            if self._cameras.branch_key(index) in self._opened:
                self.setExpanded(index, True)

    def _remember(self, index: QModelIndex, *, opened: bool) -> None:
        if self.keep_opened:
            (self._opened.add if opened else self._opened.discard)(self._cameras.branch_key(index))
