"""Who may do what to whose things: one table and one question, asked nowhere else.

A role says which actions, the account's unit says on whose things: its own unit and all below. What was shared with a
unit can be read there, not changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.people import PersonType
from app.domain.units import covers


class Role(StrEnum):
    """Of an account. A street's duty officer is a DUTY_OFFICER whose unit is the street."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    DUTY_LEADER = "duty-leader"
    DUTY_OFFICER = "duty-officer"
    OPERATOR = "operator"  # the wall seat
    RESPONDER = "responder"  # departments and stations: answer for what was assigned to them
    AUDITOR = "auditor"
    INTAKE = "intake"  # another system with an API key


class Action(StrEnum):
    """What can be asked for. Every route names exactly one."""

    DIRECTORY_READ = "directory.read"
    DIRECTORY_WRITE = "directory.write"
    ACCOUNT_ADMINISTER = "account.administer"
    CAMERA_READ = "camera.read"
    CAMERA_VIEW = "camera.view"
    CAMERA_WRITE = "camera.write"
    SCENE_READ = "scene.read"
    SCENE_WRITE = "scene.write"
    OUTPUT_READ = "output.read"
    OUTPUT_SERVE = "output.serve"  # register an output, say what it shows, send evidence of painted frames
    OUTPUT_PUSH = "output.push"
    INCIDENT_READ = "incident.read"
    INCIDENT_REPORT = "incident.report"
    INCIDENT_HANDLE = "incident.handle"
    INCIDENT_ASSIGN = "incident.assign"
    INCIDENT_CLOSE = "incident.close"
    INCIDENT_MERGE = "incident.merge"
    ASSIGNMENT_ANSWER = "assignment.answer"
    REPORT_WRITE = "report.write"
    ROOM_READ = "room.read"  # which rooms there are, who was rung, who is in
    ROOM_JOIN = "room.join"  # also to look at somebody of it on a wall
    ROOM_OPEN = "room.open"
    ROOM_HOST = "room.host"  # ring, admit, mute, remove, lock, end
    LINK_ISSUE = "link.issue"
    MODE_CHANGE = "mode.change"  # routine and emergency
    CLOCK_STOP_BY_HAND = "clock.stop-by-hand"
    CLOCK_EXCLUDE = "clock.exclude"
    CLOCK_BACKDATE = "clock.backdate"
    POLICY_READ = "policy.read"
    POLICY_WRITE = "policy.write"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    SHIFT_WRITE = "shift.write"
    STATISTICS_READ = "statistics.read"
    STATISTICS_EXPORT = "statistics.export"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"
    HUB_ADMINISTER = "hub.administer"
    SELF = "self"  # one's own session and password
    FEED_READ = "feed.read"


_READS = frozenset(
    {
        Action.DIRECTORY_READ,
        Action.CAMERA_READ,
        Action.SCENE_READ,
        Action.OUTPUT_READ,
        Action.INCIDENT_READ,
        Action.POLICY_READ,
        Action.PLAN_READ,
        Action.ROOM_READ,
        Action.ROOM_JOIN,
        Action.SELF,
        Action.FEED_READ,
    }
)
_OPERATOR = _READS | {
    Action.CAMERA_VIEW,
    Action.SCENE_WRITE,
    Action.OUTPUT_SERVE,
    Action.OUTPUT_PUSH,
    Action.INCIDENT_REPORT,
    Action.ROOM_OPEN,
    Action.ROOM_HOST,
    Action.LINK_ISSUE,
}
_DUTY_OFFICER = _OPERATOR | {
    Action.INCIDENT_HANDLE,
    Action.INCIDENT_ASSIGN,
    Action.INCIDENT_CLOSE,
    Action.INCIDENT_MERGE,
    Action.ASSIGNMENT_ANSWER,
    Action.REPORT_WRITE,
    Action.CLOCK_STOP_BY_HAND,
    Action.CLOCK_BACKDATE,
    Action.STATISTICS_READ,
}
_LEADER = _DUTY_OFFICER | {
    Action.CLOCK_EXCLUDE,
    Action.SHIFT_WRITE,
    Action.PLAN_WRITE,
    Action.STATISTICS_EXPORT,
    Action.MODE_CHANGE,
}

ACTIONS: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(Action),
    Role.DIRECTOR: _LEADER | {Action.POLICY_WRITE, Action.AUDIT_READ},
    Role.DUTY_LEADER: _LEADER,
    Role.DUTY_OFFICER: _DUTY_OFFICER,
    Role.OPERATOR: _OPERATOR,
    Role.RESPONDER: _READS
    | {Action.CAMERA_VIEW, Action.INCIDENT_REPORT, Action.ASSIGNMENT_ANSWER, Action.REPORT_WRITE},
    Role.AUDITOR: frozenset(
        {
            Action.AUDIT_READ,
            Action.AUDIT_EXPORT,
            Action.STATISTICS_READ,
            Action.STATISTICS_EXPORT,
            Action.POLICY_READ,
            Action.DIRECTORY_READ,  # whose names stand in the log
            Action.SELF,
            Action.FEED_READ,
        }
    ),
    Role.INTAKE: frozenset({Action.INCIDENT_REPORT}),
}

# Temporary staff look at nobody's cameras, make no figure better by hand, take nothing out and decide about nobody's
# rights (document 四(四): kinds of staff and their supervision).
NOT_FOR_TEMPORARY = frozenset(
    {
        Action.CAMERA_VIEW,
        Action.CAMERA_WRITE,
        Action.CLOCK_STOP_BY_HAND,
        Action.CLOCK_EXCLUDE,
        Action.CLOCK_BACKDATE,
        Action.POLICY_WRITE,
        Action.STATISTICS_EXPORT,
        Action.AUDIT_READ,
        Action.AUDIT_EXPORT,
        Action.ACCOUNT_ADMINISTER,
        Action.HUB_ADMINISTER,
    }
)
# What a unit with which something was shared may do with it.
_SHARED = frozenset(
    {
        Action.INCIDENT_READ,
        Action.CAMERA_READ,
        Action.CAMERA_VIEW,
        Action.ASSIGNMENT_ANSWER,
        Action.ROOM_READ,
        Action.ROOM_JOIN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks: an account in a session, an API key, or the hub itself. `unit_path` is the scope; `person_id` who it is
    in the directory."""

    actor_id: str
    name: str
    role: Role
    unit_id: str
    unit_path: str
    person_type: PersonType = PersonType.STAFF
    person_id: str | None = None
    seat: str = ""


def allows(actor: Actor, action: Action) -> bool:
    """Whether the role has the action at all, on whatever unit."""
    if actor.person_type is PersonType.TEMPORARY and action in NOT_FOR_TEMPORARY:
        return False
    return action in ACTIONS[actor.role]


def may(actor: Actor, action: Action, unit_path: str, *, shared_with: Iterable[str] = ()) -> bool:
    """Whether `actor` may do `action` to something of the unit at `unit_path` that was shared with the units at the
    paths `shared_with`."""
    if not allows(actor, action):
        return False
    if covers(actor.unit_path, unit_path):
        return True
    return action in _SHARED and any(
        covers(path, actor.unit_path) or covers(actor.unit_path, path) for path in shared_with
    )
