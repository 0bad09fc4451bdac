"""What a participant and the hub say to each other over the signalling WebSocket of a room (`GET /signalling`).

Every message is one JSON object with a `type`; an unknown or unusable one is answered with `error` and ends nothing.
The first must be `hello`. Both sides send `heartbeat` every 5 s; 15 s of silence is a lost line, which keeps its place
for `REJOIN_S` and is taken up again by `hello` with the `resume_key`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.domain.people import RoleTitle
from app.domain.rooms import ParticipationKind, ParticipationStatus
from app.services.conference_engine import MediaKind, StreamSource

HEARTBEAT_S = 5.0
SILENCE_S = 15.0
REJOIN_S = 120.0
LONGEST_MESSAGE = 256 * 1024  # a description of 40 media sections is some 60 kB
LONGEST_CHAT = 2_000

Id = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Sdp = Annotated[str, Field(max_length=LONGEST_MESSAGE)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


# -- from the participant


class Hello(_Message):
    """`credential` is a session's token (a seat) or a link's token (a browser). A seat names the room; a link has one.
    `device` is a random id that the browser keeps, so that coming back is no second use of the link. `viewer`: only
    looks, for a wall."""

    type: Literal["hello"] = "hello"
    credential: Annotated[str, Field(max_length=500, repr=False)]
    room_id: Id | None = None
    device: Words = ""
    name: Words = ""
    language: Words = ""
    viewer: bool = False
    resume_key: Annotated[str, Field(max_length=200, repr=False)] = ""


class Join(_Message):
    """The tap on "join". Before it a browser has only opened the page (`welcome` tells what it sees)."""

    type: Literal["join"] = "join"
    name: Words = ""


class Permitted(_Message):
    """The device has allowed camera or microphone."""

    type: Literal["permitted"] = "permitted"


class PublishedTrack(_Message):
    mid: Words
    source: StreamSource


class Publish(_Message):
    """Replaces what was published before. `sends` as in `sends`; None: something comes of every track."""

    type: Literal["publish"] = "publish"
    sdp: Sdp
    tracks: tuple[PublishedTrack, ...]
    sends: tuple[StreamSource, ...] | None = None


class Sends(_Message):
    """Of what I have published, that which there is now, muted or not: devices that are plugged in, a screen that is
    shared. The other sections are spare."""

    type: Literal["sends"] = "sends"
    sources: tuple[StreamSource, ...]


class WantedVideo(_Message):
    participant_id: Id
    source: StreamSource = StreamSource.CAMERA
    height: Annotated[int, Field(ge=0, le=4320)]


class Subscribe(_Message):
    """`wants` None: every video."""

    type: Literal["subscribe"] = "subscribe"
    wants: tuple[WantedVideo, ...] | None = None


class AnswerOffer(_Message):
    type: Literal["answer"] = "answer"
    generation: int
    sdp: Sdp


class WantVideos(_Message):
    type: Literal["want"] = "want"
    wants: tuple[WantedVideo, ...]


class Muted(_Message):
    """What I do with my own stream: `on` False is muted or off."""

    type: Literal["muted"] = "muted"
    source: StreamSource
    on: bool


class Hand(_Message):
    type: Literal["hand"] = "hand"
    up: bool


class Say(_Message):
    type: Literal["chat"] = "chat"
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_CHAT)]


class TellPosition(_Message):
    """WGS-84 degrees."""

    type: Literal["position"] = "position"
    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float, Field(ge=0, le=1e6)]


class FirstFrame(_Message):
    """I have painted the first picture of somebody."""

    type: Literal["first-frame"] = "first-frame"
    participant_id: Id
    source: StreamSource = StreamSource.CAMERA


class Poor(_Message):
    """My link is poor: I went down to voice only (`audio_only`), or came back."""

    type: Literal["poor"] = "poor"
    audio_only: bool


class Leave(_Message):
    type: Literal["leave"] = "leave"


class HostAction(StrEnum):
    ADMIT = "admit"
    REFUSE = "refuse"
    REMOVE = "remove"
    MUTE = "mute"  # forward nothing of `source` any more
    UNMUTE = "unmute"  # takes back a mute of the host's
    ASK_UNMUTE = "ask-unmute"
    LOWER_HAND = "lower-hand"


class Host(_Message):
    """By a host, about a participant. Lock, lobby and end are commands over HTTP."""

    type: Literal["host"] = "host"
    action: HostAction
    participant_id: Id
    source: StreamSource = StreamSource.MICROPHONE


class Heartbeat(_Message):
    """Of both sides. The hub's says its time."""

    type: Literal["heartbeat"] = "heartbeat"
    at: datetime | None = None


