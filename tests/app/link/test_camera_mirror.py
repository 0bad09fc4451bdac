"""A seat's cameras: shown as the hub has them, changed when the hub has it, opened with what it hands out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.cameras import Camera
from app.domain.events import Event, EventKind
from app.domain.permissions import Role
from app.domain.scenes import Source
from app.link.camera_mirror import VIEW_OVER_S, SharedCameras
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState
from app.services.tile_feed import TileSource
from app.services.tile_sources import tile_source
from tests.app.link.waiting import Outcome
from tests.servers.hub import RunningHub, running_hub
from tests.servers.seat import Seat, seated

_SECONDS = 10.0
GATE = {"name": "正门", "code": "HY-1", "street": "华阳路街道", "main_url": "rtsp://10.0.0.1/main", "user": "admin"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


class Hands:
    """Of a clock that a test turns."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def cameras_of(seat: Seat, **more: Any) -> AsyncIterator[SharedCameras]:
    failures: list[Exception] = []
    cameras = SharedCameras(seat.mirror, seat.client, failed=failures.append, **more)
    try:
        yield cameras
    finally:
        await cameras.close()
    assert failures == []


async def until_opened(cameras: SharedCameras, true: Callable[[], bool]) -> None:
    """Wait for something that an answer of the hub about what opens cameras brings about."""
    news = asyncio.Event()
    end = cameras.subscribe_opened(news.set)
    async with asyncio.timeout(_SECONDS):
        while not true():
            await news.wait()
            news.clear()
    end()


@pytest.fixture
def before(hub: RunningHub) -> int:
    """The last event of earlier tests."""
    return hub.hub.store.writer.head_seq


async def password_of(cameras: SharedCameras, camera_id: str) -> str:
    """Once it is known."""
    await until_opened(cameras, lambda: cameras.opened(camera_id) is not None)
    camera = cameras.opened(camera_id)
    assert camera is not None
    return camera.password


async def views(hub: RunningHub, *, after: int, least: int = 0) -> list[Event]:
    """Those in the log after this event, as soon as there are so many."""
    written = asyncio.Event()
    hub.hub.store.writer.on_commit(lambda _committed: written.set())
    async with asyncio.timeout(_SECONDS):
        while True:
            async with hub.hub.store.reading() as reading:
                found = [event for event in await reading.events(after=after) if event.kind is EventKind.CAMERA_VIEWED]
            if len(found) >= least:
                return found
            await written.wait()
            written.clear()


def a_camera(name: str, **fields: str) -> Camera:
    return Camera(f"code:{name}", name, code=name, main_url="rtsp://10.0.0.2/main", **fields)


async def test_cameras_stand_in_the_tree_as_the_hub_has_them(hub: RunningHub) -> None:
    async with seated(hub) as seat, cameras_of(seat) as cameras:
        changes: list[int] = []
        cameras.subscribe(lambda: changes.append(len(cameras)))
        admin = await hub.client()
        names = ["10号口", "2号口", "路口"]
        await admin.save_cameras(
            [{**GATE, "name": name, "code": name, "street": "新泾镇" if name == "路口" else "华阳路"} for name in names]
        )
        await seat.until(lambda: len(cameras) == 3)
        assert [street.name for street in cameras.tree()] == ["华阳路街道", "新泾镇"]
        assert [camera.name for camera in cameras] == ["2号口", "10号口", "路口"]
        await admin.remove_cameras(["code:2号口"])
        await seat.until(lambda: len(cameras) == 2)
        assert cameras.get("code:2号口") is None
        assert changes == [3, 2]
        assert all(camera.password == "" for camera in cameras)


