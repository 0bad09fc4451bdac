"""Plans over the wire: made, changed and removed by those whose unit it is for."""

from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.incidents import IncidentLevel
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.services.commands.plans import SavePlan
from app.services.rows import SharedCamera, SharedScene
from tests.app.hub.incidents.desk import Desk, place_of, refused
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


def plan(**changes: Any) -> SavePlan:
    return SavePlan(**({"name": "商场火灾", "unit_id": STREET} | changes))


async def test_a_plan_is_made_changed_and_removed(desk: Desk) -> None:
    await desk.put(
        SharedCamera(camera_id="c1", unit_id=STREET, unit_path=f"/{DISTRICT}/{STREET}/", name="1号口"),
        SharedScene(name="商场", unit_id=DISTRICT, content={}),
    )
    leader = await desk.as_(Role.DUTY_LEADER, STREET)
    made = await leader.save_plan(
        None, plan(camera_ids=("c1", "c1"), scene="商场", level=IncidentLevel.I, checklist=("call the fire brigade",))
    )
    assert (made.version, made.camera_ids, made.scene) == (1, ("c1",), "商场")
    changed = await leader.save_plan(made.plan_id, plan(expected_version=1, required_titles=(RoleTitle.FIRE,)))
    assert (changed.version, changed.required_titles, changed.camera_ids) == (2, (RoleTitle.FIRE,), ())
    await leader.remove_plan(made.plan_id)
    administrator = await desk.as_(Role.ADMINISTRATOR)
    told = [event for event in await administrator.events() if ("plan", made.plan_id) in event.about]
    assert [event.kind for event in told] == [EventKind.PLAN_SAVED, EventKind.PLAN_SAVED, EventKind.PLAN_REMOVED]
    assert told[0].payload["checklist"] == ["call the fire brigade"]
    assert await refused(leader.remove_plan(made.plan_id)) == (404, "not-found")


async def test_a_plan_that_is_made_again_under_its_id_has_a_newer_version(desk: Desk) -> None:
    first = await desk.leader.save_plan("mall", plan())
    assert await refused(desk.leader.save_plan("mall", plan())) == (409, "stale-version")
    await desk.leader.remove_plan("mall")
    assert (await desk.leader.save_plan("mall", plan())).version > first.version


async def test_refused_plans(desk: Desk) -> None:
    made = await desk.leader.save_plan(None, plan())
    key = made.plan_id
    save = desk.leader.save_plan
    assert await refused(save(key, plan(expected_version=7))) == (409, "stale-version")
    assert await refused(save("nothing", plan(expected_version=1))) == (404, "not-found")
    assert await place_of(save(None, plan(unit_id="nobody"))) == "unit_id"
    assert await place_of(save(None, plan(site_id="nowhere"))) == "site_id"
    assert await place_of(save(None, plan(camera_ids=("nothing",)))) == "camera_ids.0"
    assert await place_of(save(None, plan(scene="nothing"))) == "scene"
    other = await desk.as_(Role.DUTY_LEADER, OTHER_STREET)
    assert await refused(other.save_plan(key, plan(expected_version=made.version))) == (404, "not-found")
    assert await refused(other.remove_plan(key)) == (404, "not-found")
    assert await refused(other.save_plan(None, plan())) == (403, "not-permitted")
    of_the_district = await desk.leader.save_plan(None, plan(unit_id=DISTRICT))
    assert await refused(other.remove_plan(of_the_district.plan_id)) == (403, "not-permitted")
    assert await refused(desk.officer.save_plan(None, plan())) == (403, "not-permitted")