FromParticipant = Annotated[
    Hello
    | Join
    | Permitted
    | Publish
    | Sends
    | Subscribe
    | AnswerOffer
    | WantVideos
    | Muted
    | Hand
    | Say
    | TellPosition
    | FirstFrame
    | Poor
    | Leave
    | Host
    | Heartbeat,
    Field(discriminator="type"),
]
FROM_PARTICIPANT: TypeAdapter[Any] = TypeAdapter(FromParticipant)


# -- from the hub


class IceServer(_Message):
    urls: tuple[str, ...]
    username: str = ""
    credential: Annotated[str, Field(repr=False)] = ""


class RoomParticipant(_Message):
    """As everybody in the room sees them. `quality` 0 (gone) … 3 (good)."""

    participant_id: str
    name: str
    unit: str = ""
    titles: tuple[RoleTitle, ...] = ()
    kind: ParticipationKind
    status: ParticipationStatus
    is_host: bool = False
    sources: tuple[StreamSource, ...] = ()  # published now and on
    waiting: tuple[StreamSource, ...] = ()  # pictures for which the room has no place yet
    muted_by_host: tuple[StreamSource, ...] = ()
    hand_up_since: datetime | None = None
    quality: int = 3
    round_trip_ms: float | None = None
    lost_share_up: float = 0.0
    lost_share_down: float = 0.0
    audio_only: bool = False
    on_wall: bool = False  # an output shows them
    joined_at: datetime | None = None


class RoomState(_Message):
    """Whole, at every change; who waits in the lobby is told to hosts only."""

    type: Literal["room"] = "room"
    room_id: str
    name: str
    incident_id: str | None = None
    is_drill: bool = False
    lobby: bool
    locked: bool
    opened_at: datetime
    participants: tuple[RoomParticipant, ...]
    speaker_id: str | None = None


class Welcome(_Message):
    """The answer to `hello`. `status` IN: resumed, go on with publish and subscribe."""

    type: Literal["welcome"] = "welcome"
    participant_id: str
    resume_key: Annotated[str, Field(repr=False)]
    status: ParticipationStatus
    name: str
    title: RoleTitle | None = None
    room_name: str
    incident_title: str = ""
    place: str = ""
    is_drill: bool = False
    at: datetime
    ice_servers: tuple[IceServer, ...] = ()


class StatusChanged(_Message):
    """Mine: waiting at the door, let in."""

    type: Literal["status"] = "status"
    status: ParticipationStatus


class Published(_Message):
    type: Literal["published"] = "published"
    sdp: str


class OfferedSlot(_Message):
    mid: str
    kind: MediaKind
    participant_id: str | None = None
    source: StreamSource | None = None


class Offered(_Message):
    type: Literal["offer"] = "offer"
    generation: int
    sdp: str
    slots: tuple[OfferedSlot, ...]


class SlotsChanged(_Message):
    type: Literal["slots"] = "slots"
    slots: tuple[OfferedSlot, ...]


class ChatSaid(_Message):
    type: Literal["said"] = "said"
    message_id: str
    participant_id: str
    name: str
    text: str
    at: datetime


class UnmuteAsked(_Message):
    type: Literal["unmute-asked"] = "unmute-asked"
    source: StreamSource


class Problem(StrEnum):
    """Why something is not done. The page and the desktop have the words."""

    UNUSABLE_MESSAGE = "unusable-message"
    NOT_LOGGED_IN = "not-logged-in"
    LINK_UNKNOWN = "link-unknown"
    LINK_EXPIRED = "link-expired"
    LINK_REVOKED = "link-revoked"
    LINK_USED_UP = "link-used-up"
    ROOM_ENDED = "room-ended"
    ROOM_LOCKED = "room-locked"
    ROOM_FULL = "room-full"  # of pictures: after an answer all the same the voice is in, and the picture waits
    NOT_ADMITTED = "not-admitted"
    REMOVED = "removed"
    NOT_PERMITTED = "not-permitted"
    NO_COMMON_CODEC = "no-common-codec"
    ELSEWHERE = "elsewhere"  # the same participant came in with another line
    TOO_MANY = "too-many"  # messages in a short time
    TRY_AGAIN = "try-again"


class ErrorSaid(_Message):
    """`final`: the hub closes the line, and coming back by itself is no use."""

    type: Literal["error"] = "error"
    problem: Problem
    final: bool = False


class Ended(_Message):
    """The conference is over."""

    type: Literal["ended"] = "ended"


FromHub = Annotated[
    Welcome
    | StatusChanged
    | RoomState
    | Published
    | Offered
    | SlotsChanged
    | ChatSaid
    | UnmuteAsked
    | ErrorSaid
    | Ended
    | Heartbeat,
    Field(discriminator="type"),
]
FROM_HUB: TypeAdapter[Any] = TypeAdapter(FromHub)
