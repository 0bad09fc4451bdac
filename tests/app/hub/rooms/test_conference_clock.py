"""The conference clock stops by what the engine sees, without anybody having to say so."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.evidence import Evidence, Refusal
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.domain.rooms import Room
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE
from app.hub.rooms.conference_watch import ConferenceWatch
from app.hub.rooms.line_times import LineTimes
from app.services.commands.incidents import ReportIncident
from app.services.conference_engine import ParticipantFigures
from tests.app.hub.rooms.house import House, open_house
from tests.app.hub.rooms.participant import Participant
from tests.servers.hub import DISTRICT, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")

REQUIRED = (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A hub that looks into its rooms ten times a second."""
    async with open_house(tmp_path_factory.mktemp("hub"), line_times=LineTimes(figures_s=0.1)) as opened:
        yield opened


async def begun(house: House, **fields: object) -> tuple[Incident, Room]:
    """An incident that was just reported, and its room."""
    known: dict[str, object] = {
        "title": "商场火情",
        "classes": (IncidentClass.ACCIDENT,),
        "level": IncidentLevel.III,
        "place": Place(text="华阳路街道 中山公园"),
    }
    incident = await house.host.report_incident(ReportIncident(**(known | fields)))  # type: ignore[arg-type]
    return incident, await house.room(incident_id=incident.incident_id, unit_id=incident.unit_id)


async def clock(house: House, incident: Incident) -> SlaClock:
    page = await house.host.incident_page(incident.incident_id)
    return next(one for one in page.incident.clocks if one.kind == CONFERENCE)


async def evidence(house: House, incident: Incident) -> tuple[Evidence, ...]:
    return (await house.host.incident_page(incident.incident_id)).evidence


async def leaders(house: House, room: Room, *titles: RoleTitle) -> list[Participant]:
    """Somebody for each title, in the room with media."""
    found = []
    for title in titles:
        client, _ = await house.account(Role.DUTY_LEADER, DISTRICT, title)
        seat = await house.inside(room, client)
        await seat.publish("microphone")
        found.append(seat)
    return found


def flows(seat: Participant, since_s: float, *, answered: bool = True) -> ParticipantFigures:
    """Both ways for so long, or only towards the hub."""
    since = datetime.now(UTC) - timedelta(seconds=since_s)
    return ParticipantFigures(
        participant_id=seat.id, received_since=since, acknowledged_since=since if answered else None
    )


async def until_stopped(house: House, incident: Incident) -> SlaClock:
    async with asyncio.timeout(30):
        while True:
            known = house.hub.open_incidents.get(incident.incident_id)
            assert known is not None
            found = next(one for one in known.clocks if one.kind == CONFERENCE)
            if found.stop is not None:
                return found
            await asyncio.sleep(0.02)


async def looked(house: House, room: Room) -> None:
    """The hub has looked into the room once more."""
    live = house.hub.rooms.known(room.room_id)
    assert live is not None
    await house.hub.rooms.watch.look(live)


async def test_everybody_required_both_ways_for_five_seconds_stops_it_once(watched: House) -> None:
    incident, room = await begun(watched)
    officer, leader = await leaders(watched, room, *REQUIRED)
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(leader, 4.0))
    await looked(watched, room)
    assert (await clock(watched, incident)).stop is None
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(leader, 6.0))
    stopped = await until_stopped(watched, incident)
    assert stopped.stop is not None
    assert (stopped.stop.manner, stopped.stop.by) == (StopManner.EVIDENCE, "hub")
    await looked(watched, room)
    (proof,) = await evidence(watched, incident)
    assert (proof.evidence_id, proof.refusals, proof.sent_by) == (stopped.stop.evidence_id, (), "hub")
    assert proof.conference is not None
    assert {one.title for one in proof.conference.roles} == set(REQUIRED)


async def until_noted(house: House, incident: Incident, *refusals: Refusal) -> None:
    """One after the other."""
    async with asyncio.timeout(30):
        while True:
            if [one.refusals for one in await evidence(house, incident)] == [(one,) for one in refusals]:
                return
            await asyncio.sleep(0.05)


async def test_one_way_and_missing_roles_stop_nothing_and_are_noted_rarely(
    watched: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident, room = await begun(watched)
    officer, leader = await leaders(watched, room, *REQUIRED)
    other = await watched.inside(room)
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(leader, 30, answered=False))
    for _ in range(3):
        await looked(watched, room)
    assert await evidence(watched, incident) == (), "it takes a while for everybody to be there"
    monkeypatch.setattr("app.hub.rooms.conference_watch._NOTED_AFTER_S", 0.2)
    await until_noted(watched, incident, Refusal.ONE_WAY)
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(other, 30))
    await until_noted(watched, incident, Refusal.ONE_WAY, Refusal.ROLE_MISSING)
    for _ in range(3):
        await looked(watched, room)
    assert len(await evidence(watched, incident)) == 2
    assert (await clock(watched, incident)).stop is None


