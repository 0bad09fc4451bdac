"""For which incidents a camera's picture is worth sending, kept up with what the hub brings."""

import time
from dataclasses import replace
from datetime import timedelta

from app.domain.incidents import Incident
from app.domain.plans import ResponsePlan
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Whereabouts
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.units import Point
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from tests.fakes.sample_incidents import NOW, clock, incident, units
from widgets.wall.evidence_candidates import EvidenceCandidates, video_clock

GATE = SharedCamera(
    camera_id="gate", unit_id="310105", unit_path="/310105/", name="正门", longitude=121.42, latitude=31.22
)


def at(number: int, *, metres_north: float = 0.0, metres_east: float = 0.0) -> Incident:
    """With a running video clock, this far from the gate."""
    one = incident(number, clocks=(clock(VIDEO),))
    point = Point(longitude=121.42 + metres_east / 95_100, latitude=31.22 + metres_north / 111_195)
    return replace(one, place=replace(one.place, point=point))


def district() -> Mirror:
    """Knows the units, whose tree says for whom a plan is."""
    mirror = Mirror()
    for unit in units():
        mirror.put(unit)
    return mirror


def test_a_camera_of_a_plan_that_is_for_something_else_is_not_worth_a_picture() -> None:
    mirror = district()
    mirror.put(GATE)
    mirror.put(ResponsePlan(plan_id="plan", unit_id="310105", name="预案", site_id="zoo", camera_ids=("gate",)))
    far = at(1, metres_north=5000)
    at_the_zoo = replace(at(2, metres_north=5000), place=replace(far.place, site_id="zoo"))
    mirror.put(far)
    mirror.put(at_the_zoo)
    candidates = EvidenceCandidates(mirror, changed=lambda: None)
    assert candidates.of_source("gate") == [at_the_zoo]
    assert not candidates.is_bound("gate", far)


def test_the_video_clock_is_that_of_the_present_cycle_while_it_runs() -> None:
    running = incident(1, clocks=(clock(VIDEO), clock(CONFERENCE)))
    found = video_clock(running)
    assert found is not None
    assert found.kind == VIDEO
    assert video_clock(replace(running, cycle=2)) is None


def test_incidents_within_the_radius_are_found_in_every_direction_and_no_others() -> None:
    mirror = Mirror()
    near = [at(1, metres_north=495), at(2, metres_north=-495), at(3, metres_east=495), at(4)]
    far = [at(5, metres_north=505), at(6, metres_east=-505), incident(7, clocks=())]
    for row in (GATE, *near, *far):
        mirror.put(row)
    candidates = EvidenceCandidates(mirror, changed=lambda: None)
    assert candidates.of_source("gate") == near
    assert candidates.of_source("of another hub") == []


def test_an_answer_holds_until_the_hub_brings_something_else() -> None:
    mirror = district()
    mirror.put(GATE)
    told: list[None] = []
    candidates = EvidenceCandidates(mirror, changed=lambda: told.append(None))
    assert candidates.of_source("gate") == []
    here, far = at(1), at(2, metres_north=5000)
    mirror.put(here)
    mirror.put(far)
    assert candidates.of_source("gate") == [here]
    mirror.put(ResponsePlan(plan_id="plan", unit_id="310105", name="预案", camera_ids=("gate",)))
    assert candidates.of_source("gate") == [here, far], "the plan is for everything in the district"
    mirror.put(replace(here, clocks=(), version=here.version + 1))
    assert candidates.of_source("gate") == [far]
    assert len(told) == 4
    candidates.release()
    mirror.put(at(3))
    assert len(told) == 4


def test_a_picture_more_is_no_reason_to_ask_again_and_a_place_or_a_plan_is() -> None:
    mirror = district()
    mirror.put(GATE)
    candidates = EvidenceCandidates(mirror, changed=lambda: None)
    one = at(1)
    facts = candidates.facts_of_place("gate", one)
    assert candidates.facts_of_place("gate", replace(one, photos=("picture",), version=one.version + 1)) == facts
    assert candidates.facts_of_place("gate", replace(one, place=at(1, metres_north=9).place)) != facts
    mirror.put(replace(GATE, longitude=121.43, version=GATE.version + 1))
    moved = candidates.facts_of_place("gate", one)
    assert moved != facts
    mirror.put(ResponsePlan(plan_id="plan", unit_id="310105", name="预案", camera_ids=("gate",)))
    assert candidates.facts_of_place("gate", one) != moved


def test_a_phone_in_the_room_of_an_incident_proves_it_where_it_is_near_and_no_other() -> None:
    mirror = district()
    here, beside, far = at(1), at(2), at(3, metres_north=5000)
    phone = Participation(
        participation_id="phone",
        room_id="room",
        incident_id=here.incident_id,
        unit_id="310105",
        kind=ParticipationKind.FIELD,
        status=ParticipationStatus.IN,
        name="王(消防)",
    )
    for row in (here, beside, far, phone):
        mirror.put(row)
    candidates = EvidenceCandidates(mirror, changed=lambda: None)
    assert candidates.of_source("phone") == [], "it has not said where it is"
    mirror.set_hub_clock(NOW, monotonic_s=time.monotonic())
    there = Whereabouts(longitude=121.42, latitude=31.22, accuracy_m=10, at=NOW)
    mirror.put(replace(phone, version=2, whereabouts=there))
    assert candidates.of_source("phone") == [here]
    assert candidates.is_field_device("phone")
    before = candidates.facts_of_place("phone", here)
    mirror.set_hub_clock(NOW + timedelta(minutes=6), monotonic_s=time.monotonic())
    mirror.put(replace(phone, version=3, whereabouts=there))
    assert candidates.of_source("phone") == [], "where it was a while ago says nothing"
    assert candidates.facts_of_place("phone", here) != before, "so that it is asked again when the phone says it anew"
    mirror.set_hub_clock(NOW, monotonic_s=time.monotonic())
    mirror.put(replace(phone, version=4, whereabouts=there, incident_id=far.incident_id))
    assert candidates.of_source("phone") == []
    mirror.put(replace(phone, version=5, whereabouts=there, status=ParticipationStatus.LEFT))
    assert candidates.of_source("phone") == []
