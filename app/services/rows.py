"""The rows that hub and seats share, by the kind that the feed calls them.

A row is a thing of the domain with a key and a version; a seat that has an older version takes the newer, whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from app.domain.camera_health import CameraHealth
from app.domain.decisions import Decision
from app.domain.events import Event
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.operating_mode import OperatingState
from app.domain.outputs import Output
from app.domain.people import Person, Shift
from app.domain.plans import ResponsePlan
from app.domain.response import Response
from app.domain.rooms import ChatMessage, Invitation, JoinLink, Participation, Room
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit

# Stands in an event's `about` for more rows of a kind than are worth naming; who resumes past it takes a snapshot.
MANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture that belongs to an incident; its bytes are fetched apart. `sha256` hex of them."""

    attachment_id: str
    incident_id: str
    media_type: str
    name: str
    size_bytes: int
    sha256: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCamera:
    """A camera as seats see it: without credentials. `given_*` are the coordinates as they were imported."""

    camera_id: str
    version: int = 1
    unit_id: str
    unit_path: str
    shared_with: tuple[str, ...] = ()
    name: str
    code: str = ""
    gb_id: str = ""
    street: str = ""
    site: str = ""
    longitude: float | None = None
    latitude: float | None = None
    reference_system: str = "WGS-84"
    given_longitude: float | None = None
    given_latitude: float | None = None
    heading_deg: float | None = None
    main_url: str = ""
    sub_url: str = ""
    user: str = ""
    has_password: bool = False
    domain_tags: tuple[str, ...] = ()
    grid_code: str = ""
    city_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedScene:
    """A scene as `app.services.scene_file.SceneRecord` writes it; `unit_id` is whose it is."""

    name: str
    version: int = 1
    unit_id: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTour:
    """A tour as `app.services.scene_file.TourRecord` writes it."""

    name: str
    version: int = 1
    unit_id: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """Everything about one incident; `timeline` newest first, the rest of it in the order of time."""

    incident: Incident
    assignments: tuple[Assignment, ...]
    reports: tuple[IncidentReport, ...]
    evidence: tuple[Evidence, ...]
    attachments: tuple[Attachment, ...]
    timeline: tuple[Event, ...]
    rooms: tuple[Room, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    participations: tuple[Participation, ...] = ()
    chat: tuple[ChatMessage, ...] = ()
    response: Response | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """Everything about one room; of a standing one the latest. `links` only for those who may issue them."""

    room: Room
    invitations: tuple[Invitation, ...]
    participations: tuple[Participation, ...]
    links: tuple[JoinLink, ...]
    chat: tuple[ChatMessage, ...]


# (type, name of the field that is the key)
ROWS: Mapping[str, tuple[type[Any], str]] = MappingProxyType(
    {
        "unit": (Unit, "unit_id"),
        "person": (Person, "person_id"),
        "shift": (Shift, "shift_id"),
        "camera": (SharedCamera, "camera_id"),
        "scene": (SharedScene, "name"),
        "tour": (SharedTour, "name"),
        "output": (Output, "output_id"),
        "incident": (Incident, "incident_id"),
        "decision": (Decision, "decision_id"),
        "assignment": (Assignment, "assignment_id"),
        "report": (IncidentReport, "report_id"),
        "evidence": (Evidence, "evidence_id"),
        "policy": (SlaPolicy, "policy_id"),  # the newest version of each
        "plan": (ResponsePlan, "plan_id"),
        "room": (Room, "room_id"),
        "invitation": (Invitation, "invitation_id"),
        "participation": (Participation, "participation_id"),
        "join-link": (JoinLink, "link_id"),
        "chat-message": (ChatMessage, "message_id"),
        "response": (Response, "incident_id"),
        "camera-health": (CameraHealth, "camera_id"),
        "operating-state": (OperatingState, "name"),
    }
)
KIND_OF: Mapping[type[Any], str] = MappingProxyType({row: kind for kind, (row, _) in ROWS.items()})
ADAPTERS: Mapping[str, TypeAdapter[Any]] = MappingProxyType({kind: TypeAdapter(row) for kind, (row, _) in ROWS.items()})


def key_of(kind: str, row: object) -> str:
    """The key of a row of this kind."""
    return str(getattr(row, ROWS[kind][1]))
