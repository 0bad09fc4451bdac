"""Cameras on the hub: whole or not at all, in the unit they belong to, and opened only for who may view them."""

from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import Event, EventKind
from app.domain.geo import distance_m, wgs84_to_gcj02
from app.domain.people import PersonType
from app.domain.permissions import Role
from app.domain.units import Point, Unit, UnitKind, child_path
from app.hub import feed
from app.link.doors import NamedHubDoor
from app.link.hub_client import HubClient
from app.link.hub_link import HubLink
from app.link.hub_wire import HubRefusedError
from app.services.camera_csv import read_cameras
from app.services.camera_fields import FieldFault
from app.services.camera_json import read_cameras_json
from app.services.rows import SharedCamera
from app.services.shared_cameras import CameraAccess
from app.store.change import Change
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub
from tests.servers.seat import seated

PARK = Point(longitude=121.4141, latitude=31.2212)
GATE = {"name": "正门", "code": "HY-1", "street": "华阳路街道", "main_url": "rtsp://10.0.0.1/main"}


def camera(number: int, **fields: Any) -> dict[str, Any]:
    return {"name": f"{number}号口", "code": f"C{number}", "main_url": f"rtsp://10.0.1.{number}/main", **fields}


async def by_id(client: HubClient) -> dict[str, SharedCamera]:
    return {row.camera_id: row for row in await client.cameras()}


async def only(client: HubClient) -> SharedCamera:
    [row] = await client.cameras()
    return row


async def latest(hub: RunningHub, kind: EventKind) -> Event:
    async with hub.hub.store.reading() as reading:
        return [event for event in await reading.events() if event.kind is kind][-1]


async def count(hub: RunningHub, kind: EventKind) -> int:
    async with hub.hub.store.reading() as reading:
        return sum(event.kind is kind for event in await reading.events())


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def hub(emptied_hub: RunningHub) -> RunningHub:
    return emptied_hub


@pytest_asyncio.fixture(loop_scope="module")
async def site(hub: RunningHub) -> Unit:
    """Of the directory, in the street."""
    street = hub.hub.directory.get(STREET)
    assert street is not None
    site = Unit(
        unit_id="park",
        kind=UnitKind.SITE,
        name="中山公园",
        parent_id=STREET,
        path=child_path(street.path, "park"),
        point=PARK,
    )

    async def make(change: Change) -> None:
        change.insert(site)

    await hub.hub.store.writer.run(make, actor=hub.hub.actor)
    return site


# -- in


async def test_what_came_in_is_seen_without_what_opens_it(hub: RunningHub) -> None:
    seat = await hub.client()
    assert await seat.save_cameras([{**GATE, "user": "admin", "password": "s3cret", "heading": 90}]) == 1
    row = await only(seat)
    assert (row.camera_id, row.unit_id, row.user, row.has_password, row.heading_deg) == (
        "code:HY-1",
        STREET,
        "admin",
        True,
        90.0,
    )
    assert "s3cret" not in repr(row)


