"""The tree of units: who belongs where is decided once, and what belongs to a unit keeps it."""

import pytest

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.domain.units import Point, Unit, UnitKind
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.directory import SavePerson, SaveUnit
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refusal(client: HubClient, unit_id: str | None, command: SaveUnit) -> tuple[int, str, str]:
    with pytest.raises(HubRefusedError) as refused:
        await client.save_unit(unit_id, command)
    return refused.value.status, refused.value.code, refused.value.place


def site(name: str, parent_id: str = STREET, **more: object) -> SaveUnit:
    return SaveUnit(kind=UnitKind.SITE, name=name, parent_id=parent_id, **more)


async def test_a_site_lies_under_its_street_with_its_point_and_codes(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_unit(
        None,
        site("中山公园", point=Point(longitude=121.4163, latitude=31.2212), grid_code="310105001003", city_code="C-1"),
    )
    assert saved.path == f"/{DISTRICT}/{STREET}/{saved.unit_id}/"
    assert shared_hub.hub.directory.get(saved.unit_id) == saved
    assert (saved.point, saved.grid_code) == (Point(longitude=121.4163, latitude=31.2212), "310105001003")


async def test_a_new_street_is_known_by_its_code_and_has_no_other_id(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    street = SaveUnit(kind=UnitKind.STREET, name="新设街道", parent_id=DISTRICT)
    assert (await admin.save_unit("310105199", street)).path == f"/{DISTRICT}/310105199/"
    other = street.model_copy(update={"name": "另一街道"})
    assert await refusal(admin, None, other) == (422, "wrong-code", "body.unit_id")
    assert await refusal(admin, "310106001", other) == (422, "wrong-code", "body.unit_id")
    assert await refusal(admin, "310105199", other) == (409, "exists-already", "")


async def test_units_lie_only_under_units_of_their_kind(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    place = await admin.save_unit(None, site("点位甲"))
    for command, code in (
        (site("点位乙", place.unit_id), "wrong-parent"),
        (SaveUnit(kind=UnitKind.STATION, name="站", parent_id=place.unit_id), "wrong-parent"),
        (site("点位乙", "nowhere"), "no-parent"),
        (SaveUnit(kind=UnitKind.SITE, name="点位乙"), "no-parent"),
        (SaveUnit(kind=UnitKind.DISTRICT, name="又一个区"), "one-district"),
    ):
        assert (await refusal(admin, None, command))[1] == code


async def test_a_unit_keeps_its_kind_and_its_place(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_unit(None, site("虹桥枢纽"))
    moved = site("虹桥枢纽", OTHER_STREET, expected_version=saved.version)
    assert await refusal(admin, saved.unit_id, moved) == (422, "stays-where-it-is", "body.parent_id")
    station = SaveUnit(kind=UnitKind.STATION, name="虹桥枢纽", parent_id=STREET, expected_version=saved.version)
    assert await refusal(admin, saved.unit_id, station) == (422, "stays-where-it-is", "body.kind")


async def test_what_locates_a_site_is_its_alone(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    await admin.save_unit(None, site("天山商场", city_code="C-9"))
    assert (await refusal(admin, None, site("天山商场")))[:2] == (409, "name-taken")
    assert (await refusal(admin, None, site("别处", city_code="C-9")))[:2] == (409, "city-code-taken")
    foreign = site("别处", grid_code=f"{OTHER_STREET}001")
    assert (await refusal(admin, None, foreign))[:2] == (422, "foreign-grid")
    # Another street has its own people's park.
    assert (await admin.save_unit(None, site("天山商场", OTHER_STREET))).parent_id == OTHER_STREET


async def test_a_stale_version_changes_nothing(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_unit(None, site("娄山关路"))
    changed = await admin.save_unit(saved.unit_id, site("娄山关路站", expected_version=saved.version))
    assert changed.version == saved.version + 1
    late = site("别的名字", expected_version=saved.version)
    assert (await refusal(admin, saved.unit_id, late))[:2] == (409, "stale-version")
    assert shared_hub.hub.directory.get(saved.unit_id) == changed


async def test_a_unit_with_anything_of_its_own_stays(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    station = await admin.save_unit(None, SaveUnit(kind=UnitKind.STATION, name="城运工作站", parent_id=STREET))
    below = await admin.save_unit(None, site("站内点位", station.unit_id))
    person = await admin.save_person(None, SavePerson(name="王一", unit_id=station.unit_id))
    with pytest.raises(HubRefusedError) as refused:
        await admin.remove_unit(station.unit_id)
    assert refused.value.code == "in-use"
    assert "units below, people" in str(refused.value)
    await admin.remove_person(person.person_id)
    await admin.remove_unit(below.unit_id)
    await admin.remove_unit(station.unit_id)
    assert shared_hub.hub.directory.get(station.unit_id) is None
    removed = [one for one in await admin.events(limit=5000) if one.kind is EventKind.UNIT_REMOVED]
    assert [dict(one.about)["unit"] for one in removed[-2:]] == [below.unit_id, station.unit_id]


async def test_a_title_for_a_unit_holds_it_too(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    office = await admin.save_unit(None, SaveUnit(kind=UnitKind.DEPARTMENT, name="应急局", parent_id=DISTRICT))
    hat = {"title": "director", "unit_id": office.unit_id}
    await admin.save_person(None, SavePerson(name="李二", unit_id=DISTRICT, hats=[hat]))
    with pytest.raises(HubRefusedError, match="people"):
        await admin.remove_unit(office.unit_id)


async def test_a_street_arranges_what_is_below_it_and_nothing_beside(shared_hub: RunningHub) -> None:
    street = await shared_hub.client(Role.ADMINISTRATOR, STREET)
    saved = await street.save_unit(None, site("华阳点位"))
    assert (await refusal(street, None, site("江苏点位", OTHER_STREET)))[:2] == (403, "not-permitted")
    for unit_id in (STREET, DISTRICT):
        with pytest.raises(HubRefusedError) as refused:
            await street.remove_unit(unit_id)
        assert refused.value.code == "not-permitted"
    await street.remove_unit(saved.unit_id)


async def test_everybody_sees_the_whole_tree_from_the_top(shared_hub: RunningHub) -> None:
    street = await shared_hub.client(Role.OPERATOR, STREET)
    listed = await street.units()
    assert listed[0].unit_id == DISTRICT
    assert {STREET, OTHER_STREET} <= {unit.unit_id for unit in listed}
    assert all(isinstance(unit, Unit) for unit in listed)
