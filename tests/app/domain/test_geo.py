"""Coordinates: what a map in China shows is not where it is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.geo import ReferenceSystem, distance_m, gcj02_to_wgs84, position, wgs84_to_gcj02

# (WGS-84, GCJ-02), each longitude and latitude: published with eviltransform (first three) and coordtransform (last).
PUBLISHED_PAIRS = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
CHINA = st.tuples(st.floats(73.0, 135.0), st.floats(4.0, 53.0))
# A degree of latitude is 111 km, so this is a tenth of a metre.
TENTH_OF_A_METRE_DEG = 1e-6


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED_PAIRS)
def test_published_point_pairs_agree(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-9)


@given(CHINA)
def test_there_and_back_is_the_same_point(point: tuple[float, float]) -> None:
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*point)) == pytest.approx(point, abs=TENTH_OF_A_METRE_DEG)


@pytest.mark.parametrize("point", [(2.3522, 48.8566), (-74.0, 40.7), (151.2, -33.9), (0.0, 0.0), (180.0, 90.0)])
def test_nothing_shifts_outside_china(point: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*point) == point
    assert gcj02_to_wgs84(*point) == point


def test_in_changning_the_systems_are_about_487_metres_apart() -> None:
    longitude, latitude = 121.42, 31.22
    true = position(longitude, latitude)
    mistaken = position(*wgs84_to_gcj02(longitude, latitude))
    assert distance_m(true, mistaken) == pytest.approx(487, abs=5)


def test_a_position_keeps_what_was_given() -> None:
    given_position = position(121.42, 31.22, ReferenceSystem.GCJ02)
    assert (given_position.given_longitude, given_position.given_latitude) == (121.42, 31.22)
    assert wgs84_to_gcj02(given_position.longitude, given_position.latitude) == pytest.approx((121.42, 31.22))


def test_survey_coordinates_are_taken_as_they_are() -> None:
    surveyed = position(121.42, 31.22, ReferenceSystem.CGCS2000)
    assert (surveyed.longitude, surveyed.latitude) == (121.42, 31.22)


@pytest.mark.parametrize(("longitude", "latitude"), [(181, 0), (0, 91), (math.nan, 0), (0, -math.inf)])
def test_no_point_on_earth_is_refused(longitude: float, latitude: float) -> None:
    with pytest.raises(ValueError, match="no point on Earth"):
        position(longitude, latitude)


def test_distances_agree_with_known_ones() -> None:
    equator = math.pi * 6_371_008.8
    assert distance_m(position(0, 0), position(180, 0)) == pytest.approx(equator)
    assert distance_m(position(179.5, 0), position(-179.5, 0)) == pytest.approx(equator / 180)
    nautical_mile_m = 1852
    assert distance_m(position(0, 0), position(0, 1 / 60)) == pytest.approx(nautical_mile_m, rel=0.005)


@given(CHINA, CHINA)
def test_distance_is_the_same_both_ways(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert distance_m(position(*one), position(*other)) == pytest.approx(distance_m(position(*other), position(*one)))
