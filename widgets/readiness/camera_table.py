"""Cameras with what they are worth now: those that do not work first, the latest to fail at the top."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from streams.state import Phase
from widgets import colours
from widgets.icons import badge
from widgets.names import tooltip
from widgets.readiness.empty_words import EmptyWords
from widgets.translation import marked

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CameraRow:
    """`badge` and `state` say the same by shape and by word."""

    camera_id: str
    badge: Phase
    state: str
    name: str
    place: str
    since: str
    live: str  # when a wall last painted it
    looked: str

    @property
    def texts(self) -> tuple[str, ...]:
        return self.state, self.name, self.place, self.since, self.live, self.looked


class CameraTableModel(QAbstractTableModel):
    """As many rows as a district has cameras; what is shown is replaced whole where another camera came or went."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[CameraRow] = ()

    @property
    def rows(self) -> Sequence[CameraRow]:
        return self._rows

    def show_rows(self, rows: Sequence[CameraRow]) -> bool:
        """Whether the rows moved."""
        if rows == self._rows:
            return False
        if [row.camera_id for row in rows] == [row.camera_id for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default, which nobody changes
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("CameraTable", _HEADINGS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip([row.texts[index.column()]])
        if index.column() == 0 and role == Qt.ItemDataRole.DecorationRole:
            return badge(row.badge)
        if index.column() == 0 and role == Qt.ItemDataRole.ForegroundRole and row.badge is Phase.OFFLINE:
            return colours.OFFLINE
        return None


class CameraTable(QTableView):
    """`chosen` carries the key of the camera under the cursor, "" for none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = CameraTableModel()
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Cameras"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # By what can be seen: there may be thousands.
        header.setResizeContentsPrecision(0)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_PLACE_COLUMN, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_PLACE_COLUMN, _PLACE_WIDTH)
        EmptyWords(self, self.tr("No camera is known to be out of order."))
        self._filling = False
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self._tell())

    @property
    def current(self) -> str:
        rows = self.selectionModel().selectedRows()
        return self.rows.rows[rows[0].row()].camera_id if rows else ""

    def show_cameras(self, cameras: Sequence[CameraRow]) -> None:
        """The cursor stays on its camera, wherever that moves."""
        current = self.current
        self._filling = True
        if self.rows.show_rows(cameras) and current:
            self.choose(current)
        self._filling = False
        if self.current != current:
            self._tell()

    def choose(self, camera_id: str) -> None:
        """Put the cursor there, where it is in the list."""
        for number, row in enumerate(self.rows.rows):
            if row.camera_id == camera_id:
                self.selectRow(number)
                return

    def _tell(self) -> None:
        if not self._filling:
            self.chosen.emit(self.current)


_HEADINGS = (
    marked("CameraTable", "State"),
    marked("CameraTable", "Camera"),
    marked("CameraTable", "Place"),
    marked("CameraTable", "Since"),
    marked("CameraTable", "Last on a wall"),
    marked("CameraTable", "Looked at"),
)
_NAME_COLUMN, _PLACE_COLUMN = 1, 2
_PLACE_WIDTH = 120
