"""The rooms that are open, when this seat is in none: who is in each, and a button to go there."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.incidents import Incident
from app.domain.rooms import Invitation, Participation, Room
from app.link.mirror import Mirror
from app.link.rooms import is_here, of_room
from widgets.conference.words import elapsed_words
from widgets.incidents.controls import button, empty, label

_WIDTH = 640


class RoomsList(QWidget):
    """`enter_asked` carries a room's id."""

    enter_asked = Signal(str)

    def __init__(self, mirror: Mirror, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._shown: object = None
        self._outcome = label("", "reason")
        self._outcome.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        inner = QVBoxLayout(middle)
        inner.addWidget(label(self.tr("Conferences"), "heading", wrap=False))
        inner.addWidget(self._outcome)
        inner.addLayout(self._rows)
        inner.addStretch()
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle, 4)
        row.addStretch(1)
        rows = (Room, Participation, Invitation)
        self._endings: list[Callable[[], None]] = [mirror.subscribe(one, lambda _keys: self.refresh()) for one in rows]
        self.refresh()

    def release(self) -> None:
        for end in self._endings:
            end()
        self._endings = []

    def say(self, words: str) -> None:
        """How the last conference ended; empty: nothing to be told."""
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))

    def refresh(self) -> None:
        """While it can be seen, and when it comes to be."""
        rooms = sorted(
            (room for room in self._mirror.all(Room).values() if room.ended_at is None),
            key=lambda room: (room.incident_id is None, room.opened_at),
        )
        facts = [(room, self._here(room)) for room in rooms]
        if facts == self._shown:
            return
        self._shown = facts
        empty(self._rows)
        for room, here in facts:
            self._rows.addWidget(self._line(room, here))
        if not facts:
            self._rows.addWidget(label(self.tr("No conference is on. Open one on the page of an incident."), "quiet"))

    def _here(self, room: Room) -> tuple[str, ...]:
        return tuple(sorted(one.name for one in of_room(self._mirror, Participation, room.room_id) if is_here(one)))

    def _line(self, room: Room, here: tuple[str, ...]) -> QWidget:
        line = QFrame()
        line.setProperty("role", "panel")
        row = QHBoxLayout(line)
        words = QVBoxLayout()
        incident = self._mirror.get(Incident, room.incident_id)
        words.addWidget(label(room.name))
        facts = [incident.title] if incident is not None and incident.title not in room.name else []
        if room.incident_id is not None:
            facts.append(self.tr("open for {0}").format(elapsed_words(room.opened_at, self._mirror.now())))
        facts.append(", ".join(here) if here else self.tr("nobody is in"))
        words.addWidget(label(" · ".join(facts), "quiet"))
        row.addLayout(words, 1)
        row.addWidget(button(self.tr("Join…"), lambda: self.enter_asked.emit(room.room_id)))
        return line
