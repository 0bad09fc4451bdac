"""Which cameras show the place of an incident best, with the reason of every pick and every miss."""

import heapq
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, Protocol, cast

from app.domain.camera_health import CameraHealth, Reliance, reliance_at
from app.domain.geo import METRES_PER_DEGREE, OnEarth, distance_m
from app.domain.units import Point

# The rings in which cameras are looked for, in metres (issue of the loop).
RINGS_M = (500.0, 1000.0, 2000.0)
# Half of what a usual camera of the street sees, with room for a heading that was estimated.
FACING_WITHIN_DEG = 60.0
# Tags (`SharedCamera.domain_tags`) of cameras that look at the inside of a building or a station.
INDOOR_TAGS = frozenset({"indoor", "mall", "metro", "school", "hospital"})
# More than anybody reads in an emergency.
MOST_MISSES = 30
_NOWHERE = math.inf


class RankedCamera(Protocol):
    """What of a camera the ranking looks at; position in WGS-84 degrees, heading clockwise from north."""

    @property
    def camera_id(self) -> str: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def heading_deg(self) -> float | None: ...
    @property
    def domain_tags(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A camera to be shown. `distance_m` None: its place or the incident's is not known, so the plan alone binds it.
    `facing` None: its heading is not known."""

    camera_id: str
    bound_by_plan: bool
    reliance: Reliance
    distance_m: float | None
    facing: bool | None
    indoor: bool


class MissReason(StrEnum):
    """Why a camera that is near, or that the plan names, is not picked."""

    OFFLINE = "offline"
    BLACK = "black"
    FROZEN = "frozen"
    NO_SIGNAL_CARD = "no-signal-card"
    NOT_REGISTERED = "not-registered"  # the plan names one that is gone
    NOT_PERMITTED = "not-permitted"  # the unit of the output may not see it
    NO_ROOM = "no-room"  # good enough, but the scene has no tile left


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """`since`: since when the camera is in that condition."""

    camera_id: str
    reason: MissReason
    bound_by_plan: bool
    distance_m: float | None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """How many cameras stand within a ring, and what of them is of use: "2 within 500 m, both indoor"."""

    ring_m: float
    cameras: int
    usable: int
    indoor: int  # of the usable ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """`picks` best first."""

    picks: tuple[Pick, ...]
    misses: tuple[Miss, ...]
    around: tuple[Around, ...]


def rank(
    cameras: Iterable[RankedCamera],
    *,
    place: Point | None,
    bound: Sequence[str],
    health: Mapping[str, CameraHealth],
    now: datetime,
    most: int,
    excluded: Collection[str] = (),
) -> Ranking:
    """The best `most` cameras for an incident at `place`, those that the plan binds (in its order) first.

    `excluded` are passed over without a word, such as those that were tried already. Of the misses those are told that
    the plan binds and the nearest others, at most `MOST_MISSES`.
    """
    order = {camera_id: number for number, camera_id in enumerate(bound)}
    registered: set[str] = set()
    usable: list[_Usable] = []
    dead: list[tuple[bool, float, str, CameraHealth]] = []
    worth_of = reliance_at(now)
    # Most of thousands are only counted: of those nothing is made but these tuples.
    for camera, away_m in _near(cameras, place, order):
        camera_id = camera.camera_id
        if camera_id in excluded:
            continue
        number = order.get(camera_id)
        if number is not None:
            registered.add(camera_id)
        word = health.get(camera_id)
        worth = worth_of(word)
        if worth is Reliance.DEAD and word is not None:
            dead.append((number is None, away_m, camera_id, word))
        else:
            usable.append(_usable(camera, number, worth, away_m, place))
    best = heapq.nsmallest(most + MOST_MISSES, usable)
    misses = [
        Miss(
            camera_id=camera_id,
            reason=MissReason(word.condition.value),
            bound_by_plan=not is_free,
            distance_m=_known(away_m),
            since=word.since,
        )
        for is_free, away_m, camera_id, word in heapq.nsmallest(MOST_MISSES, dead, key=itemgetter(0, 1, 2))
    ]
    misses += [
        Miss(camera_id=camera_id, reason=MissReason.NOT_REGISTERED, bound_by_plan=True, distance_m=None)
        for camera_id in order
        if camera_id not in registered and camera_id not in excluded
    ]
    misses += [
        Miss(
            camera_id=one.camera_id,
            reason=MissReason.NO_ROOM,
            bound_by_plan=not one.is_free,
            distance_m=_known(one.away_m),
        )
        for one in best[most:]
    ]
    return Ranking(
        picks=tuple(one.pick() for one in best[:most]),
        misses=tuple(sorted(misses, key=_told_first)[:MOST_MISSES]),
        around=_around(usable, sorted(away_m for _, away_m, _, _ in dead)),
    )


def joined(first: Ranking, then: Ranking) -> Ranking:
    """Of two sets of cameras that have none in common; the picks of the first come first."""
    return Ranking(
        picks=(*first.picks, *then.picks),
        misses=tuple(sorted((*first.misses, *then.misses), key=_told_first)[:MOST_MISSES]),
        around=tuple(
            Around(
                ring_m=one.ring_m,
                cameras=one.cameras + other.cameras,
                usable=one.usable + other.usable,
                indoor=one.indoor + other.indoor,
            )
            for one, other in zip(first.around, then.around, strict=True)
        ),
    )


class _Usable(NamedTuple):
    """A camera that works, in the order in which they are taken."""

    is_free: bool  # not bound by a plan
    is_unknown: bool
    number: int
    ring: int
    turned: int  # 0 faces the place, 1 nobody knows, 2 looks elsewhere
    is_indoor: bool
    away_m: float
    camera_id: str
    reliance: Reliance

    def pick(self) -> Pick:
        return Pick(
            camera_id=self.camera_id,
            bound_by_plan=not self.is_free,
            reliance=self.reliance,
            distance_m=_known(self.away_m),
            facing=None if self.turned == 1 else self.turned == 0,
            indoor=self.is_indoor,
        )


def _usable(camera: RankedCamera, number: int | None, worth: Reliance, away_m: float, place: Point | None) -> _Usable:
    facing = _facing(camera, place)
    return _Usable(
        number is None,
        worth is Reliance.UNKNOWN,
        number or 0,
        bisect_left(RINGS_M, away_m),
        1 if facing is None else 0 if facing else 2,
        not INDOOR_TAGS.isdisjoint(camera.domain_tags),
        away_m,
        camera.camera_id,
        worth,
    )


def _near(
    cameras: Iterable[RankedCamera], place: Point | None, bound: Collection[str]
) -> Iterator[tuple[RankedCamera, float]]:
    """Cameras within the last ring and the `bound` ones, with their distance in metres: infinite where it is not
    known. It is that on a plane, which is right within a metre as far as the last ring."""
    if place is None:
        yield from ((camera, _NOWHERE) for camera in cameras if camera.camera_id in bound)
        return
    longitude, latitude = place.longitude, place.latitude
    metres_east = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    within_m2 = RINGS_M[-1] ** 2
    for camera in cameras:
        camera_longitude, camera_latitude = camera.longitude, camera.latitude
        if camera_longitude is None or camera_latitude is None:
            if camera.camera_id in bound:
                yield camera, _NOWHERE
            continue
        east_m = (camera_longitude - longitude) * metres_east
        north_m = (camera_latitude - latitude) * METRES_PER_DEGREE
        away_m2 = east_m * east_m + north_m * north_m
        if away_m2 <= within_m2:
            yield camera, math.sqrt(away_m2)
        elif camera.camera_id in bound:
            yield camera, distance_m(cast(OnEarth, camera), place)


def _around(usable: Collection[_Usable], dead_m: Sequence[float]) -> tuple[Around, ...]:
    """`dead_m`: how far those are that do not work, nearest first."""
    indoor_m = sorted(one.away_m for one in usable if one.is_indoor)
    usable_m = sorted(one.away_m for one in usable)
    return tuple(
        Around(
            ring_m=ring_m,
            cameras=(within := bisect_right(usable_m, ring_m)) + bisect_right(dead_m, ring_m),
            usable=within,
            indoor=bisect_right(indoor_m, ring_m),
        )
        for ring_m in RINGS_M
    )


def _told_first(miss: Miss) -> tuple[bool, bool, float, str]:
    away_m = miss.distance_m if miss.distance_m is not None else _NOWHERE
    return not miss.bound_by_plan, miss.reason is MissReason.NO_ROOM, away_m, miss.camera_id


def _known(away_m: float) -> float | None:
    return away_m if away_m != _NOWHERE else None


def _facing(camera: RankedCamera, place: Point | None) -> bool | None:
    if place is None or camera.heading_deg is None or camera.longitude is None or camera.latitude is None:
        return None
    off = (bearing_deg(cast(OnEarth, camera), place) - camera.heading_deg + 180) % 360 - 180
    return abs(off) <= FACING_WITHIN_DEG


def bearing_deg(one: OnEarth, other: OnEarth) -> float:
    """Clockwise from north, 0 ≤ bearing < 360, from `one` to `other`; on a plane, which is exact enough for 2 km."""
    east = (other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return math.degrees(math.atan2(east, other.latitude - one.latitude)) % 360
