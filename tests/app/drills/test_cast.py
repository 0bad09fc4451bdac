"""Whoever is rung is played by the next person of that title in the script, and by nobody twice."""

from datetime import timedelta

from app.domain.drills import PlayedPerson, PlayedWay
from app.domain.people import Hat, RoleTitle
from app.domain.rooms import Invitation, InvitationStatus
from app.drills.cast import next_rings
from tests.fakes.sample_rooms import rung
from tests.fakes.signalling_room import OPENED_AT

FIRE, POLICE, EXPERT = RoleTitle.FIRE, RoleTitle.POLICE, RoleTitle.EXPERT


def played(
    people: tuple[PlayedPerson, ...], invitations: list[Invitation], already: dict[int, str] | None = None
) -> dict[int, str]:
    found = next_rings(people, invitations, played=already or {})
    return {number: invitation.person_id for number, invitation in found}


def test_each_is_played_by_the_one_of_that_title() -> None:
    people = (PlayedPerson(title=POLICE), PlayedPerson(title=FIRE), PlayedPerson(title=EXPERT))
    invitations = [rung("1", "fire"), rung("2", "police", title=POLICE)]
    assert played(people, invitations) == {0: "police", 1: "fire"}


def test_two_of_one_title_play_one_after_the_other() -> None:
    people = (PlayedPerson(title=FIRE), PlayedPerson(title=FIRE))
    holder = rung("1", "holder")
    waits = rung("2", "deputy", deputy_order=1, status=InvitationStatus.WAITING, rung_at=())
    assert played(people, [holder, waits]) == {0: "holder"}
    declined = rung("1", "holder", status=InvitationStatus.DECLINED)
    deputy = rung("2", "deputy", deputy_order=1, rung_at=(OPENED_AT + timedelta(seconds=9),))
    assert played(people, [declined, deputy], {0: "1"}) == {1: "deputy"}
    # Two units that ring for the same title at once: each has somebody.
    assert played(people, [holder, rung("3", "other", rung_at=(OPENED_AT + timedelta(seconds=1),))]) == {
        0: "holder",
        1: "other",
    }


def test_who_is_rung_for_it_comes_before_who_has_it_besides() -> None:
    posts = (Hat(title=POLICE, unit_id="310105"), Hat(title=FIRE, unit_id="310105"))
    besides = rung("1", "both", title=POLICE, posts=posts)
    own = rung("2", "fire", rung_at=(OPENED_AT + timedelta(seconds=5),))
    people = (PlayedPerson(title=FIRE),)
    assert played(people, [besides, own]) == {0: "fire"}
    assert played(people, [besides]) == {0: "both"}


def test_nobody_is_played_twice_and_phones_are_not_rung() -> None:
    people = (PlayedPerson(title=FIRE, way=PlayedWay.PHONE), PlayedPerson(title=FIRE))
    invitation = rung("1", "fire")
    assert played(people, [invitation]) == {1: "fire"}
    assert played(people, [invitation], {1: "1"}) == {}
    # Somebody else has taken it, as a real person at a desk of their own.
    assert played(people, [rung("1", "fire", status=InvitationStatus.ACCEPTED)]) == {}
