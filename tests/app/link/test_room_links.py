"""The rooms that a seat is in touch with: looked into for its wall, left when nobody looks, entered by a person."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from app.domain.permissions import Role
from app.domain.rooms import Participation, Room
from app.link import room_links
from app.link.room_link import LinePhase, RoomLink
from app.link.room_links import RoomLinks
from app.link.rooms import responder
from app.services.conference_engine import StreamSource
from tests.app.hub.rooms.house import House, open_house
from tests.app.hub.rooms.participant import Participant
from tests.fakes.room_media import FakeRoomMedia
from tests.fakes.sample_incidents import incident
from tests.servers.hub import DISTRICT
from tests.servers.seat import Seat, seated

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("hub")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_links, "_LINGER_S", 0.05)
    monkeypatch.setattr(room_links, "_LOOK_S", 0.02)


class Wall:
    """A seat with or without a wall that somebody can see."""

    def __init__(self, seat: Seat, *, looks: bool) -> None:
        self.seat = seat
        self.awaited: set[str] = set()
        self.media: list[FakeRoomMedia] = []
        self.links = RoomLinks(
            seat.mirror, seat.client, make_media=self._make, looks=lambda: looks, awaits=lambda: self.awaited
        )
        self.links.start()

    def _make(self, _link: RoomLink) -> FakeRoomMedia:
        self.media.append(FakeRoomMedia())
        return self.media[-1]

    async def until(self, true: Callable[[], Any]) -> None:
        async with asyncio.timeout(30):
            while not true():  # noqa: ASYNC110 the links look by themselves, as this test does
                await asyncio.sleep(0.01)

    def looks_into(self, room: Room) -> bool:
        viewer = self.links.viewer(room.room_id)
        return viewer is not None and viewer.status.phase is LinePhase.IN


@asynccontextmanager
async def wall_of(house: House, *, looks: bool = False) -> AsyncIterator[Wall]:
    async with seated(house.running, Role.OPERATOR, name="wall") as seat:
        wall = Wall(seat, looks=looks)
        try:
            yield wall
        finally:
            await wall.links.close()


async def phone_in(house: House, room: Room) -> Participant:
    _, token = await house.link(room)
    phone = await house.phone(token)
    assert await phone.join() == "in"
    return phone


async def test_a_room_is_looked_into_as_long_as_a_tile_shows_somebody_of_it(house: House) -> None:
    room = await house.room()
    async with wall_of(house) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, room.room_id) is not None)
        wall.links.want(frozenset({room.room_id}))
        await wall.until(lambda: wall.looks_into(room))
        wall.links.want(frozenset())
        await wall.until(lambda: wall.links.viewer(room.room_id) is None)
        await wall.until(lambda: wall.media[0].ended)


async def test_a_wall_is_ready_before_a_phone_is_in_and_no_other_seat_is(house: House) -> None:
    room = await house.room()
    async with wall_of(house, looks=True) as wall, wall_of(house, looks=False) as desk:
        _, token = await house.link(room)
        phone = await house.phone(token)
        await wall.until(lambda: wall.looks_into(room))
        assert desk.links.viewer(room.room_id) is None
        assert await phone.join() == "in"
        await phone.publish("camera")
        await wall.until(lambda: (one := wall.links.live(phone.id)) is not None and one.sources)
        seen = wall.links.live(phone.id)
        assert seen is not None
        assert StreamSource.CAMERA in seen.sources


async def test_a_tile_kept_for_a_responder_looks_into_the_room_before_anybody_comes(house: House) -> None:
    await house.put(incident(unit_id=DISTRICT))
    room = await house.room(incident_id="i1")
    async with wall_of(house, looks=True) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, room.room_id) is not None)
        assert wall.links.viewer(room.room_id) is None
        wall.awaited = {"i1", "an incident without a room"}
        await wall.until(lambda: wall.looks_into(room))
        mirror = wall.seat.mirror
        assert responder(mirror, "i1", 1) is None
        first = await phone_in(house, room)
        second = await phone_in(house, room)
        await wall.seat.until(lambda: responder(mirror, "i1", 2) is not None)
        seen = [responder(mirror, "i1", number) for number in (1, 2, 3)]
        assert [one.participation_id if one is not None else None for one in seen] == [first.id, second.id, None]
        await first.say("leave")
        await wall.seat.until(lambda: responder(mirror, "i1", 2) is None)
        moved_up = responder(mirror, "i1", 1)
        assert moved_up is not None
        assert moved_up.participation_id == second.id


async def test_a_change_of_who_sends_what_is_told_and_figures_are_not(house: House) -> None:
    room = await house.room()
    async with wall_of(house) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, room.room_id) is not None)
        told: list[bool] = []
        wall.links.subscribe(lambda: told.append(True))
        wall.links.want(frozenset({room.room_id}))
        await wall.until(lambda: wall.looks_into(room))
        phone = await phone_in(house, room)
        await phone.publish("camera")
        await wall.until(lambda: (one := wall.links.live(phone.id)) is not None and one.sources)
        before = len(told)
        viewer = wall.links.viewer(room.room_id)
        assert viewer is not None
        assert viewer.room is not None
        changed = tuple(one.model_copy(update={"quality": 1}) for one in viewer.room.participants)
        viewer.room = viewer.room.model_copy(update={"participants": changed})
        wall.links._gather()
        assert len(told) == before


async def test_who_enters_a_room_needs_no_viewer_there_and_one_conference_is_left_for_another(house: House) -> None:
    first, second = await house.room(), await house.room()
    async with wall_of(house) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, second.room_id) is not None)
        wall.links.want(frozenset({first.room_id}))
        await wall.until(lambda: wall.looks_into(first))
        link = wall.links.enter(first.room_id)
        await wall.until(lambda: link.status.phase is LinePhase.PREPARING)
        assert wall.looks_into(first), "from the lobby nothing can be seen yet"
        link.join()
        await wall.until(lambda: link.status.phase is LinePhase.IN)
        await wall.until(lambda: wall.links.viewer(first.room_id) is None)
        other = wall.links.enter(second.room_id)
        await wall.until(lambda: link.is_over)
        await wall.until(lambda: wall.looks_into(first))
        assert wall.links.seat is other
        await wall.links.leave()
        assert wall.links.seat is None


async def test_who_closes_while_a_room_is_being_left_leaves_nothing_behind(house: House) -> None:
    first, second = await house.room(), await house.room()
    async with wall_of(house) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, second.room_id) is not None)
        link = wall.links.enter(first.room_id)
        await wall.until(lambda: link.status.phase is LinePhase.PREPARING)
        wall.links.enter(second.room_id)
    assert link.is_over
    assert [media.ended for media in wall.media] == [True, True]


async def test_the_first_picture_of_somebody_is_told_to_their_room(house: House) -> None:
    room = await house.room()
    async with wall_of(house) as wall:
        phone = await phone_in(house, room)
        await phone.publish("camera")
        wall.links.want(frozenset({room.room_id}))
        await wall.until(lambda: wall.links.live(phone.id))
        wall.links.first_frame(phone.id)
        await wall.seat.until(
            lambda: (
                (one := wall.seat.mirror.get(Participation, phone.id)) is not None
                and one.times.first_frame_shown_at is not None
            )
        )


async def test_a_room_that_has_ended_is_not_looked_into(house: House) -> None:
    room = await house.room()
    async with wall_of(house) as wall:
        await wall.seat.until(lambda: wall.seat.mirror.get(Room, room.room_id) is not None)
        wall.seat.mirror.put(replace(room, version=room.version + 1, ended_at=room.opened_at))
        wall.links.want(frozenset({room.room_id}))
        assert wall.links.viewer(room.room_id) is None
        assert not wall.media
