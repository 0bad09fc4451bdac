"""A drill as an office writes it: what is reported, who answers when and with what, and what goes wrong meanwhile."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.drill_scores import Segment
from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.people import RoleTitle

# A drill is watched from its beginning to its end.
LONGEST_DRILL_S = 3600.0


class PlayedWay(StrEnum):
    """How a simulated person comes into the room."""

    SEAT = "seat"  # an account at a desk
    PHONE = "phone"  # a browser with a field link


class PlayedMedia(StrEnum):
    """What a simulated person sends."""

    CAMERA_AND_VOICE = "camera-and-voice"
    VOICE = "voice"
    NO_MICROPHONE = "no-microphone"  # a camera alone
    NOTHING = "nothing"


class PlayedAnswer(StrEnum):
    ACCEPTS = "accepts"
    DECLINES = "declines"
    DOES_NOT_ANSWER = "does-not-answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedPerson:
    """`after_s` from their ring (a phone: from the report) to the answer. The deputy of one who declines is another."""

    title: RoleTitle
    name: str = ""
    way: PlayedWay = PlayedWay.SEAT
    media: PlayedMedia = PlayedMedia.CAMERA_AND_VOICE
    answer: PlayedAnswer = PlayedAnswer.ACCEPTS
    after_s: float = 2.0
    reason: str = ""


class PlayedFault(StrEnum):
    """The first three befall a camera, the others the hall."""

    CAMERA_OFFLINE = "camera-offline"
    CAMERA_FROZEN = "camera-frozen"
    CAMERA_BLACK = "camera-black"
    OUTPUT_CLOSED = "output-closed"
    HUB_KILLED = "hub-killed"

    @property
    def is_of_camera(self) -> bool:
        return self in (PlayedFault.CAMERA_OFFLINE, PlayedFault.CAMERA_FROZEN, PlayedFault.CAMERA_BLACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedFault:
    """`at_s` from the report; negative: before it, so that nobody knows yet. `camera` is a camera's code, or
    "pick:1" for the best of the scene, "pick:2" for the next."""

    kind: PlayedFault
    at_s: float
    camera: str = ""
    lasts_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillScript:
    """`site` is the name of a site of the directory, where `place` is not enough. Targets in seconds; a segment without
    one is told and not scored."""

    drill_id: str
    name: str
    description: str = ""
    title: str
    place: str
    site: str = ""
    classes: tuple[IncidentClass, ...]
    level: IncidentLevel
    report: str = ""
    people: tuple[PlayedPerson, ...] = ()
    faults: tuple[InjectedFault, ...] = ()
    targets: tuple[tuple[Segment, float], ...] = ()
    lasts_s: float = 150.0
