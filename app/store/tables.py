"""The tables, one for each thing that the hub keeps. Changes of them need a migration (`app/store/migrations`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, Table, Text

from app.domain.accounts import Account, ApiKey, Session
from app.domain.camera_health import CameraHealth, CameraLook
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
from app.domain.sla.clock_rules import first_due_at
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit
from app.services.rows import Attachment, SharedCamera, SharedScene, SharedTour
from app.store.mapping import Mapped, UtcTime, columns_of
from app.store.secrets import AccountSecret, CameraSecret, LinkDevice, TokenSecret

METADATA = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A fact about this hub: its id, its operating mode …"""

    name: str
    version: int = 1
    value: str


HUB_ID = "hub-id"  # the name of a setting


def _table(name: str, row: type[Any], key: str | tuple[str, ...], *more: Column[Any] | Index) -> Table:
    return Table(name, METADATA, *columns_of(row, (key,) if isinstance(key, str) else key), *more)


def _of_room(name: str) -> tuple[Index, Index]:
    """For the page of the room, and for that of the incident."""
    return Index(f"ix_{name}_room_id", "room_id"), Index(f"ix_{name}_incident_id", "incident_id")


def _incident_columns(incident: Incident) -> Mapping[str, Any]:
    return {"is_over": incident.status.over, "next_due_at": first_due_at(incident.clocks)}


def _login_column(account: Account) -> Mapping[str, Any]:
    return {"folded_login": account.login.casefold()}


event = _table("event", Event, "seq", Index("ix_event_incident_id", "incident_id"))
# The answers that commands got, so that a repeated command gets the same and does nothing.
answered = Table(
    "answered",
    METADATA,
    Column("actor_id", Text, primary_key=True),
    Column("idempotency_key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)

EVENT = Mapped(Event, event)

_MAPPED: tuple[Mapped[Any], ...] = (
    Mapped(Setting, _table("setting", Setting, "name")),
    Mapped(Unit, _table("unit", Unit, "unit_id")),
    Mapped(Person, _table("person", Person, "person_id")),
    Mapped(Shift, _table("shift", Shift, "shift_id")),
    Mapped(
        Account,
        _table("account", Account, "account_id", Column("folded_login", Text, nullable=False, unique=True)),
        derived=_login_column,
    ),
    Mapped(AccountSecret, _table("account_secret", AccountSecret, "account_id")),
    Mapped(Session, _table("session", Session, "session_id")),
    Mapped(ApiKey, _table("api_key", ApiKey, "api_key_id")),
    Mapped(
        TokenSecret,
        _table("token_secret", TokenSecret, "owner_id", Index("ix_token_secret_token_hash", "token_hash", unique=True)),
    ),
    Mapped(SharedCamera, _table("camera", SharedCamera, "camera_id")),
    Mapped(CameraSecret, _table("camera_secret", CameraSecret, "camera_id")),
    Mapped(SharedScene, _table("scene", SharedScene, "name")),
    Mapped(SharedTour, _table("tour", SharedTour, "name")),
    Mapped(Output, _table("output", Output, "output_id")),
    Mapped(SlaPolicy, _table("policy", SlaPolicy, ("policy_id", "version"))),
    Mapped(ResponsePlan, _table("plan", ResponsePlan, "plan_id")),
    Mapped(
        Incident,
        _table(
            "incident",
            Incident,
            "incident_id",
            Column("is_over", Boolean, nullable=False, index=True),
            Column("next_due_at", UtcTime, nullable=True, index=True),
            Index("ix_incident_received_at", "received_at"),
            Index("ix_incident_number", "number", unique=True),
        ),
        derived=_incident_columns,
    ),
    Mapped(Decision, _table("decision", Decision, "decision_id", Index("ix_decision_incident_id", "incident_id"))),
    Mapped(
        Assignment,
        _table("assignment", Assignment, "assignment_id", Index("ix_assignment_incident_id", "incident_id")),
    ),
    Mapped(
        IncidentReport,
        _table("report", IncidentReport, "report_id", Index("ix_report_incident_id", "incident_id")),
    ),
    Mapped(Evidence, _table("evidence", Evidence, "evidence_id", Index("ix_evidence_incident_id", "incident_id"))),
    Mapped(
        Attachment,
        _table("attachment", Attachment, "attachment_id", Index("ix_attachment_incident_id", "incident_id")),
    ),
    Mapped(
        Room,
        _table(
            "room", Room, "room_id", Index("ix_room_incident_id", "incident_id"), Index("ix_room_ended_at", "ended_at")
        ),
    ),
    Mapped(Invitation, _table("invitation", Invitation, "invitation_id", *_of_room("invitation"))),
    Mapped(Participation, _table("participation", Participation, "participation_id", *_of_room("participation"))),
    Mapped(JoinLink, _table("join_link", JoinLink, "link_id", *_of_room("join_link"))),
    Mapped(LinkDevice, _table("link_device", LinkDevice, ("link_id", "device_hash"))),
    Mapped(ChatMessage, _table("chat_message", ChatMessage, "message_id", *_of_room("chat_message"))),
    Mapped(Response, _table("response", Response, "incident_id")),
    Mapped(CameraHealth, _table("camera_health", CameraHealth, "camera_id")),
    Mapped(CameraLook, _table("camera_look", CameraLook, ("camera_id", "at"))),
    Mapped(OperatingState, _table("operating_state", OperatingState, "name")),
)
MAPPED: Mapping[type[Any], Mapped[Any]] = MappingProxyType({mapped.row: mapped for mapped in _MAPPED})
