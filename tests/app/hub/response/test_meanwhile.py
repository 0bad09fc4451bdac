"""What people do while the hub is about to do something: it acts on what there is when its turn comes."""

from app.domain.camera_health import CameraCondition
from app.domain.incidents import IncidentLevel, Place
from app.domain.outputs import TileState
from app.domain.response import StepKind
from app.domain.units import Point
from app.services.commands.incidents import ChangeIncident, ChangeLevel
from app.services.commands.response import DecideResponse
from tests.app.hub.response.hall import PARK, Hall, kinds
from tests.app.hub.response.wall import PlayedWall

NEAREST = "code:C1"
# Of the eighth camera.
NORTH = Point(longitude=PARK.longitude, latitude=PARK.latitude + 8 * 99 / 111_195)


async def test_a_scene_that_somebody_takes_off_the_wall_gets_no_other_camera_afterwards(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    answering = hall.office.hub.responses
    async with answering._turn:
        wall.states = {NEAREST: TileState.OFFLINE}
        await wall.say()
        await failed(hall, wall)
        pushed = next(step for step in response.steps if step.kind is StepKind.SCENE_PUSHED)
        decide = DecideResponse(expected_version=response.version)
        await hall.office.officer.undo_response_step(incident.incident_id, pushed.number, decide)
    # Turns are taken in their order.
    async with answering._turn:
        pass
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    page = await hall.office.desk.page(incident)
    assert page.response is not None
    assert StepKind.CAMERA_REPLACED not in kinds(page.response)
    assert page.response.is_proposed


async def failed(hall: Hall, wall: PlayedWall) -> None:
    """Until the hub has seen it, and so waits to put another camera there."""
    known = hall.office.hub.responses.known

    def is_known() -> bool:
        word = known.health.get(NEAREST)
        return word is not None and word.condition is CameraCondition.OFFLINE

    while not is_known():
        await wall.say()


async def test_a_second_correction_leaves_the_first_to_be_followed(hall: Hall) -> None:
    incident = await hall.report()
    response = await hall.answered(incident)
    assert response.tiles[0] == NEAREST
    answering = hall.office.hub.responses
    async with answering._turn:
        place = ChangeIncident(expected_version=incident.version, place=Place(text="北边", point=NORTH))
        incident = await hall.office.officer.change_incident(incident.incident_id, place)
        graver = ChangeLevel(expected_version=incident.version, level=IncidentLevel.II, reason="人员被困")
        await hall.office.officer.change_level(incident.incident_id, graver)
    response = await hall.has_step(incident, StepKind.FACTS_CORRECTED)
    assert response.tiles[0] == "code:C8"
