"""Where a report belongs: what the directory knows of a named place, and whose it is."""

from dataclasses import replace

from app.domain.incidents import Place
from app.domain.streets import STREETS
from app.domain.units import Unit, UnitKind
from app.hub.directory import Directory
from app.hub.errors import unusable


def located(place: Place, directory: Directory) -> Place:
    """With what the directory knows of a named site: its point and codes, where the report has none of its own.

    Raises RefusedError for a site that does not exist.
    """
    site = directory.get(place.site_id)
    if place.site_id is not None and site is None:
        raise unusable("body.place.site_id", "There is no such site.")
    if site is None:
        site = _by_code(place, directory)
    if site is None:
        return place
    return replace(
        place,
        site_id=site.unit_id,
        point=place.point or site.point,
        grid_code=place.grid_code or site.grid_code,
        city_code=place.city_code or site.city_code,
    )


def unit_of(place: Place, directory: Directory) -> str | None:
    """The street or town (or the site's own unit) in which the place lies, as far as the words and codes tell."""
    if place.site_id is not None:
        return place.site_id
    if place.grid_code and directory.get(place.grid_code[:9]) is not None:
        return place.grid_code[:9]
    return next((street.code for street in STREETS if street.name in place.text), None)


def _by_code(place: Place, directory: Directory) -> Unit | None:
    if not (place.grid_code or place.city_code):
        return None
    for unit in directory:
        if unit.kind is UnitKind.SITE and (
            (place.city_code and unit.city_code == place.city_code)
            or (not place.city_code and unit.grid_code == place.grid_code)
        ):
            return unit
    return None
