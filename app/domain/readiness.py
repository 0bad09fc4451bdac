"""Whether a place could be seen if something happened there now: a light per street and site, with its reasons.

A light that is red although nothing is wrong teaches people to look past it: what nobody has looked at yet is not red
but unknown, and a street is red only where a good part of it is.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.camera_health import CameraHealth, Reliance, reliance
from app.domain.coverage import Coverage
from app.domain.plan_review import PlanReview
from app.domain.plans import ResponsePlan

# A street in which every fourth site cannot be seen has a fault of its own, such as its gateway; fewer are the sites'.
RED_SITES_SHARE = 0.25


class Light(StrEnum):
    """From the one that asks most for somebody to act to the one that asks for nobody."""

    RED = "red"  # the place could not be seen
    AMBER = "amber"  # it could, with less than there should be
    UNKNOWN = "unknown"  # nobody has looked yet
    GREEN = "green"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _RANKS[self]


_RANKS = {light: rank for rank, light in enumerate(Light)}


class ReasonKind(StrEnum):
    """In the order in which they are told. The value is what the interface says."""

    NO_CAMERA = "no-camera"  # none is registered in range
    ALL_DEAD = "all-dead"
    NOT_LOOKED_AT = "not-looked-at"  # none is known to work, and `count` were not looked at
    BLIND_SITES = "blind-sites"  # of a street: `count` of its `of` sites are red
    SOME_DEAD = "some-dead"
    ONLY_INDOOR = "only-indoor"  # all that work look at the inside of a building: who stands before it is not seen
    STALE_PLANS = "stale-plans"
    SOME_NOT_LOOKED_AT = "some-not-looked-at"  # beside others that work: no fault, but said


_LIGHT_OF = {
    ReasonKind.NO_CAMERA: Light.RED,
    ReasonKind.ALL_DEAD: Light.RED,
    ReasonKind.NOT_LOOKED_AT: Light.UNKNOWN,
    ReasonKind.SOME_DEAD: Light.AMBER,
    ReasonKind.ONLY_INDOOR: Light.AMBER,
    ReasonKind.STALE_PLANS: Light.AMBER,
    ReasonKind.SOME_NOT_LOOKED_AT: Light.GREEN,
}
_ORDER = {kind: number for number, kind in enumerate(ReasonKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """`count` of `of` cameras, or of sites; `since`: since when it is that many; `plan_ids`: of stale plans."""

    kind: ReasonKind
    count: int = 0
    of: int = 0
    since: datetime | None = None
    plan_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReadiness:
    """Of one street or site."""

    unit_id: str
    light: Light
    reasons: tuple[Reason, ...]
    cameras: int
    reliable: int
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Of all that somebody sees. `dead`: keys of all cameras that are, the latest to fail first."""

    places: Mapping[str, PlaceReadiness]
    dead: tuple[str, ...] = ()
    cameras: int = 0
    reliable: int = 0
    # What `reassess` goes on from: each camera's worth, and since when it is dead.
    states: bytes = b""
    failed_s: Sequence[float] = ()


def faulty_plans(plans: Iterable[ResponsePlan], reviews: Iterable[PlanReview]) -> dict[str, list[str]]:
    """Keys of the plans with which something is wrong, by the site that they are for, else by their unit."""
    wrong = {review.plan_id for review in reviews if review.problems}
    found: dict[str, list[str]] = {}
    for plan in plans:
        if plan.plan_id in wrong:
            found.setdefault(plan.site_id or plan.unit_id, []).append(plan.plan_id)
    return found


