"""The patrol at simulated cameras: what it finds, whom it leaves alone, what it writes down."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth, CameraLook, Reliance, observed, reliance
from app.domain.events import EventKind
from app.domain.outputs import PictureFault, ShownTile, TileState
from app.domain.patrol_state import LookOutcome
from app.domain.permissions import Role
from app.hub.hub import Hub
from app.hub.patrol.due import next_due
from app.hub.patrol.pace import PatrolPace
from app.hub.rooms.camera_address import camera_address
from app.link.hub_wire import HubRefusedError
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.rows import SharedCamera
from streams.feeds import LINGER_S
from streams.simulator.faults import Fault
from tests.app.link.waiting import changed
from tests.e2e.cameras import Cameras, simulated_cameras
from tests.servers.hub import running_hub
from tests.servers.seat import Seat, seated

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PACE = PatrolPace(begins_after=timedelta(0), idle_s=0.05)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    """In a process of their own: a camera that stutters because the hub is busy would be called frozen."""
    with simulated_cameras(2, home=tmp_path_factory.mktemp("home"), clips=tmp_path_factory.mktemp("clips")) as cameras:
        yield cameras


@pytest.fixture
def cameras(district: Cameras) -> Iterator[Cameras]:
    yield district
    district.control.clear()


async def test_every_camera_is_looked_at_and_a_change_is_told_once(cameras: Cameras, tmp_path: Path) -> None:
    cameras.control.set_fault(Fault.OFFLINE, cameras.names[1])
    rows = [
        {"name": f"摄像机{number}", "code": f"C{number}", "street": "华阳路街道", "main_url": cameras.urls[number - 1]}
        for number in (1, 2)
    ]
    pace = PatrolPace(begins_after=timedelta(0), sooner_after=timedelta(seconds=LINGER_S + 1), idle_s=0.05)
    async with running_hub(tmp_path / "hub", patrol=pace) as hub, seated(hub, Role.OPERATOR) as seat:
        await (await hub.client()).save_cameras(rows)

        def condition(code: str) -> CameraCondition | None:
            word = seat.mirror.get(CameraHealth, f"code:{code}")
            return word.condition if word is not None else None

        await changed(seat.mirror, lambda: condition("C1") is CameraCondition.HEALTHY, seconds=60)
        await changed(seat.mirror, lambda: condition("C2") is CameraCondition.OFFLINE, seconds=60)
        cameras.control.clear()
        await changed(seat.mirror, lambda: condition("C2") is CameraCondition.HEALTHY, seconds=60)
        async with hub.hub.store.reading() as reading:
            looks = await reading.find(CameraLook)
            events = [event for event in await reading.events() if event.kind is EventKind.CAMERA_CONDITION_CHANGED]
    found = [(look.camera_id, look.condition) for look in sorted(looks, key=lambda look: look.at)]
    assert found.count(("code:C1", CameraCondition.HEALTHY)) == 1
    assert [condition for camera_id, condition in found if camera_id == "code:C2"] == [
        CameraCondition.OFFLINE,
        CameraCondition.HEALTHY,
    ]
    assert len(events) == len(looks) == 3


def camera(name: str) -> SharedCamera:
    return SharedCamera(camera_id=name, unit_id="unit", unit_path="/unit/", name=name, main_url="rtsp://x/1")


def seen(name: str, condition: CameraCondition, *, ago: timedelta, live_ago: timedelta | None = None) -> CameraHealth:
    word = observed(None, name, condition, at=NOW - ago)
    return CameraHealth(
        camera_id=name,
        condition=word.condition,
        since=word.since,
        checked_at=word.checked_at,
        live_at=NOW - live_ago if live_ago is not None else None,
    )


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], "a"),
        ([seen("a", CameraCondition.HEALTHY, ago=timedelta(minutes=1))], "b"),
        # Both are fresh.
        ([seen(name, CameraCondition.HEALTHY, ago=timedelta(minutes=1)) for name in "ab"], None),
        # The one that was looked at longest ago.
        (
            [
                seen("a", CameraCondition.HEALTHY, ago=timedelta(hours=7)),
                seen("b", CameraCondition.HEALTHY, ago=timedelta(hours=8)),
            ],
            "b",
        ),
        # A dead one is visited sooner.
        (
            [
                seen("a", CameraCondition.HEALTHY, ago=timedelta(hours=1)),
                seen("b", CameraCondition.OFFLINE, ago=timedelta(hours=1)),
            ],
            "b",
        ),
        # What a wall shows is left alone.
        (
            [
                seen("a", CameraCondition.HEALTHY, ago=timedelta(hours=9), live_ago=timedelta(seconds=10)),
                seen("b", CameraCondition.HEALTHY, ago=timedelta(minutes=1)),
            ],
            None,
        ),
    ],
)
def test_whose_turn_it_is(words: list[CameraHealth], chosen: str | None) -> None:
    health = {word.camera_id: word for word in words}
    found = next_due([camera("a"), camera("b")], health.get, busy=(), now=NOW, pace=PACE)
    assert (found.camera_id if found is not None else None) == chosen


def test_nobody_is_visited_by_two_at_once() -> None:
    found = next_due([camera("a"), camera("b")], {}.get, busy={"a"}, now=NOW, pace=PACE)
    assert found is not None
    assert found.camera_id == "b"
    assert reliance(None, now=NOW) is Reliance.UNKNOWN


async def test_what_a_wall_shows_is_not_opened_and_its_word_counts(
    cameras: Cameras, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    async def address(hub: Hub, camera_id: str) -> str | None:
        opened.append(camera_id)
        return await camera_address(hub, camera_id)

    monkeypatch.setattr("app.hub.patrol.patrol.camera_address", address)
    pace = PatrolPace(begins_after=timedelta(0), sooner_after=timedelta(0), idle_s=0.05, listens_s=0.05)
    async with running_hub(tmp_path / "hub", patrol=pace) as hub, seated(hub, Role.OPERATOR) as seat:

        def word(code: str) -> CameraHealth | None:
            return seat.mirror.get(CameraHealth, f"code:{code}")

        def condition(code: str) -> CameraCondition | None:
            return found.condition if (found := word(code)) is not None else None

        await seat.client.register_output("wall:1", RegisterOutput(name="wall:1"))
        await shown(seat, TileState.LIVE)
        await (await hub.client()).save_cameras(rows_of(cameras))
        await changed(seat.mirror, lambda: (found := word("C1")) is not None and found.live_at is not None)
        await changed(seat.mirror, lambda: condition("C2") is CameraCondition.HEALTHY, seconds=30)
        await shown(seat, TileState.OFFLINE)
        await changed(seat.mirror, lambda: condition("C1") is CameraCondition.OFFLINE)
        assert reliance(word("C1"), now=datetime.now(UTC)) is Reliance.DEAD
        await shown(seat, TileState.LIVE, PictureFault.BLACK)
        await changed(seat.mirror, lambda: condition("C1") is CameraCondition.BLACK)
        await shown(seat, TileState.LIVE)
        await changed(seat.mirror, lambda: condition("C1") is CameraCondition.HEALTHY)
        assert "code:C1" not in opened
        assert (await seat.client.look_at_camera("code:C1")).outcome is LookOutcome.ON_WALL
        state = await seat.client.patrol()
        assert (state.goes, state.cameras, state.on_walls) == (True, 2, 1)
        looks = await seat.client.camera_looks("code:C1")
        assert [look.condition for look in looks] == [
            CameraCondition.HEALTHY,
            CameraCondition.BLACK,
            CameraCondition.OFFLINE,
        ]
        assert {look.detail for look in looks} == {"on-wall"}
        assert len(await seat.client.camera_looks("code:C1", most=1)) == 1


async def test_a_look_that_somebody_asks_for_comes_first_and_is_told(cameras: Cameras, tmp_path: Path) -> None:
    pace = PatrolPace(begins_after=timedelta(0), idle_s=0.05)
    async with running_hub(tmp_path / "hub", patrol=pace) as hub, seated(hub, Role.OPERATOR) as seat:
        await (await hub.client()).save_cameras(rows_of(cameras))

        def checked_at() -> datetime | None:
            word = seat.mirror.get(CameraHealth, "code:C1")
            return word.checked_at if word is not None else None

        await changed(seat.mirror, lambda: checked_at() is not None, seconds=30)
        first = checked_at()
        assert first is not None
        assert (await seat.client.look_at_camera("code:C1")).outcome is LookOutcome.JUST_LOOKED
        # As if it had been a while ago; by the pace its turn comes in six hours.
        known = hub.hub.responses.known.health
        known["code:C1"] = replace(known["code:C1"], checked_at=first - timedelta(minutes=1))
        answer = await seat.client.look_at_camera("code:C1")
        assert (answer.outcome, answer.ahead) == (LookOutcome.ASKED, 0)
        await changed(seat.mirror, lambda: (at := checked_at()) is not None and at > first, seconds=30)
        with pytest.raises(HubRefusedError, match="no such camera"):
            await seat.client.look_at_camera("code:C9")


async def test_a_camera_whose_address_was_put_right_is_looked_at_at_once(cameras: Cameras, tmp_path: Path) -> None:
    pace = PatrolPace(begins_after=timedelta(0), idle_s=0.05)
    async with running_hub(tmp_path / "hub", patrol=pace) as hub, seated(hub, Role.OPERATOR) as seat:
        desk, [row, _] = await hub.client(), rows_of(cameras)

        def condition() -> CameraCondition | None:
            word = seat.mirror.get(CameraHealth, "code:C1")
            return word.condition if word is not None else None

        await desk.save_cameras([row | {"main_url": "rtsp://127.0.0.1:9/wrong"}])
        await changed(seat.mirror, lambda: condition() is CameraCondition.OFFLINE, seconds=30)
        await desk.save_cameras([row])
        await changed(seat.mirror, lambda: condition() is CameraCondition.HEALTHY, seconds=30)


def rows_of(cameras: Cameras) -> list[dict[str, str]]:
    return [
        {"name": f"摄像机{number}", "code": f"C{number}", "street": "华阳路街道", "main_url": url}
        for number, url in enumerate(cameras.urls, 1)
    ]


async def shown(seat: Seat, state: TileState, fault: PictureFault | None = None) -> None:
    tile = ShownTile(tile=0, source_id="code:C1", name="摄像机1", state=state, fault=fault)
    await seat.client.report_output("wall:1", ReportOutput(layout="1x1", tiles=(tile,)))


async def test_a_hub_that_closes_does_not_wait_for_a_camera_that_hangs(cameras: Cameras, tmp_path: Path) -> None:
    cameras.control.set_fault(Fault.SILENT)
    row = {"name": "摄像机1", "code": "C1", "street": "华阳路街道", "main_url": cameras.urls[0]}
    async with asyncio.timeout(9), running_hub(tmp_path / "hub", patrol=PACE) as hub:
        await (await hub.client()).save_cameras([row])
        while not hub.hub.patrol or not hub.hub.patrol._looked_at:  # noqa: ASYNC110 no event tells of it
            await asyncio.sleep(0.02)


async def test_a_camera_at_which_the_patrol_itself_fails_keeps_it_from_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log.append("cannot be looked at")

    async def faulty(_hub: object, camera_id: str) -> str | None:
        if camera_id == "code:C1":
            raise ValueError("a fault of ours")
        return None

    monkeypatch.setattr("app.hub.patrol.patrol.camera_address", faulty)
    cameras = [
        {"name": "一", "code": code, "street": "华阳路街道", "main_url": "rtsp://127.0.0.1/none"}
        for code in ("C1", "C2")
    ]
    pace = PatrolPace(begins_after=timedelta(0), at_once=1, idle_s=0.05)
    async with running_hub(tmp_path / "hub", patrol=pace) as hub, seated(hub, Role.OPERATOR) as seat:
        await (await hub.client()).save_cameras(cameras)
        await changed(seat.mirror, lambda: seat.mirror.get(CameraHealth, "code:C2") is not None, seconds=20)
        assert reliance(hub.hub.responses.known.health.get("code:C1"), now=datetime.now(UTC)) is Reliance.UNKNOWN
