"""A plan's scene is taken as it was prepared, with its gaps filled and without what is known not to work."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.camera_health import CameraCondition, CameraHealth
from app.domain.camera_ranking import MissReason
from app.domain.incidents import Incident, Place
from app.domain.outputs import TileState
from app.domain.permissions import Role
from app.domain.plan_review import PlanFault, PlanProblem
from app.domain.response import OTHER_TILE, Response, StepKind
from app.domain.scene_building import LostScene, SceneLoss
from app.hub.response import starting
from app.services.commands.plans import Rehearse, SavePlan
from app.services.rows import SharedScene
from app.store.change import Change
from tests.app.hub.response.hall import PARK, Hall, kinds
from tests.servers.hub import OTHER_STREET, STREET

ADDRESS = "rtsp://10.0.0.99/clock"
NAME = "公园场景"


async def prepare(hall: Hall, sources: list[Any], *, layout: str = "2x2", name: str = NAME, **plan: Any) -> None:
    """A scene, and a plan that names it."""
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    content = {"name": name, "layout": layout, "sources": sources, "overlay": False, "fit": "cover"}
    await admin.save_scene(name, content, expected_version=None)
    known: dict[str, Any] = {"name": f"公园火灾 {name}", "unit_id": STREET, "grid_code": "G1", "scene": name}
    await admin.save_plan(None, SavePlan(**(known | plan)))


async def report(hall: Hall, **fields: Any) -> Incident:
    return await hall.report(place=Place(text="中山公园", point=PARK, grid_code="G1"), **fields)


async def sick(hall: Hall, camera_id: str, condition: CameraCondition = CameraCondition.OFFLINE) -> None:
    now = hall.office.clock.now()
    word = CameraHealth(camera_id=camera_id, condition=condition, since=now - timedelta(hours=1), checked_at=now)
    await hall.office.desk.put(word)


def step_of(response: Response, kind: StepKind) -> Any:
    return next(step for step in response.steps if step.kind is kind)


def camera(number: int) -> dict[str, str]:
    return {"camera": f"code:C{number}"}


async def scene(hall: Hall, name: str) -> dict[str, Any]:
    async with hall.office.hub.store.reading() as reading:
        kept = await reading.get(SharedScene, name)
    assert kept is not None
    return dict(kept.content)


async def test_the_plans_scene_goes_on_the_wall_with_its_gaps_filled(hall: Hall) -> None:
    await prepare(hall, [camera(7), {"url": ADDRESS}], layout="1+5", field_tiles=2, camera_ids=("code:C6",))
    wall = await hall.wall()
    incident = await report(hall)
    response = await hall.answered(incident)
    assert response.layout == "1+5"
    assert response.tiles == ("code:C7", OTHER_TILE, "field/1", "field/2", "code:C6", "code:C1")
    assert step_of(response, StepKind.PLAN_MATCHED).scene == NAME
    # All that is shown is there with its reason, first what the plan names.
    assert [pick.camera_id for pick in response.picks] == ["code:C7", "code:C6", "code:C1"]
    assert [pick.bound_by_plan for pick in response.picks] == [True, True, False]
    await hall.seat.until(lambda: wall.scene == response.scene)
    places = [f"{incident.incident_id}/{number}" for number in (1, 2)]
    assert wall.sources == ["code:C7", ADDRESS, *places, "code:C6", "code:C1"]
    # As it was prepared in everything else, and its own: the plan's stays what it is.
    assert response.scene is not None
    kept = await scene(hall, response.scene)
    assert (kept["overlay"], kept["fit"]) == (False, "cover")
    assert (await scene(hall, NAME))["sources"][2:] == []


async def test_a_camera_of_it_that_does_not_work_gives_its_tile_and_is_told(hall: Hall) -> None:
    await sick(hall, "code:C7", CameraCondition.FROZEN)
    await prepare(hall, [camera(8), camera(7), camera(6), {"url": ADDRESS}], field_tiles=1)
    await hall.wall()
    response = await hall.answered(await report(hall))
    # No tile is empty: the last camera makes place for whoever is on the spot, and takes the one that falls free.
    assert response.tiles == ("code:C8", "code:C6", "field/1", OTHER_TILE)
    told = [(miss.camera_id, miss.reason, miss.bound_by_plan) for miss in response.misses[:1]]
    assert told == [("code:C7", MissReason.FROZEN, True)]
    assert StepKind.SCENE_PUSHED in kinds(response)


async def test_a_camera_that_fails_later_is_replaced_and_the_rest_of_the_scene_stays(hall: Hall) -> None:
    await prepare(hall, [camera(8), camera(7), {"url": ADDRESS}, None], field_tiles=1)
    wall = await hall.wall()
    wall.states = {"code:C7": TileState.OFFLINE}
    incident = await report(hall)
    response = await hall.has_step(incident, StepKind.CAMERA_REPLACED)
    assert response.tiles == ("code:C8", "code:C1", OTHER_TILE, "field/1")
    assert response.scene is not None
    kept = await scene(hall, response.scene)
    assert kept["sources"][1:3] == [camera(1), {"url": ADDRESS}]
    assert (kept["overlay"], (await scene(hall, NAME))["sources"][1]) == (False, camera(7))


async def test_a_scene_without_any_camera_that_works_is_proposed_unless_it_shows_something_else(hall: Hall) -> None:
    for number in range(1, 9):
        await sick(hall, f"code:C{number}")
    await prepare(hall, [camera(7), None, None, None])
    await hall.wall()
    response = await hall.answered(await report(hall))
    assert response.tiles == ("code:C7", "field/1", "", "")
    assert (response.is_proposed, step_of(response, StepKind.SCENE_PROPOSED).reason) == (True, "no-camera")
    await prepare(hall, [{"url": ADDRESS}], name="另一场景", grid_code="G2")
    place = Place(text="中山公园", point=PARK, grid_code="G2")
    assert StepKind.SCENE_PUSHED in kinds(await hall.answered(await hall.report(title="另一处", place=place)))


async def test_a_scene_that_is_gone_is_said_and_one_is_built(hall: Hall) -> None:
    await prepare(hall, [camera(8)])
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    await admin.remove_scene(NAME)
    (reviewed,) = [one for one in await admin.plan_reviews() if one.problems and one.plan_id != "plan"]
    assert PlanProblem(fault=PlanFault.SCENE_GONE, scene=NAME) in reviewed.problems
    await hall.wall()
    place = Place(text="中山公园", point=PARK, grid_code="G1")
    rehearsal = await admin.rehearse(Rehearse(place=place, unit_id=STREET))
    assert (rehearsal.scene, rehearsal.lost_scenes) == (None, (LostScene(name=NAME, reason=SceneLoss.GONE),))
    response = await hall.answered(await report(hall))
    lost = step_of(response, StepKind.SCENE_LOST)
    assert (lost.scene, lost.reason) == (NAME, "gone")
    assert response.tiles[:3] == ("code:C1", "field/1", "code:C2")
    assert StepKind.SCENE_PUSHED in kinds(response)
    assert step_of(response, StepKind.PLAN_MATCHED).scene is None


async def test_a_scene_of_another_make_or_of_people_who_may_not_see_it_is_not_used(
    hall: Hall, expected_log: list[str]
) -> None:
    expected_log.append("cannot be read")
    await prepare(hall, [camera(8)], name="1 甲")
    await prepare(hall, [camera(8)], name="2 乙", checklist=("一",))
    await hall.wall()

    async def spoil(change: Change) -> None:
        of_another_make = await change.get(SharedScene, "1 甲")
        of_others = await change.get(SharedScene, "2 乙")
        assert of_another_make is not None
        assert of_others is not None
        change.replace(replace(of_another_make, content={"layout": "from the future"}))
        change.replace(replace(of_others, unit_id=OTHER_STREET))

    hub = hall.office.hub
    await hub.store.writer.run(spoil, actor=hub.actor)
    seen = starting.prepare(hub, replace(await report(hall), unit_id=STREET), shown_on=None).composed
    # The wall is the whole district's, and so sees what each street has.
    assert [(one.name, one.reason) for one in seen.lost] == [("1 甲", SceneLoss.UNREADABLE)]
    assert seen.planned is not None
    wall = hub.outputs.get("wall:1")
    assert wall is not None
    there = replace(wall, unit_id=STREET)
    seen = starting.prepare(hub, await report(hall, title="另一处"), shown_on=there).composed
    assert {(one.name, one.reason) for one in seen.lost} == {
        ("1 甲", SceneLoss.UNREADABLE),
        ("2 乙", SceneLoss.NOT_PERMITTED),
    }
    assert seen.planned is None


async def test_of_plans_that_fit_equally_well_the_first_with_a_scene_gives_it(hall: Hall) -> None:
    await prepare(hall, [camera(8)] * 4, name="后")
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_plan(None, SavePlan(name="0 无场景", unit_id=STREET, grid_code="G1"))
    content = {"name": "先", "layout": "1x1", "sources": [camera(6)]}
    await admin.save_scene("先", content, expected_version=None)
    await admin.save_plan(None, SavePlan(name="1 先", unit_id=STREET, grid_code="G1", scene="先"))
    response = await hall.answered(await report(hall))
    assert len(response.plan_ids) == 3
    assert response.tiles == ("code:C6",)
    matched = step_of(response, StepKind.PLAN_MATCHED)
    assert (matched.reason, matched.scene) == ("tie", "先")


async def test_the_dry_run_says_the_same(hall: Hall) -> None:
    await sick(hall, "code:C7")
    await prepare(hall, [camera(8), camera(7), {"url": ADDRESS}, None])
    await hall.wall()
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    place = Place(text="中山公园", point=PARK, grid_code="G1")
    rehearsal = await admin.rehearse(Rehearse(place=place, unit_id=STREET))
    response = await hall.answered(await report(hall))
    assert (rehearsal.scene, rehearsal.layout, rehearsal.tiles) == (NAME, response.layout, response.tiles)
    assert (rehearsal.picks, rehearsal.misses, rehearsal.around) == (
        response.picks,
        response.misses,
        response.around,
    )