async def test_a_change_is_seen_when_its_maker_is_told(hub: RunningHub) -> None:
    async with seated(hub) as seat, cameras_of(seat) as cameras:
        outcome = Outcome()
        cameras.add([a_camera("A", user="u", password="s3cret"), a_camera("B")], outcome)
        assert len(cameras) == 0
        assert await outcome.known() is None
        assert [camera.name for camera in cameras] == ["A", "B"]
        replaced = Outcome()
        gb_id = "31010500011320000042"
        cameras.add([Camera(gb_id, "A", gb_id=gb_id, main_url="rtsp://h/1", user="u")], replaced, instead_of="code:A")
        assert await replaced.known() is None
        assert {camera.camera_id for camera in cameras} == {"31010500011320000042", "code:B"}
        assert await password_of(cameras, "31010500011320000042") == "s3cret"
        removed = Outcome()
        cameras.remove(["code:B"], removed)
        assert await removed.known() is None
        assert len(cameras) == 1
        with pytest.raises(ValueError, match="same key"):
            cameras.replace_all([a_camera("A"), a_camera("A")])
        replaced_all = Outcome()
        cameras.replace_all([a_camera("C")], replaced_all)
        assert await replaced_all.known() is None
        await seat.until(lambda: [camera.name for camera in cameras] == ["C"])


async def test_a_refused_change_is_told_and_nothing_is_seen(hub: RunningHub) -> None:
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat) as cameras:
        outcome = Outcome()
        cameras.add([a_camera("A")], outcome)
        error = await outcome.known()
        assert isinstance(error, HubRefusedError)
        assert error.code == "not-permitted"
        assert len(cameras) == 0


async def test_a_failure_that_nobody_waits_for_is_told_too(hub: RunningHub) -> None:
    async with seated(hub, Role.OPERATOR) as seat:
        failure = Outcome()
        cameras = SharedCameras(seat.mirror, seat.client, failed=failure)
        cameras.remove(["code:A"])
        assert isinstance(await failure.known(), HubRefusedError)
        await cameras.close()


# -- opening


async def test_what_opens_cameras_comes_at_once_for_all_that_are_about_to_be_shown(
    hub: RunningHub, before: int
) -> None:
    admin = await hub.client()
    await admin.save_cameras([{**GATE, "code": f"C{number}", "password": f"s3cret-{number}"} for number in range(20)])
    async with seated(hub, Role.OPERATOR, name="wall") as seat, cameras_of(seat) as cameras:
        sources = [Source.of_camera(f"code:C{number}") for number in range(20)]
        waiting = [tile_source(source, cameras) for source in sources]
        assert all(one is not None and one.waiting and not one.main_url for one in waiting)
        assert await password_of(cameras, "code:C19") == "s3cret-19"
        ready = [tile_source(source, cameras) for source in sources]
        assert [one.main_url for one in ready if one is not None] == [
            f"rtsp://admin:s3cret-{number}@10.0.0.1/main" for number in range(20)
        ]
        [event] = await views(hub, after=before)
        assert len(event.payload["cameras"]) == 20
        assert (event.seat, event.payload["purpose"]) == ("wall", "wall")


async def test_a_renamed_camera_stays_open_and_a_new_password_is_fetched(hub: RunningHub) -> None:
    admin = await hub.client()
    await admin.save_cameras([{**GATE, "password": "old"}])
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat) as cameras:
        assert await password_of(cameras, "code:HY-1") == "old"
        await admin.save_cameras([{**GATE, "name": "东门", "password": "new"}])
        await seat.until(lambda: cameras.cameras[0].name == "东门")
        still = cameras.opened("code:HY-1")
        assert still is not None
        assert (still.name, still.password) == ("东门", "old"), "a picture does not stop for a new name"
        await until_opened(cameras, lambda: (one := cameras.opened("code:HY-1")) is not None and one.password == "new")
        await admin.save_cameras([{**GATE, "main_url": "rtsp://10.0.0.9/main"}])
        await seat.until(lambda: cameras.cameras[0].main_url == "rtsp://10.0.0.9/main")
        assert cameras.opened("code:HY-1") is None, "no password goes to an address that it was not given for"


