"""Where something is, and in which reference system that was said.

Chinese maps shift every point by some hundred metres (GCJ-02), surveys and GPS do not. Everything is kept as WGS-84;
what somebody gave is kept beside it, so that an export says exactly what the import said.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ReferenceSystem(StrEnum):
    """The value is what files say."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    CGCS2000 = "CGCS2000"  # the survey's system; agrees with WGS-84 to better than a decimetre


class OnEarth(Protocol):
    """Anything that has WGS-84 degrees."""

    @property
    def longitude(self) -> float: ...
    @property
    def latitude(self) -> float: ...


# Mean radius of the Earth (IUGG, R1), metres.
_EARTH_RADIUS_M = 6_371_008.8
# Of a meridian on that sphere.
METRES_PER_DEGREE = math.radians(_EARTH_RADIUS_M)
# GCJ-02 as published with the de-obfuscated transform (github.com/googollee/eviltransform): Krasovsky 1940 ellipsoid.
_SEMI_MAJOR_AXIS_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
_SERIES_LONGITUDE, _SERIES_LATITUDE = 105.0, 35.0
# Outside this box (degrees) the same source leaves coordinates as they are.
_CHINA_LONGITUDES = (72.004, 137.8347)
_CHINA_LATITUDES = (0.8293, 55.8271)
_INVERSE_TOLERANCE_DEG = 1e-9  # a tenth of a millimetre


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS-84 degrees, with the coordinates as they were given and their system. Make it with `position`."""

    longitude: float
    latitude: float
    reference_system: ReferenceSystem
    given_longitude: float
    given_latitude: float


def position(longitude: float, latitude: float, system: ReferenceSystem = ReferenceSystem.WGS84) -> Position:
    """The position of coordinates given in `system`, degrees.

    Raises ValueError outside -180…180 and -90…90.
    """
    check_on_earth(longitude, latitude)
    given = longitude, latitude
    if system is ReferenceSystem.GCJ02:
        longitude, latitude = gcj02_to_wgs84(longitude, latitude)
    return Position(longitude, latitude, system, *given)


def check_on_earth(longitude: float, latitude: float) -> None:
    """Raises ValueError outside -180…180 and -90…90 degrees."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"no point on Earth: longitude {longitude}, latitude {latitude}")


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """(longitude, latitude) as a Chinese map draws it; unchanged outside China. Degrees."""
    if not _in_china(longitude, latitude):
        return longitude, latitude
    east_m, north_m = _shift_m(longitude - _SERIES_LONGITUDE, latitude - _SERIES_LATITUDE)
    curvature = 1 - _ECCENTRICITY_SQUARED * math.sin(math.radians(latitude)) ** 2
    meridian_m = _SEMI_MAJOR_AXIS_M * (1 - _ECCENTRICITY_SQUARED) / curvature**1.5
    parallel_m = _SEMI_MAJOR_AXIS_M / math.sqrt(curvature) * math.cos(math.radians(latitude))
    return longitude + math.degrees(east_m / parallel_m), latitude + math.degrees(north_m / meridian_m)


def gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """(longitude, latitude) in WGS-84 of a point on a Chinese map; unchanged outside China. Degrees.

    There is no closed inverse; the shift varies so slowly that a few fixed-point steps reach the limit of float.
    """
    if not _in_china(longitude, latitude):
        return longitude, latitude
    guess = longitude, latitude
    for _ in range(20):
        shifted = wgs84_to_gcj02(*guess)
        off = longitude - shifted[0], latitude - shifted[1]
        guess = guess[0] + off[0], guess[1] + off[1]
        if max(abs(off[0]), abs(off[1])) < _INVERSE_TOLERANCE_DEG:
            break
    return guess


def distance_m(one: OnEarth, other: OnEarth) -> float:
    """Great-circle distance in metres (haversine on the mean sphere: within 0.5 % of the ellipsoid)."""
    latitude, other_latitude = math.radians(one.latitude), math.radians(other.latitude)
    half_north = math.sin((other_latitude - latitude) / 2) ** 2
    half_east = math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    chord = half_north + math.cos(latitude) * math.cos(other_latitude) * half_east
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def _in_china(longitude: float, latitude: float) -> bool:
    west, east = _CHINA_LONGITUDES
    south, north = _CHINA_LATITUDES
    return west <= longitude <= east and south <= latitude <= north


def _shift_m(x: float, y: float) -> tuple[float, float]:
    """The published series: metres to the east and north, for degrees from 105° E, 35° N."""
    pi = math.pi
    both = 20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (both + 20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (both + 20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y * pi / 30)) * 2 / 3
    return east, north
