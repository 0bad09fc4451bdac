"""Scenes on the hub: one name for all seats, changed by their unit and those above, with nothing secret in them."""

from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.scenes import SaveScene, SaveScenes
from app.services.rows import SharedScene, SharedTour
from app.services.scene_file import SceneRecord
from app.services.shared_cameras import CameraAccess
from tests.servers.hub import OTHER_STREET, STREET, RunningHub
from tests.servers.seat import seated

ADDRESS = "rtsp://admin:s3cret@10.0.0.1/live"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def hub(emptied_hub: RunningHub) -> RunningHub:
    return emptied_hub


def scene(*sources: dict[str, str] | None, layout: str = "2x2", **more: Any) -> dict[str, Any]:
    return {"layout": layout, "sources": list(sources), **more}


def tour(*scenes: str) -> dict[str, Any]:
    return {"steps": [{"scene": name, "dwell_s": 10} for name in scenes]}


async def refusal(asked: Any) -> tuple[int, str]:
    with pytest.raises(HubRefusedError) as refused:
        await asked
    return refused.value.status, refused.value.code


async def scenes_of(client: HubClient) -> dict[str, SharedScene]:
    return {row.name: row for row in await client.scenes()}


async def test_a_saved_scene_is_every_seats(hub: RunningHub) -> None:
    wall = await hub.client(Role.OPERATOR)
    async with seated(hub, Role.DIRECTOR, name="leader") as leader:
        saved = await wall.save_scene("早高峰 🚒", scene({"camera": "code:A"}, None), expected_version=None)
        await leader.until(lambda: "早高峰 🚒" in leader.mirror.all(SharedScene))
        seen = leader.mirror.get(SharedScene, "早高峰 🚒")
        assert seen == saved
        record = SceneRecord.model_validate(saved.content)
        assert record.scene().layout.name == "2x2"


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a?b#c", "100 %2F", "rename", "x/rename"])
async def test_a_name_may_be_anything_that_is_printable(hub: RunningHub, name: str) -> None:
    seat = await hub.client()
    saved = await seat.save_scene(name, scene(), expected_version=None)
    assert list(await scenes_of(seat)) == [name]
    renamed = await seat.rename_scene(name, "other", expected_version=saved.version)
    back = await seat.rename_scene("other", name, expected_version=renamed.version)
    assert (back.name, list(await scenes_of(seat))) == (name, [name])
    await seat.remove_scene(name)
    assert await scenes_of(seat) == {}


async def test_a_name_is_taken_and_a_stale_version_changes_nothing(hub: RunningHub) -> None:
    seat = await hub.client()
    first = await seat.save_scene("A", scene(), expected_version=None)
    assert await refusal(seat.save_scene("A", scene(layout="3x3"), expected_version=None)) == (409, "name-taken")
    second = await seat.save_scene("A", scene(layout="3x3"), expected_version=first.version)
    assert second.version == first.version + 1
    assert await refusal(seat.save_scene("A", scene(), expected_version=first.version)) == (409, "stale-version")
    assert (await scenes_of(seat))["A"] == second
    assert await seat.save_scene("A", scene(layout="3x3"), expected_version=second.version) == second
    await seat.remove_scene("A")
    assert await refusal(seat.save_scene("A", scene(), expected_version=second.version)) == (409, "stale-version")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"layout": "9+9"}, "body.content.layout"),
        ({"layout": "2x2", "sources": [{"url": "rtsp://u:s3cret@h:0/"}]}, "body.content.sources.0"),
        ({"layout": "2x2", "colour": "red"}, "body.content.colour"),
        ({"layout": "2x2", "name": "B"}, "body.content.name"),
        ({"layout": "2x2", "sources": [None] * 5}, "body.content"),
    ],
)
async def test_a_scene_that_cannot_be_is_refused_with_its_place(
    hub: RunningHub, content: dict[str, Any], place: str
) -> None:
    seat = await hub.client()
    with pytest.raises(HubRefusedError) as refused:
        await seat.save_scene("A", content, expected_version=None)
    assert (refused.value.code, refused.value.place) == ("unusable", place)
    assert "s3cret" not in refused.value.message


