"""A first report names the wrong place: once it is put right, wall and room follow without another click."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.domain.rooms import Invitation, Room
from app.domain.units import Point
from app.services.commands.incidents import ChangeIncident, ChangeLevel
from app.services.commands.plans import SavePlan
from app.services.commands.response import DecideResponse, TickChecklist
from tests.app.hub.incidents.desk import open_desk
from tests.app.hub.response.hall import ON_EACH_ENGINE, PARK, Hall, camera, kinds
from tests.app.hub.rooms.office import furnish, open_office
from tests.servers.hub import STREET
from tests.servers.seat import seated

FAR = Point(longitude=PARK.longitude, latitude=PARK.latitude + 5_000 / 111_195)


async def plan(hall: Hall, **fields: Any) -> None:
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    known: dict[str, Any] = {"name": "火灾", "unit_id": STREET, "incident_class": IncidentClass.ACCIDENT}
    await admin.save_plan(None, SavePlan(**(known | fields)))


async def corrected(hall: Hall, incident: Incident, **facts: Any) -> Incident:
    newest = (await hall.office.desk.page(incident)).incident
    return await hall.office.officer.change_incident(
        incident.incident_id, ChangeIncident(expected_version=newest.version, **facts)
    )


async def followed(hall: Hall, incident: Incident, times: int = 1) -> Response:
    """Once the response has followed so many corrections."""
    await hall.seat.until(lambda: kinds(hall.now(incident)).count(StepKind.FACTS_CORRECTED) == times)
    return hall.now(incident)


def required(hall: Hall, incident: Incident) -> tuple[RoleTitle, ...]:
    rooms = hall.seat.mirror.all(Room).values()
    return next(room.required_titles for room in rooms if room.incident_id == incident.incident_id)


def rung(hall: Hall) -> set[RoleTitle | None]:
    return {one.title for one in hall.seat.mirror.all(Invitation).values() if one.rung_at}


async def test_a_place_that_was_not_known_at_first_comes_on_the_wall(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report(place=Place(text="某处"))
    assert (await hall.answered(incident)).is_proposed
    await corrected(hall, incident, place=Place(text="中山公园", point=PARK))
    response = await followed(hall, incident)
    assert kinds(response)[-3:] == [StepKind.PLAN_MATCHED, StepKind.CAMERAS_RANKED, StepKind.SCENE_PUSHED]
    assert not response.is_proposed
    await hall.seat.until(lambda: wall.sources[:1] == ["code:C1"])


@ON_EACH_ENGINE
async def test_another_place_brings_its_cameras_and_takes_the_others_off(hall: Hall) -> None:
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_cameras([camera(number, metres_north=4_900 + number) for number in range(11, 14)])
    wall = await hall.wall()
    incident = await hall.report()
    await hall.seat.until(lambda: wall.sources[:1] == ["code:C1"])
    before = hall.now(incident)
    await corrected(hall, incident, place=Place(text="北边", point=FAR))
    response = await followed(hall, incident)
    await hall.seat.until(lambda: wall.sources[:1] == ["code:C13"])
    assert (response.scene, response.output_id) == (before.scene, before.output_id)
    undoable = [step for step in response.steps if step.kind is StepKind.SCENE_PUSHED and step.can_undo]
    assert [step.number for step in undoable] == [response.steps[-1].number]


@ON_EACH_ENGINE
async def test_another_class_calls_for_the_people_of_its_plan_and_keeps_what_was_ticked(hall: Hall) -> None:
    await plan(hall, checklist=("确认火点",), required_titles=(RoleTitle.FIRE,))
    await plan(
        hall,
        name="群体性事件",
        incident_class=IncidentClass.PUBLIC_SECURITY,
        checklist=("确认火点", "疏散"),
        required_titles=(RoleTitle.POLICE,),
    )
    await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    assert RoleTitle.POLICE not in rung(hall)
    tick = TickChecklist(expected_version=response.version)
    await hall.office.officer.tick_checklist(incident.incident_id, 1, tick)
    await corrected(hall, incident, classes=(IncidentClass.PUBLIC_SECURITY,))
    response = await followed(hall, incident)
    assert [(item.text, item.done_at is not None) for item in response.checklist] == [
        ("确认火点", True),
        ("疏散", False),
    ]
    assert response.steps[-2].titles == (RoleTitle.POLICE,)
    await hall.seat.until(lambda: RoleTitle.POLICE in rung(hall))
    # The clock asks for the roles of the plan that fits now, and so does the list of who is missing.
    assert RoleTitle.POLICE in required(hall, incident)
    assert RoleTitle.FIRE not in required(hall, incident)
    # The same cameras are the nearest: the wall stays as it is.
    assert kinds(response).count(StepKind.SCENE_PUSHED) == 1


async def test_what_changes_nothing_of_the_answer_is_said_in_a_line(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report(level=IncidentLevel.III)
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    newest = (await hall.office.desk.page(incident)).incident
    graver = ChangeLevel(expected_version=newest.version, level=IncidentLevel.II, reason="火势扩大")
    await hall.office.desk.leader.change_level(incident.incident_id, graver)
    after = await followed(hall, incident)
    assert after.steps[-1].reason == "same-answer"
    assert after.push_id == response.push_id
    await corrected(hall, incident, title="商场火灾")
    await corrected(hall, incident, classes=(IncidentClass.NATURAL_DISASTER,))
    assert (await followed(hall, incident, 2)).steps[-1].reason == "same-answer"


async def test_a_scene_that_people_took_off_is_only_proposed(hall: Hall) -> None:
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_cameras([camera(number, metres_north=4_900 + number) for number in range(11, 14)])
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    pushed = next(step for step in response.steps if step.kind is StepKind.SCENE_PUSHED)
    decide = DecideResponse(expected_version=response.version)
    await hall.office.officer.undo_response_step(incident.incident_id, pushed.number, decide)
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    await corrected(hall, incident, place=Place(text="北边", point=FAR))
    response = await followed(hall, incident)
    assert response.is_proposed
    assert response.tiles[0] == "code:C13"
    assert kinds(response)[-1] is StepKind.SCENE_PROPOSED


@ON_EACH_ENGINE
async def test_a_correction_before_the_hub_was_killed_is_followed_after(tmp_path: Path, database: URL) -> None:
    async with open_office(tmp_path / "hub", answers_reports=True, database=database) as office:
        await furnish(office)
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 4)])
        incident = await office.incident(place=Place(text="某处"))
        async with seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat:
            await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
        # As if the hub had been killed between the correction and its answer.
        await office.hub.responses.close()
        facts = ChangeIncident(expected_version=incident.version, place=Place(text="中山公园", point=PARK))
        await office.officer.change_incident(incident.incident_id, facts)
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: _steps(seat.mirror.get(Response, incident.incident_id)).count("facts-corrected") == 1)
        response = seat.mirror.get(Response, incident.incident_id)
        assert response is not None
        assert response.tiles[0] == "code:C1"
    async with (
        open_desk(tmp_path / "hub", answers_reports=True, database=database) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        # Once is enough: another start follows nothing twice.
        other = await desk.report(title="另一处")
        await seat.until(lambda: seat.mirror.get(Response, other.incident_id) is not None)
        assert _steps(seat.mirror.get(Response, incident.incident_id)).count("facts-corrected") == 1


def _steps(response: Response | None) -> list[str]:
    return [step.kind.value for step in response.steps] if response is not None else []
