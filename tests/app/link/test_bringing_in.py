"""What an earlier version kept in files of the seat is the hub's after the first start."""

from pathlib import Path

import pytest

from app.domain.cameras import Camera
from app.domain.layouts import parse_layout
from app.domain.permissions import Role
from app.domain.scenes import Scene, SceneStep, Source, Tour
from app.link.bringing_in import bring_in
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_fields import FieldFault
from app.services.camera_json import CameraCodec
from app.services.camera_registry import CameraRegistry
from app.services.documents import DocumentFile
from app.services.scene_library import SceneLibrary
from tests.servers.hub import RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a seat that ran the earlier version: two cameras, of which one cannot be the hub's, a scene and a tour."""
    folder = tmp_path / "seat"
    registry = CameraRegistry(DocumentFile(folder / "cameras.json", CameraCodec()))
    registry.add([Camera("code:A", "A", code="A", main_url="rtsp://h/a", user="admin", password="s3cret")])
    registry.add([Camera("code:B", "B", code="B", street="没有路街道", main_url="rtsp://h/b")])
    library = SceneLibrary(folder / "scenes.json")
    library.save_scene(scene("早高峰", "code:A"))
    library.save_tour(Tour("巡", (SceneStep("早高峰", 10),)))
    return folder


def scene(name: str, camera_id: str) -> Scene:
    return Scene(name, parse_layout("1x1"), (Source.of_camera(camera_id),))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_everything_that_can_be_is_brought_in_once_and_the_files_are_kept(hub: RunningHub, folder: Path) -> None:
    client = await hub.client()
    cameras, scenes = await bring_in(folder, client)
    assert (cameras.taken, scenes.taken) == (1, 2)
    assert [(name, fault.column, fault.fault) for name, fault in cameras.left_out] == [
        ("B", "street", FieldFault.NO_UNIT)
    ]
    assert (await client.view_cameras(["code:A"], purpose=""))["code:A"].password == "s3cret"
    assert [row.name for row in await client.scenes()] == ["早高峰"]
    assert names_in(folder) == [
        "cameras.json.imported",
        "cameras.previous.json.imported",
        "scenes.json.imported",
        "scenes.previous.json.imported",
    ]
    assert cameras.kept_as == folder / "cameras.json.imported"
    assert await bring_in(folder, client) == []


async def test_what_the_hub_has_already_stays_as_it_is(hub: RunningHub, folder: Path) -> None:
    client = await hub.client()
    await client.save_cameras([{"name": "newer", "code": "A", "main_url": "rtsp://h/new"}])
    await client.save_scene("早高峰", {"layout": "2x2"}, expected_version=None)
    cameras, scenes = await bring_in(folder, client)
    assert (cameras.taken, scenes.taken) == (0, 2)
    assert [row.name for row in await client.cameras()] == ["newer"]
    assert {row.name: row.content["layout"] for row in await client.scenes()} == {
        "早高峰": "2x2",
        "早高峰 (2)": "1x1",
    }
    [tour] = await client.tours()
    assert [step["scene"] for step in tour.content["steps"]] == ["早高峰 (2)"]


async def test_who_may_not_write_leaves_the_cameras_for_who_may(hub: RunningHub, folder: Path) -> None:
    operator = await hub.client(Role.OPERATOR)
    cameras, scenes = await bring_in(folder, operator)
    assert isinstance(cameras.failure, HubRefusedError)
    assert cameras.failure.code == "not-permitted"
    assert scenes.taken == 2
    assert (folder / "cameras.json").exists()
    [again] = await bring_in(folder, await hub.client())
    assert again.taken == 1


async def test_without_a_hub_the_files_stay(folder: Path, hub: RunningHub) -> None:
    client = await hub.client()
    client.move("http://127.0.0.1:1")
    for one in await bring_in(folder, client):
        assert isinstance(one.failure, HubUnreachableError)
    assert (folder / "cameras.json").exists()


async def test_a_broken_file_is_told(hub: RunningHub, folder: Path) -> None:
    (folder / "cameras.json").write_text("{")
    (folder / "cameras.previous.json").unlink()
    cameras, _ = await bring_in(folder, await hub.client())
    assert cameras.taken == 0
    assert len(cameras.problems) == 1
    assert any(name.startswith("cameras.bad-") for name in names_in(folder))
