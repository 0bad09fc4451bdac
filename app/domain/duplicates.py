"""Whether two callers speak of one fire: a suspicion that is shown, never acted on."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.geo import distance_m
from app.domain.incidents import Incident, Place

# As far as callers are apart who see the same smoke, and as late as the last of them calls.
NEAR_M = 300.0
NEAR_S = 3600.0


def possible_duplicates(
    incident: Incident, others: Iterable[Incident], *, now: datetime, near_m: float = NEAR_M, near_s: float = NEAR_S
) -> tuple[str, ...]:
    """The ids of those of `others` that may be the same as `incident`, which is reported `now`; the nearest first.

    They are not over, share a class, are a drill if it is one, were received within `near_s` seconds, and are within
    `near_m` metres or at the same site, grid or city code.
    """
    found = []
    for other in others:
        if other.incident_id == incident.incident_id or other.status.over or other.is_drill is not incident.is_drill:
            continue
        if not set(other.classes) & set(incident.classes):
            continue
        if abs(now - other.received_at) > timedelta(seconds=near_s):
            continue
        metres = _metres(incident.place, other.place)
        if metres <= near_m or _same_name(incident.place, other.place):
            found.append((metres, -other.received_at.timestamp(), other.incident_id))
    return tuple(incident_id for _metres, _received, incident_id in sorted(found))


def _metres(one: Place, other: Place) -> float:
    """0 at one site, infinite where a position is unknown."""
    if one.site_id is not None and one.site_id == other.site_id:
        return 0.0
    if one.point is None or other.point is None:
        return math.inf
    return distance_m(one.point, other.point)


def _same_name(one: Place, other: Place) -> bool:
    codes = (one.grid_code, other.grid_code), (one.city_code, other.city_code)
    return any(mine and mine == theirs for mine, theirs in codes) or _metres(one, other) == 0
