"""Which cameras count for which street and site: found once for a registry, so that a light costs no geometry."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.camera_ranking import INDOOR_TAGS, RINGS_M, RankedCamera
from app.domain.geo import METRES_PER_DEGREE
from app.domain.units import Point, Unit, UnitKind, covers

# The first ring in which cameras are looked for when something happens: who stands farther off sees a street, not the
# place.
RANGE_M = RINGS_M[0]
# A third of the range: the cells that are wholly inside it need no look at their cameras.
_CELL_M = RANGE_M / 3

Spot = tuple[float, float]  # metres to the north and to the east of where the degrees begin
_Cells = Mapping[tuple[int, int], Sequence[int]]


class OwnedCamera(RankedCamera, Protocol):
    """What of a camera readiness goes by: as the ranking sees it, and whose it is."""

    @property
    def unit_path(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Changes only with the registry and the directory; made by `coverage`. Cameras are numbers into `camera_ids`,
    ascending.
    The cameras of a site are those within `RANGE_M` and those of its own, of a street those of its own. `sites_of` has
    the keys of the sites below a street."""

    camera_ids: tuple[str, ...]
    numbers: Mapping[str, int]
    indoor: frozenset[int]
    spots: tuple[Spot | None, ...]
    east_m: float  # the length of a degree of longitude here
    streets: tuple[Unit, ...]
    sites: tuple[Unit, ...]
    sites_of: Mapping[str, tuple[str, ...]]
    numbers_of: Mapping[str, Sequence[int]]

    def cameras_of(self, unit_id: str) -> list[str]:
        """Keys of those that count for a street or site."""
        return [self.camera_ids[number] for number in self.numbers_of.get(unit_id, ())]

    def counts_for(self, unit_id: str, number: int) -> bool:
        """Whether a camera counts for a street or site."""
        numbers = self.numbers_of[unit_id]
        at = bisect_left(numbers, number)
        return at < len(numbers) and numbers[at] == number

    def nearest(self, point: Point, is_wanted: Callable[[str], bool]) -> tuple[str, float] | None:
        """The key of the nearest wanted camera to a place and its distance in metres."""
        here = _spot(point.longitude, point.latitude, self.east_m)
        away = sorted((math.dist(here, spot), number) for number, spot in enumerate(self.spots) if spot is not None)
        for away_m, number in away:
            if is_wanted(self.camera_ids[number]):
                return self.camera_ids[number], away_m
        return None


def coverage(units: Iterable[Unit], cameras: Iterable[OwnedCamera]) -> Coverage:
    """Of the streets and sites among `units`."""
    found = list(cameras)
    known = sorted(units, key=lambda unit: unit.unit_id)
    streets = tuple(unit for unit in known if unit.kind is UnitKind.STREET)
    sites = tuple(unit for unit in known if unit.kind is UnitKind.SITE)
    # On a plane: across a district a degree of longitude changes by less than a thousandth of its length.
    latitude = next((one.latitude for one in found if one.latitude is not None), 0.0)
    east_m = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    spots = tuple(
        _spot(one.longitude, one.latitude, east_m) if one.longitude is not None and one.latitude is not None else None
        for one in found
    )
    cells: dict[tuple[int, int], list[int]] = {}
    for number, spot in enumerate(spots):
        if spot is not None:
            cells.setdefault((int(spot[0] // _CELL_M), int(spot[1] // _CELL_M)), []).append(number)
    numbers_of = _of_units(found, (*streets, *sites))
    for site in sites:
        if site.point is not None:
            near = _near(_spot(site.point.longitude, site.point.latitude, east_m), spots, cells)
            own = numbers_of[site.unit_id]
            numbers_of[site.unit_id] = array("l", sorted({*near, *own}) if own else sorted(near))
    return Coverage(
        camera_ids=tuple(one.camera_id for one in found),
        numbers={one.camera_id: number for number, one in enumerate(found)},
        indoor=frozenset(number for number, one in enumerate(found) if not INDOOR_TAGS.isdisjoint(one.domain_tags)),
        spots=spots,
        east_m=east_m,
        streets=streets,
        sites=sites,
        sites_of={
            street.unit_id: tuple(site.unit_id for site in sites if covers(street.path, site.path))
            for street in streets
        },
        numbers_of=numbers_of,
    )


def _spot(longitude: float, latitude: float, east_m: float) -> Spot:
    return latitude * METRES_PER_DEGREE, longitude * east_m


def _of_units(cameras: Sequence[OwnedCamera], units: Iterable[Unit]) -> dict[str, "array[int]"]:
    """Numbers of the cameras of each unit and of those below it."""
    numbers_of: dict[str, array[int]] = {unit.unit_id: array("l") for unit in units}
    # Thousands of cameras are of some hundred units.
    above: dict[str, list[array[int]]] = {}
    for number, camera in enumerate(cameras):
        if (kept := above.get(camera.unit_path)) is None:
            keys = camera.unit_path.strip("/").split("/")
            kept = above[camera.unit_path] = [numbers_of[key] for key in keys if key in numbers_of]
        for numbers in kept:
            numbers.append(number)
    return numbers_of


def _near(here: Spot, spots: Sequence[Spot | None], cells: _Cells) -> list[int]:
    """Numbers of the cameras within `RANGE_M`, cell by cell around it."""
    north, east = here
    found: list[int] = []
    squared = RANGE_M * RANGE_M
    rows = range(int((north - RANGE_M) // _CELL_M), int((north + RANGE_M) // _CELL_M) + 1)
    columns = range(int((east - RANGE_M) // _CELL_M), int((east + RANGE_M) // _CELL_M) + 1)
    for row in rows:
        south_m, north_m = row * _CELL_M - north, (row + 1) * _CELL_M - north
        nearest_row = 0.0 if south_m <= 0.0 <= north_m else min(south_m * south_m, north_m * north_m)
        farthest_row = max(south_m * south_m, north_m * north_m)
        for column in columns:
            in_cell = cells.get((row, column))
            if in_cell is None:
                continue
            west_m, east_m = column * _CELL_M - east, (column + 1) * _CELL_M - east
            nearest = 0.0 if west_m <= 0.0 <= east_m else min(west_m * west_m, east_m * east_m)
            if nearest_row + nearest > squared:
                continue
            if farthest_row + max(west_m * west_m, east_m * east_m) <= squared:
                found += in_cell
                continue
            for number in in_cell:
                spot = spots[number]
                if spot is not None and (spot[0] - north) ** 2 + (spot[1] - east) ** 2 <= squared:
                    found.append(number)
    return found
