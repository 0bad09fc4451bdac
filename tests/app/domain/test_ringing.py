"""Who is rung, in which order, when again, and what an invitation can become."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.people import Hat, Person, RoleTitle, Shift
from app.domain.ringing import (
    TRANSITIONS,
    Called,
    InvitationRefusedError,
    Step,
    due,
    nobody_behind,
    step,
    stood_in_for,
    whom_to_ring,
)
from app.domain.rooms import Invitation, InvitationStatus
from app.domain.sla.policies import RingRule
from app.domain.units import Unit, UnitKind

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DISTRICT, STREET, OTHER = "310105", "310105001", "310105002"
POLICE_UNIT, SITE = "dept-police", "site-1"
UNITS = (
    Unit(unit_id=DISTRICT, kind=UnitKind.DISTRICT, name="区", path="/310105/"),
    Unit(unit_id=STREET, kind=UnitKind.STREET, name="华阳路", parent_id=DISTRICT, path="/310105/310105001/"),
    Unit(unit_id=OTHER, kind=UnitKind.STREET, name="江苏路", parent_id=DISTRICT, path="/310105/310105002/"),
    Unit(unit_id=SITE, kind=UnitKind.SITE, name="商场", parent_id=STREET, path="/310105/310105001/site-1/"),
    Unit(unit_id=POLICE_UNIT, kind=UnitKind.DEPARTMENT, name="公安", parent_id=DISTRICT, path="/310105/dept-police/"),
)
PATHS = {unit.unit_id: unit.path for unit in UNITS}
T = RoleTitle
S = InvitationStatus


def person(person_id: str, *hats: tuple[RoleTitle, str, int], active: bool = True) -> Person:
    return Person(
        person_id=person_id,
        name=person_id,
        unit_id=DISTRICT,
        hats=tuple(Hat(title=title, unit_id=unit_id, deputy_order=order) for title, unit_id, order in hats),
        active=active,
    )


def shift(person_id: str, title: RoleTitle, unit_id: str, *, begins_h: float = -1, ends_h: float = 1) -> Shift:
    return Shift(
        shift_id=f"{person_id}-{unit_id}",
        unit_id=unit_id,
        person_id=person_id,
        title=title,
        starts_at=NOW + timedelta(hours=begins_h),
        ends_at=NOW + timedelta(hours=ends_h),
    )


def rung(
    required: Iterable[RoleTitle] = (),
    invited: Iterable[RoleTitle] = (),
    *,
    at: str = STREET,
    people: Iterable[Person] = (),
    shifts: Iterable[Shift] = (),
) -> tuple[Called, ...]:
    return whom_to_ring(required, invited, path=PATHS[at], people=people, shifts=shifts, units=UNITS, now=NOW)


def order(called: Iterable[Called]) -> list[tuple[str, int]]:
    return [(one.person_id, one.deputy_order) for one in called]


# -- who


def test_on_shift_comes_before_who_holds_the_title_and_the_deputies_behind() -> None:
    people = [
        person("holder", (T.DUTY_LEADER, DISTRICT, 0)),
        person("deputy2", (T.DUTY_LEADER, DISTRICT, 2)),
        person("deputy1", (T.DUTY_LEADER, DISTRICT, 1)),
        person("on-shift"),
    ]
    called = rung([T.DUTY_LEADER], people=people, shifts=[shift("on-shift", T.DUTY_LEADER, DISTRICT)])
    assert order(called) == [("on-shift", 0), ("holder", 1), ("deputy1", 2), ("deputy2", 3)]
    assert all(one.required for one in called)


def test_the_shift_of_the_unit_comes_before_that_of_the_unit_above() -> None:
    people = [person("district"), person("street"), person("other")]
    shifts = [
        shift("district", T.DUTY_OFFICER, DISTRICT),
        shift("other", T.DUTY_OFFICER, OTHER),
        shift("street", T.DUTY_OFFICER, STREET),
    ]
    assert order(rung([T.DUTY_OFFICER], people=people, shifts=shifts)) == [("street", 0), ("district", 1)]
    assert order(rung([T.DUTY_OFFICER], at=SITE, people=people, shifts=shifts)) == [("street", 0), ("district", 1)]
    assert order(rung([T.DUTY_OFFICER], at=DISTRICT, people=people, shifts=shifts)) == [("district", 0)]


@pytest.mark.parametrize(
    ("begins_h", "ends_h", "is_rung"), [(-1, 1, True), (0, 1, True), (-1, 0, False), (0.01, 1, False)]
)
def test_a_shift_counts_from_its_beginning_to_before_its_end(begins_h: float, ends_h: float, is_rung: bool) -> None:
    shifts = [shift("a", T.STANDBY, STREET, begins_h=begins_h, ends_h=ends_h)]
    assert bool(rung([T.STANDBY], people=[person("a")], shifts=shifts)) is is_rung


def test_who_has_left_is_not_rung() -> None:
    people = [
        person("left", (T.FIRE, DISTRICT, 0), active=False),
        person("deputy", (T.FIRE, DISTRICT, 1)),
        person("gone", active=False),
    ]
    called = rung([T.FIRE, T.DUTY_OFFICER], people=people, shifts=[shift("gone", T.DUTY_OFFICER, STREET)])
    assert order(called) == [("deputy", 0)]


def test_a_department_stands_for_the_district_that_it_is_of() -> None:
    called = rung([T.POLICE], people=[person("police", (T.POLICE, POLICE_UNIT, 0))])
    assert [(one.person_id, one.posts[0].unit_id) for one in called] == [("police", POLICE_UNIT)]


def test_the_nearest_unit_that_has_the_title_answers_for_it() -> None:
    people = [person("district", (T.HEALTH, DISTRICT, 0)), person("street", (T.HEALTH, STREET, 0))]
    assert order(rung([T.HEALTH], people=people)) == [("street", 0)]
    assert order(rung([T.HEALTH], at=OTHER, people=people)) == [("district", 0)]


def test_what_concerns_the_district_rings_every_street_leader_with_a_line_of_deputies_each() -> None:
    people = [
        person("leader1", (T.STREET_LEADER, STREET, 0)),
        person("deputy1", (T.STREET_LEADER, STREET, 1)),
        person("leader2", (T.STREET_LEADER, OTHER, 0)),
    ]
    assert order(rung([T.STREET_LEADER], at=DISTRICT, people=people)) == [
        ("leader1", 0),
        ("deputy1", 1),
        ("leader2", 0),
    ]
    assert order(rung([T.STREET_LEADER], people=people)) == [("leader1", 0), ("deputy1", 1)]


def test_contacts_of_other_sites_have_nothing_to_do_with_it() -> None:
    people = [person("contact", (T.SITE_CONTACT, SITE, 0))]
    assert order(rung(invited=[T.SITE_CONTACT], at=SITE, people=people)) == [("contact", 0)]
    assert rung(invited=[T.SITE_CONTACT], at=STREET, people=people) == ()
    assert rung(invited=[T.SITE_CONTACT], at=DISTRICT, people=people) == ()


def test_one_person_with_two_hats_is_rung_once_and_counts_for_both() -> None:
    people = [
        person("two", (T.FIRE, DISTRICT, 1), (T.HEALTH, DISTRICT, 0)),
        person("fire", (T.FIRE, DISTRICT, 0)),
    ]
    called = rung([T.FIRE], [T.HEALTH], people=people)
    assert order(called) == [("fire", 0), ("two", 0)]
    two = called[1]
    assert {(post.title, post.deputy_order) for post in two.posts} == {(T.FIRE, 1), (T.HEALTH, 0)}
    assert two.required


def test_a_title_that_is_required_and_invited_is_required_once() -> None:
    (one,) = rung([T.FIRE, T.FIRE], [T.FIRE], people=[person("a", (T.FIRE, DISTRICT, 0))])
    assert one.required
    assert len(one.posts) == 1


def test_nobody_has_the_title() -> None:
    assert rung([T.EXPERT], people=[person("a", (T.FIRE, DISTRICT, 0))]) == ()


# -- what becomes of an invitation


def invitation(
    key: str, *posts: tuple[RoleTitle, str, int], status: InvitationStatus = S.WAITING, rings_s: Iterable[float] = ()
) -> Invitation:
    hats = tuple(Hat(title=title, unit_id=unit_id, deputy_order=place) for title, unit_id, place in posts)
    return Invitation(
        invitation_id=key,
        room_id="room",
        unit_id=DISTRICT,
        person_id=key,
        title=hats[0].title if hats else None,
        posts=hats,
        deputy_order=min((hat.deputy_order for hat in hats), default=0),
        status=status,
        created_at=NOW,
        created_by="a",
        rung_at=tuple(NOW + timedelta(seconds=one) for one in rings_s),
    )


LIVES = {
    # What can happen to whom; the rest is refused.
    S.WAITING: {Step.RING, Step.OPEN, Step.ACCEPT, Step.BY_PHONE, Step.DECLINE, Step.JOIN, Step.WITHDRAW},
    S.RINGING: set(Step) - {Step.NOTHING_COMES, Step.MEDIA_COME},
    S.OPENED: {Step.RING, Step.ACCEPT, Step.BY_PHONE, Step.DECLINE, Step.JOIN, Step.WITHDRAW},
    S.ACCEPTED: {Step.RING, Step.BY_PHONE, Step.DECLINE, Step.JOIN, Step.WITHDRAW},
    S.BY_PHONE: {Step.RING, Step.ACCEPT, Step.DECLINE, Step.JOIN, Step.WITHDRAW},
    S.JOINED: {Step.RING, Step.NOTHING_COMES},
    S.WITHOUT_MEDIA: {Step.RING, Step.MEDIA_COME},
    S.DECLINED: {Step.RING, Step.ACCEPT, Step.BY_PHONE, Step.JOIN},
    S.UNANSWERED: {Step.RING, Step.OPEN, Step.ACCEPT, Step.BY_PHONE, Step.DECLINE, Step.JOIN, Step.WITHDRAW},
    S.WITHDRAWN: {Step.RING, Step.JOIN},
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("what", Step)
def test_every_step_from_every_status(status: InvitationStatus, what: Step) -> None:
    before = invitation("a", status=status)
    if what not in LIVES[status]:
        with pytest.raises(InvitationRefusedError, match="no-such-answer"):
            step(before, what, now=NOW)
        return
    after = step(before, what, now=NOW, reason="忙")
    assert after.status is TRANSITIONS[status, what]
    is_said = what in (Step.ACCEPT, Step.BY_PHONE, Step.DECLINE, Step.WITHDRAW)
    assert after.version == before.version + is_said, "a ring refuses nobody's answer"
    assert (after.answered_at, after.reason) == ((NOW, "忙") if is_said else (None, ""))
    assert len(after.rung_at) == (what is Step.RING)


def test_another_ring_forgets_the_refusal_and_keeps_the_rings() -> None:
    declined = step(step(invitation("a"), Step.RING, now=NOW), Step.DECLINE, now=NOW, reason="忙")
    again = step(declined, Step.RING, now=NOW + timedelta(seconds=9))
    assert (again.status, again.reason, again.answered_at) == (S.RINGING, "", None)
    assert again.rung_at == (NOW, NOW + timedelta(seconds=9))


# -- when

RULE = RingRule(deputy_after_s=60, again_every_s=30, most_rings=3)
FIRE = (T.FIRE, DISTRICT)


def coming(*invitations: Invitation) -> list[tuple[str, float, str]]:
    """(whom, seconds from now, what)."""
    return [(one.invitation_id, (one.at - NOW).total_seconds(), one.step.value) for one in due(invitations, RULE)]


def line(first: Invitation, *, third: bool = False) -> list[Invitation]:
    deputies = [invitation("deputy", (*FIRE, 1))]
    if third:
        deputies.append(invitation("third", (*FIRE, 2)))
    return [first, *deputies]


def holder(status: InvitationStatus, *rings_s: float, answered_s: float | None = None) -> Invitation:
    one = invitation("holder", (*FIRE, 0), status=status, rings_s=rings_s)
    return one if answered_s is None else replace(one, answered_at=NOW + timedelta(seconds=answered_s))


def test_a_ring_is_repeated_and_ends_and_the_deputy_comes_meanwhile() -> None:
    assert coming(*line(holder(S.RINGING, 0))) == [("holder", 30, "ring"), ("deputy", 60, "ring")]
    assert coming(*line(holder(S.RINGING, 0, 30))) == [("deputy", 60, "ring"), ("holder", 60, "ring")]
    assert coming(holder(S.RINGING, 0, 30, 60)) == [("holder", 90, "give-up")]
    assert coming(holder(S.UNANSWERED, 0, 30, 60)) == []


@pytest.mark.parametrize(
    ("first", "deputy_s"),
    [
        (holder(S.OPENED, 0), 60),
        (holder(S.DECLINED, 0, answered_s=5), 0),
        (holder(S.UNANSWERED, 0), 0),
        (holder(S.WITHDRAWN, answered_s=5), 0),
        (holder(S.ACCEPTED, 0, answered_s=20), 80),
        (holder(S.BY_PHONE, 0, answered_s=20), None),
        (holder(S.JOINED, 0), None),
        (holder(S.WITHOUT_MEDIA, 0, answered_s=20), 0),
    ],
    ids=lambda one: one.status.value if isinstance(one, Invitation) else "",
)
def test_when_it_is_the_deputys_turn(first: Invitation, deputy_s: float | None) -> None:
    turns = [at for whom, at, _ in coming(*line(first)) if whom == "deputy"]
    assert turns == ([] if deputy_s is None else [deputy_s])


def test_deputies_are_called_one_after_the_other() -> None:
    assert coming(*line(holder(S.DECLINED, 0, answered_s=5), third=True)) == [("deputy", 0, "ring")]
    first, _, third = line(holder(S.DECLINED, 0, answered_s=5), third=True)
    deputy = invitation("deputy", (*FIRE, 1), status=S.RINGING, rings_s=[6])
    assert ("third", 66, "ring") in coming(first, deputy, third)


def test_a_promise_of_anybody_in_the_line_holds_the_others_back_for_a_while() -> None:
    first, _, third = line(holder(S.ACCEPTED, 0, answered_s=70), third=True)
    deputy = invitation("deputy", (*FIRE, 1), status=S.RINGING, rings_s=[60])
    assert ("third", 130, "ring") in coming(first, deputy, third)


def test_when_somebody_is_there_the_others_are_rung_no_more() -> None:
    first = holder(S.RINGING, 0)
    deputy = invitation("deputy", (*FIRE, 1), status=S.JOINED, rings_s=[60])
    assert coming(first, deputy) == [("holder", 30, "give-up")]


def test_for_whom_a_deputy_stands_in_who_is_in_without_media() -> None:
    silent, deputy, third = line(holder(S.WITHOUT_MEDIA, 0), third=True)
    assert stood_in_for([silent, deputy, third], deputy) == (T.FIRE,)
    assert stood_in_for([holder(S.RINGING, 0), deputy, third], deputy) == ()
    assert nobody_behind([silent, deputy, third], silent) == ()
    declined = [replace(one, status=S.DECLINED) for one in (deputy, third)]
    assert nobody_behind([silent, *declined], silent) == (T.FIRE,)
    # With the same title for two units: whoever can come for one of them is somebody.
    two = invitation("two", (*FIRE, 0), (T.FIRE, STREET, 0), status=S.WITHOUT_MEDIA)
    assert nobody_behind([two, deputy], two) == ()


def test_who_is_rung_as_themselves_is_rung_again_and_has_no_deputy() -> None:
    assert coming(invitation("a", status=S.RINGING, rings_s=[0])) == [("a", 30, "ring")]


def test_somebody_with_two_hats_is_rung_while_one_of_them_is_needed() -> None:
    health = (T.HEALTH, DISTRICT)
    two = invitation("two", (*FIRE, 0), (*health, 0), status=S.RINGING, rings_s=[0])
    there = invitation("there", (*FIRE, 1), status=S.JOINED)
    assert coming(two, there) == [("two", 30, "ring")]
    also = invitation("also", (*health, 1), status=S.JOINED)
    assert coming(two, there, also) == [("two", 30, "give-up")]


def test_a_deputy_for_two_titles_comes_for_the_first_that_needs_them() -> None:
    health = (T.HEALTH, DISTRICT)
    deputy = invitation("deputy", (*FIRE, 1), (*health, 1))
    fire = holder(S.RINGING, 0)
    health_holder = replace(invitation("health", (*health, 0), status=S.DECLINED, rings_s=[0]), answered_at=NOW)
    assert ("deputy", 0, "ring") in coming(fire, health_holder, deputy)
    there = replace(health_holder, status=S.JOINED)
    assert ("deputy", 60, "ring") in coming(fire, there, deputy)


def test_street_leaders_do_not_stand_in_for_each_other() -> None:
    there = invitation("leader1", (T.STREET_LEADER, STREET, 0), status=S.JOINED)
    other = invitation("leader2", (T.STREET_LEADER, OTHER, 0), status=S.RINGING, rings_s=[0])
    deputy = invitation("deputy2", (T.STREET_LEADER, OTHER, 1))
    assert coming(there, other, deputy) == [("leader2", 30, "ring"), ("deputy2", 60, "ring")]


def test_the_next_unit_of_a_shift_title_stands_in_for_the_first() -> None:
    street = invitation("street", (T.DUTY_OFFICER, STREET, 0), status=S.JOINED)
    district = invitation("district", (T.DUTY_OFFICER, DISTRICT, 1))
    assert coming(street, district) == []


def test_after_an_hour_without_the_hub_one_ring_follows_and_not_a_hundred() -> None:
    late = NOW + timedelta(hours=1)
    first = step(holder(S.RINGING, 0), Step.RING, now=late)
    assert coming(first) == [("holder", 3630, "ring")]
