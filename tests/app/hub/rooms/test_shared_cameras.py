"""Cameras of the registry in a room: who puts one there, who takes it back, and what the log says of it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.domain.rooms import ParticipationKind, ParticipationStatus
from app.link.hub_client import HubClient
from app.services.commands.rooms import EndRoom, Ring, ShareCameraIntoRoom
from app.services.rows import SharedCamera
from tests.app.hub.incidents.desk import refused
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
CAMERA = ShareCameraIntoRoom(camera_id="code:C1")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("hub") / "data") as opened:
        await furnish(opened)
        for key, unit_id in (("C1", STREET), ("C2", OTHER_STREET)):
            path = opened.hub.directory.path(unit_id)
            url = f"rtsp://127.0.0.1:1/{key}"
            await opened.desk.put(
                SharedCamera(camera_id=f"code:{key}", unit_id=unit_id, unit_path=path, name=f"路口{key}", main_url=url)
            )
        yield opened


async def taken_back(client: HubClient, room_id: str, participation_id: str) -> None:
    await client.take_camera_back(room_id, participation_id)


async def test_a_camera_takes_a_place_in_the_room_once(office: Office) -> None:
    room = await office.opened()
    before = office.hub.store.writer.head_seq
    place = await office.officer.share_camera_into_room(room.room_id, CAMERA)
    assert (place.kind, place.status, place.name) == (ParticipationKind.CAMERA, ParticipationStatus.IN, "路口C1")
    assert (place.camera_id, place.of_unit_id, place.incident_id) == ("code:C1", STREET, room.incident_id)
    again = await office.officer.share_camera_into_room(room.room_id, CAMERA)
    assert again.participation_id == place.participation_id
    administrator = await office.desk.as_(Role.ADMINISTRATOR)
    kinds = [event.kind for event in await administrator.events(after=before)]
    assert kinds.count(EventKind.CAMERA_VIEWED) == kinds.count(EventKind.PARTICIPANT_JOINED) == 1


async def test_a_host_or_who_shared_it_takes_it_back(office: Office) -> None:
    room = await office.opened()
    street = await office.desk.as_(Role.RESPONDER, STREET)
    other = await office.desk.running.client(Role.RESPONDER, STREET)
    for client in (street, office.officer):
        place = await street.share_camera_into_room(room.room_id, CAMERA)
        strange = taken_back(other, room.room_id, place.participation_id)
        assert await refused(strange) == (403, "not-permitted")
        await taken_back(client, room.room_id, place.participation_id)
        gone = taken_back(client, room.room_id, place.participation_id)
        assert await refused(gone) == (404, "not-found")
    page = await office.page(room)
    assert {one.status for one in page.participations} == {ParticipationStatus.REMOVED}


async def test_a_camera_that_one_does_not_see_one_does_not_share(office: Office) -> None:
    room = await office.opened()
    street = await office.desk.as_(Role.OPERATOR, STREET)
    strange = ShareCameraIntoRoom(camera_id="code:C2")
    assert await refused(street.share_camera_into_room(room.room_id, strange)) == (404, "not-found")


async def test_who_is_rung_shows_their_camera_in_anothers_room(office: Office) -> None:
    incident = await office.desk.report(unit_id=OTHER_STREET)
    room = await office.officer.open_room(incident.incident_id)
    street = await office.desk.as_(Role.DUTY_OFFICER, STREET)
    assert await refused(street.share_camera_into_room(room.room_id, CAMERA)) == (404, "not-found")
    await office.officer.ring(room.room_id, Ring(person_id="street-leader"))
    place = await street.share_camera_into_room(room.room_id, CAMERA)
    await taken_back(street, room.room_id, place.participation_id)


async def test_in_a_room_that_has_ended_there_is_none(office: Office) -> None:
    room = await office.opened()
    await office.officer.end_room(room.room_id, EndRoom(expected_version=1))
    assert await refused(office.officer.share_camera_into_room(room.room_id, CAMERA)) == (409, "room-ended")


async def test_another_participant_is_not_taken_out_by_this(office: Office) -> None:
    room, other = await office.opened(), await office.opened()
    place = await office.officer.share_camera_into_room(other.room_id, CAMERA)
    assert await refused(taken_back(office.officer, room.room_id, place.participation_id)) == (404, "not-found")