async def test_a_wall_that_looks_is_nobodys_role(watched: House) -> None:
    incident, room = await begun(watched)
    client, _ = await watched.account(Role.DUTY_LEADER, DISTRICT, *REQUIRED)
    wall = await watched.seat(room, client, viewer=True)
    await wall.ask("subscribe", "offer")
    watched.engine.figures_of[room.room_id] = (flows(wall, 60),)
    await looked(watched, room)
    assert (await clock(watched, incident)).stop is None


async def test_a_phone_is_no_leader_because_its_link_says_so(watched: House) -> None:
    """Whoever may issue links could stop the clock with two phones of their own."""
    incident, room = await begun(watched)
    (officer,) = await leaders(watched, room, REQUIRED[0])
    _, token = await watched.link(room, title=REQUIRED[1], most_uses=3)
    phone = await watched.phone(token)
    assert await phone.join() == "in"
    await phone.publish("microphone")
    assert (await watched.stored(phone.id)).titles == ()
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(phone, 30))
    for _ in range(3):
        await looked(watched, room)
    assert (await clock(watched, incident)).stop is None
    _, token = await watched.link(room, title=REQUIRED[1], person_id="leader")
    leader = await watched.phone(token, device="leader")
    assert await leader.join() == "in"
    await leader.publish("microphone")
    watched.engine.figures_of[room.room_id] = (flows(officer, 30), flows(leader, 30))
    assert (await until_stopped(watched, incident)).stop is not None


async def test_a_plan_that_asks_for_more_is_asked_as_well(watched: House) -> None:
    await watched.put(
        ResponsePlan(
            plan_id="plan",
            name="p",
            unit_id=STREET,
            incident_class=IncidentClass.PUBLIC_HEALTH,
            required_titles=(RoleTitle.HEALTH,),
        )
    )
    incident, room = await begun(watched, classes=(IncidentClass.PUBLIC_HEALTH,))
    people = await leaders(watched, room, *REQUIRED, RoleTitle.HEALTH)
    watched.engine.figures_of[room.room_id] = tuple(flows(one, 30) for one in people[:2])
    for _ in range(3):
        await looked(watched, room)
    assert (await clock(watched, incident)).stop is None
    assert await evidence(watched, incident) == ()
    watched.engine.figures_of[room.room_id] = tuple(flows(one, 30) for one in people)
    assert (await until_stopped(watched, incident)).stop is not None


async def test_one_person_with_two_titles_is_both_but_alone_no_conference(watched: House) -> None:
    incident, room = await begun(watched)
    client, _ = await watched.account(Role.DIRECTOR, DISTRICT, *REQUIRED)
    seat, other = await watched.inside(room, client), await watched.inside(room)
    for one in (seat, other):
        await one.publish("microphone")
    watched.engine.figures_of[room.room_id] = (flows(seat, 10),)
    await looked(watched, room)
    assert (await clock(watched, incident)).stop is None
    watched.engine.figures_of[room.room_id] = (flows(seat, 60), flows(other, 4, answered=False))
    await looked(watched, room)
    assert (await clock(watched, incident)).stop is None, "for less than five seconds"
    watched.engine.figures_of[room.room_id] = (flows(seat, 60), flows(other, 6, answered=False))
    await until_stopped(watched, incident)


async def test_a_standing_room_proves_nothing_and_costs_nothing(watched: House) -> None:
    room = await watched.room()
    (seat,) = await leaders(watched, room, RoleTitle.DUTY_OFFICER)
    watched.engine.figures_of[room.room_id] = (replace(flows(seat, 60), round_trip_ms=700.0),)
    await seat.sees(seat.id, quality=1)


async def test_the_clock_stops_when_the_five_seconds_are_over_and_not_at_the_next_look(tmp_path: Path) -> None:
    async with open_house(tmp_path, line_times=LineTimes(figures_s=3600.0)) as house:
        incident, room = await begun(house)
        seats = await leaders(house, room, *REQUIRED)
        house.engine.figures_of[room.room_id] = tuple(flows(seat, 4.0) for seat in seats)
        watch = ConferenceWatch(house.hub.rooms)
        live = house.hub.rooms.known(room.room_id)
        assert live is not None
        await watch.look(live)
        assert (await clock(house, incident)).stop is None
        running = asyncio.create_task(watch.run())
        try:
            stopped = await until_stopped(house, incident)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert stopped.stop is not None
        assert stopped.stop.manner is StopManner.EVIDENCE
