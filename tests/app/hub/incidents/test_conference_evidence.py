"""Media that flows both ways with everybody who is required stops the conference's clock, on the hub's own word."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.evidence import ConferenceFlow, Evidence, Refusal, RoleFlow
from app.domain.incidents import Incident, IncidentClass
from app.domain.people import RoleTitle
from app.domain.permissions import Action, Role
from app.domain.plans import ResponsePlan
from app.domain.sla.clock_rules import elapsed_s
from app.domain.sla.policies import CONFERENCE
from app.hub.asking import asked_by_hub
from app.hub.incidents.conference_evidence import conference
from app.link.hub_client import HubClient
from app.services.commands.clocks import SendConferenceEvidence, StampEvidence
from tests.app.hub.incidents.desk import Desk, clock_of, place_of, refused
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
REQUIRED = (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER)


def flow(desk: Desk, since_s: float, titles: tuple[RoleTitle, ...] = REQUIRED, **changes: Any) -> ConferenceFlow:
    """Everybody in for `since_s` seconds until now."""
    since = desk.clock.now() - timedelta(seconds=since_s)
    roles = tuple(
        RoleFlow(title=title, person_id=title.value, received_since=since, acknowledged_since=since) for title in titles
    )
    return ConferenceFlow(**({"room_id": "room", "at": desk.clock.now(), "monotonic_s": 5.0, "roles": roles} | changes))


async def send(client: HubClient, incident: Incident, flow: ConferenceFlow) -> Evidence:
    return await client.send_conference_evidence(incident.incident_id, SendConferenceEvidence(flow=flow))


async def seen(desk: Desk, incident: Incident, flow: ConferenceFlow) -> Evidence:
    """By the hub itself."""
    asking = asked_by_hub(desk.hub, Action.INCIDENT_READ)
    command = SendConferenceEvidence(flow=flow)
    return await desk.hub.store.writer.run(
        lambda change: conference(change, asking, incident.incident_id, command), actor=desk.hub.actor
    )


async def test_everybody_in_for_five_seconds_stops_the_clock_at_the_fifth(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(300)
    early = await seen(desk, incident, flow(desk, 4))
    assert early.refusals == (Refusal.TOO_SHORT,)
    evidence = await seen(desk, incident, flow(desk, 60))
    now = await desk.now(incident)
    clock = clock_of(now, CONFERENCE)
    assert clock.stop is not None
    assert (evidence.refusals, clock.stop.evidence_id, clock.stop.at) == ((), evidence.evidence_id, desk.after(-55))
    assert clock_of(now).stop is None
    assert (await seen(desk, incident, flow(desk, 60))).refusals == (Refusal.NO_RUNNING_CLOCK,)


async def test_a_room_that_was_warm_keeps_the_promise_at_once(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(1)
    await seen(desk, incident, flow(desk, 600))
    assert elapsed_s(clock_of(await desk.now(incident), CONFERENCE), desk.clock.now()) == 0


async def test_policy_and_plan_say_together_who_is_required(desk: Desk) -> None:
    await desk.put(
        ResponsePlan(
            plan_id="plan",
            name="p",
            unit_id=STREET,
            incident_class=IncidentClass.PUBLIC_HEALTH,
            required_titles=(RoleTitle.HEALTH,),
        )
    )
    incident = await desk.report(classes=(IncidentClass.PUBLIC_HEALTH,))
    desk.clock.advance(60)
    assert (await seen(desk, incident, flow(desk, 30))).refusals == (Refusal.ROLE_MISSING,)
    without = flow(desk, 30, (RoleTitle.DUTY_OFFICER, RoleTitle.HEALTH))
    assert (await seen(desk, incident, without)).refusals == (Refusal.ROLE_MISSING,)
    assert (await seen(desk, incident, flow(desk, 30, (*REQUIRED, RoleTitle.HEALTH)))).refusals == ()


async def test_a_seats_word_is_kept_and_not_believed(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(60)
    administrator = await desk.as_(Role.ADMINISTRATOR)
    assert (await send(administrator, incident, flow(desk, 29))).refusals == (Refusal.NOT_ENTITLED,)
    operator = await desk.as_(Role.OPERATOR, seat="another")
    evidence = await send(operator, incident, flow(desk, 30))
    assert evidence.refusals == (Refusal.NOT_ENTITLED,)
    assert await send(operator, incident, flow(desk, 31)) == evidence, "the same again is not kept again"
    page = await desk.page(incident)
    assert (page.evidence[-1], page.incident) == (evidence, incident)
    responder = await desk.as_(Role.RESPONDER, STREET)
    assert await refused(send(responder, incident, flow(desk, 30))) == (403, "not-permitted")


async def test_one_way_is_not_enough_and_a_conference_has_no_picture_to_stamp(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.advance(60)
    whole = flow(desk, 30)
    deaf = RoleFlow(title=REQUIRED[0], person_id="li", received_since=whole.at, acknowledged_since=None)
    evidence = await seen(desk, incident, flow(desk, 30, roles=(deaf, whole.roles[1])))
    assert evidence.refusals == (Refusal.ONE_WAY,)
    stamp = StampEvidence(expected_version=1, shows_scene=True)
    assert await refused(desk.officer.stamp_evidence(evidence.evidence_id, stamp)) == (409, "no-picture")
    assert await place_of(send(desk.officer, incident, flow(desk, 30, room_id=""))) == "flow.room_id"
