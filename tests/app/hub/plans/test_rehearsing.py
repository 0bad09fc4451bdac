"""A dry run says what the hub would do for an incident now, changes nothing, and turns out to be true."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth
from app.domain.camera_ranking import MissReason
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.operating_mode import OperatingMode
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.plan_rehearsal import NoOutputReason, PlanRehearsal
from app.domain.plan_review import PlanFault, PlanProblem
from app.domain.plans import PlanPush, ResponsePlan
from app.domain.response import Response
from app.domain.rooms import Invitation, InvitationStatus
from app.domain.units import Point, Unit, UnitKind
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.plans import Rehearse, SavePlan
from app.services.commands.response import ChangeMode
from tests.app.hub.response.wall import PlayedWall
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET
from tests.servers.seat import seated

MALL = Point(longitude=121.41625, latitude=31.22120)
SITE = "mall-1"
DURING = timedelta(days=2)


def camera(number: int, *, metres_north: float) -> dict[str, Any]:
    return {
        "name": f"摄像机{number}",
        "code": f"C{number}",
        "street": "华阳路街道",
        "main_url": f"rtsp://10.0.0.{number}/main",
        "longitude": MALL.longitude,
        "latitude": MALL.latitude + metres_north / 111_195,
        "reference_system": "WGS-84",
    }


@dataclass
class Hall:
    office: Office
    admin: HubClient
    stack: AsyncExitStack

    async def save(self, **fields: Any) -> ResponsePlan:
        known: dict[str, Any] = {
            "name": "商场火灾",
            "unit_id": STREET,
            "site_id": SITE,
            "incident_class": IncidentClass.ACCIDENT,
            "level": IncidentLevel.II,
            "camera_ids": ("code:C5",),
            "required_titles": (RoleTitle.FIRE, RoleTitle.HOUSING),
            "invited_titles": (RoleTitle.EXPERT,),
            "link_titles": (RoleTitle.FIRE,),
            "checklist": ("确认火点", "通知商场"),
            "reviewed_at": self.office.clock.now(),
        }
        return await self.admin.save_plan(None, SavePlan(**(known | fields)))

    async def wall(self) -> PlayedWall:
        seat = await self.stack.enter_async_context(seated(self.office.desk.running, Role.OPERATOR, name="wall:1"))
        wall = await PlayedWall.served(seat, "wall:1")
        self.stack.push_async_callback(wall.close)
        return wall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(open_office(tmp_path / "hub", answers_reports=True))
        await furnish(office)
        path = f"{office.hub.directory.path(STREET)}{SITE}/"
        mall = Unit(unit_id=SITE, kind=UnitKind.SITE, name="商场", parent_id=STREET, path=path, point=MALL)
        await office.desk.put(mall)
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 9)])
        yield Hall(office, admin, stack)


async def last_seq(hall: Hall) -> int:
    async with hall.office.hub.store.reading() as reading:
        return await reading.last_seq()


def posts(rehearsal: PlanRehearsal) -> dict[str, list[tuple[RoleTitle, int]]]:
    return {one.person_id: [(post.title, post.deputy_order) for post in one.posts] for one in rehearsal.rung}


async def test_a_plan_is_rehearsed_for_its_own_incident_and_nothing_is_changed(hall: Hall) -> None:
    plan = await hall.save()
    await hall.wall()
    now = hall.office.clock.now()
    await hall.office.desk.put(
        CameraHealth(
            camera_id="code:C2",
            condition=CameraCondition.FROZEN,
            since=now - timedelta(hours=2),
            checked_at=now - timedelta(hours=1),
        )
    )
    before = await last_seq(hall)
    rehearsal = await hall.admin.rehearse_plan(plan.plan_id)
    assert await last_seq(hall) == before
    assert (rehearsal.unit_id, rehearsal.classes, rehearsal.level) == (
        SITE,
        (IncidentClass.ACCIDENT,),
        IncidentLevel.II,
    )
    assert (rehearsal.place.text, rehearsal.place.point) == ("商场", MALL)
    assert rehearsal.plan_ids == (plan.plan_id,)
    assert [pick.camera_id for pick in rehearsal.picks] == ["code:C5", "code:C1", "code:C3", "code:C4", "code:C6"]
    assert rehearsal.misses[0].camera_id == "code:C2"
    assert rehearsal.misses[0].reason is MissReason.FROZEN
    assert [word.camera_id for word in rehearsal.health] == ["code:C2"]
    assert rehearsal.layout == "1+5"
    assert rehearsal.tiles == ("code:C5", "field/1", "code:C1", "code:C3", "code:C4", "code:C6")
    assert (rehearsal.output_id, rehearsal.no_output) == ("wall:1", None)
    assert (rehearsal.is_proposed, rehearsal.is_occupied) == (False, False)
    assert [(link.title, link.person_id, link.by_message) for link in rehearsal.links] == [
        (RoleTitle.FIRE, "fire", False)
    ]
    assert rehearsal.checklist == ("确认火点", "通知商场")


async def test_everybody_who_would_be_rung_is_named_with_title_order_and_shift(hall: Hall) -> None:
    plan = await hall.save(required_titles=(RoleTitle.FIRE, RoleTitle.DUTY_LEADER, RoleTitle.HOUSING))
    rehearsal = await hall.admin.rehearse_plan(plan.plan_id)
    found = posts(rehearsal)
    assert found["fire"] == [(RoleTitle.FIRE, 0)]
    assert found["fire-deputy"] == [(RoleTitle.FIRE, 1)]
    assert found["expert"] == [(RoleTitle.EXPERT, 0)]
    people = {one.person_id: one for one in rehearsal.rung}
    assert people["fire"].at_once
    assert not people["fire-deputy"].at_once
    assert people["fire"].required
    assert not people["expert"].required
    assert people["fire"].shift_until is None
    assert people["on-shift"].shift_until == hall.office.clock.now() + DURING
    assert RoleTitle.HOUSING in rehearsal.unanswered
    assert RoleTitle.FIRE not in rehearsal.unanswered
    assert PlanProblem(fault=PlanFault.NOBODY_WITH_TITLE, title=RoleTitle.HOUSING) in rehearsal.reviews[0].problems


async def test_what_was_rehearsed_is_what_happens(hall: Hall) -> None:
    await hall.save()
    await hall.wall()
    place = Place(text="商场", site_id=SITE)
    facts = Rehearse(place=place, classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II)
    rehearsal = await hall.admin.rehearse(facts)
    leader = await hall.stack.enter_async_context(seated(hall.office.desk.running, Role.DUTY_LEADER, name="leader"))
    incident = await hall.office.desk.report(place=place, level=IncidentLevel.II)
    await leader.until(lambda: leader.mirror.get(Response, incident.incident_id) is not None)
    response = leader.mirror.get(Response, incident.incident_id)
    assert response is not None
    assert (response.plan_ids, response.picks, response.misses) == (
        rehearsal.plan_ids,
        rehearsal.picks,
        rehearsal.misses,
    )
    assert (response.layout, response.tiles, response.output_id) == (
        rehearsal.layout,
        rehearsal.tiles,
        rehearsal.output_id,
    )
    assert response.is_proposed is rehearsal.is_proposed
    invitations = leader.mirror.all(Invitation).values()
    rung = {one.person_id for one in invitations if one.status is InvitationStatus.RINGING}
    waiting = {one.person_id for one in invitations if one.status is InvitationStatus.WAITING}
    assert rung == {one.person_id for one in rehearsal.rung if one.at_once}
    assert waiting == {one.person_id for one in rehearsal.rung if not one.at_once}
    # And the same of an incident that is there already.
    again = await hall.admin.rehearse(Rehearse(incident_id=incident.incident_id))
    assert (again.plan_ids, again.tiles, posts(again)) == (rehearsal.plan_ids, rehearsal.tiles, posts(rehearsal))


async def test_ties_and_a_plan_that_loses_are_seen(hall: Hall) -> None:
    first = await hall.save()
    second = await hall.save(name="第二", checklist=("疏散",))
    general = await hall.save(name="街道", site_id=None, checklist=())
    tie = await hall.admin.rehearse_plan(first.plan_id)
    assert set(tie.plan_ids) == {first.plan_id, second.plan_id}
    assert set(tie.checklist) == {"确认火点", "通知商场", "疏散"}
    assert {one.plan_id for one in tie.reviews} == set(tie.plan_ids)
    for_site = await hall.admin.rehearse(
        Rehearse(place=Place(text="商场", site_id=SITE), classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.II)
    )
    assert general.plan_id not in for_site.plan_ids


async def test_why_no_output_would_show_it(hall: Hall) -> None:
    plan = await hall.save()
    assert (await hall.admin.rehearse_plan(plan.plan_id)).no_output is NoOutputReason.NONE_REGISTERED
    async with seated(hall.office.desk.running, Role.OPERATOR, name="wall:1") as seat:
        wall = await PlayedWall.served(seat, "wall:1")
        assert (await hall.admin.rehearse_plan(plan.plan_id)).output_id == "wall:1"
        await wall.close()
    output = hall.office.hub.outputs.get("wall:1")
    assert output is not None
    # Its seat is gone for longer than a short break of the line.
    hall.office.hub.outputs.load([replace(output, online=False)])
    closed = await hall.admin.rehearse_plan(plan.plan_id)
    assert (closed.output_id, closed.no_output) == (None, NoOutputReason.ALL_CLOSED)


async def test_whether_it_is_pushed_goes_by_plan_and_mode(hall: Hall) -> None:
    plan = await hall.save(push=PlanPush.IN_EMERGENCY)
    assert (await hall.admin.rehearse_plan(plan.plan_id)).is_proposed
    await hall.admin.change_mode(ChangeMode(expected_version=0, mode=OperatingMode.EMERGENCY, reason="台风"))
    rehearsal = await hall.admin.rehearse_plan(plan.plan_id)
    assert rehearsal.mode is OperatingMode.EMERGENCY
    assert not rehearsal.is_proposed


async def test_facts_need_a_place_and_a_unit_of_ones_own(hall: Hall) -> None:
    for command, place in (
        (Rehearse(), "body.place"),
        (Rehearse(place=Place(text="某处"), unit_id="nowhere"), "body.unit_id"),
        (Rehearse(place=Place(text="某处", site_id="nowhere")), "body.place.site_id"),
    ):
        with pytest.raises(HubRefusedError) as refused:
            await hall.admin.rehearse(command)
        assert (refused.value.status, refused.value.place) == (422, place)
    stranger = await hall.office.desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    incident = await hall.office.incident()
    with pytest.raises(HubRefusedError, match="incident"):
        await stranger.rehearse(Rehearse(incident_id=incident.incident_id))


async def test_a_district_without_plans_and_places_still_has_an_answer(hall: Hall) -> None:
    rehearsal = await hall.admin.rehearse(Rehearse(place=Place(text="某处"), unit_id=DISTRICT))
    assert rehearsal.plan_ids == ()
    assert rehearsal.picks == ()
    assert rehearsal.tiles == ("field/1",)
