"""When a new position of a phone is worth a line in the log: it tells one every few seconds."""

from app.domain.geo import distance_m
from app.domain.rooms import Whereabouts
from app.domain.units import Point

# A row and an event each time: about what a map shows at street level, and what a proof of distance needs.
_MOVED_M = 10.0
_AT_MOST_EVERY_S = 3.0
_AGAIN_S = 60.0


def is_news(here: Whereabouts, before: Whereabouts | None) -> bool:
    if before is None:
        return True
    since_s = (here.at - before.at).total_seconds()
    if since_s < _AT_MOST_EVERY_S:
        return False
    moved_m = distance_m(_point(here), _point(before))
    return moved_m >= _MOVED_M or here.accuracy_m < before.accuracy_m / 2 or since_s >= _AGAIN_S


def _point(where: Whereabouts) -> Point:
    return Point(longitude=where.longitude, latitude=where.latitude)
