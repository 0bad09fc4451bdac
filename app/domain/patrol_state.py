"""How far the patrol over the cameras is, and what it answers to somebody who wants a look now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRound:
    """Once around all cameras that were due. `looks` counts those that were looked at; `ended_at` None: it goes on."""

    began_at: datetime
    ended_at: datetime | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolState:
    """Numbers of the cameras that the asking seat sees; rounds are those of all.

    `goes`: whether this hub looks at cameras at all, and has begun. `checked` were looked at within the last day;
    `never` not once; `on_walls` are shown somewhere and left alone. `oldest_at`: before which no camera's last look
    lies, of those that were looked at. `next_at`: when the next is due; now while one is. `asked` wait because
    somebody wants a look now. `look_s`: how long one takes in the mean, None before the first.
    """

    goes: bool
    cameras: int
    checked: int
    never: int
    on_walls: int
    oldest_at: datetime | None = None
    next_at: datetime | None = None
    asked: int = 0
    look_s: float | None = None
    round: PatrolRound | None = None
    last_round: PatrolRound | None = None


class LookOutcome(StrEnum):
    """What becomes of the wish for a look now. The value is what the interface says."""

    ASKED = "asked"  # the patrol comes by next
    ON_WALL = "on-wall"  # a wall shows it: better proof there is none
    JUST_LOOKED = "just-looked"  # the last look is some seconds old


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAsked:
    """`ahead`: how many others that somebody asked for come first."""

    camera_id: str
    outcome: LookOutcome
    ahead: int = 0
