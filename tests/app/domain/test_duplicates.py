from dataclasses import replace

import pytest

from app.domain.duplicates import possible_duplicates
from app.domain.incidents import IncidentClass, IncidentStatus, Place
from app.domain.units import Point
from tests.app.domain.examples import PARK, T0, after, incident


def north(metres):
    """Some metres north of the park, on the mean sphere."""
    return Point(longitude=PARK.longitude, latitude=PARK.latitude + metres / 111_195.08)


def at(incident_id, point=None, **changes):
    place = Place(text="somewhere", point=point, **changes.pop("place", {}))
    return incident(incident_id, place=place, **changes)


def suspected(*others, what=None, **limits):
    return possible_duplicates(what or at("new", PARK), others, now=T0, **limits)


def test_the_nearest_come_first():
    assert suspected(at("far", north(299)), at("near", north(10)), at("middle", north(-150))) == (
        "near",
        "middle",
        "far",
    )


def test_what_is_out_of_reach_is_no_suspect():
    assert suspected(at("far", north(301))) == ()
    assert suspected(at("far", north(301)), near_m=302) == ("far",)


def test_time_counts_in_both_directions():
    old, older, ahead = (
        at(name, PARK, received_at=after(seconds))
        for name, seconds in (("old", -3600), ("older", -3601), ("ahead", 3600))
    )
    assert set(suspected(old, older, ahead)) == {"old", "ahead"}
    assert set(suspected(old, older, near_s=7200)) == {"old", "older"}


@pytest.mark.parametrize(
    "changes",
    [
        {"is_drill": True},
        {"status": IncidentStatus.CLOSED},
        {"status": IncidentStatus.MERGED},
        {"classes": (IncidentClass.PUBLIC_HEALTH,)},
    ],
)
def test_drills_ends_and_other_classes_are_no_suspects(changes):
    assert suspected(at("near", PARK)) == ("near",)
    assert suspected(at("near", PARK, **changes)) == ()


def test_one_class_in_common_is_enough_and_nothing_is_its_own_duplicate():
    both = (IncidentClass.PUBLIC_HEALTH, IncidentClass.ACCIDENT)
    assert suspected(at("near", PARK, classes=both)) == ("near",)
    assert suspected(at("new", PARK)) == ()


@pytest.mark.parametrize("name", ["site_id", "grid_code", "city_code"])
def test_without_coordinates_one_site_or_code_is_near_and_an_unknown_one_is_not(name):
    here = at("new", place={name: "x1"})
    assert suspected(at("same", place={name: "x1"}), at("other", place={name: "x2"}), what=here) == ("same",)
    assert suspected(at("blank"), what=at("new")) == ()


def test_the_same_site_is_nearest_and_a_mere_code_comes_last():
    here = at("new", PARK, place={"site_id": "s", "grid_code": "g"})
    site = at("site", north(2000), place={"site_id": "s"})
    grid = at("grid", place={"grid_code": "g"})
    assert suspected(grid, at("near", north(20)), site, what=here) == ("site", "near", "grid")


def test_of_equally_near_ones_the_latest_report_comes_first():
    first = at("first", PARK, received_at=after(-60))
    assert suspected(first, replace(first, incident_id="second", received_at=after(-30))) == ("second", "first")
