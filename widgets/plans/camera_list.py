"""The cameras that a plan binds, the most important first: found by typing, dropped, or taken from the camera tree."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.scenes import Source, SourceKind
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from widgets.incidents.controls import button
from widgets.incidents.finding import Finder
from widgets.incidents.suggest_box import SuggestBox, Suggestion
from widgets.names import tooltip
from widgets.wall.sources_mime import SOURCES, sources_in

_CAMERA = Qt.ItemDataRole.UserRole
_ROWS_SHOWN = 5


class CameraList(QWidget):
    """`changed`: somebody put in, took out or moved a camera."""

    changed = Signal()

    def __init__(self, mirror: Mirror, selected_sources: Callable[[], Sequence[Source]]) -> None:
        super().__init__()
        self._mirror = mirror
        self._selected_sources = selected_sources
        self._finder: Finder | None = None
        self.search = SuggestBox(self._find)
        self.search.setPlaceholderText(self.tr("Add a camera: name, pinyin or code"))
        self.search.setAccessibleName(self.tr("Add a camera"))
        self.search.choice_changed.connect(self._found)
        self.cameras = _Cameras()
        self.cameras.setAccessibleName(self.tr("Cameras of the plan"))
        self.cameras.setToolTip(self.tr("Del takes one out, Alt+Up and Alt+Down move it"))
        self.cameras.dropped.connect(self.add)
        self.cameras.moved.connect(self.changed)
        self.from_tree = button(self.tr("From the camera tree"), self._take_selection)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.search, 1)
        line.addWidget(self.from_tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.cameras)
        self.setFocusProxy(self.search)

    @property
    def camera_ids(self) -> tuple[str, ...]:
        items = (self.cameras.item(row) for row in range(self.cameras.count()))
        return tuple(str(item.data(_CAMERA)) for item in items)

    def set_cameras(self, camera_ids: Iterable[str]) -> None:
        self.cameras.clear()
        for camera_id in camera_ids:
            self._append(camera_id)

    def add(self, camera_ids: Sequence[str]) -> None:
        """Those that are registered and not in it yet."""
        known = set(self.camera_ids)
        new = [one for one in camera_ids if one not in known and self._mirror.get(SharedCamera, one) is not None]
        for camera_id in dict.fromkeys(new):
            self._append(camera_id)
        if new:
            self.changed.emit()

    def set_read_only(self, read_only: bool) -> None:
        self.search.setDisabled(read_only)
        self.from_tree.setDisabled(read_only)
        self.cameras.may_change = not read_only

    def cameras_changed(self) -> None:
        """The registry is another: the search is made anew when somebody types."""
        self._finder = None

    # -- inside

    def _append(self, camera_id: str) -> None:
        camera = self._mirror.get(SharedCamera, camera_id)
        words = camera.name if camera is not None else self.tr("{0} (not registered)").format(camera_id)
        item = QListWidgetItem(words)
        item.setData(_CAMERA, camera_id)
        where = f"{camera.street} {camera.site}".strip() if camera is not None else ""
        item.setToolTip(tooltip([words, *([where] if where else [])]))
        self.cameras.addItem(item)

    def _find(self, text: str) -> list[Suggestion]:
        if not text:
            return []
        if self._finder is None:
            cameras = sorted(self._mirror.all(SharedCamera).values(), key=lambda one: one.name)
            self._finder = Finder(
                (Suggestion(one.name, f"{one.street} {one.site}".strip(), one.camera_id), (one.code, one.site))
                for one in cameras
            )
        return self._finder(text)

    def _found(self) -> None:
        if self.search.chosen is not None:
            camera_id = str(self.search.chosen.value)
            self.search.choose(None)
            self.search.clear()
            self.add([camera_id])

    def _take_selection(self) -> None:
        self.add([one.value for one in self._selected_sources() if one.kind is SourceKind.CAMERA])


class _Cameras(QListWidget):
    """Takes what is dropped on it."""

    dropped = Signal(list)
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.may_change = True
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAcceptDrops(True)
        self.setFixedHeight(_ROWS_SHOWN * 24 + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentRow(), event.key()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if row < 0 or not self.may_change:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.takeItem(row)
            self.moved.emit()
        elif step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if 0 <= row + step < self.count():
                self.insertItem(row + step, self.takeItem(row))
                self.setCurrentRow(row + step)
                self.moved.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(self.may_change and event.mimeData().hasFormat(SOURCES))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setAccepted(self.may_change and event.mimeData().hasFormat(SOURCES))

    def dropEvent(self, event: QDropEvent) -> None:
        if self.may_change:
            self.dropped.emit([one.value for one in sources_in(event.mimeData()) if one.kind is SourceKind.CAMERA])
            event.acceptProposedAction()
