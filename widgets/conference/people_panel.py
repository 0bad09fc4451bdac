"""The list of everybody beside the pictures, with what a host can do about each."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from app.services.signalling import HostAction
from widgets.conference.people_delegate import PeopleDelegate
from widgets.conference.people_model import PeopleModel
from widgets.conference.people_rows import PersonRow, Presence
from widgets.incidents.controls import button, empty, label


class PeopleList(QListView):
    """Rows of one height: what changes of one moves none, and Qt's own list would lay out and paint them all anew."""

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        QAbstractItemView.dataChanged(self, first, last, roles)


class PeoplePanel(QFrame):
    """`menu_asked` carries a PersonRow; `host_asked` a HostAction and whom it is about."""

    menu_asked = Signal(object, QPoint)
    host_asked = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("People"))
        self._is_host = False
        self._at_door: list[tuple[str, str]] = []
        self.model = PeopleModel(self)
        self.list = PeopleList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PeopleDelegate(self.model, self.list.font(), self))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self.list.setAccessibleName(self.tr("People"))
        self._missing = label("", "reason")
        self._door = QVBoxLayout()
        self._door.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._missing)
        column.addLayout(self._door)
        column.addWidget(self.list, 1)

    def show_people(
        self, rows: Sequence[PersonRow], *, now: datetime, speaker: str, is_host: bool, missing: str
    ) -> None:
        """`missing`: for whom the conference clock waits, in words; empty: for nobody."""
        self.model.show(rows, now=now, speaker=speaker)
        if missing != self._missing.text():
            self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        at_door = [(row.participation_id, row.name) for row in rows if row.presence is Presence.DOOR]
        if (at_door, is_host) != (self._at_door, self._is_host):
            self._at_door, self._is_host = at_door, is_host
            self._show_door()

    def _show_door(self) -> None:
        empty(self._door)
        for participation_id, name in self._at_door if self._is_host else ():
            self._door.addWidget(self._knock(participation_id, name))

    def _knock(self, participation_id: str, name: str) -> QWidget:
        line = QFrame()
        line.setProperty("role", "notice")
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 4, 4, 4)
        words = QLabel(self.tr("{0} asks to come in").format(name))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        row.addWidget(words, 1)
        admit = button(self.tr("Let in"), lambda: self.host_asked.emit(HostAction.ADMIT, participation_id))
        admit.setDefault(True)
        row.addWidget(admit)
        row.addWidget(button(self.tr("Refuse"), lambda: self.host_asked.emit(HostAction.REFUSE, participation_id)))
        return line

    def _ask_for_menu(self, where: QPoint) -> None:
        index = self.list.indexAt(where)
        if index.isValid():
            self.menu_asked.emit(self.model.rows[index.row()], self.list.viewport().mapToGlobal(where))
