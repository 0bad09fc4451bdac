"""The incident that is looked at: the mirror's rows at once, timeline and pictures as soon as the hub brings them."""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.decisions import Decision
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.response import Response
from app.domain.rooms import Invitation, JoinLink, Participation, Room
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState
from app.services.rows import KIND_OF, IncidentPage, key_of
from app.tasks import TaskScope
from widgets.incidents.refused_words import refused_words
from widgets.incidents.sending import Sender

# A command changes several rows, and each is told apart: one question to the hub for all of them.
_TOGETHER_MS = 150

Row = TypeVar("Row", Assignment, IncidentReport, Evidence, Decision)


_BELONGING = (Assignment, IncidentReport, Evidence, Decision)


class Loading(Enum):
    """Of what the mirror does not hold: timeline and pictures."""

    NOT_YET = auto()
    DONE = auto()
    UNREACHABLE = auto()
    REFUSED = auto()


class OpenedIncident(QObject):
    """`changed` fires after each change of what `page` answers. Lives on the UI loop."""

    changed = Signal()

    def __init__(self, commands: Sender, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._mirror = commands.mirror
        self._tasks = tasks
        self.incident_id = ""
        self.loading = Loading.NOT_YET
        self.refusal = ""
        self._loaded: IncidentPage | None = None
        self._number = 0
        self._busy = self._again = False
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.load)
        self._unsubscribe: list[Callable[[], None]] = [
            self._mirror.subscribe(Incident, self._incidents_changed),
            *(self._mirror.subscribe(row, self._others_changed) for row in _BELONGING),
            *(self._mirror.subscribe(row, self._room_changed) for row in (Room, Invitation, Participation, JoinLink)),
            self._mirror.subscribe(Response, self._response_changed),
            self._mirror.subscribe_status(self._link_changed),
        ]

    def release(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        self._soon.stop()

    def open(self, incident_id: str) -> None:
        """ "" for none."""
        if incident_id == self.incident_id:
            return
        self.incident_id = incident_id
        self.loading, self.refusal, self._loaded = Loading.NOT_YET, "", None
        # Whatever is still asked for is about another one; the next question takes its place.
        self._busy = self._again = False
        self.changed.emit()
        if incident_id:
            self.load()

    def page(self) -> IncidentPage | None:
        """Everything that is known, the newest of mirror and answer; None where the incident is not known (yet)."""
        loaded = self._loaded
        incident = self._mirror.get(Incident, self.incident_id)
        if loaded is not None and (incident is None or incident.version < loaded.incident.version):
            incident = loaded.incident
        if incident is None:
            return None
        return IncidentPage(
            incident=incident,
            assignments=self._newest(Assignment, loaded.assignments if loaded is not None else ()),
            reports=self._newest(IncidentReport, loaded.reports if loaded is not None else ()),
            evidence=self._newest(Evidence, loaded.evidence if loaded is not None else ()),
            attachments=loaded.attachments if loaded is not None else (),
            timeline=loaded.timeline if loaded is not None else (),
            response=self._newest_response(),
            decisions=self._newest(Decision, loaded.decisions if loaded is not None else ()),
        )

    def load(self) -> None:
        """Ask the hub for everything about it; what is shown stays until the answer is there."""
        if not self.incident_id:
            return
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._number += 1
        self._tasks.start("page", self._load(self.incident_id, self._number))

    # -- inside

    async def _load(self, incident_id: str, number: int) -> None:
        loading, refusal, answer = Loading.DONE, "", None
        try:
            answer = await self._commands.client.incident_page(incident_id)
        except HubUnreachableError:
            loading = Loading.UNREACHABLE
        except HubRefusedError as error:
            loading, refusal = Loading.REFUSED, refused_words(error)
        finally:
            if number == self._number:
                self._busy = False
        if number != self._number or incident_id != self.incident_id:
            return
        self.loading, self.refusal = loading, refusal
        if answer is not None:
            self._commands.names.learn(answer.timeline)
        if loading is not Loading.UNREACHABLE:
            # What the hub does not show any more is not to be seen here either.
            self._loaded = answer
        self.changed.emit()
        if self._again:
            self._again = False
            self.load()

    def _newest(self, row: type[Row], loaded: Iterable[Row]) -> tuple[Row, ...]:
        kind = KIND_OF[row]
        found = {key_of(kind, each): each for each in loaded}
        for key, each in self._mirror.all(row).items():
            known = found.get(key)
            if each.incident_id == self.incident_id and (
                known is None or getattr(known, "version", 1) <= getattr(each, "version", 1)
            ):
                found[key] = each
        return tuple(found.values())

    def _newest_response(self) -> Response | None:
        loaded = self._loaded.response if self._loaded is not None else None
        known = self._mirror.get(Response, self.incident_id)
        return known if loaded is None or (known is not None and known.version >= loaded.version) else loaded

    def _incidents_changed(self, incident_ids: frozenset[str]) -> None:
        if self.incident_id in incident_ids:
            self._changed()
            return
        incident = self._mirror.get(Incident, self.incident_id)
        if incident is None:
            return
        # Those that the page names: their numbers and states stand on it.
        named = {*incident.possible_duplicates, incident.parent_id, incident.merged_into}
        children = any(
            (other := self._mirror.get(Incident, key)) is not None and other.parent_id == self.incident_id
            for key in incident_ids
        )
        if children or not named.isdisjoint(incident_ids):
            self.changed.emit()

    def _others_changed(self, keys: frozenset[str]) -> None:
        get = self._mirror.get
        for key in keys:
            rows = (get(Assignment, key), get(IncidentReport, key), get(Evidence, key), get(Decision, key))
            if any(row is not None and row.incident_id == self.incident_id for row in rows):
                self._changed()
                return

    def _room_changed(self, keys: frozenset[str]) -> None:
        get = self._mirror.get
        for key in keys:
            of_room = (get(Room, key), get(Invitation, key), get(Participation, key), get(JoinLink, key))
            if any(row is not None and row.incident_id == self.incident_id for row in of_room):
                self.changed.emit()
                return

    def _response_changed(self, incident_ids: frozenset[str]) -> None:
        if self.incident_id in incident_ids:
            self._changed()

    def _changed(self) -> None:
        self.changed.emit()
        self._soon.start()

    def _link_changed(self) -> None:
        if self.loading is Loading.UNREACHABLE and self._mirror.status.state is LinkState.LIVE:
            self.load()
