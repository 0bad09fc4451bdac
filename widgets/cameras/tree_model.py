"""The camera tree for Qt: an adapter over the registry's branches that copies nothing per row.

Ten thousand cameras are one list of small nodes; a filter makes another, smaller list. A camera whose badge changes
is one `dataChanged` for one row.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.cameras import Camera
from app.domain.scenes import Source
from app.services.camera_registry import StreetBranch
from streams.state import Phase, StreamState
from widgets.icons import badge
from widgets.names import tooltip
from widgets.wall.sources_mime import SOURCES, mime_of
from widgets.wall.words import phase_words, state_lines

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NOT_SHOWN = StreamState(Phase.IDLE, 0.0)


class Role(IntEnum):
    """What the view and tests ask for beside Qt's own roles."""

    CAMERA_ID = Qt.ItemDataRole.UserRole + 1
    SIDE_TEXT = Qt.ItemDataRole.UserRole + 2


@dataclass(slots=True, eq=False)
class _Node:
    """A street, a site or a camera. `number` is its place in the model's list, which is what Qt keeps."""

    number: int
    parent: "_Node | None"
    row: int
    name: str
    camera: Camera | None
    children: "list[_Node]"
    camera_count: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """Names from the root: the same branch after a reload."""
        return (*self.parent.key, self.name) if self.parent is not None else (self.name,)

    def cameras(self) -> Iterable[Camera]:
        if self.camera is not None:
            yield self.camera
        for child in self.children:
            yield from child.cameras()


# Ten thousand empty lists would cost the garbage collector more than the rest of a search.
_NO_CHILDREN: list[_Node] = []


class CameraTreeModel(QAbstractItemModel):
    """Street → site → camera in the registry's order. Used by the UI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._branches: Sequence[StreetBranch] = ()
        self._only: Collection[str] | None = None
        self._states: Mapping[str, StreamState] = {}
        self._nodes: list[_Node] = []
        self._streets: list[_Node] = []
        self._camera_nodes: dict[str, _Node] = {}

    # -- content

    def set_branches(self, branches: Sequence[StreetBranch]) -> None:
        self._branches = branches
        self._build()

    def show_only(self, camera_ids: Collection[str] | None) -> None:
        """Cameras that a search found, with their streets and sites; None for all."""
        if camera_ids is not self._only:
            self._only = camera_ids
            self._build()

    def set_states(self, states: Mapping[str, StreamState]) -> None:
        """What is shown anywhere, by camera; those that are not in it are not shown."""
        before, self._states = self._states, dict(states)
        for camera_id in before.keys() | states.keys():
            old, new = before.get(camera_id, _NOT_SHOWN), states.get(camera_id, _NOT_SHOWN)
            if old.phase is new.phase:
                continue
            if (node := self._camera_nodes.get(camera_id)) is not None:
                index = self._index_of(node)
                self.dataChanged.emit(index, index)

    @property
    def camera_count(self) -> int:
        """Of what is shown now."""
        return len(self._camera_nodes)

    def camera_at(self, index: Index) -> Camera | None:
        return self._nodes[index.internalId()].camera if index.isValid() else None

    def cameras_in(self, indexes: Iterable[Index]) -> list[Camera]:
        """The cameras of rows, streets and sites standing for all of theirs; each once, in the order of the tree."""
        numbers = sorted({index.internalId() for index in indexes if index.isValid()})
        found = {camera.camera_id: camera for number in numbers for camera in self._nodes[number].cameras()}
        return list(found.values())

    def index_of(self, camera_id: str) -> QModelIndex:
        node = self._camera_nodes.get(camera_id)
        return self._index_of(node) if node is not None else QModelIndex()

    def branch_key(self, index: Index) -> tuple[str, ...]:
        return self._nodes[index.internalId()].key

    def branches(self) -> list[QModelIndex]:
        """Streets and sites."""
        return [self._index_of(node) for node in self._nodes if node.camera is None]

    # -- QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        siblings = self._nodes[parent.internalId()].children if parent.isValid() else self._streets
        if column != 0 or not 0 <= row < len(siblings) or (parent.isValid() and parent.column() != 0):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        node = self._nodes[index.internalId()].parent if index.isValid() else None
        return self._index_of(node) if node is not None else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self._nodes[parent.internalId()].children if parent.isValid() else self._streets)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._nodes[index.internalId()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.name or self._no_name(node)
            case Qt.ItemDataRole.DecorationRole:
                return badge(self._state(node.camera).phase) if node.camera is not None else None
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(node)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{node.name or self._no_name(node)}, {self._side_text(node, always=True)}"
            case Role.CAMERA_ID:
                return node.camera.camera_id if node.camera is not None else None
            case Role.SIDE_TEXT:
                return self._side_text(node)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        if self._nodes[index.internalId()].camera is not None:
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags

    def mimeTypes(self) -> list[str]:
        return [SOURCES]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return mime_of([Source.of_camera(camera.camera_id) for camera in self.cameras_in(indexes)])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    # -- inside

    def _build(self) -> None:
        self.beginResetModel()
        self._nodes, self._streets, self._camera_nodes = [], [], {}
        only = None if self._only is None else frozenset(self._only)
        for street in self._branches:
            street_node: _Node | None = None
            for site in street.sites:
                cameras = site.cameras
                if only is not None:
                    cameras = tuple(camera for camera in cameras if camera.camera_id in only)
                if cameras:
                    street_node = street_node or self._add(None, street.name)
                    site_node = self._add(street_node, site.name)
                    site_node.camera_count = len(cameras)
                    street_node.camera_count += len(cameras)
                    for camera in cameras:
                        self._camera_nodes[camera.camera_id] = self._add(site_node, camera.name, camera)
        self.endResetModel()

    def _add(self, parent: _Node | None, name: str, camera: Camera | None = None) -> _Node:
        siblings = self._streets if parent is None else parent.children
        children = [] if camera is None else _NO_CHILDREN
        node = _Node(len(self._nodes), parent, len(siblings), name, camera, children)
        siblings.append(node)
        self._nodes.append(node)
        return node

    def _index_of(self, node: _Node) -> QModelIndex:
        return self.createIndex(node.row, 0, node.number)

    def _state(self, camera: Camera) -> StreamState:
        return self._states.get(camera.camera_id, _NOT_SHOWN)

    def _no_name(self, node: _Node) -> str:
        return self.tr("Without a street") if node.parent is None else self.tr("Without a site")

    def _side_text(self, node: _Node, *, always: bool = False) -> str:
        """How many cameras a branch has; in what state a camera is, unless that is the usual."""
        if node.camera is None:
            return str(node.camera_count)
        phase = self._state(node.camera).phase
        return phase_words(phase) if always or phase not in (Phase.IDLE, Phase.LIVE) else ""

    def _tooltip(self, node: _Node) -> str:
        camera = node.camera
        if camera is None:
            return tooltip([node.name or self._no_name(node)])
        code = camera.code or camera.gb_id
        return tooltip([camera.name, code, *state_lines(self._state(camera), time.monotonic(), None)])