async def test_units_above_are_seen_below_and_changed_by_nobody_there(hub: RunningHub) -> None:
    district, street, other = (
        await hub.client(),
        await hub.client(Role.OPERATOR, STREET),
        await hub.client(Role.OPERATOR, OTHER_STREET),
    )
    of_district = await district.save_scene("全区", scene(), expected_version=None)
    of_street = await street.save_scene("华阳", scene(), expected_version=None)
    assert set(await scenes_of(district)) == {"全区", "华阳"}
    assert set(await scenes_of(street)) == {"全区", "华阳"}
    assert set(await scenes_of(other)) == {"全区"}
    for asked in (
        street.save_scene("全区", scene(layout="1x1"), expected_version=of_district.version),
        street.rename_scene("全区", "x", expected_version=of_district.version),
        street.remove_scene("全区"),
    ):
        assert await refusal(asked) == (403, "not-permitted")
    # What a seat may not see is not there; that its name is taken has to be said.
    assert await refusal(other.remove_scene("华阳")) == (404, "not-found")
    assert await refusal(other.save_scene("华阳", scene(), expected_version=None)) == (409, "name-taken")
    assert (
        await district.save_scene("华阳", scene(layout="1x1"), expected_version=of_street.version)
    ).unit_id == STREET


async def test_a_responder_saves_no_scene(hub: RunningHub) -> None:
    seat = await hub.client(Role.RESPONDER)
    assert await refusal(seat.save_scene("A", scene(), expected_version=None)) == (403, "not-permitted")
    assert await seat.scenes() == []


async def test_an_import_is_whole_or_nothing(hub: RunningHub) -> None:
    seat = await hub.client()
    good = SaveScene(content={"name": "A", **scene()})
    bad = SaveScene(content={"name": "T", "steps": []})
    with pytest.raises(HubRefusedError) as refused:
        await seat.save_scenes(SaveScenes(scenes=(good,), tours=(bad,)))
    assert refused.value.place == "body.tours.0"
    assert await seat.scenes() == []
    await seat.save_scenes(SaveScenes(scenes=(good,), tours=(SaveScene(content={"name": "T", **tour("A")}),)))
    assert [row.name for row in await seat.tours()] == ["T"]


async def test_saving_renaming_and_removing_are_events(hub: RunningHub) -> None:
    seat = await hub.client()
    before = hub.hub.store.writer.head_seq
    saved = await seat.save_scene("A", scene(), expected_version=None)
    await seat.rename_scene("A", "B", expected_version=saved.version)
    await seat.remove_scene("B")
    events = [event for event in await seat.events(after=before) if event.kind.value.startswith("scene.")]
    assert [(event.kind, event.payload["name"]) for event in events] == [
        (EventKind.SCENE_SAVED, "A"),
        (EventKind.SCENE_SAVED, "B"),
        (EventKind.SCENE_REMOVED, "B"),
    ]
    assert events[1].payload["renamed_from"] == "A"


# -- addresses that somebody typed


async def test_a_typed_password_is_sealed_for_all_and_opened_for_who_shows_it(hub: RunningHub) -> None:
    before = hub.hub.store.writer.head_seq
    wall = await hub.client(Role.OPERATOR)
    saved = await wall.save_scene("A", scene({"url": ADDRESS}, {"url": "rtsp://10.0.0.2/open"}), expected_version=None)
    sealed, plain = (source["url"] for source in saved.content["sources"][:2])
    assert plain == "rtsp://10.0.0.2/open"
    assert sealed.startswith("rtsp://sealed.")
    assert sealed.endswith("@10.0.0.1/live")
    assert "s3cret" not in sealed
    opened = await wall.view_cameras(addresses=[sealed, "rtsp://sealed.AAAA@10.0.0.1/live", plain], purpose="wall")
    assert opened == {sealed: CameraAccess(main_url="rtsp://10.0.0.1/live", user="admin", password="s3cret")}
    administrator = await hub.client()
    [event] = [one for one in await administrator.events(after=before) if one.kind is EventKind.CAMERA_VIEWED]
    assert event.payload["addresses"] == ["rtsp://10.0.0.1/live"]
    # Saved again from a wall that shows it, it stays what it is.
    again = await wall.save_scene("B", scene(None, {"url": sealed}), expected_version=None)
    assert again.content["sources"][1] == {"url": sealed}


