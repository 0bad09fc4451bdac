"""Which outputs an incident's scene takes by itself: what an operator arranged, but nobody's conference."""

from app.domain.incidents import Place
from app.domain.permissions import Role
from app.domain.plans import PlanPush
from app.domain.response import StepKind
from app.services.commands.links import IssueLink
from app.services.commands.plans import SavePlan
from app.services.commands.response import DecideResponse
from tests.app.hub.incidents.desk import refused
from tests.app.hub.response.hall import PARK, Hall, kinds
from tests.app.hub.rooms.participant import Participant
from tests.servers.hub import STREET


async def test_what_an_operator_arranged_gives_way_also_in_routine(hall: Hall) -> None:
    wall = await hall.wall()
    wall.layout, wall.scene, wall.sources = "2x2", "早高峰", ["code:C7", "code:C8", "", ""]
    await wall.say()
    response = await hall.answered(await hall.report())
    assert StepKind.SCENE_PUSHED in kinds(response)
    await hall.seat.until(lambda: wall.scene == response.scene)


async def test_where_people_of_another_incidents_conference_are_looked_at_is_that_incidents(hall: Hall) -> None:
    office = hall.office
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_plan(None, SavePlan(name="只建议", unit_id=STREET, grid_code="G1", push=PlanPush.PROPOSE))
    wall = await hall.wall()
    talking = await hall.answered(await hall.report(place=Place(text="中山公园", point=PARK, grid_code="G1")))
    issued = await office.officer.issue_link(talking.room_id or "", IssueLink())
    async with Participant(office.desk.running.url) as phone:
        await phone.hello(issued.url.partition("#")[2])
        await phone.join(name="队长")
        wall.sources = [phone.id]
        await wall.say()
        incident = await hall.report(title="另一处")
        response = await hall.answered(incident)
        assert (response.is_proposed, response.steps[2].reason) == (True, "occupied")
        # As soon as nobody looks at them any more it gives way.
        wall.sources = ["code:C7"]
        await wall.say()
        response = await hall.has_step(incident, StepKind.SCENE_PUSHED)
        assert response.output_id == "wall:1"


async def test_a_street_puts_nothing_on_the_districts_wall_and_takes_nothing_off_it(hall: Hall) -> None:
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_plan(None, SavePlan(name="只建议", unit_id=STREET, grid_code="G1", push=PlanPush.PROPOSE))
    await hall.wall()
    street = await hall.office.desk.as_(Role.DUTY_OFFICER, STREET)
    waiting = await hall.report(place=Place(text="中山公园", point=PARK, grid_code="G1"))
    response = await hall.answered(waiting)
    decide = DecideResponse(expected_version=response.version)
    assert await refused(street.push_response(waiting.incident_id, decide)) == (403, "not-permitted")
    incident = await hall.report(title="另一处")
    response = await hall.answered(incident)
    number = next(step.number for step in response.steps if step.kind is StepKind.SCENE_PUSHED)
    decide = DecideResponse(expected_version=response.version)
    assert await refused(street.undo_response_step(incident.incident_id, number, decide)) == (403, "not-permitted")
