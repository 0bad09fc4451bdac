"""The board's rows as Qt sees them: a changed incident is one changed row, a moved countdown one changed cell."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.incidents import Incident
from app.domain.sla.policies import CONFERENCE, VIDEO
from widgets.incidents.board_rows import BoardRows
from widgets.incidents.countdown import Face, age_changes_at, age_s, clock_of, earliest, face_of
from widgets.incidents.countdown_words import age_words, face_words
from widgets.incidents.words import level_words, status_words
from widgets.names import isolated, tooltip

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
# From here on taking all rows anew costs less than moving them one by one.
_MANY = 64


class Column(IntEnum):
    LEVEL = 0
    NUMBER = 1
    TITLE = 2
    PLACE = 3
    UNIT = 4
    STATUS = 5
    AGE = 6
    VIDEO = 7
    CONFERENCE = 8


CLOCKS = {Column.VIDEO: VIDEO, Column.CONFERENCE: CONFERENCE}


class BoardModel(QAbstractTableModel):
    """`shown_at` is the moment that countdowns and ages are shown for; `move` carries it on.

    `compact`: place, status and age stand in the title's cell.
    """

    def __init__(self, rows: BoardRows, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.shown_at = now
        self.compact = False

    # -- what the board does

    def rebuild(self) -> None:
        """Everything anew; what was selected stays selected as far as it is still there."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self.rows.id_at(index.row()) for index in before]
        self.rows.rebuild()
        after = []
        for index, incident_id in zip(before, ids, strict=True):
            row = self.rows.row_of(incident_id)
            after.append(QModelIndex() if row is None else self.index(row, index.column()))
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def take(self, incident_ids: Collection[str]) -> None:
        """These incidents were added, changed or removed."""
        if len(incident_ids) > _MANY:
            self.rebuild()
            return
        for incident_id in incident_ids:
            self._take_one(incident_id)

    def move(self, now: datetime, rows: Iterable[int], columns: Collection[Column]) -> datetime | None:
        """Show `now`: tell of each cell among `rows` and `columns` that says something else than at `shown_at`.

        Returns when the next of them will.
        """
        before, self.shown_at = self.shown_at, now
        due: list[datetime | None] = []
        for row in rows:
            incident = self.rows.incident_at(row)
            for column in columns:
                value, changes_at = _moving(incident, column, now)
                due.append(changes_at)
                if value != _moving(incident, column, before)[0]:
                    index = self.index(row, column)
                    self.dataChanged.emit(index, index)
        return earliest(due)

    def face(self, incident: Incident, column: Column) -> Face:
        return face_of(clock_of(incident, CLOCKS[column]), self.shown_at)

    def age_words(self, incident: Incident) -> str:
        return age_words(age_s(incident.received_at, self.shown_at))

    def status_words(self, incident: Incident) -> str:
        """With what is done of the checklist: "in progress · ☑ 3/7"."""
        words, progress = status_words(incident.status), self.rows.checklist_of(incident.incident_id)
        if progress is None:
            return words
        done, items = progress
        return f"{words} · ☑ {done}/{items}"

    # -- what Qt asks

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        incident, column = self.rows.incident_at(index.row()), Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(incident, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.heading(column)}: {self._text(incident, column)}"
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(self._all_of(incident))
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heading(Column(section))
        return None

    def heading(self, column: Column) -> str:
        match column:
            case Column.LEVEL:
                return self.tr("Level")
            case Column.NUMBER:
                return self.tr("Number")
            case Column.TITLE:
                return self.tr("Incident")
            case Column.PLACE:
                return self.tr("Place")
            case Column.UNIT:
                return self.tr("Unit")
            case Column.STATUS:
                return self.tr("Status")
            case Column.AGE:
                return self.tr("Age")
            case Column.VIDEO:
                return self.tr("Video")
            case Column.CONFERENCE:
                return self.tr("Conference")

    # -- inside

    def _text(self, incident: Incident, column: Column) -> str:
        match column:
            case Column.LEVEL:
                return level_words(incident.level)
            case Column.NUMBER:
                return incident.number
            case Column.TITLE:
                return self.tr("Drill: {0}").format(incident.title) if incident.is_drill else incident.title
            case Column.PLACE:
                return incident.place.text
            case Column.UNIT:
                return self.rows.name_of_unit(incident.unit_id)
            case Column.STATUS:
                return self.status_words(incident)
            case Column.AGE:
                return self.age_words(incident)
            case Column.VIDEO | Column.CONFERENCE:
                return face_words(self.face(incident, column))

    def _all_of(self, incident: Incident) -> list[str]:
        facts = [self._text(incident, Column.TITLE), level_words(incident.level), incident.number]
        facts += [incident.place.text, self.rows.name_of_unit(incident.unit_id), status_words(incident.status)]
        progress = self.rows.checklist_of(incident.incident_id)
        if progress is not None:
            facts.append(self.tr("Checklist: {0} of {1} done").format(*progress))
        clocks = [f"{self.heading(column)}: {self._text(incident, column)}" for column in CLOCKS]
        return [isolated(fact) for fact in facts] + clocks

    def _take_one(self, incident_id: str) -> None:
        old_row, wanted = self.rows.row_of(incident_id), self.rows.wanted_now(incident_id)
        if wanted is None:
            if old_row is not None:
                self.beginRemoveRows(_ROOT, old_row, old_row)
                self.rows.remove(incident_id)
                self.endRemoveRows()
            return
        place = self.rows.place_for(wanted[0])
        if old_row is None:
            self.beginInsertRows(_ROOT, place, place)
            self.rows.insert(*wanted)
            self.endInsertRows()
            return
        moves = place not in (old_row, old_row + 1)
        if moves:
            self.beginMoveRows(_ROOT, old_row, old_row, _ROOT, place)
        self.rows.remove(incident_id)
        row = self.rows.insert(*wanted)
        if moves:
            self.endMoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))


def _moving(incident: Incident, column: Column, now: datetime) -> tuple[object, datetime | None]:
    """What of a cell changes with time alone, and when it does next."""
    if column in CLOCKS:
        face = face_of(clock_of(incident, CLOCKS[column]), now)
        return face, face.changes_at
    if column in (Column.AGE, Column.TITLE) and not incident.status.over:
        return age_words(age_s(incident.received_at, now)), age_changes_at(incident.received_at, now)
    return None, None
