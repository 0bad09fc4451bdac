"""Who is on duty is never a question: one officer and one leader of a unit at a time, nobody in two places."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
import pytest_asyncio

from app.domain.people import RoleTitle, Shift
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.directory import SavePerson, SaveShift, SaveUnit
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")

EIGHT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
OFFICER, LEADER, STANDBY = RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STANDBY


@dataclass
class Desk:
    """A unit of its own for each test, with two people."""

    admin: HubClient
    unit_id: str
    wang: str
    li: str

    def shift(self, person_id: str, start_h: float, end_h: float, **more: object) -> SaveShift:
        known: dict[str, object] = {"unit_id": self.unit_id, "title": OFFICER} | more
        return SaveShift(
            person_id=person_id,
            starts_at=EIGHT + timedelta(hours=start_h),
            ends_at=EIGHT + timedelta(hours=end_h),
            **known,
        )

    async def save(self, command: SaveShift) -> Shift:
        return await self.admin.save_shift(None, command)

    async def refusal(self, command: SaveShift, shift_id: str | None = None) -> tuple[int, str, str]:
        with pytest.raises(HubRefusedError) as refused:
            await self.admin.save_shift(shift_id, command)
        return refused.value.status, refused.value.code, str(refused.value)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared_hub: RunningHub, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    admin = await shared_hub.client()
    unit = await admin.save_unit(None, SaveUnit(kind="department", name=request.node.name, parent_id=DISTRICT))
    people = [await admin.save_person(None, SavePerson(name=name, unit_id=unit.unit_id)) for name in ("王", "李")]
    yield Desk(admin, unit.unit_id, people[0].person_id, people[1].person_id)


async def test_two_duty_officers_at_a_time_are_refused_with_words(desk: Desk) -> None:
    await desk.save(desk.shift(desk.wang, 0, 12))
    for start_h, end_h in ((-1, 1), (11, 13), (1, 2), (-1, 13), (0, 12)):
        status, code, words = await desk.refusal(desk.shift(desk.li, start_h, end_h))
        assert (status, code) == (409, "overlaps")
        assert "2026-11-22T00:00:00+00:00 to 2026-11-22T12:00:00+00:00" in words


async def test_who_takes_over_begins_when_the_other_ends(desk: Desk) -> None:
    await desk.save(desk.shift(desk.wang, 0, 12))
    await desk.save(desk.shift(desk.li, 12, 24))
    await desk.save(desk.shift(desk.li, -12, 0))


async def test_officer_leader_and_standby_are_beside_each_other(desk: Desk) -> None:
    await desk.save(desk.shift(desk.wang, 0, 12))
    await desk.save(desk.shift(desk.li, 0, 12, title=LEADER))
    await desk.save(desk.shift(desk.li, 0, 12, title=STANDBY))
    await desk.save(desk.shift(desk.wang, 0, 12, title=STANDBY))


async def test_nobody_is_on_duty_in_two_places(desk: Desk) -> None:
    await desk.save(desk.shift(desk.wang, 0, 12))
    status, code, words = await desk.refusal(desk.shift(desk.wang, 6, 18, unit_id=STREET))
    assert (status, code) == (409, "elsewhere")
    # Where they are then may be another unit's business.
    assert "2026" not in words


async def test_a_shift_makes_room_for_itself(desk: Desk) -> None:
    saved = await desk.save(desk.shift(desk.wang, 0, 12))
    longer = desk.shift(desk.wang, 0, 13, expected_version=saved.version)
    assert (await desk.admin.save_shift(saved.shift_id, longer)).version == saved.version + 1
    assert (await desk.refusal(longer, saved.shift_id))[:2] == (409, "stale-version")
    await desk.admin.remove_shift(saved.shift_id)
    await desk.save(desk.shift(desk.li, 0, 12))


async def test_times_are_times(desk: Desk) -> None:
    for start_h, end_h, code in (
        (0, 0, "ends-before-it-starts"),
        (12, 0, "ends-before-it-starts"),
        (0, 241, "too-long"),
    ):
        assert (await desk.refusal(desk.shift(desk.wang, start_h, end_h)))[:2] == (422, code)
    beijing = timezone(timedelta(hours=8))
    given = desk.shift(desk.wang, 0, 12).model_copy(update={"starts_at": EIGHT.astimezone(beijing)})
    assert (await desk.save(given)).starts_at.utcoffset() == timedelta(0)


async def test_on_shift_are_people_who_are_there_under_titles_of_duty(desk: Desk) -> None:
    assert (await desk.refusal(desk.shift(desk.wang, 0, 1, title=RoleTitle.EXPERT)))[:2] == (
        422,
        "no-shift-of-this-title",
    )
    assert (await desk.refusal(desk.shift("nobody", 0, 1)))[0] == 422
    [wang] = [one for one in await desk.admin.people() if one.person_id == desk.wang]
    left = SavePerson(expected_version=wang.version, name="王", unit_id=desk.unit_id, active=False)
    await desk.admin.save_person(desk.wang, left)
    assert (await desk.refusal(desk.shift(desk.wang, 0, 1)))[:2] == (422, "person-left")


async def test_a_street_plans_its_own_shifts_with_people_it_knows(shared_hub: RunningHub, desk: Desk) -> None:
    leader = await shared_hub.client(Role.DUTY_LEADER, STREET)
    ours = await desk.admin.save_person(None, SavePerson(name="华阳值班", unit_id=STREET))
    theirs = await desk.admin.save_person(None, SavePerson(name="江苏值班", unit_id=OTHER_STREET))
    saved = await leader.save_shift(None, desk.shift(ours.person_id, 100, 112, unit_id=STREET))
    for command, status in (
        (desk.shift(ours.person_id, 200, 212, unit_id=OTHER_STREET), 403),
        (desk.shift(ours.person_id, 200, 212, unit_id=DISTRICT), 403),
        (desk.shift(theirs.person_id, 200, 212, unit_id=STREET), 422),
    ):
        with pytest.raises(HubRefusedError) as refused:
            await leader.save_shift(None, command)
        assert refused.value.status == status
    listed = await leader.shifts(after=(EIGHT + timedelta(hours=99)).isoformat())
    assert saved in listed
    assert all(one.ends_at > EIGHT + timedelta(hours=99) for one in listed)
