"""One report, and without another click the right cameras are on the wall and the right people are rung."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.domain.events import EventKind
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.operating_mode import OperatingMode, OperatingState
from app.domain.outputs import Output, TileState
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.plans import PlanPush
from app.domain.response import AnsweredFacts, Response, ResponseStep, StepKind
from app.domain.rooms import Invitation, Room
from app.link.hub_wire import HubRefusedError
from app.services.commands.incidents import ChangeIncident, MoveIncident, ReopenIncident
from app.services.commands.plans import SavePlan
from app.services.commands.response import ChangeMode, DecideResponse, TickChecklist
from app.services.rows import SharedScene
from tests.app.hub.incidents.desk import open_desk
from tests.app.hub.response.hall import ON_EACH_ENGINE, PARK, Hall, kinds
from tests.app.hub.rooms.office import open_office
from tests.servers.hub import DISTRICT, STREET
from tests.servers.seat import seated


async def plan(hall: Hall, **fields: Any) -> None:
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    known: dict[str, Any] = {
        "name": "公园火灾",
        "unit_id": STREET,
        "incident_class": IncidentClass.ACCIDENT,
        "camera_ids": ("code:C5",),
        "required_titles": (RoleTitle.FIRE, RoleTitle.POLICE),
        "checklist": ("确认火点", "通知商场"),
    }
    await admin.save_plan(None, SavePlan(**(known | fields)))


@ON_EACH_ENGINE
async def test_a_report_puts_the_plans_and_the_nearest_cameras_on_the_wall_and_rings(hall: Hall) -> None:
    await plan(hall)
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    # The policy asks for more roles than this office has people.
    assert [kind for kind in kinds(response) if kind is not StepKind.NOBODY_TO_RING] == [
        StepKind.PLAN_MATCHED,
        StepKind.CAMERAS_RANKED,
        StepKind.SCENE_PUSHED,
        StepKind.ROOM_OPENED,
        StepKind.ROLES_RUNG,
        StepKind.CHECKLIST_STARTED,
    ]
    assert response.layout == "1+5"
    assert response.tiles == ("code:C5", "field/1", "code:C1", "code:C2", "code:C3", "code:C4")
    assert [item.text for item in response.checklist] == ["确认火点", "通知商场"]
    assert response.answers == AnsweredFacts.of(incident)
    rung = {one.title for one in hall.seat.mirror.all(Invitation).values() if one.required and one.rung_at}
    assert {RoleTitle.FIRE, RoleTitle.POLICE} <= rung
    await hall.seat.until(lambda: wall.scene == response.scene)
    assert wall.sources == ["code:C5", f"{incident.incident_id}/1", "code:C1", "code:C2", "code:C3", "code:C4"]
    told = await hall.office.desk.told(incident, EventKind.RESPONSE_STEP)
    # The log says all of it, with numbers as text.
    assert tuple(TypeAdapter(ResponseStep).validate_python(event.payload["step"]) for event in told) == response.steps


async def test_without_a_plan_the_nearest_cameras_are_shown_and_that_is_said(hall: Hall) -> None:
    await hall.wall()
    place = Place(text="中山公园", point=PARK)
    response = await hall.answered(await hall.office.desk.report(unit_id=DISTRICT, place=place))
    assert kinds(response)[:3] == [StepKind.NO_PLAN, StepKind.CAMERAS_RANKED, StepKind.SCENE_PUSHED]
    assert response.tiles[0] == "code:C1"
    assert [around.usable for around in response.around] == [5, 8, 8]


async def test_a_wall_is_not_emptied_for_a_place_without_cameras(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report(place=Place(text="某处"))
    response = await hall.answered(incident)
    assert kinds(response)[1:3] == [StepKind.NO_CAMERA, StepKind.SCENE_PROPOSED]
    assert (response.is_proposed, response.steps[2].reason) == (True, "no-camera")
    assert response.tiles == ("field/1",)
    assert wall.scene == ""


@ON_EACH_ENGINE
async def test_a_camera_that_fails_gives_its_tile_to_the_next_best(hall: Hall) -> None:
    wall = await hall.wall()
    wall.states = {"code:C1": TileState.OFFLINE}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    step = response.steps[-1]
    assert (step.replaced_id, step.camera_id, step.tile, step.reason) == ("code:C1", "code:C6", 0, "offline")
    await hall.seat.until(lambda: wall.sources[0] == "code:C6")
    # Nobody picks it again for the next incident: the wall has seen that it is dead.
    second = await hall.report(title="另一处")
    assert "code:C1" not in (await hall.answered(second)).tiles


async def test_a_step_is_taken_back_and_what_people_put_back_stays(hall: Hall) -> None:
    wall = await hall.wall()
    wall.states = {"code:C1": TileState.STALE}
    incident = await hall.report()
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    officer = hall.office.officer
    decide = DecideResponse(expected_version=response.version)
    number = response.steps[-1].number
    response = await officer.undo_response_step(incident.incident_id, number, decide)
    assert response.tiles[0] == "code:C1"
    assert response.steps[-1].undone_at is not None
    await hall.seat.until(lambda: wall.sources[0] == "code:C1")
    with pytest.raises(HubRefusedError) as refused:
        again = DecideResponse(expected_version=response.version)
        await officer.undo_response_step(incident.incident_id, number, again)
    assert refused.value.code == "cannot-undo"


async def test_the_scene_and_the_room_are_taken_back(hall: Hall) -> None:
    await plan(hall)
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    officer = hall.office.officer
    for kind in (StepKind.SCENE_PUSHED, StepKind.ROOM_OPENED, StepKind.CHECKLIST_STARTED):
        step = next(step for step in hall.now(incident).steps if step.kind is kind)
        version = (await officer.incident_page(incident.incident_id)).response
        assert version is not None
        decide = DecideResponse(expected_version=version.version)
        response = await officer.undo_response_step(incident.incident_id, step.number, decide)
    assert response.is_proposed
    assert response.room_id is None
    assert response.checklist == ()
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    assert not [room for room in hall.seat.mirror.all(Room).values() if room.ended_at is None]
    # And once more by hand.
    response = await officer.push_response(incident.incident_id, DecideResponse(expected_version=response.version))
    assert not response.is_proposed
    await hall.seat.until(lambda: wall.scene == response.scene)


async def test_a_careful_plan_proposes_and_an_emergency_pushes(hall: Hall) -> None:
    await plan(hall, push=PlanPush.IN_EMERGENCY)
    await hall.wall()
    first = await hall.answered(await hall.report())
    assert first.is_proposed
    assert StepKind.SCENE_PROPOSED in kinds(first)
    leader = hall.office.desk.leader
    change = ChangeMode(expected_version=0, mode=OperatingMode.EMERGENCY, reason="台风")
    await leader.change_mode(change)
    second = await hall.answered(await hall.report(title="另一处"))
    assert not second.is_proposed
    assert hall.seat.mirror.get(OperatingState, "district") is not None


async def test_in_an_emergency_the_graver_incident_takes_the_only_wall(hall: Hall) -> None:
    await hall.wall()
    small = await hall.answered(await hall.report(level=IncidentLevel.IV))
    grave = await hall.report(title="重大火灾", level=IncidentLevel.I)
    assert small.output_id == "wall:1"
    proposed = await hall.answered(grave)
    assert proposed.is_proposed
    assert proposed.steps[2].reason == "occupied"
    change = ChangeMode(expected_version=0, mode=OperatingMode.EMERGENCY, reason="台风")
    await hall.office.desk.leader.change_mode(change)
    taken = await hall.has_step(grave, StepKind.SCENE_PUSHED)
    assert taken.output_id == "wall:1"


async def test_a_wall_that_goes_gives_the_scene_to_another(hall: Hall) -> None:
    first, second = await hall.wall("wall:1"), await hall.wall("wall:2")
    incident = await hall.report()
    response = await hall.answered(incident)
    assert response.output_id == "wall:1"
    await hall.seat.until(lambda: first.scene == response.scene)
    await first.leave()
    response = await hall.has_step(incident, StepKind.OUTPUT_REPLACED)
    assert response.output_id == "wall:2"
    await hall.seat.until(lambda: second.scene == response.scene)


async def test_a_scene_leaves_a_leaders_laptop_for_the_wall_as_soon_as_there_is_one(hall: Hall) -> None:
    laptop = await hall.wall("laptop:1")
    laptop.in_window = True
    await laptop.say()
    await hall.seat.until(lambda: hall.seat.mirror.get(Output, "laptop:1").in_window)
    incident = await hall.report()
    response = await hall.answered(incident)
    assert response.output_id == "laptop:1"
    await hall.seat.until(lambda: laptop.scene == response.scene)
    wall = await hall.wall()
    response = await hall.has_step(incident, StepKind.OUTPUT_REPLACED)
    assert (response.output_id, response.steps[-1].reason) == ("wall:1", "window")
    await hall.seat.until(lambda: wall.scene == response.scene)
    await hall.seat.until(lambda: laptop.released == [incident.incident_id])
    # It is taken back from where it is now, in one way.
    undoable = [step.number for step in response.steps if step.can_undo and step.output_id is not None]
    assert undoable == [response.steps[-1].number]


async def test_when_it_is_over_the_wall_is_given_back(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    over = MoveIncident(expected_version=incident.version, to="false_report", note="误报")
    await hall.office.officer.move_incident(incident.incident_id, over)
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    page = await hall.office.desk.page(incident)
    assert page.response is not None
    assert page.response.ended_at is not None
    assert kinds(page.response)[-1] is StepKind.SCENE_RELEASED


@ON_EACH_ENGINE
async def test_after_the_end_nothing_is_taken_back_and_a_reopened_incident_is_answered_anew(hall: Hall) -> None:
    await plan(hall)
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    officer = hall.office.officer
    over = MoveIncident(expected_version=incident.version, to="false_report", note="误报")
    incident = await officer.move_incident(incident.incident_id, over)
    await hall.seat.until(lambda: wall.released == [incident.incident_id])
    page = await hall.office.desk.page(incident)
    assert page.response is not None
    pushed = next(step for step in page.response.steps if step.kind is StepKind.SCENE_PUSHED)
    with pytest.raises(HubRefusedError) as refused:
        decide = DecideResponse(expected_version=page.response.version)
        await officer.undo_response_step(incident.incident_id, pushed.number, decide)
    assert refused.value.code == "cannot-undo"
    reopen = ReopenIncident(expected_version=incident.version, reason="复燃")
    await hall.office.desk.leader.reopen_incident(incident.incident_id, reopen)
    await hall.seat.until(lambda: wall.scene == response.scene)
    assert hall.now(incident).ended_at is None


async def test_a_corrected_title_leaves_the_scene_its_name(hall: Hall) -> None:
    wall = await hall.wall()
    incident = await hall.report()
    response = await hall.answered(incident)
    await hall.seat.until(lambda: wall.scene == response.scene)
    change = ChangeIncident(expected_version=incident.version, title="商场火灾")
    await hall.office.officer.change_incident(incident.incident_id, change)
    wall.states = {response.tiles[0]: TileState.OFFLINE}
    await wall.say()
    after = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    assert after.scene == response.scene
    assert [name for name in hall.seat.mirror.all(SharedScene) if name.startswith(incident.number)] == [after.scene]


async def test_an_item_is_ticked_and_unticked(hall: Hall) -> None:
    await plan(hall)
    incident = await hall.report()
    response = await hall.answered(incident)
    officer = hall.office.officer
    response = await officer.tick_checklist(incident.incident_id, 2, TickChecklist(expected_version=response.version))
    assert [item.done_at is not None for item in response.checklist] == [False, True]
    response = await officer.tick_checklist(
        incident.incident_id, 2, TickChecklist(expected_version=response.version, done=False)
    )
    assert not any(item.done_at for item in response.checklist)


async def test_an_incident_that_came_before_the_hub_was_killed_is_answered_after(tmp_path: Path) -> None:
    async with open_office(tmp_path / "hub", answers_reports=True) as office:
        # As if the hub had been killed between the report and its answer.
        await office.hub.responses.close()
        incident = await office.incident()
        assert (await office.desk.page(incident)).response is None
    async with (
        open_desk(tmp_path / "hub", answers_reports=True) as desk,
        seated(desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)


async def test_what_came_when_people_answered_is_left_to_people(tmp_path: Path) -> None:
    async with open_office(tmp_path / "hub") as office:
        incident = await office.incident()
    async with open_desk(tmp_path / "hub", answers_reports=True) as desk:
        later = await desk.report(title="另一处")
        async with seated(desk.running, Role.DUTY_LEADER, name="leader") as seat:
            await seat.until(lambda: seat.mirror.get(Response, later.incident_id) is not None)
            assert seat.mirror.get(Response, incident.incident_id) is None
