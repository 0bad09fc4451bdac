"""The list of people as Qt asks for it: one row that changes is one row that is painted."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from widgets.conference.people_rows import PersonRow, Presence
from widgets.conference.words import (
    elapsed_words,
    invitation_words,
    participation_words,
    quality_words,
    times_lines,
    titles_words,
)
from widgets.names import tooltip

_NO_PARENT = QModelIndex()


class PeopleModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PersonRow] = []
        self.now = datetime.min
        self.speaker = ""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self.hint(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {self.line(row)}"
        return None

    def show(self, rows: Sequence[PersonRow], *, now: datetime, speaker: str) -> None:
        self.now = now
        spoke, self.speaker = self.speaker, speaker
        wanted = {row.key for row in rows}
        for number in reversed(range(len(self.rows))):
            if self.rows[number].key not in wanted:
                self.beginRemoveRows(_NO_PARENT, number, number)
                del self.rows[number]
                self.endRemoveRows()
        for number, row in enumerate(rows):
            self._put(number, row)
            if spoke != speaker and row.key in (spoke, speaker):
                self._changed(number)

    def tick(self, now: datetime) -> None:
        """A second has gone by: only rings count it."""
        self.now = now
        for number, row in enumerate(self.rows):
            if row.presence is Presence.RINGING:
                self._changed(number)

    def line(self, row: PersonRow) -> str:
        """Role, unit, and what they are doing where that is not plain."""
        parts = [titles_words(row.titles), row.unit, self._state(row)]
        return " · ".join(part for part in parts if part)

    def hint(self, row: PersonRow) -> list[str]:
        """All that is known, a line each."""
        lines = [row.name, self.line(row)]
        if row.live is not None:
            lines.append(quality_words(row.live))
        if row.participation is not None:
            lines += times_lines(row.participation.times)
        if row.invitation is not None and row.invitation.reason:
            lines.append(row.invitation.reason)
        return [line for line in lines if line]

    def _state(self, row: PersonRow) -> str:
        if row.presence is Presence.RINGING:
            return (
                f"{invitation_words(row.invitation.status)} {elapsed_words(row.since or self.now, self.now)}"
                if (row.invitation is not None)
                else ""
            )
        if row.invitation is not None:
            words = invitation_words(row.invitation.status)
            return f"{words}: {row.invitation.reason}" if row.invitation.reason else words
        if row.live is not None and row.presence is not Presence.IN:
            return participation_words(row.live.status)
        return ""

    def _put(self, number: int, row: PersonRow) -> None:
        there = next((at for at in range(number, len(self.rows)) if self.rows[at].key == row.key), None)
        if there is None:
            self.beginInsertRows(_NO_PARENT, number, number)
            self.rows.insert(number, row)
            self.endInsertRows()
            return
        if there != number:
            self.beginMoveRows(_NO_PARENT, there, there, _NO_PARENT, number)
            self.rows.insert(number, self.rows.pop(there))
            self.endMoveRows()
        before, self.rows[number] = self.rows[number], row
        if before is not row and self._painted(before) != self._painted(row):
            self._changed(number)

    def _painted(self, row: PersonRow) -> tuple[object, ...]:
        """All that is seen of a row: the figures of each second are in the hint alone."""
        live = row.live
        signs = (live.is_host, live.quality, live.hand_up_since, live.sources) if live is not None else ()
        return row.name, row.is_me, row.presence, row.muted, signs, self.line(row)

    def _changed(self, number: int) -> None:
        index = self.index(number)
        self.dataChanged.emit(index, index)
