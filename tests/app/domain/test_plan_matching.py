"""The plan for an incident is the most specific one that matches, or the one that somebody chose."""

from dataclasses import replace

import pytest

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from tests.app.domain.examples import incident

PATHS = {"310105": "/310105/", "310105001": "/310105/310105001/", "310105002": "/310105/310105002/"}
HERE = replace(incident(), place=Place(text="Zhongshan Park", site_id="park", grid_code="310105001007"))


def plan(plan_id="p1", unit_id="310105", **changes):
    return ResponsePlan(plan_id=plan_id, name=plan_id, unit_id=unit_id, **changes)


def chosen(*plans, what=HERE):
    return [one.plan_id for one in plans_for(what, plans, path_of=PATHS.__getitem__)]


@pytest.mark.parametrize(
    "changes",
    [
        {"unit_id": "310105002"},
        {"site_id": "mall"},
        {"grid_code": "310105002"},
        {"grid_code": "3101050010071"},
        {"incident_class": IncidentClass.PUBLIC_HEALTH},
        {"level": IncidentLevel.I},
    ],
)
def test_a_plan_for_something_else_does_not_match(changes):
    assert chosen(plan(**changes)) == []


def test_a_plan_that_names_nothing_matches_everything_below_its_unit():
    assert chosen(plan()) == ["p1"]


def test_the_most_specific_plan_wins():
    ranked = [
        plan("district"),
        plan("for fires", incident_class=IncidentClass.ACCIDENT),
        plan("of the street", "310105001"),
        plan("for the street's grid", grid_code="310105001"),
        plan("for the cell", grid_code="310105001007"),
        plan("for the park", site_id="park"),
        plan("for a fire in the park", site_id="park", incident_class=IncidentClass.ACCIDENT),
    ]
    while ranked:
        assert chosen(*ranked) == [ranked.pop().plan_id]


def test_plans_that_are_equally_specific_all_count():
    assert chosen(plan("one"), plan("other"), plan("of the other street", "310105002")) == ["one", "other"]


def test_the_plan_that_was_chosen_counts_alone():
    assert chosen(plan("p1", site_id="park"), plan("p2", "310105002"), what=replace(HERE, plan_id="p2")) == ["p2"]
