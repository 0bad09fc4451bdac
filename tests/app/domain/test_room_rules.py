"""How a room comes to be, whom it is shown to, and what its end makes of what is in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import room_rules
from app.domain.incidents import IncidentStatus
from app.domain.people import Hat, Person, RoleTitle
from app.domain.ringing import Called
from app.domain.room_rules import RoomRefusedError
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, ParticipationStatus, Room
from app.domain.sla.policies import CONFERENCE, RingRule
from tests.app.domain.examples import T0, after, incident, policy

S, T = InvitationStatus, RoleTitle
QUICK = RingRule(deputy_after_s=10)


def opened(**fields: object) -> Room:
    known: dict[str, object] = {"policies": (), "required": (), "lobby": True}
    return room_rules.of_incident(incident(shared_with=("u2",)), room_id="r", at=T0, by="a", **(known | fields))  # type: ignore[arg-type]


def called(place: int = 0, title: RoleTitle = T.FIRE) -> Called:
    return Called(person_id="p", posts=(Hat(title=title, unit_id="dept", deputy_order=place),), required=True)


PERSON = Person(person_id="p", name="某人", unit_id="home")


def invited(one: Called, *, by_person: str | None = None) -> Invitation:
    return room_rules.invitation(opened(), one, PERSON, invitation_id="i", at=T0, by="a", by_person=by_person)


def test_it_requires_what_policies_and_plans_require_each_once() -> None:
    policies = (policy(CONFERENCE, required_titles=(T.DUTY_LEADER, T.FIRE)), policy(CONFERENCE, ringing=QUICK))
    room = opened(policies=policies, required=[T.FIRE, T.POLICE])
    assert room.required_titles == (T.DUTY_LEADER, T.FIRE, T.POLICE)
    assert room.ringing == QUICK, "the most urgent rule"
    assert (room.unit_id, room.shared_with) == ("310105001", ("u2",))


def test_an_incident_that_is_over_gets_none() -> None:
    over = incident(status=IncidentStatus.CLOSED)
    with pytest.raises(RoomRefusedError, match="incident-over"):
        room_rules.of_incident(over, room_id="r", policies=(), required=(), lobby=True, at=T0, by="a")


@pytest.mark.parametrize(
    ("place", "by_person", "status"),
    [(0, None, S.RINGING), (1, None, S.WAITING), (0, "p", S.ACCEPTED), (1, "p", S.ACCEPTED), (0, "other", S.RINGING)],
)
def test_who_is_first_is_rung_and_who_opens_it_comes_without_a_ring(
    place: int, by_person: str | None, status: InvitationStatus
) -> None:
    one = invited(called(place), by_person=by_person)
    assert one.status is status
    assert one.rung_at == ((T0,) if status is S.RINGING else ())
    assert (one.title, one.of_unit_id, one.more_titles) == (T.FIRE, "dept", ())


def test_it_is_shown_to_who_is_rung_and_to_the_desks_that_can_call_them() -> None:
    people = {"p": PERSON}
    room = room_rules.showing(opened(), [invited(called())], people.get)
    assert (room.invited_persons, room.invited_units, room.version) == (("p",), ("dept", "home"), 1)
    assert room_rules.showing(room, [invited(called())], people.get) == room
    assert room_rules.showing(opened(), [invited(called(1))], people.get) == opened(), "whose turn has not come"


def test_it_ends_once() -> None:
    ended = room_rules.end(opened(), at=after(60), by="a")
    assert (ended.ended_at, ended.ended_by, ended.version) == (after(60), "a", 2)
    with pytest.raises(RoomRefusedError, match="room-ended"):
        room_rules.end(ended, at=after(61), by="a")


@pytest.mark.parametrize(
    ("status", "then"),
    [(S.WAITING, S.WITHDRAWN), (S.RINGING, S.UNANSWERED), (S.OPENED, S.UNANSWERED)]
    + [(one, one) for one in (S.ACCEPTED, S.BY_PHONE, S.JOINED, S.DECLINED, S.UNANSWERED, S.WITHDRAWN)],
)
def test_what_the_end_makes_of_a_ring(status: InvitationStatus, then: InvitationStatus) -> None:
    assert room_rules.after_end(replace(invited(called()), status=status), at=after(60)).status is then


@pytest.mark.parametrize("status", ParticipationStatus)
def test_who_was_there_has_left_with_the_end(status: ParticipationStatus) -> None:
    place = Participation(
        participation_id="x", room_id="r", unit_id="u", kind=ParticipationKind.SEAT, status=status, name="x"
    )
    left = room_rules.left_at_end(place, at=after(60))
    if status in (ParticipationStatus.LEFT, ParticipationStatus.REMOVED, ParticipationStatus.REFUSED):
        assert left == place
    else:
        assert (left.status, left.times.left_at, left.version) == (
            ParticipationStatus.LEFT,
            T0 + timedelta(minutes=1),
            2,
        )


def test_it_goes_along_into_another_incident() -> None:
    into = incident("i2", unit_id="310105002", shared_with=("310105001",))
    room = room_rules.carried(opened(), into)
    assert (room.incident_id, room.unit_id, room.shared_with, room.version) == ("i2", "310105002", ("310105001",), 2)
    ring = room_rules.carried_along(invited(called()), room)
    assert (ring.incident_id, ring.unit_id, ring.of_unit_id) == ("i2", "310105002", "dept")
