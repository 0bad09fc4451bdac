"""Which rows and events a seat may see: the feed, the lists and the pages ask here and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.domain.camera_health import CameraHealth
from app.domain.decisions import Decision
from app.domain.events import Event, EventKind
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.operating_mode import OperatingState
from app.domain.outputs import Output
from app.domain.people import Person, Shift
from app.domain.permissions import Action, Actor, allows, may
from app.domain.plans import ResponsePlan
from app.domain.response import Response
from app.domain.rooms import ChatMessage, Invitation, JoinLink, Participation, Room
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit, covers
from app.hub.directory import Directory
from app.services.rows import Attachment, SharedCamera, SharedScene, SharedTour

Row = TypeVar("Row")

# Of interest to whoever reads the log, and to nobody else.
_FOR_AUDIT_ONLY = frozenset(
    {
        EventKind.HUB_STARTED,
        EventKind.HUB_STOPPED,
        EventKind.CHECKPOINT_SIGNED,
        EventKind.BACKUP_MADE,
        EventKind.RESTORED,
        EventKind.LOGGED_IN,
        EventKind.LOGIN_FAILED,
        EventKind.LOGGED_OUT,
        EventKind.SESSION_REVOKED,
        EventKind.ACCOUNT_SAVED,
        EventKind.PASSWORD_CHANGED,
        EventKind.API_KEY_ISSUED,
        EventKind.API_KEY_REVOKED,
        EventKind.CAMERA_VIEWED,
        EventKind.PARTICIPANT_VIEWED,
        EventKind.ATTACHMENT_READ,
        EventKind.EXPORTED,
    }
)
_ACTION_OF: Mapping[type[Any], Action] = {
    Unit: Action.DIRECTORY_READ,
    Person: Action.DIRECTORY_READ,
    Shift: Action.DIRECTORY_READ,
    SharedCamera: Action.CAMERA_READ,
    SharedScene: Action.SCENE_READ,
    SharedTour: Action.SCENE_READ,
    Output: Action.OUTPUT_READ,
    SlaPolicy: Action.POLICY_READ,
    ResponsePlan: Action.PLAN_READ,
    Incident: Action.INCIDENT_READ,
    Room: Action.ROOM_READ,
    CameraHealth: Action.CAMERA_READ,
    OperatingState: Action.INCIDENT_READ,
}
OF_INCIDENT = (Decision, Assignment, IncidentReport, Evidence, Response)
OF_ROOM = (Invitation, Participation, JoinLink, ChatMessage)
# Whom to share with, what was promised, and how the hall works.
_OF_EVERYBODY = frozenset({Unit, SlaPolicy, OperatingState})
# What the units above have is for all below: their duty officers, plans and scenes.
_OF_THOSE_BELOW = frozenset({Person, Shift, SharedScene, SharedTour, ResponsePlan})


@dataclass(frozen=True, slots=True)
class Owners:
    """Finds what a row belongs to: it is shown to whom that is shown."""

    incident: Callable[[str], Incident | None]
    room: Callable[[str], Room | None]

    def of(self, row: object) -> Incident | Room | None:
        if isinstance(row, OF_INCIDENT):
            return self.incident(row.incident_id)
        return self.room(row.room_id) if isinstance(row, OF_ROOM) else None


class Visibility:
    """Of one actor, as the directory is now."""

    def __init__(self, actor: Actor, directory: Directory) -> None:
        self.actor = actor
        self._directory = directory

    def row(self, row: object, owner: Incident | Room | None = None) -> bool:
        """`owner` is needed for what belongs to an incident or a room."""
        if isinstance(row, (*OF_INCIDENT, Attachment)):
            return isinstance(owner, Incident) and self.row(owner)
        if isinstance(row, JoinLink):
            return may(self.actor, Action.LINK_ISSUE, self._directory.path(row.unit_id))
        if isinstance(row, OF_ROOM):
            return isinstance(owner, Room) and self.row(owner)
        kind = type(row)
        path = row.unit_path if isinstance(row, SharedCamera) else self._directory.path(getattr(row, "unit_id", None))
        if self.of_unit(kind, path):
            return True
        if isinstance(row, Room) and self.is_invited(row):
            return True
        if not isinstance(row, Incident | SharedCamera | Room):
            return False
        return may(self.actor, _ACTION_OF[kind], path, shared_with=self._directory.paths(row.shared_with))

    def is_invited(self, room: Room) -> bool:
        """Whether somebody is rung in the room whom this seat can call: its own person, or one of its unit."""
        if not allows(self.actor, Action.ROOM_READ):
            return False
        return self.actor.person_id in room.invited_persons or any(
            covers(self.actor.unit_path, path) for path in self._directory.paths(room.invited_units)
        )

    def of_unit(self, kind: type[Any], path: str) -> bool:
        """A row of this kind that is of the unit at `path` and shared with nobody."""
        action = _ACTION_OF.get(kind)
        if action is None or not allows(self.actor, action):
            return False
        if kind in _OF_EVERYBODY or covers(self.actor.unit_path, path):
            return True
        return kind in _OF_THOSE_BELOW and covers(path, self.actor.unit_path)

    def as_seen(self, row: Row) -> Row:
        """A row that may be seen, without what of it may not."""
        if isinstance(row, Person) and row.contacts and not self._reaches(row):
            return replace(row, contacts=())
        return row

    def _reaches(self, person: Person) -> bool:
        """Numbers are for those who handle incidents: of their own people, and of those above who have a title, for
        these are there to be called."""
        path = self._directory.path(person.unit_id)
        return allows(self.actor, Action.INCIDENT_READ) and (covers(self.actor.unit_path, path) or bool(person.hats))

    def event(self, event: Event, incident: Incident | None = None) -> bool:
        """`incident` is needed for an event of one."""
        if event.kind in _FOR_AUDIT_ONLY:
            return self._covers_unit_of(event) and allows(self.actor, Action.AUDIT_READ)
        if event.incident_id is not None:
            return incident is not None and self.row(incident)
        return allows(self.actor, Action.FEED_READ) and (event.unit_id is None or self._covers_unit_of(event))

    def _covers_unit_of(self, event: Event) -> bool:
        """What is of no unit is the whole district's."""
        top = self._directory.top
        path = self._directory.path(event.unit_id) if event.unit_id is not None or top is None else top.path
        return covers(self.actor.unit_path, path)
