"""The life of a place in a room: who is let in at the door, and what each step writes into the row.

Everything here is a decision about rows; who may host or look on is asked of `permissions` before.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.rooms import Participation, ParticipationStatus, Room, Whereabouts
from app.domain.units import Point

S = ParticipationStatus

# Somebody is, was, or wants to be in, and their place is theirs.
PRESENT = frozenset({S.PREPARING, S.WAITING, S.IN, S.DROPPED})
# Their media may flow.
INSIDE = frozenset({S.IN, S.DROPPED})
# A phone that shares its position says it every half minute and it is written every minute, so that some lost ones in a
# row are no fault. Who walks is some 400 m away by then: within the radius of a policy, and hardly further.
POSITION_HOLDS_S = 5 * 60.0


class Door(StrEnum):
    """What becomes of somebody who asks to come in."""

    IN = "in"
    WAIT = "wait"
    LOCKED = "locked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of who asks. `by_right`: the account may join the room, or its person was rung. `auto_admit` of their link.
    `was_in` before, `removed` or refused by a host before."""

    by_right: bool = False
    auto_admit: bool = False
    was_in: bool = False
    removed: bool = False


def at_the_door(room: Room, standing: Standing) -> Door:
    """A host's removal holds against links, for the link can be handed on; an account waits for a host's word."""
    if standing.removed:
        return Door.WAIT if standing.by_right else Door.REFUSED
    if room.locked and not standing.was_in:
        return Door.LOCKED
    if standing.by_right or standing.auto_admit or standing.was_in or not room.lobby:
        return Door.IN
    return Door.WAIT


def was_inside(participation: Participation) -> bool:
    """Whether they have ever been let in."""
    return participation.status in INSIDE or participation.times.connected_at is not None


def last_inside_at(participation: Participation, *, now: datetime) -> datetime | None:
    """Until when they were in, as far as they were not shown out; `now` for who is. None: never."""
    if participation.status in INSIDE:
        return now
    return participation.times.left_at if participation.status is S.LEFT and was_inside(participation) else None


# -- steps: each is the next version of the row


def waiting(place: Participation, *, name: str, at: datetime) -> Participation:
    return _next(place, status=S.WAITING, name=name, times=replace(place.times, joined_at=at))


def entered(place: Participation, *, name: str, at: datetime) -> Participation:
    """`joined_at` is the tap on "join", however long they waited at the door."""
    joined_at = place.times.joined_at if place.status is S.WAITING and place.times.joined_at else at
    return _next(place, status=S.IN, name=name, times=replace(place.times, joined_at=joined_at))


def dropped(place: Participation, *, at: datetime) -> Participation:
    return _next(place, status=S.DROPPED, times=replace(place.times, drops=(*place.times.drops, at)))


def rejoined(place: Participation, *, at: datetime) -> Participation:
    """With a drop that nobody had noticed before they were back."""
    times = place.times
    if place.status is S.IN:
        times = replace(times, drops=(*times.drops, at))
    return _next(place, status=S.IN, times=replace(times, rejoins=(*times.rejoins, at)))


def gone(place: Participation, status: ParticipationStatus, *, at: datetime) -> Participation:
    """LEFT, REMOVED or REFUSED."""
    return _next(place, status=status, times=replace(place.times, left_at=at))


def timed(place: Participation, name: str, *, at: datetime) -> Participation | None:
    """A time that is noted once, such as `connected_at`; None where it was before."""
    if getattr(place.times, name) is not None:
        return None
    return _next(place, times=replace(place.times, **{name: at}))  # type: ignore[arg-type]  # one that is a time


def hosting(place: Participation, *, is_host: bool) -> Participation | None:
    """None where nothing changes."""
    return _next(place, is_host=is_host) if is_host is not place.is_host else None


def found_at(place: Participation, whereabouts: Whereabouts) -> Participation:
    return _next(place, whereabouts=whereabouts)


def point_of(place: Participation, *, now: datetime) -> Point | None:
    """Where a phone is; None where it never said so, or too long ago to say anything of what it shows."""
    here = place.whereabouts
    if here is None or (now - here.at).total_seconds() > POSITION_HOLDS_S:
        return None
    return Point(longitude=here.longitude, latitude=here.latitude)


def _next(place: Participation, **fields: object) -> Participation:
    return replace(place, version=place.version + 1, **fields)  # type: ignore[arg-type]  # named above
