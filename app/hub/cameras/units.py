"""Whose a camera is: the unit of the directory to which what stands in its row leads.

A GB/T 28181 id begins with a centre code of 8 digits: the region (6) and an access unit below it (2) that each platform
numbers for itself. A street's administrative code has 9 digits and does not fit in there, so the id tells the district
and the rest has to come from elsewhere. What is asked, the first answer counts:

1. the street that the row names, and below it the site of that name where the directory has one;
2. the first 9 digits of the grid code, which are those of the street;
3. the street of the nearest site of the directory, within 500 m of the camera's coordinates;
4. the region of the national id, which tells no more than the district: the importer's own unit if that lies in it;
5. for a camera that is known, the unit that it has; for a new one, the importer's own.

Where a street is told the region of the id is not held against it: cameras keep ids that municipal platforms or makers
gave them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.cameras import Camera
from app.domain.geo import distance_m
from app.domain.permissions import Action, Actor, may
from app.domain.streets import street_name
from app.domain.units import Unit, UnitKind, covers
from app.services.camera_fields import FieldFault

NEAREST_SITE_M = 500.0
_REGION_DIGITS = 6
_STREET_DIGITS = 9


@dataclass(frozen=True, slots=True)
class NoUnit:
    """Why there is none, under the field where the message belongs."""

    field: str
    fault: FieldFault
    detail: str = ""


class UnitFinder:
    """For the rows of one import by `actor`, in the directory as it is now."""

    def __init__(self, units: Iterable[Unit], actor: Actor) -> None:
        self._actor = actor
        self._by_id = {unit.unit_id: unit for unit in units}
        all_units = self._by_id.values()
        self._streets = {street_name(unit.name): unit for unit in all_units if unit.kind is UnitKind.STREET}
        self._sites = [unit for unit in all_units if unit.kind in (UnitKind.SITE, UnitKind.STATION)]
        self._by_site_name: dict[str, list[Unit]] = {}
        for unit in self._sites:
            self._by_site_name.setdefault(unit.name, []).append(unit)

    def unit_of(self, camera: Camera, known_unit_id: str | None) -> Unit | NoUnit:
        """`known_unit_id` is the unit of the camera as it is registered."""
        unit = self._told(camera) or self._by_id.get(known_unit_id or self._actor.unit_id)
        if isinstance(unit, Unit) and not may(self._actor, Action.CAMERA_WRITE, unit.path):
            return NoUnit(_telling_field(camera), FieldFault.OTHER_UNIT, unit.name)
        return unit or NoUnit(_telling_field(camera), FieldFault.NO_UNIT)

    def _told(self, camera: Camera) -> Unit | NoUnit | None:
        """None: the row tells nothing."""
        if camera.street:
            street = self._streets.get(camera.street) or self._by_id.get(camera.street)
            if street is None:
                return NoUnit("street", FieldFault.NO_UNIT)
            sites = self._by_site_name.get(camera.site, ())
            return next((site for site in sites if covers(street.path, site.path)), street)
        of_grid = self._by_id.get(camera.grid_code[:_STREET_DIGITS]) if camera.grid_code else None
        return of_grid or self._nearest(camera) or self._of_region(camera)

    def _nearest(self, camera: Camera) -> Unit | None:
        """What the nearest site belongs to: the camera looks at it or not, the street is the same."""
        where = camera.position
        if where is None:
            return None
        near = [
            (distance, unit)
            for unit in self._sites
            if unit.point is not None and (distance := distance_m(where, unit.point)) <= NEAREST_SITE_M
        ]
        unit = min(near, key=lambda pair: pair[0])[1] if near else None
        while unit is not None and unit.kind in (UnitKind.SITE, UnitKind.STATION):
            unit = self._by_id.get(unit.parent_id or "")
        return unit

    def _of_region(self, camera: Camera) -> Unit | NoUnit | None:
        if not camera.gb_id:
            return None
        region = self._by_id.get(camera.gb_id[:_REGION_DIGITS])
        if region is None:
            return NoUnit("gb_id", FieldFault.NO_UNIT, camera.gb_id[:_REGION_DIGITS])
        return self._by_id.get(self._actor.unit_id) if covers(region.path, self._actor.unit_path) else region


def _telling_field(camera: Camera) -> str:
    """Where a message about the unit belongs."""
    for field in ("street", "grid_code", "gb_id"):
        if getattr(camera, field):
            return field
    return "longitude" if camera.position is not None else "street"
