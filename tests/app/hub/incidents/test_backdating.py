"""An earlier time of receipt: two people, both values, and clocks that begin there."""

from dataclasses import replace

import pytest

from app.domain.accounts import Account
from app.domain.events import EventKind
from app.domain.permissions import Role
from app.services.commands.incidents import ConfirmBackdating, ProposeBackdating
from app.store.change import Change
from tests.app.hub.incidents.desk import Desk, clock_of, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


def proposal(desk: Desk, version: int = 1, seconds: float = -120) -> ProposeBackdating:
    return ProposeBackdating(expected_version=version, received_at=desk.after(seconds), reason="came by radio")


async def test_a_second_person_makes_the_earlier_time_true(desk: Desk) -> None:
    incident = await desk.report()
    key = incident.incident_id
    proposed = await desk.officer.propose_backdating(key, proposal(desk))
    assert (proposed.received_at, clock_of(proposed)) == (incident.received_at, clock_of(incident))
    confirmed = await desk.leader.confirm_backdating(key, ConfirmBackdating(expected_version=2))
    earlier = desk.after(-120)
    assert (confirmed.received_at, confirmed.registered_at) == (earlier, incident.registered_at)
    assert {clock.started_at for clock in confirmed.clocks} == {earlier}
    (told,) = await desk.told(incident, EventKind.BACKDATING_CONFIRMED)
    assert (told.payload["from"], told.payload["received_at"]) == (
        incident.received_at.isoformat(),
        earlier.isoformat(),
    )
    assert {one["clock"] for one in told.payload["clocks"]} == {clock.clock_id for clock in incident.clocks}


async def test_nobody_confirms_their_own_proposal(desk: Desk) -> None:
    incident = await desk.report()
    proposed = await desk.officer.propose_backdating(incident.incident_id, proposal(desk))
    confirmation = ConfirmBackdating(expected_version=2)
    own = desk.officer.confirm_backdating(incident.incident_id, confirmation)
    assert await refused(own) == (409, "same-person")
    assert await desk.now(incident) == proposed


async def test_nor_under_another_account_of_theirs(desk: Desk) -> None:
    one, other = await desk.as_(Role.DUTY_OFFICER, seat="one"), await desk.as_(Role.DIRECTOR, seat="two")
    accounts = {(await client.me()).account_id for client in (one, other)}

    async def same_person(change: Change) -> None:
        for account_id in accounts:
            account = await change.get(Account, account_id)
            assert account is not None
            change.replace(replace(account, person_id="wang"))

    await desk.hub.store.writer.run(same_person, actor=desk.hub.actor)
    incident = await desk.report()
    await one.propose_backdating(incident.incident_id, proposal(desk))
    confirmation = ConfirmBackdating(expected_version=2)
    assert await refused(other.confirm_backdating(incident.incident_id, confirmation)) == (409, "same-person")


async def test_refusals(desk: Desk) -> None:
    incident = await desk.report(occurred_at=desk.after(-60))
    key = incident.incident_id
    propose, confirm = desk.officer.propose_backdating, desk.officer.confirm_backdating
    assert await refused(confirm(key, ConfirmBackdating(expected_version=1))) == (409, "nothing-proposed")
    assert await refused(propose(key, proposal(desk, seconds=0))) == (409, "not-earlier")
    assert await refused(propose(key, proposal(desk, seconds=-61))) == (409, "before-it-occurred")
    assert await refused(propose(key, proposal(desk, version=9))) == (409, "stale-version")
    operator = await desk.as_(Role.OPERATOR)
    assert await refused(operator.propose_backdating(key, proposal(desk))) == (403, "not-permitted")
    assert await desk.now(incident) == incident
