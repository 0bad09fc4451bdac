"""Whoever is rung is played by the next person of that title in the script, and by nobody twice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.accounts import Account
from app.domain.drills import PlayedPerson, PlayedWay
from app.domain.people import Hat, RoleTitle
from app.domain.rooms import Invitation, InvitationStatus
from app.drills.cast import Cast, next_rings
from app.link.hub_client import HubClient
from app.link.hub_wire import HubUnreachableError
from app.services.commands.directory import SavePerson
from tests.fakes.sample_rooms import rung
from tests.fakes.signalling_room import OPENED_AT
from tests.servers.hub import PASSWORD, STREET, running_hub

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


class _Unheard(HubClient):
    """What the hub writes down first is not heard of, as when it is killed just then."""

    tries = 0

    async def save_account(self, *words: Any, **named: Any) -> Account:
        account = await super().save_account(*words, **named)
        self.tries += 1
        if self.tries == 1:
            raise HubUnreachableError("killed")
        return account


async def test_whose_account_was_made_by_a_hub_that_could_not_say_so_is_played_all_the_same(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as running:
        office = await running.client()
        await office.save_person("wang", SavePerson(name="王强", unit_id=STREET))
        director = _Unheard(running.url, token=office.token)
        cast = Cast(director, password=PASSWORD)
        await cast.gather()
        with pytest.raises(HubUnreachableError):
            await cast.seat_of("wang")
        seat = await cast.seat_of("wang")
        assert (await seat.me()).person_id == "wang"
        assert director.tries == 2
        await seat.close()
        await director.close()
