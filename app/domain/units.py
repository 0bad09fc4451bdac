"""Where everybody and everything belongs: the district, its streets and towns, their stations and sites, departments.

A unit's scope is itself and all below it; permissions and visibility are questions about that tree.
"""

from dataclasses import dataclass
from enum import StrEnum


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
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):
            raise ValueError(f"no point on Earth: longitude {self.longitude}, latitude {self.latitude}")


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
