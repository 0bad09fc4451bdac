"""The timeline as Qt sees it: one entry an event, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.events import Event, EventKind
from app.domain.evidence import Evidence
from app.services.rows import IncidentPage
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.people_words import Names
from widgets.incidents.timeline_words import Entry, entry_of, is_told

_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """`picture` is the attachment that belongs to it, "" for none."""

    event: Event
    at: str
    entry: Entry
    author: str
    picture: str


class TimelineModel(QAbstractListModel):
    """Follows a page: entries that were there keep their rows' identity, new ones come on top."""

    def __init__(self, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._entries: list[TimelineEntry] = []

    def entry(self, row: int) -> TimelineEntry:
        return self._entries[row]

    def show_page(self, page: IncidentPage) -> None:
        """Rebuilds only what differs: the usual change is an event more."""
        entries = self._made(page)
        old = self._entries
        new = len(entries) - len(old)
        if new >= 0 and entries[new:] == old:
            if new:
                self.beginInsertRows(_ROOT, 0, new - 1)
                self._entries = entries
                self.endInsertRows()
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def picture_came(self, attachment_id: str) -> None:
        for row, entry in enumerate(self._entries):
            if entry.picture == attachment_id:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index)

    def _made(self, page: IncidentPage) -> list[TimelineEntry]:
        # Today's events carry no date: "today" is that of the newest of them.
        events: Sequence[Event] = [event for event in page.timeline if is_told(event)]
        newest = events[0].at if events else page.incident.received_at
        evidence = {each.evidence_id: each for each in page.evidence}
        return [
            TimelineEntry(
                event,
                moment_words(event.at, newest),
                entry_of(event, self._names, newest),
                event.actor_name if event.actor_id != "hub" else self._names.person("hub"),
                _picture_of(event, evidence),
            )
            for event in events
        ]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self._entries[index.row()]
            return " ".join(part for part in (entry.at, entry.entry.words, entry.entry.more, entry.author) if part)
        return None


def _picture_of(event: Event, evidence: dict[str, Evidence]) -> str:
    """What was added, or the picture that the evidence came with."""
    for kind, key in event.about:
        if kind == "attachment":
            return key
        if kind == "evidence" and event.kind is EventKind.EVIDENCE_RECEIVED and key in evidence:
            return evidence[key].snapshot_id or ""
    return ""
