"""What is put right while another correction is being followed: nothing of it is lost, also by a hub that is killed."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.engine import URL

from app.domain.events import EventKind
from app.domain.incidents import Incident, IncidentLevel, Place
from app.domain.permissions import Action, Role
from app.domain.response import Response, StepKind
from app.domain.units import Point
from app.hub.asking import asked_by_hub
from app.hub.incidents.facts import change_facts
from app.hub.response import correcting
from app.services.commands.incidents import ChangeIncident, ChangeLevel
from app.store.change import Change, Committed
from tests.app.hub.incidents.desk import Desk, open_desk
from tests.app.hub.response.hall import ON_EACH_ENGINE, PARK, Hall, camera, kinds
from tests.app.hub.rooms.office import open_office
from tests.servers.seat import Seat, seated

# Of the eighth camera.
NORTH = Place(text="北边", point=Point(longitude=PARK.longitude, latitude=PARK.latitude + 8 * 99 / 111_195))


async def graver(desk: Desk, incident: Incident) -> Incident:
    command = ChangeLevel(expected_version=incident.version, level=IncidentLevel.II, reason="人员被困")
    return await desk.leader.change_level(incident.incident_id, command)


def shows(seat: Seat, incident: Incident, camera_id: str) -> bool:
    response = seat.mirror.get(Response, incident.incident_id)
    return response is not None and camera_id in response.tiles


@ON_EACH_ENGINE
async def test_a_place_that_came_while_a_level_was_followed_is_followed_by_a_hub_that_was_killed_just_then(
    tmp_path: Path, database: URL
) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True, database=database) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 9)])
        incident = await office.incident(place=Place(text="中山公园", point=PARK))
        await seat.until(lambda: shows(seat, incident, "code:C1"))
        hub, answering = office.hub, office.hub.responses
        under_way, go_on = asyncio.Event(), asyncio.Event()

        async def put_right(change: Change) -> Incident:
            under_way.set()
            await go_on.wait()
            command = ChangeIncident(expected_version=incident.version, place=NORTH)
            return await change_facts(change, asked_by_hub(hub, Action.INCIDENT_HANDLE), incident.incident_id, command)

        def killed(committed: Committed) -> None:
            if any(event.kind is EventKind.INCIDENT_CHANGED for event in committed.events):
                answering._tasks.cancel()

        async with answering._turn:
            incident = await graver(office.desk, incident)
            placed = asyncio.create_task(hub.store.writer.run(put_right, actor=hub.actor))
            await under_way.wait()
        await asyncio.sleep(0)
        # The level's turn has come: it is followed in the transaction after that of the place.
        assert answering._turn.locked()
        hub.store.writer.on_commit(killed)
        go_on.set()
        await placed
        await seat.until(lambda: StepKind.FACTS_CORRECTED in steps_of(seat, incident))
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: shows(seat, incident, "code:C8"))
        assert not shows(seat, incident, "code:C1")


def steps_of(seat: Seat, incident: Incident) -> list[StepKind]:
    response = seat.mirror.get(Response, incident.incident_id)
    return kinds(response) if response is not None else []


async def test_what_is_followed_already_is_not_followed_again(hall: Hall) -> None:
    incident = await hall.report()
    await hall.answered(incident)
    hub = hall.office.hub
    follow = partial(correcting.correct, hub=hub, incident_id=incident.incident_id)
    assert await hub.store.writer.run(follow, actor=hub.actor) is None
    await graver(hall.office.desk, incident)
    response = await hall.has_step(incident, StepKind.FACTS_CORRECTED)
    assert await hub.store.writer.run(follow, actor=hub.actor) is None
    assert (await hall.office.desk.page(incident)).response == response


async def test_an_answer_of_an_earlier_version_is_read_and_follows_what_is_put_right_from_then_on(
    tmp_path: Path,
) -> None:
    async with (
        open_office(tmp_path / "hub", answers_reports=True) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 9)])
        incident = await office.incident(place=Place(text="中山公园", point=PARK))
        await seat.until(lambda: shows(seat, incident, "code:C1"))
        response = seat.mirror.get(Response, incident.incident_id)
        assert response is not None
        unsaid = tuple(replace(step, answers=None) for step in response.steps)
        await office.desk.replace(replace(response, version=response.version + 1, steps=unsaid))
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, clock=office.clock) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        other = await desk.report(title="另一处")
        await seat.until(lambda: seat.mirror.get(Response, other.incident_id) is not None)
        assert StepKind.FACTS_CORRECTED not in steps_of(seat, incident)
        facts = ChangeIncident(expected_version=incident.version, place=NORTH)
        await desk.officer.change_incident(incident.incident_id, facts)
        await seat.until(lambda: shows(seat, incident, "code:C8"))