async def test_a_secret_in_a_query_is_sealed_too(hub: RunningHub) -> None:
    seat = await hub.client()
    saved = await seat.save_tour(
        "T", {"steps": [{"url": "http://h/live?token=s3cret&x=1", "dwell_s": 5}]}, expected_version=None
    )
    [step] = saved.content["steps"]
    assert step["url"].endswith("@h/live?token=***&x=1")
    [access] = (await seat.view_cameras(addresses=[step["url"]], purpose="")).values()
    assert access.main_url == "http://h/live?token=s3cret&x=1"


async def test_a_seal_opens_for_its_own_address_and_unit_only(hub: RunningHub) -> None:
    street, other = await hub.client(Role.OPERATOR, STREET), await hub.client(Role.OPERATOR, OTHER_STREET)
    saved = await street.save_scene("A", scene({"url": ADDRESS}), expected_version=None)
    sealed = saved.content["sources"][0]["url"]
    elsewhere = sealed.replace("10.0.0.1", "10.6.6.6")
    assert await street.view_cameras(addresses=[elsewhere], purpose="") == {}
    assert await refusal(street.save_scene("B", scene({"url": elsewhere}), expected_version=None)) == (422, "unusable")
    assert await other.view_cameras(addresses=[sealed], purpose="") == {}
    district = await hub.client(Role.OPERATOR)
    assert len(await district.view_cameras(addresses=[sealed], purpose="")) == 1
    of_district = await district.save_scene("C", scene({"url": ADDRESS}), expected_version=None)
    # What the district shares with all below, those below can show.
    assert len(await other.view_cameras(addresses=[of_district.content["sources"][0]["url"]], purpose="")) == 1


# -- tours


async def test_tours_follow_a_renamed_scene_and_lose_a_removed_one(hub: RunningHub) -> None:
    async with seated(hub) as seat:
        client, mirror = seat.client, seat.mirror
        saved = await client.save_scene("A", scene(), expected_version=None)
        await client.save_scene("B", scene(), expected_version=None)
        await client.save_tour("AB", tour("A", "B"), expected_version=None)
        await client.save_tour("A only", tour("A"), expected_version=None)
        await client.rename_scene("A", "C", expected_version=saved.version)
        await seat.until(lambda: "C" in mirror.all(SharedScene))
        assert [step["scene"] for step in mirror.all(SharedTour)["AB"].content["steps"]] == ["C", "B"]
        await client.remove_scene("C")
        await seat.until(lambda: "C" not in mirror.all(SharedScene))
        assert [step["scene"] for step in mirror.all(SharedTour)["AB"].content["steps"]] == ["B"]
        assert set(mirror.all(SharedTour)) == {"AB"}


async def test_a_street_takes_its_scene_out_of_its_own_tours_only(hub: RunningHub) -> None:
    district, street = await hub.client(), await hub.client(Role.OPERATOR, STREET)
    await street.save_scene("A", scene(), expected_version=None)
    await district.save_tour("全区巡", tour("A"), expected_version=None)
    await street.save_tour("街道巡", tour("A"), expected_version=None)
    await street.remove_scene("A")
    assert [row.name for row in await district.tours()] == ["全区巡"]


async def test_a_tour_is_renamed_and_removed(hub: RunningHub) -> None:
    seat = await hub.client()
    saved = await seat.save_tour("T", {**tour("A"), "loop": False}, expected_version=None)
    renamed = await seat.rename_tour("T", "U", expected_version=saved.version)
    assert (renamed.content["name"], renamed.content["loop"]) == ("U", False)
    assert await refusal(seat.rename_tour("U", "V", expected_version=saved.version)) == (409, "stale-version")
    await seat.remove_tour("U")
    assert await seat.tours() == []
    assert await refusal(seat.remove_tour("U")) == (404, "not-found")