async def test_what_is_shown_again_after_a_minute_is_a_new_view(hub: RunningHub, before: int) -> None:
    admin = await hub.client()
    await admin.save_cameras([GATE])
    hands = Hands()
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat, monotonic_s=hands) as cameras:
        assert await password_of(cameras, "code:HY-1") == ""
        hands.now_s += VIEW_OVER_S / 2
        cameras.note_shown(["code:HY-1", "code:unknown"])
        hands.now_s += VIEW_OVER_S
        assert cameras.opened("code:HY-1") is not None
        await seat.client.me()
        assert len(await views(hub, after=before)) == 1, "it was on the screen all the time"
        hands.now_s += VIEW_OVER_S + 1
        assert cameras.opened("code:HY-1") is not None, "what is known is shown at once"
        assert len(await views(hub, after=before, least=2)) == 2


async def test_what_the_hub_does_not_open_has_no_address(hub: RunningHub) -> None:
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat) as cameras:
        source = Source.of_url("rtsp://sealed.AAAA@10.0.0.1/of-another-hub")
        assert tile_source(source, cameras) == TileSource("rtsp://***@10.0.0.1/of-another-hub", "", waiting=True)
        await until_opened(cameras, lambda: cameras.opened_address(source.value) is not None)
        assert tile_source(source, cameras) == TileSource("rtsp://***@10.0.0.1/of-another-hub", "")


async def test_whoever_sits_down_next_is_asked_for_anew(hub: RunningHub, before: int) -> None:
    admin = await hub.client()
    await admin.save_cameras([{**GATE, "password": "s3cret"}])
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat) as cameras:
        await password_of(cameras, "code:HY-1")
        shown = []
        end = cameras.subscribe_opened(lambda: shown.append(cameras.opened("code:HY-1")))
        cameras.forget()
        assert shown == [None], "the wall looks again without being touched"
        end()
        assert await password_of(cameras, "code:HY-1") == "s3cret"
        assert len(await views(hub, after=before)) == 2


async def test_sealed_addresses_open_like_cameras(hub: RunningHub, before: int) -> None:
    async with seated(hub, Role.OPERATOR) as seat, cameras_of(seat) as cameras:
        typed = {"url": "rtsp://admin:s3cret@10.0.0.1/live"}
        saved = await seat.client.save_scene("A", {"layout": "1x1", "sources": [typed]}, expected_version=None)
        source = Source.of_url(saved.content["sources"][0]["url"])
        first = tile_source(source, cameras)
        assert first is not None
        assert (first.waiting, first.name) == (True, "rtsp://***@10.0.0.1/live")
        await until_opened(cameras, lambda: cameras.opened_address(source.value) is not None)
        shown = tile_source(source, cameras)
        assert shown is not None
        assert shown.main_url == "rtsp://admin:s3cret@10.0.0.1/live"
        assert "s3cret" not in repr(shown)
        [event] = await views(hub, after=before)
        assert event.payload["addresses"] == ["rtsp://10.0.0.1/live"]


async def test_cameras_wait_for_the_hub_and_open_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    async with AsyncExitStack() as longer:
        async with running_hub(folder) as hub:
            port = int(hub.url.rpartition(":")[2])
            seat = await longer.enter_async_context(seated(hub))
            cameras = await longer.enter_async_context(cameras_of(seat))
            await seat.client.save_cameras([{**GATE, "password": "s3cret"}])
            await seat.until(lambda: len(cameras) == 1)
        await seat.until(lambda: seat.mirror.status.state is LinkState.LOST)
        assert [camera.name for camera in cameras] == ["正门"], "what was known stays on the screen"
        assert cameras.opened("code:HY-1") is None
        outcome = Outcome()
        cameras.remove(["code:HY-1"], outcome)
        assert isinstance(await outcome.known(), HubUnreachableError)
        async with running_hub(folder, port=port):
            assert await password_of(cameras, "code:HY-1") == "s3cret"
