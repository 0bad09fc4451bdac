"""Stale plans are listed before they are needed; how a plan came to be is kept."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.plan_review import PlanFault
from app.link.hub_wire import HubRefusedError
from app.services.commands.plans import SavePlan
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    # The hub knows of cameras also where it answers no reports.
    async with open_office(tmp_path / "hub", answers_reports=False) as office:
        await furnish(office)
        yield office


async def faults(office: Office, plan_id: str, unit_id: str = DISTRICT) -> list[PlanFault]:
    # Of a new session: months may have gone by.
    client = await office.desk.running.client(Role.DUTY_OFFICER, unit_id)
    reviews = {one.plan_id: one for one in await client.plan_reviews()}
    return [problem.fault for problem in reviews[plan_id].problems]


async def test_what_goes_stale_is_listed_with_its_reason(office: Office) -> None:
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_cameras([{"name": "一", "code": "C1", "street": "华阳路街道", "main_url": "rtsp://10.0.0.1/main"}])
    command = SavePlan(
        name="预案",
        unit_id=STREET,
        camera_ids=("code:C1",),
        required_titles=(RoleTitle.FIRE, RoleTitle.DUTY_LEADER),
        review_after_days=30,
        reviewed_at=office.clock.now(),
    )
    plan = await admin.save_plan(None, command)
    assert await faults(office, plan.plan_id) == []
    await admin.remove_cameras(["code:C1"])
    office.clock.advance(timedelta(days=31).total_seconds())
    assert await faults(office, plan.plan_id) == [
        PlanFault.CAMERA_GONE,
        PlanFault.NOBODY_ON_SHIFT,
        PlanFault.REVIEW_OVERDUE,
    ]


async def test_each_seat_is_told_of_the_plans_that_it_may_see(office: Office) -> None:
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    districts = await admin.save_plan(None, SavePlan(name="全区", unit_id=DISTRICT, output_id="gone"))
    other = await office.desk.as_(Role.OPERATOR, OTHER_STREET)
    assert [one.plan_id for one in await other.plan_reviews()] == [districts.plan_id]
    assert await faults(office, districts.plan_id, STREET) == [PlanFault.OUTPUT_GONE, PlanFault.NEVER_REVIEWED]
    assert await faults(office, "plan", STREET) == [PlanFault.NEVER_REVIEWED]


async def test_every_saved_version_is_kept_with_who_saved_it(office: Office) -> None:
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    first = await admin.save_plan(None, SavePlan(name="一", unit_id=STREET))
    await admin.save_plan(None, SavePlan(name="别的", unit_id=STREET))
    command = SavePlan(name="二", unit_id=STREET, expected_version=first.version, field_tiles=2)
    second = await admin.save_plan(first.plan_id, command)
    versions = await admin.plan_versions(first.plan_id)
    assert [one.plan for one in versions] == [second, first]
    assert all(one.by_name for one in versions)
    other = await office.desk.as_(Role.DUTY_LEADER, OTHER_STREET)
    with pytest.raises(HubRefusedError, match="plan"):
        await other.plan_versions(first.plan_id)
