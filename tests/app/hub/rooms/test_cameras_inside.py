"""A camera that was shared into a room is opened by the engine, with what opens it, until it is taken back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.participation_life import gone
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Room
from app.hub.cameras.secrets import sealed
from app.services.conference_engine import Direction, EngineRefusal
from app.services.rows import SharedCamera
from app.services.shared_cameras import CameraAccess
from tests.app.hub.rooms.house import House, open_house
from tests.app.hub.rooms.participant import find
from tests.servers.hub import DISTRICT

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADDRESS = "rtsp://viewer:geheim%40@10.0.0.9/sub"


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def quick(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr("app.hub.rooms.media._CAMERA_AGAIN_S", 0.05)
    yield


async def shared(house: House, room: Room) -> Participation:
    camera = SharedCamera(
        camera_id=f"camera-{room.room_id}", unit_id=DISTRICT, unit_path=f"/{DISTRICT}/", name="路口", has_password=True
    )
    access = CameraAccess(
        main_url="rtsp://10.0.0.9/main", sub_url="rtsp://10.0.0.9/sub", user="viewer", password="geheim@"
    )
    place = Participation(
        participation_id=f"place-{room.room_id}",
        room_id=room.room_id,
        unit_id=room.unit_id,
        kind=ParticipationKind.CAMERA,
        status=ParticipationStatus.IN,
        name=camera.name,
        camera_id=camera.camera_id,
    )
    await house.put(camera, sealed(camera.camera_id, access, house.hub.seal), place)
    return place


async def until_opened(house: House, room: Room, place: Participation) -> None:
    known = house.engine.rooms.get(room.room_id)
    while known is None or known.cameras.get(place.participation_id) != ADDRESS:
        await house.engine.until_changed()
        known = house.engine.rooms.get(room.room_id)


async def test_it_is_opened_shown_and_taken_back(house: House) -> None:
    room = await house.room()
    host = await house.inside(room)
    place = await shared(house, room)
    await until_opened(house, room, place)
    told = await host.sees(place.participation_id, sources=["camera"])
    assert (told["kind"], told["name"]) == ("camera", "路口")
    assert "geheim" not in repr(host.heard)
    asked = {"action": "remove", "participant_id": place.participation_id}
    assert await host.problem("host", **asked) == ("try-again", False), "whoever shared it takes it back"
    await house.change(gone(place, ParticipationStatus.REMOVED, at=room.opened_at))
    await host.until_room(lambda one: find(one, place.participation_id) is None)
    await house.engine.until_left(room.room_id, place.participation_id)


async def test_one_that_is_lost_or_refused_is_opened_again(house: House) -> None:
    room = await house.room()
    await house.inside(room)
    house.engine.refusal = EngineRefusal.NOT_REACHABLE
    place = await shared(house, room)
    house.engine.refusal = None
    await until_opened(house, room, place)
    house.engine.rooms[room.room_id].cameras.clear()
    house.engine.listener.lost(room.room_id, place.participation_id, Direction.PUBLISHING)
    await until_opened(house, room, place)


async def test_it_is_there_again_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path / "hub") as house:
        room = await house.room()
        place = await shared(house, room)
    async with open_house(tmp_path / "hub") as house:
        await until_opened(house, room, place)
        assert (await house.stored(place.participation_id)).status is ParticipationStatus.IN


async def test_a_camera_that_is_gone_is_said_once(house: House, expected_log: list[str]) -> None:
    expected_log.append("is shared and cannot be opened")
    room = await house.room()
    host = await house.inside(room)
    place = replace(await shared(house, room), participation_id="without a camera", camera_id="no such camera")
    await house.put(place)
    assert (await host.sees("without a camera"))["sources"] == []
