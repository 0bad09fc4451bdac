"""Conferences: the room of an incident or of the duty, who was rung, who is in it, and the links that let people in."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.people import Hat, RoleTitle
from app.domain.sla.policies import RingRule


class RoomKind(StrEnum):
    INCIDENT = "incident"
    DUTY = "duty"  # standing, kept warm: never ends by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An incident has at most one that is open. `unit_id` and `shared_with` say who may see it: those of the incident;
    and besides them who was rung for it: `invited_persons` and the duty desks of `invited_units`.

    `version` counts what people decide about it, not who is rung. `required_titles` are those for which the conference
    clock waits, `ringing` the rule under which it was opened. `lobby`: who comes by a link waits until a host lets them
    in, but for responders of the incident. `locked`: nobody new comes in; who was in may come back.
    """

    room_id: str
    version: int = 1
    kind: RoomKind
    name: str
    unit_id: str
    shared_with: tuple[str, ...] = ()
    incident_id: str | None = None
    is_drill: bool = False
    invited_persons: tuple[str, ...] = ()
    invited_units: tuple[str, ...] = ()
    required_titles: tuple[RoleTitle, ...] = ()
    ringing: RingRule = field(default_factory=RingRule)
    lobby: bool = True
    locked: bool = False
    opened_at: datetime
    opened_by: str  # actor id
    ended_at: datetime | None = None
    ended_by: str | None = None


class InvitationStatus(StrEnum):
    """The life of a ring. `app/domain/ringing.py` has the transitions."""

    WAITING = "waiting"  # a deputy whose turn has not come
    RINGING = "ringing"
    OPENED = "opened"  # looked at it: the lobby page or the link
    ACCEPTED = "accepted"
    BY_PHONE = "by-phone"  # "joining by phone"
    JOINED = "joined"
    WITHOUT_MEDIA = "without-media"  # in the room, but neither sound nor picture comes from them
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Of a person to a room. `title` is the role for which they are rung (None: as themselves); `posts` is all that
    they are rung for at the same time, each with the unit and their place among those who can stand in for each other;
    `required` whether the conference clock waits for one of these. `deputy_order` 0 is who is on shift or the holder.
    `link_id` is the field link that was sent along.

    `version` counts answers and what people decide, not rings."""

    invitation_id: str
    version: int = 1
    room_id: str
    incident_id: str | None = None
    unit_id: str  # of the room
    of_unit_id: str = ""  # for which they are rung: of their shift or hat, else where they belong
    person_id: str
    title: RoleTitle | None = None
    posts: tuple[Hat, ...] = ()
    required: bool = False
    deputy_order: int = 0
    status: InvitationStatus = InvitationStatus.RINGING
    created_at: datetime
    created_by: str
    rung_at: tuple[datetime, ...] = ()  # every ring
    answered_at: datetime | None = None
    reason: str = ""  # of a refusal
    link_id: str | None = None

    @property
    def more_titles(self) -> tuple[RoleTitle, ...]:
        """Besides `title`."""
        return tuple(dict.fromkeys(post.title for post in self.posts if post.title is not self.title))


class ParticipationKind(StrEnum):
    SEAT = "seat"  # the desktop of an account
    FIELD = "field"  # a browser with a link
    VIEWER = "viewer"  # a wall that shows somebody of the room: sends nothing
    CAMERA = "camera"  # a camera of the registry that was shared into the room


class ParticipationStatus(StrEnum):
    PREPARING = "preparing"  # the page or lobby is open
    WAITING = "waiting"  # asks to come in
    IN = "in"
    DROPPED = "dropped"  # the line is lost, their place is kept
    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"  # by the host, at the door


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationTimes:
    """What became of one participant, UTC on the hub's clock. `permitted_at`: camera or microphone allowed by their
    device. `first_media_at`: the first packet of theirs at the hub; `first_frame_shown_at`: the first picture of theirs
    that somebody says to have painted."""

    rung_at: datetime | None = None
    opened_at: datetime | None = None
    permitted_at: datetime | None = None
    joined_at: datetime | None = None  # the tap on "join"
    connected_at: datetime | None = None
    first_media_at: datetime | None = None
    first_frame_shown_at: datetime | None = None
    left_at: datetime | None = None
    drops: tuple[datetime, ...] = ()
    rejoins: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Position of a field device, WGS-84 degrees; `accuracy_m` as it says itself."""

    longitude: float
    latitude: float
    accuracy_m: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Somebody's place in a room; the same across drops and rejoins. `titles` are those that count for the clock: of
    the person's hats and shift, or of the link."""

    participation_id: str
    version: int = 1
    room_id: str
    incident_id: str | None = None
    unit_id: str  # of the room
    kind: ParticipationKind
    status: ParticipationStatus
    name: str
    of_unit_id: str = ""  # whom they belong to
    titles: tuple[RoleTitle, ...] = ()
    is_host: bool = False
    person_id: str | None = None
    account_id: str | None = None
    link_id: str | None = None
    camera_id: str | None = None
    whereabouts: Whereabouts | None = None
    times: ParticipationTimes = ParticipationTimes()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDelivery:
    """That a link was sent: `way` is "ring", "qr", "copy" or "sms"; `to` shows only the end of a number. `pending`: the
    gateway has not said yet whether it takes the message; `failed`: why it did not."""

    way: str
    to: str = ""
    at: datetime
    by: str
    pending: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLink:
    """A link for a browser without an account, bound to one room. The token is kept hashed apart
    (`app/store/secrets.py`). `uses` counts devices; the same device coming back is no use. From `closed_at` on it takes
    no further device: a host has shown out somebody who came by it."""

    link_id: str
    version: int = 1
    room_id: str
    incident_id: str | None = None
    unit_id: str  # of the room
    name: str = ""  # proposed to whoever opens it
    title: RoleTitle | None = None
    person_id: str | None = None
    auto_admit: bool = True  # past the lobby: responders of the incident
    created_at: datetime
    created_by: str
    expires_at: datetime
    most_uses: int = 1
    uses: int = 0
    closed_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    deliveries: tuple[LinkDelivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """Kept with the incident."""

    message_id: str
    room_id: str
    incident_id: str | None = None
    unit_id: str  # of the room
    participation_id: str
    name: str
    text: str
    at: datetime
