"""Which cameras show the place of an incident best, with the reason of every pick and every miss."""

import heapq
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, cast

from app.domain.camera_health import CameraHealth, Reliance, reliance
from app.domain.geo import OnEarth, distance_m
from app.domain.units import Point

# The rings in which cameras are looked for, in metres (issue of the loop).
RINGS_M = (500.0, 1000.0, 2000.0)
# Half of what a usual camera of the street sees, with room for a heading that was estimated.
FACING_WITHIN_DEG = 60.0
# Tags (`SharedCamera.domain_tags`) of cameras that look at the inside of a building or a station.
INDOOR_TAGS = frozenset({"indoor", "mall", "metro", "school", "hospital"})
_METRES_PER_DEGREE = 111_195.0
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
    missing = [camera_id for camera_id in order if camera_id not in excluded]
    usable: list[tuple[tuple[float, ...], RankedCamera, Pick]] = []
    dead: list[tuple[RankedCamera, CameraHealth, float]] = []
    for camera in cameras:
        camera_id = camera.camera_id
        is_bound = camera_id in order
        if not (is_bound or _may_be_near(camera, place)) or camera_id in excluded:
            continue
        away_m = _distance_m(camera, place)
        if is_bound:
            missing.remove(camera_id)
        elif away_m > RINGS_M[-1]:
            continue
        word = health.get(camera_id)
        worth = reliance(word, now=now)
        if worth is Reliance.DEAD and word is not None:
            dead.append((camera, word, away_m))
        else:
            pick = Pick(
                camera_id=camera_id,
                bound_by_plan=is_bound,
                reliance=worth,
                distance_m=_known(away_m),
                facing=_facing(camera, place),
                indoor=not INDOOR_TAGS.isdisjoint(camera.domain_tags),
            )
            usable.append((_worth_first(pick, order), camera, pick))
    usable.sort(key=lambda one: one[0])
    misses = [
        Miss(
            camera_id=camera.camera_id,
            reason=MissReason(word.condition.value),
            bound_by_plan=camera.camera_id in order,
            distance_m=_known(away_m),
            since=word.since,
        )
        for camera, word, away_m in heapq.nsmallest(
            MOST_MISSES, dead, key=lambda one: (one[0].camera_id not in order, one[2], one[0].camera_id)
        )
    ]
    misses += [
        Miss(camera_id=camera_id, reason=MissReason.NOT_REGISTERED, bound_by_plan=True, distance_m=None)
        for camera_id in missing
    ]
    misses += [
        Miss(
            camera_id=pick.camera_id,
            reason=MissReason.NO_ROOM,
            bound_by_plan=pick.bound_by_plan,
            distance_m=pick.distance_m,
        )
        for _, _, pick in usable[most : most + MOST_MISSES]
    ]
    return Ranking(
        picks=tuple(pick for _, _, pick in usable[:most]),
        misses=tuple(sorted(misses, key=_told_first)[:MOST_MISSES]),
        around=tuple(
            _around(ring_m, [pick for _, _, pick in usable], [away for _, _, away in dead]) for ring_m in RINGS_M
        ),
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


def _worth_first(pick: Pick, order: Mapping[str, int]) -> tuple[float, ...]:
    ring = _ring(pick.distance_m)
    facing = 1 if pick.facing is None else 0 if pick.facing else 2
    return (
        not pick.bound_by_plan,
        pick.reliance is Reliance.UNKNOWN,
        order.get(pick.camera_id, 0),
        ring,
        facing,
        pick.indoor,
        pick.distance_m if pick.distance_m is not None else _NOWHERE,
    )


def _ring(away_m: float | None) -> int:
    """Number of the ring, beyond the last where the distance is larger or not known."""
    if away_m is None:
        return len(RINGS_M)
    return next((number for number, ring_m in enumerate(RINGS_M) if away_m <= ring_m), len(RINGS_M))


def _around(ring_m: float, picks: Iterable[Pick], dead_m: Iterable[float]) -> Around:
    within = [pick.indoor for pick in picks if pick.distance_m is not None and pick.distance_m <= ring_m]
    dead = sum(away_m <= ring_m for away_m in dead_m)
    return Around(ring_m=ring_m, cameras=len(within) + dead, usable=len(within), indoor=sum(within))


def _told_first(miss: Miss) -> tuple[bool, bool, float, str]:
    away_m = miss.distance_m if miss.distance_m is not None else _NOWHERE
    return not miss.bound_by_plan, miss.reason is MissReason.NO_ROOM, away_m, miss.camera_id


def _known(away_m: float) -> float | None:
    return away_m if away_m != _NOWHERE else None


def _may_be_near(camera: RankedCamera, place: Point | None) -> bool:
    """Most cameras of a district are far, and one subtraction tells that of them."""
    if place is None or camera.latitude is None:
        return False
    return abs(camera.latitude - place.latitude) * _METRES_PER_DEGREE <= RINGS_M[-1] + 1


def _distance_m(camera: RankedCamera, place: Point | None) -> float:
    """Metres; infinite where it is not known."""
    if place is None or camera.longitude is None or camera.latitude is None:
        return _NOWHERE
    # Thousands are asked for: no copy of the place of each.
    return distance_m(cast(OnEarth, camera), place)


@dataclass(frozen=True, slots=True)
class _Spot:
    longitude: float
    latitude: float


def _facing(camera: RankedCamera, place: Point | None) -> bool | None:
    if place is None or camera.heading_deg is None or camera.longitude is None or camera.latitude is None:
        return None
    off = (bearing_deg(_Spot(camera.longitude, camera.latitude), place) - camera.heading_deg + 180) % 360 - 180
    return abs(off) <= FACING_WITHIN_DEG


def bearing_deg(one: Point | _Spot, other: Point | _Spot) -> float:
    """Clockwise from north, 0 ≤ bearing < 360, from `one` to `other`; on a plane, which is exact enough for 2 km."""
    east = (other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return math.degrees(math.atan2(east, other.latitude - one.latitude)) % 360
