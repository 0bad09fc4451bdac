"""Where everybody and everything belongs: the district, its streets and towns, their stations and sites, departments.

A unit's scope is itself and all below it; permissions and visibility are questions about that tree. A unit stays
where it was made: what was recorded of it, and who may see that, goes by its path.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.geo import check_on_earth


class UnitKind(StrEnum):
    """The value is what the interface says."""

    DISTRICT = "district"
    STREET = "street"
    STATION = "station"
    SITE = "site"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """WGS-84 degrees."""

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        check_on_earth(self.longitude, self.latitude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """`path` is the ids from the district down to this unit, "/310105/310105001/"; sites carry a point and codes.

    Districts and streets have their administrative code (GB/T 10114) as `unit_id`.
    """

    unit_id: str
    version: int = 1
    kind: UnitKind
    name: str
    parent_id: str | None = None
    path: str
    point: Point | None = None
    grid_code: str = ""
    city_code: str = ""
    contacts: tuple[str, ...] = ()


def child_path(parent_path: str, unit_id: str) -> str:
    """The path of a unit below `parent_path` ("" for the top)."""
    return f"{parent_path or '/'}{unit_id}/"


def covers(outer_path: str, inner_path: str) -> bool:
    """Whether the unit of `inner_path` is that of `outer_path` or below it."""
    return bool(outer_path) and inner_path.startswith(outer_path)


class UnitRefusal(StrEnum):
    """Why a unit was not saved."""

    NO_PARENT = "no-parent"
    WRONG_PARENT = "wrong-parent"
    ONE_DISTRICT = "one-district"
    WRONG_CODE = "wrong-code"
    NAME_TAKEN = "name-taken"
    CITY_CODE_TAKEN = "city-code-taken"
    FOREIGN_GRID = "foreign-grid"
    STAYS_WHERE_IT_IS = "stays-where-it-is"


class UnitRefusedError(ValueError):
    """`place` names the field."""

    def __init__(self, code: UnitRefusal, place: str) -> None:
        super().__init__(code.value)
        self.code, self.place = code, place


# The two levels of the mechanism (document, 一(三)), the stations and smallest units below them, departments beside.
PARENTS: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.DISTRICT: frozenset(),
    UnitKind.STREET: frozenset({UnitKind.DISTRICT}),
    UnitKind.DEPARTMENT: frozenset({UnitKind.DISTRICT, UnitKind.STREET}),
    UnitKind.STATION: frozenset({UnitKind.DISTRICT, UnitKind.STREET, UnitKind.DEPARTMENT}),
    UnitKind.SITE: frozenset({UnitKind.DISTRICT, UnitKind.STREET, UnitKind.STATION}),
}
# County level has 6 digits, street level 9 (GB/T 10114).
_DISTRICT_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_STREET_CODE_DIGITS = 9
# A key stands in paths, addresses and file names.
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def check_unit(unit: Unit, *, before: Unit | None, units: Iterable[Unit]) -> None:
    """`before` is the unit as it was, None for a new one; `units` are those that there are.

    Raises UnitRefusedError.
    """
    others = {one.unit_id: one for one in units if one.unit_id != unit.unit_id}
    if before is not None:
        if unit.kind is not before.kind:
            raise UnitRefusedError(UnitRefusal.STAYS_WHERE_IT_IS, "kind")
        if unit.parent_id != before.parent_id:
            raise UnitRefusedError(UnitRefusal.STAYS_WHERE_IT_IS, "parent_id")
    else:
        _check_place_in_tree(unit, others)
    for other in others.values():
        if other.parent_id == unit.parent_id and other.name == unit.name:
            raise UnitRefusedError(UnitRefusal.NAME_TAKEN, "name")
        if unit.city_code and other.city_code == unit.city_code:
            raise UnitRefusedError(UnitRefusal.CITY_CODE_TAKEN, "city_code")
    street = others.get(unit.grid_code[:_STREET_CODE_DIGITS])
    if street is not None and street.kind is UnitKind.STREET and not covers(street.path, unit.path):
        # A report that gives this code would go to that street.
        raise UnitRefusedError(UnitRefusal.FOREIGN_GRID, "grid_code")


def _check_place_in_tree(unit: Unit, others: dict[str, Unit]) -> None:
    if unit.kind is UnitKind.DISTRICT:
        if any(other.kind is UnitKind.DISTRICT for other in others.values()):
            raise UnitRefusedError(UnitRefusal.ONE_DISTRICT, "kind")
        if unit.parent_id is not None:
            raise UnitRefusedError(UnitRefusal.WRONG_PARENT, "parent_id")
        if not _DISTRICT_CODE.fullmatch(unit.unit_id):
            raise UnitRefusedError(UnitRefusal.WRONG_CODE, "unit_id")
        return
    parent = others.get(unit.parent_id or "")
    if parent is None:
        raise UnitRefusedError(UnitRefusal.NO_PARENT, "parent_id")
    if parent.kind not in PARENTS[unit.kind]:
        raise UnitRefusedError(UnitRefusal.WRONG_PARENT, "parent_id")
    if unit.kind is UnitKind.STREET:
        is_code = unit.unit_id.isascii() and unit.unit_id.isdigit() and len(unit.unit_id) == _STREET_CODE_DIGITS
        if not (is_code and unit.unit_id.startswith(parent.unit_id)):
            raise UnitRefusedError(UnitRefusal.WRONG_CODE, "unit_id")
    elif not _KEY.fullmatch(unit.unit_id):
        raise UnitRefusedError(UnitRefusal.WRONG_CODE, "unit_id")
