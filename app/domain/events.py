"""What is written down: one record for every command, login, view, export and piece of evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """The value is what the log says; it is never renamed."""

    HUB_STARTED = "hub.started"
    HUB_STOPPED = "hub.stopped"
    CHECKPOINT_SIGNED = "checkpoint.signed"
    BACKUP_MADE = "backup.made"
    RESTORED = "backup.restored"
    KEYS_REPLACED = "keys.replaced"
    LOGGED_IN = "login.succeeded"
    LOGIN_FAILED = "login.failed"
    LOGGED_OUT = "logout"
    SESSION_REVOKED = "session.revoked"
    ACCOUNT_SAVED = "account.saved"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 a kind of event
    API_KEY_ISSUED = "api-key.issued"
    API_KEY_REVOKED = "api-key.revoked"
    UNIT_SAVED = "unit.saved"
    UNIT_REMOVED = "unit.removed"
    PERSON_SAVED = "person.saved"
    PERSON_REMOVED = "person.removed"
    SHIFT_SAVED = "shift.saved"
    SHIFT_REMOVED = "shift.removed"
    CAMERA_SAVED = "camera.saved"
    CAMERAS_IMPORTED = "cameras.imported"
    CAMERA_REMOVED = "camera.removed"
    CAMERA_SHARED = "camera.shared"
    CAMERA_VIEWED = "camera.viewed"
    SCENE_SAVED = "scene.saved"
    SCENE_REMOVED = "scene.removed"
    TOUR_SAVED = "tour.saved"
    TOUR_REMOVED = "tour.removed"
    OUTPUT_REGISTERED = "output.registered"
    OUTPUT_GONE = "output.gone"
    OUTPUT_PUSHED = "output.pushed"
    PUSH_ANSWERED = "push.answered"
    INCIDENT_REGISTERED = "incident.registered"
    INCIDENT_MOVED = "incident.moved"  # to another status
    INCIDENT_CHANGED = "incident.changed"  # facts
    INCIDENT_LEVEL_CHANGED = "incident.level-changed"
    INCIDENT_NOTED = "incident.noted"
    INCIDENT_SHARED = "incident.shared"
    INCIDENT_MERGED = "incident.merged"
    INCIDENT_REOPENED = "incident.reopened"
    INCIDENT_LINKED = "incident.linked"  # parent and child
    BACKDATING_PROPOSED = "backdating.proposed"
    BACKDATING_CONFIRMED = "backdating.confirmed"
    ATTACHMENT_ADDED = "attachment.added"
    ATTACHMENT_READ = "attachment.read"
    DECISION_MADE = "decision.made"
    DECISION_WITHDRAWN = "decision.withdrawn"
    ASSIGNED = "assignment.sent"
    ASSIGNMENT_ANSWERED = "assignment.answered"
    REPORT_WRITTEN = "report.written"
    CLOCK_STARTED = "clock.started"
    CLOCK_WARNED = "clock.warned"
    CLOCK_STOPPED = "clock.stopped"
    CLOCK_EXCLUDED = "clock.excluded"
    CLOCK_RETARGETED = "clock.retargeted"
    EVIDENCE_RECEIVED = "evidence.received"
    EVIDENCE_STAMPED = "evidence.stamped"
    POLICY_SAVED = "policy.saved"
    PLAN_SAVED = "plan.saved"
    PLAN_REMOVED = "plan.removed"
    ROOM_OPENED = "room.opened"
    ROOM_CHANGED = "room.changed"  # locked, lobby, name
    ROOM_ENDED = "room.ended"
    INVITATION_RUNG = "invitation.rung"  # every ring
    INVITATION_ANSWERED = "invitation.answered"
    INVITATION_CHANGED = "invitation.changed"  # opened, joined, unanswered, withdrawn
    LINK_ISSUED = "link.issued"
    LINK_SENT = "link.sent"
    LINK_SHOWN = "link.shown"  # again, to somebody at a seat
    LINK_OPENED = "link.opened"  # by a device that was not counted yet
    LINK_REFUSED = "link.refused"
    LINK_REVOKED = "link.revoked"
    LINK_CLOSED = "link.closed"  # to further devices
    PARTICIPANT_OPENED = "participant.opened"
    PARTICIPANT_JOINED = "participant.joined"
    PARTICIPANT_CHANGED = "participant.changed"  # permitted, connected, first media, first frame, position
    PARTICIPANT_DROPPED = "participant.dropped"
    PARTICIPANT_REJOINED = "participant.rejoined"
    PARTICIPANT_LEFT = "participant.left"
    PARTICIPANT_REMOVED = "participant.removed"  # also refused at the door
    PARTICIPANT_MUTED = "participant.muted"  # by a host
    PARTICIPANT_VIEWED = "participant.viewed"  # by a wall that looks into the room
    CHAT_SAID = "chat.said"
    RESPONSE_STEP = "response.step"
    RESPONSE_UNDONE = "response.undone"  # a step was taken back
    CHECKLIST_TICKED = "checklist.ticked"
    CAMERA_CONDITION_CHANGED = "camera.condition-changed"
    EXPORTED = "exported"
    MODE_CHANGED = "mode.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A record of the log. `at` UTC; `monotonic_ns` of the hub's process `boot_id`; `actor_id` "hub" for the hub's own.

    `about` names what changed: (kind of row, its key). `unit_id` is whose it is; `payload` is JSON values only (no
    floats that are not finite, integers within ±2^53: RFC 8785). `previous_hash` and `hash` are hex SHA-256.
    """

    seq: int
    at: datetime
    monotonic_ns: int
    boot_id: str
    actor_id: str
    actor_name: str
    seat: str
    incident_id: str | None
    unit_id: str | None
    kind: EventKind
    about: tuple[tuple[str, str], ...]
    payload: dict[str, Any]
    previous_hash: str
    hash: str