async def test_credentials_leave_the_address(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([{**GATE, "main_url": "rtsp://admin:s3cret@10.0.0.1/main"}])
    row = await only(seat)
    assert (row.main_url, row.user, row.has_password) == ("rtsp://10.0.0.1/main", "admin", True)
    opened = await seat.view_cameras([row.camera_id], purpose="wall")
    assert opened == {row.camera_id: CameraAccess(main_url=row.main_url, user="admin", password="s3cret")}


async def test_a_secret_in_the_query_is_hidden_until_the_camera_is_opened(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([{**GATE, "main_url": "http://10.0.0.1/live?token=s3cret&x=1"}])
    row = await only(seat)
    assert row.main_url == "http://10.0.0.1/live?token=***&x=1"
    [access] = (await seat.view_cameras([row.camera_id], purpose="")).values()
    assert access.main_url == "http://10.0.0.1/live?token=s3cret&x=1"
    # What was exported without it comes back and changes nothing.
    assert await seat.save_cameras([{**GATE, "main_url": row.main_url, "site": "公园"}]) == 1
    [access] = (await seat.view_cameras([row.camera_id], purpose="")).values()
    assert access.main_url == "http://10.0.0.1/live?token=s3cret&x=1"
    report = await seat.check_cameras([camera(2, main_url="http://h/live?token=***")])
    assert [(fault.row, fault.column, fault.fault) for fault in report.faults] == [
        (1, "main_url", FieldFault.HIDDEN_ADDRESS)
    ]


async def test_an_import_is_whole_or_nothing_and_says_where_it_fails(hub: RunningHub) -> None:
    seat = await hub.client()
    with pytest.raises(HubRefusedError) as refused:
        await seat.save_cameras([GATE, camera(2, gb_id="3101050001132000004")])
    assert (refused.value.status, refused.value.code, refused.value.place) == (422, "cameras-refused", "2.gb_id")
    assert await seat.cameras() == []


async def test_a_dry_run_names_every_fault_and_changes_nothing(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([camera(9, gb_id="31010500011320000009")])
    events = await seat.events()
    report = await seat.check_cameras(
        [
            camera(1, street="没有路街道"),
            camera(2, longitude=121.4, latitude=31.2),
            camera(3, gb_id="31010500012000000003"),
            {**camera(4), "password": ["s3cret"]},
            {**camera(9), "gb_id": "31010500011320000010"},
        ]
    )
    faults = [(fault.row, fault.column, fault.fault) for fault in report.faults]
    # The fields first: units and neighbours are asked for rows that can be read.
    assert faults == [
        (2, "reference_system", FieldFault.NO_REFERENCE_SYSTEM),
        (3, "gb_id", FieldFault.BAD_GB_ID),
        (4, "password", FieldFault.NOT_TEXT),
    ]
    report = await seat.check_cameras([camera(1, street="没有路街道"), {**camera(9), "gb_id": "31010500011320000010"}])
    assert [(fault.row, fault.column, fault.fault, fault.detail) for fault in report.faults] == [
        (1, "street", FieldFault.NO_UNIT, ""),
        (2, "code", FieldFault.ALREADY_REGISTERED, "9号口"),
    ]
    good = await seat.check_cameras([camera(1), camera(9, gb_id="31010500011320000009")])
    assert (good.new, good.changed, good.unchanged, good.faults) == (1, 0, 1, ())
    assert len(await seat.cameras()) == 1
    assert await seat.events() == events


async def test_a_spreadsheet_comes_in_as_it_was_saved(hub: RunningHub) -> None:
    seat = await hub.client()
    header = "name,code,street,main_url,user,password\r\n"
    text = header + "\r\n正门,HY-1,华阳路,rtsp://h/1,admin,s3cret\r\n东门,,江苏路,rtsp://h/2,,\r\n"
    checked = await seat.import_cameras(text.encode("gb18030"), dry_run=True)
    assert (checked.new, checked.rows, checked.encoding) == (2, 2, "GB18030")
    assert await seat.cameras() == []
    await seat.import_cameras(text.encode("gb18030"))
    assert {row.name: row.unit_id for row in await seat.cameras()} == {"正门": STREET, "东门": OTHER_STREET}
    # A fault that only the hub can find names the spreadsheet's row, also after an empty one.
    bad = (header + "\r\n北门,,没有路,rtsp://h/3,,\r\n").encode()
    [fault] = (await seat.import_cameras(bad, dry_run=True)).faults
    assert (fault.row, fault.column, fault.value, fault.fault) == (3, "street", "没有路", FieldFault.NO_UNIT)
    with pytest.raises(HubRefusedError) as refused:
        await seat.import_cameras(b"\xff\xfe\x00")
    assert refused.value.code == "cameras-refused"


async def test_one_event_tells_of_an_import(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([GATE])
    single = await latest(hub, EventKind.CAMERA_SAVED)
    assert single.about == (("camera", "code:HY-1"),)
    await seat.save_cameras([{**GATE, "site": "公园"}, camera(1), camera(2)])
    event = await latest(hub, EventKind.CAMERAS_IMPORTED)
    assert (event.payload["new"], event.payload["changed"], event.payload["removed"]) == (2, 1, 0)
    assert len(event.payload["digest"]) == 64
    assert await seat.save_cameras([{**GATE, "site": "公园"}, camera(1), camera(2)]) == 0
    assert await latest(hub, EventKind.CAMERAS_IMPORTED) == event, "what changes nothing is no event"


async def test_what_changed_has_a_new_version_and_what_did_not_has_not(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([GATE, camera(1, password="a", user="u")])
    before = await by_id(seat)
    await seat.save_cameras([GATE, camera(1, password="b", user="u")])
    after = await by_id(seat)
    assert after["code:HY-1"] == before["code:HY-1"]
    # Seats fetch a password anew when the row's version says that something changed.
    assert after["code:C1"] == replace(before["code:C1"], version=before["code:C1"].version + 1)


async def test_a_password_that_is_not_named_stays_with_its_user(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([camera(1, user="admin", password="s3cret")])

    async def password() -> str:
        return (await seat.view_cameras(["code:C1"], purpose=""))["code:C1"].password

    await seat.save_cameras([camera(1, user="admin", site="公园")])
    assert await password() == "s3cret"
    await seat.save_cameras([camera(1, user="admin", password="")])
    assert await password() == ""
    await seat.save_cameras([camera(1, user="admin", password="s3cret")])
    await seat.save_cameras([camera(1, user="other")])
    assert await password() == ""
    assert not (await only(seat)).has_password


async def test_replacing_all_takes_what_is_not_named_from_the_own_units_only(hub: RunningHub) -> None:
    district, street = await hub.client(), await hub.client(unit_id=STREET)
    await district.save_cameras([GATE, camera(1, street="华阳路"), camera(2, street="江苏路")])
    assert await street.save_cameras([camera(3)], replace_all=True) == 1
    assert {row.camera_id: row.unit_id for row in await district.cameras()} == {
        "code:C2": OTHER_STREET,
        "code:C3": STREET,
    }


async def test_a_camera_takes_anothers_place_with_its_password_and_shares(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([{**GATE, "user": "admin", "password": "s3cret"}, camera(2)])
    row = (await by_id(seat))["code:HY-1"]
    await seat.share_camera("code:HY-1", [OTHER_STREET], expected_version=row.version)
    changed = {**GATE, "gb_id": "31010500011320000042", "user": "admin"}
    await seat.save_cameras([changed], instead_of="code:HY-1")
    rows = await by_id(seat)
    assert set(rows) == {"code:C2", "31010500011320000042"}
    assert rows["31010500011320000042"].shared_with == (OTHER_STREET,)
    opened = await seat.view_cameras(list(rows), purpose="")
    assert opened["31010500011320000042"].password == "s3cret"
    with pytest.raises(HubRefusedError) as refused:
        await seat.save_cameras([camera(2)], instead_of="31010500011320000042")
    assert refused.value.code == "cameras-refused"
    with pytest.raises(HubRefusedError) as missing:
        await seat.save_cameras([camera(3)], instead_of="code:none")
    assert missing.value.status == 404


async def test_a_camera_that_comes_again_is_newer_than_the_one_that_went(hub: RunningHub) -> None:
    async with seated(hub) as seat:
        await seat.client.save_cameras([GATE])
        await seat.client.save_cameras([{**GATE, "site": "公园"}])
        await seat.until(lambda: [row.site for row in seat.mirror.all(SharedCamera).values()] == ["公园"])
        before = seat.mirror.get(SharedCamera, "code:HY-1")
        await seat.client.remove_cameras(["code:HY-1"])
        await seat.until(lambda: not seat.mirror.all(SharedCamera))
        await seat.client.save_cameras([GATE])
        await seat.until(lambda: bool(seat.mirror.all(SharedCamera)))
        after = seat.mirror.get(SharedCamera, "code:HY-1")
        assert before is not None
        assert after is not None
        assert after.version > before.version


# -- where it belongs


async def test_the_row_tells_the_unit(hub: RunningHub, site: Unit) -> None:
    """Each rule by example; what a row tells first counts."""
    seat = await hub.client()
    at_the_park = {"longitude": 121.4151, "latitude": 31.2215, "reference_system": "WGS-84"}
    expected: list[tuple[dict[str, Any], str]] = [
        ({"street": "江苏路街道"}, OTHER_STREET),
        ({"street": "江苏路"}, OTHER_STREET),
        ({"street": OTHER_STREET}, OTHER_STREET),
        ({"street": "华阳路", "site": "中山公园"}, "park"),
        ({"street": "江苏路", "site": "中山公园"}, OTHER_STREET),
        ({"grid_code": "310105002007"}, OTHER_STREET),
        ({"street": "华阳路", "grid_code": "310105002007"}, STREET),
        ({"gb_id": "31010500011320000042"}, DISTRICT),
        ({"gb_id": "34020000001320000001", "street": "华阳路"}, STREET),
        ({"gb_id": "31010500011320000043", **at_the_park}, STREET),
        ({**at_the_park, "longitude": 121.5}, DISTRICT),
        ({}, DISTRICT),
    ]
    await seat.save_cameras([camera(number, **fields) for number, (fields, _) in enumerate(expected)])
    rows = {row.name: row for row in await seat.cameras()}
    units = [rows[f"{number}号口"].unit_id for number in range(len(expected))]
    assert units == [unit_id for _, unit_id in expected]
    assert rows["3号口"].unit_path == site.path


async def test_an_id_of_another_district_without_a_street_is_refused(hub: RunningHub) -> None:
    seat = await hub.client()
    [fault] = (await seat.check_cameras([camera(1, gb_id="31010400011320000042")])).faults
    assert (fault.column, fault.fault, fault.detail) == ("gb_id", FieldFault.NO_UNIT, "310104")


async def test_an_id_of_the_district_is_the_importing_streets_own(hub: RunningHub) -> None:
    street = await hub.client(unit_id=STREET)
    await street.save_cameras([camera(1, gb_id="31010500011320000042")])
    assert (await only(street)).unit_id == STREET


async def test_a_known_camera_whose_row_tells_nothing_stays_where_it_is(hub: RunningHub) -> None:
    street, district = await hub.client(unit_id=STREET), await hub.client()
    await street.save_cameras([camera(1)])
    await district.save_cameras([camera(1, site="改名")])
    assert (await only(district)).unit_id == STREET


async def test_a_street_brings_in_no_camera_of_another(hub: RunningHub) -> None:
    street, other = await hub.client(unit_id=STREET), await hub.client(unit_id=OTHER_STREET)
    await other.save_cameras([camera(1), camera(2)])
    report = await street.check_cameras(
        [camera(3, street="江苏路"), camera(1), camera(4, gb_id="31010500011320000042")]
    )
    assert [(fault.row, fault.column, fault.fault) for fault in report.faults] == [
        (1, "street", FieldFault.OTHER_UNIT),
        (2, "code", FieldFault.OTHER_UNIT),
    ]
    # That a code is taken is said, by which camera is not.
    [fault] = (await street.check_cameras([camera(2, gb_id="31010500011320000042")])).faults
    assert (fault.column, fault.fault, fault.detail) == ("code", FieldFault.ALREADY_REGISTERED, "")


async def test_coordinates_are_kept_as_wgs84_beside_the_given_ones(hub: RunningHub) -> None:
    """The point pair is one that was published with coordtransform (tests/app/domain/test_geo.py)."""
    seat = await hub.client()
    given = {"longitude": 116.41024449916938, "latitude": 39.91640428150164, "reference_system": "GCJ-02"}
    await seat.save_cameras([camera(1, **given)])
    row = await only(seat)
    assert (row.longitude, row.latitude) == pytest.approx((116.404, 39.915), abs=1e-9)
    assert (row.given_longitude, row.given_latitude, row.reference_system) == tuple(given.values())
    [exported] = read_cameras_json(await seat.export_cameras("json")).cameras
    assert exported.position is not None
    assert (exported.position.given_longitude, exported.position.reference_system) == (given["longitude"], "GCJ-02")


async def test_in_changning_a_map_point_is_not_487_metres_off(hub: RunningHub) -> None:
    seat = await hub.client()
    longitude, latitude = wgs84_to_gcj02(PARK.longitude, PARK.latitude)
    await seat.save_cameras([camera(1, longitude=longitude, latitude=latitude, reference_system="GCJ-02")])
    row = await only(seat)
    assert row.longitude is not None
    assert row.latitude is not None
    assert distance_m(Point(longitude=row.longitude, latitude=row.latitude), PARK) < 0.1


# -- out


async def test_an_export_imports_again_without_passwords_and_is_written_down(hub: RunningHub) -> None:
    seat = await hub.client()
    cameras = [
        {**GATE, "user": "admin", "password": "s3cret"},
        camera(1, street="江苏路", domain_tags=["metro", "mall"]),
    ]
    await seat.save_cameras(cameras)
    before = await by_id(seat)
    content = await seat.export_cameras("csv")
    assert b"s3cret" not in content
    assert {one.camera_id for one in read_cameras(content).cameras} == set(before)
    done = await seat.import_cameras(content)
    assert (done.unchanged, done.written) == (2, 0)
    assert (await seat.view_cameras(["code:HY-1"], purpose=""))["code:HY-1"].password == "s3cret"
    assert (await latest(hub, EventKind.EXPORTED)).payload == {"what": "cameras", "form": "csv", "count": 2}


async def test_a_removed_camera_is_gone_with_its_secret(hub: RunningHub) -> None:
    seat = await hub.client()
    await seat.save_cameras([camera(1, user="u", password="p"), camera(2)])
    assert await seat.remove_cameras(["code:C1", "code:none"]) == 1
    assert set(await by_id(seat)) == {"code:C2"}
    assert (await latest(hub, EventKind.CAMERA_REMOVED)).about == (("camera", "code:C1"),)
    await seat.save_cameras([camera(1, user="u")])
    assert (await seat.view_cameras(["code:C1"], purpose=""))["code:C1"].password == ""


# -- who sees and who opens


async def test_a_shared_camera_is_seen_and_opened_but_not_changed(hub: RunningHub) -> None:
    district = await hub.client()
    # A key may hold what has a meaning in an address.
    await district.save_cameras([{**GATE, "code": "a/b?c#d%2F", "user": "admin", "password": "s3cret"}])
    row = await only(district)
    async with seated(hub, unit_id=OTHER_STREET) as other:
        assert await other.client.cameras() == []
        assert await other.client.view_cameras([row.camera_id], purpose="") == {}
        shared = await district.share_camera(row.camera_id, [OTHER_STREET], expected_version=row.version)
        await other.until(lambda: row.camera_id in other.mirror.all(SharedCamera))
        assert (await other.client.view_cameras([row.camera_id], purpose=""))[row.camera_id].password == "s3cret"
        with pytest.raises(HubRefusedError) as refused:
            await other.client.remove_cameras([row.camera_id])
        assert refused.value.code == "not-permitted"
        with pytest.raises(HubRefusedError) as stale:
            await district.share_camera(row.camera_id, [], expected_version=row.version)
        assert stale.value.code == "stale-version"
        await district.share_camera(row.camera_id, [], expected_version=shared.version)
        await other.until(lambda: not other.mirror.all(SharedCamera))
        assert await other.client.view_cameras([row.camera_id], purpose="") == {}
    with pytest.raises(HubRefusedError) as unknown:
        await district.share_camera(row.camera_id, ["none"], expected_version=shared.version + 1)
    assert unknown.value.place == "body.unit_ids"


async def test_every_view_is_written_down_before_it_is_answered(hub: RunningHub) -> None:
    admin = await hub.client()
    await admin.save_cameras([GATE, camera(1, street="江苏路")])
    street = await hub.client(Role.OPERATOR, STREET, seat="华阳路值班台")
    before = await count(hub, EventKind.CAMERA_VIEWED)
    opened = await street.view_cameras(["code:HY-1", "code:C1", "code:none", "code:HY-1"], purpose="wall")
    assert set(opened) == {"code:HY-1"}
    event = await latest(hub, EventKind.CAMERA_VIEWED)
    assert event.payload == {"cameras": ["code:HY-1"], "addresses": [], "purpose": "wall"}
    assert (event.seat, event.unit_id) == ("华阳路值班台", STREET)
    assert await street.view_cameras(["code:none"], purpose="wall") == {}
    assert await count(hub, EventKind.CAMERA_VIEWED) == before + 1


async def test_only_administrators_of_permanent_staff_change_cameras(hub: RunningHub) -> None:
    for client in (
        await hub.client(Role.DIRECTOR),
        await hub.client(Role.OPERATOR),
        await hub.client(person_type=PersonType.TEMPORARY),
    ):
        with pytest.raises(HubRefusedError) as refused:
            await client.save_cameras([GATE])
        assert refused.value.code == "not-permitted"
    auditor = await hub.client(Role.AUDITOR)
    with pytest.raises(HubRefusedError):
        await auditor.view_cameras(["code:HY-1"], purpose="")


# -- many


@pytest.mark.parametrize("most_bytes", [8_000_000, 50_000])
async def test_a_large_import_reaches_seats_that_listen_and_seats_that_come_back(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    """Also where its rows are more than a seat's queue takes: then the seat is told to load everything again."""
    monkeypatch.setattr(feed, "_MOST_WAITING_BYTES", most_bytes)
    many = [camera(number, street="华阳路") for number in range(350)]
    expected = {f"code:C{number}" for number in range(350)}
    async with seated(hub) as listening, seated(hub) as away:
        for seat in (listening, away):
            await seat.client.save_cameras([GATE])
            await seat.until(lambda: set(seat.mirror.all(SharedCamera)) == {"code:HY-1"})  # noqa: B023 awaited here
        await away.link.close()
        await listening.client.save_cameras(many, replace_all=True)
        await listening.until(lambda: set(listening.mirror.all(SharedCamera)) == expected)
        # The log does not name 351 cameras that came and went: whoever missed it needs to see all of them again.
        assert (await latest(hub, EventKind.CAMERAS_IMPORTED)).about == (("camera", "*"),)
        client = await hub.client()
        back = HubLink(client, away.mirror, NamedHubDoor(), seat="seat")
        back.start()
        await away.until(lambda: set(away.mirror.all(SharedCamera)) == expected)
        await back.close()