def assess(
    ground: Coverage,
    health: Mapping[str, CameraHealth],
    stale_plans: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> Readiness:
    """The lights as they are now. `stale_plans` as `faulty_plans` finds them; a site's count for its street as well."""
    states = bytearray(len(ground.camera_ids))
    # In seconds since 1970, 0 for those that are well.
    failed_s = array("d", bytes(8 * len(states)))
    for number, camera_id in enumerate(ground.camera_ids):
        states[number], failed_s[number] = _state(ground, number, health.get(camera_id), now)
    count = _Count(ground, states, failed_s, stale_plans)
    places = {site.unit_id: count.site(site.unit_id) for site in ground.sites}
    places |= {street.unit_id: count.street(street.unit_id, places) for street in ground.streets}
    return count.readiness(places)


def reassess(
    ground: Coverage,
    before: Readiness,
    health: Mapping[str, CameraHealth],
    stale_plans: Mapping[str, Sequence[str]],
    *,
    changed: Iterable[str],
    now: datetime,
) -> Readiness:
    """The same after the words on some cameras have changed and nothing else, since `before` of the same `ground`:
    places that none of them counts for stay the very things that they were."""
    states, failed_s = bytearray(before.states), array("d", before.failed_s)
    moved: list[int] = []
    for camera_id in changed:
        if (number := ground.numbers.get(camera_id)) is not None:
            found = _state(ground, number, health.get(camera_id), now)
            if found != (states[number], failed_s[number]):
                states[number], failed_s[number] = found
                moved.append(number)
    if not moved:
        return before
    count = _Count(ground, states, failed_s, stale_plans)
    places = dict(before.places)
    for site in ground.sites:
        if any(ground.counts_for(site.unit_id, number) for number in moved):
            places[site.unit_id] = count.site(site.unit_id)
    for street in ground.streets:
        is_new = any(places[site_id] is not before.places[site_id] for site_id in ground.sites_of[street.unit_id])
        if is_new or any(ground.counts_for(street.unit_id, number) for number in moved):
            places[street.unit_id] = count.street(street.unit_id, places)
    return count.readiness(places)


# What a camera is worth, as a byte: thousands of them are counted for each light.
_UNKNOWN, _OUTDOOR, _INDOOR, _DEAD = range(4)


def _state(ground: Coverage, number: int, word: CameraHealth | None, now: datetime) -> tuple[int, float]:
    """What a camera is worth, and since when it is dead."""
    worth = reliance(word, now=now)
    if worth is Reliance.DEAD and word is not None:
        return _DEAD, word.since.timestamp()
    if worth is Reliance.UNKNOWN:
        return _UNKNOWN, 0.0
    return (_INDOOR if number in ground.indoor else _OUTDOOR), 0.0


class _Count:
    """Of all cameras as they are now."""

    def __init__(
        self,
        ground: Coverage,
        states: bytearray,
        failed_s: "array[float]",
        stale_plans: Mapping[str, Sequence[str]],
    ) -> None:
        self._ground, self._states, self._failed_s = ground, states, failed_s
        self._stale_plans = stale_plans

    def site(self, unit_id: str) -> PlaceReadiness:
        figures = self._figures(unit_id)
        reasons = _of_cameras(figures, self._failed_s)
        if figures.reliable and not figures.outdoor:
            reasons.append(Reason(kind=ReasonKind.ONLY_INDOOR, count=figures.reliable, of=figures.cameras))
        return _place(unit_id, figures, reasons, self._stale_plans.get(unit_id, ()))

    def street(self, unit_id: str, sites: Mapping[str, PlaceReadiness]) -> PlaceReadiness:
        figures = self._figures(unit_id)
        reasons = _of_cameras(figures, self._failed_s)
        below = self._ground.sites_of[unit_id]
        if blind := sum(sites[site_id].light is Light.RED for site_id in below):
            reasons.append(Reason(kind=ReasonKind.BLIND_SITES, count=blind, of=len(below)))
        of_sites = [plan_id for site_id in below for plan_id in self._stale_plans.get(site_id, ())]
        return _place(unit_id, figures, reasons, (*self._stale_plans.get(unit_id, ()), *of_sites))

    def readiness(self, places: Mapping[str, PlaceReadiness]) -> Readiness:
        dead = [number for number, state in enumerate(self._states) if state == _DEAD]
        dead.sort(key=self._failed_s.__getitem__, reverse=True)
        return Readiness(
            places=places,
            dead=tuple(self._ground.camera_ids[number] for number in dead),
            cameras=len(self._states),
            reliable=self._states.count(_OUTDOOR) + self._states.count(_INDOOR),
            states=bytes(self._states),
            failed_s=self._failed_s,
        )

    def _figures(self, unit_id: str) -> "_Figures":
        return _Figures(self._ground.numbers_of[unit_id], self._states)


class _Figures:
    """How many of the cameras of a place are what."""

    def __init__(self, numbers: Sequence[int], states: bytearray) -> None:
        self.numbers = numbers
        found = bytes(map(states.__getitem__, numbers))
        self.cameras = len(found)
        self.outdoor = found.count(_OUTDOOR)
        self.reliable = self.outdoor + found.count(_INDOOR)
        self.dead = found.count(_DEAD)


def _of_cameras(figures: _Figures, failed_s: Sequence[float]) -> list[Reason]:
    found: list[Reason] = []
    unknown = figures.cameras - figures.reliable - figures.dead
    if not figures.cameras:
        found.append(Reason(kind=ReasonKind.NO_CAMERA))
    if figures.dead:
        kind = ReasonKind.ALL_DEAD if figures.dead == figures.cameras else ReasonKind.SOME_DEAD
        # So many are dead since the last of them failed.
        last = max(figures.numbers, key=failed_s.__getitem__)
        since = datetime.fromtimestamp(failed_s[last], UTC)
        found.append(Reason(kind=kind, count=figures.dead, of=figures.cameras, since=since))
    if unknown:
        kind = ReasonKind.SOME_NOT_LOOKED_AT if figures.reliable else ReasonKind.NOT_LOOKED_AT
        found.append(Reason(kind=kind, count=unknown, of=figures.cameras))
    return found


def _place(unit_id: str, figures: _Figures, reasons: list[Reason], plan_ids: Sequence[str]) -> PlaceReadiness:
    if plan_ids:
        reasons.append(Reason(kind=ReasonKind.STALE_PLANS, count=len(plan_ids), plan_ids=tuple(plan_ids)))
    reasons.sort(key=lambda reason: _ORDER[reason.kind])
    return PlaceReadiness(
        unit_id=unit_id,
        light=_light(reasons),
        reasons=tuple(reasons),
        cameras=figures.cameras,
        reliable=figures.reliable,
        dead=figures.dead,
    )


def _light(reasons: Iterable[Reason]) -> Light:
    """The worst of its reasons. Where nothing is known to work "it could be seen" must not be said: unknown is stronger
    than amber."""
    found = {_light_of(reason) for reason in reasons}
    return next((light for light in (Light.RED, Light.UNKNOWN, Light.AMBER) if light in found), Light.GREEN)


def _light_of(reason: Reason) -> Light:
    if reason.kind is ReasonKind.BLIND_SITES:
        return Light.RED if reason.count >= reason.of * RED_SITES_SHARE else Light.AMBER
    return _LIGHT_OF[reason.kind]
