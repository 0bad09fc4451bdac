"""The cameras that the hub took for a scene and those that it left out, each with its reason; dragged onto a tile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem

from app.domain.scenes import Source
from widgets import colours
from widgets.names import tooltip
from widgets.wall.sources_mime import SOURCES, mime_of

_SPACE = 2
_CAMERA = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class CameraLine:
    """`reason`: why it was taken, or left out. `can_show`: it is registered and can be dragged."""

    camera_id: str
    name: str
    reason: str
    taken: bool
    can_show: bool


class CameraPicks(QListWidget):
    """As high as its lines. Lasting, because a line that is being dragged must not vanish with the rows around it."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[CameraLine] = ()
        self.setAccessibleName(self.tr("Cameras of the answer"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(_SPACE)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_lines(self, lines: Sequence[CameraLine]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        self.clear()
        for line in lines:
            sign = "✓" if line.taken else "✕"
            item = QListWidgetItem(f"{sign} {line.name}\n{line.reason}")
            item.setData(_CAMERA, line.camera_id)
            item.setToolTip(tooltip([line.name, line.reason]))
            if not line.taken:
                item.setForeground(colours.QUIET_TEXT)
            if not line.can_show:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            self.addItem(item)
        self._fit()

    def mimeTypes(self) -> list[str]:
        return [SOURCES]

    def mimeData(self, items: Iterable[QListWidgetItem]) -> QMimeData:
        return mime_of([Source.of_camera(str(item.data(_CAMERA))) for item in items])

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        lines = sum(self.sizeHintForRow(row) + 2 * _SPACE for row in range(self.count()))
        return lines + 2 * (_SPACE + self.frameWidth())
