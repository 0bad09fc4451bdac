"""A seat's line into a room, against the real hub: in, seen by others, back after a loss, out for good."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.room_link import LinePhase, RoomLink
from app.services.commands.rooms import EndRoom
from app.services.conference_engine import EngineRefusal, StreamSource
from app.services.signalling import HostAction, Problem, WantedVideo
from tests.app.hub.rooms.house import House, open_house
from tests.fakes.room_media import FakeRoomMedia
from tests.servers.cut_line import CutLine, cut_line

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("hub")) as opened:
        yield opened


class Sitting:
    """One line with its media."""

    def __init__(self, client: HubClient, room_id: str, *, viewer: bool = False) -> None:
        self.media = FakeRoomMedia()
        self.link = RoomLink(client, room_id, lambda _link: self.media, viewer=viewer)
        self.link.start()

    async def until(self, true: Callable[[RoomLink], Any]) -> None:
        changed = asyncio.Event()
        end = self.link.subscribe(changed.set)
        try:
            async with asyncio.timeout(30):
                while not true(self.link):
                    changed.clear()
                    # What the media have done is told by nobody.
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), 0.05)
        finally:
            end()

    async def is_heard(self) -> None:
        """The hub has done everything that was said so far."""
        before = len(self.link.chat)
        assert self.link.say("…")
        await self.until(lambda link: len(link.chat) > before)

    async def join(self) -> None:
        await self.until(lambda link: link.status.phase is LinePhase.PREPARING)
        self.link.join()
        await self.until(lambda link: link.status.phase is LinePhase.IN and link.me is not None)


@asynccontextmanager
async def sitting(client: HubClient, room_id: str, **how: Any) -> AsyncIterator[Sitting]:
    made = Sitting(client, room_id, **how)
    try:
        yield made
    finally:
        await made.link.leave()


async def through(house: House, line: CutLine) -> HubClient:
    """A seat that reaches the hub over this line alone."""
    return HubClient(line.url, token=(await house.running.client(Role.DUTY_OFFICER)).token)


async def test_a_seat_looks_first_and_is_in_when_it_says_so(house: House) -> None:
    room = await house.room()
    async with sitting(house.host, room.room_id) as seat:
        await seat.until(lambda link: link.status.phase is LinePhase.PREPARING)
        assert seat.link.welcome is not None
        assert seat.link.welcome.room_name == room.name
        assert seat.media.begun == 0, "nothing is sent from the lobby"
        await seat.join()
        assert seat.link.me is not None
        assert seat.link.me.is_host


async def test_what_is_sent_and_wanted_reaches_the_engine(house: House) -> None:
    room = await house.room()
    async with sitting(house.host, room.room_id) as seat:
        seat.media.offered = {"0": StreamSource.MICROPHONE, "1": StreamSource.CAMERA}
        seat.link.set_on(StreamSource.MICROPHONE, True)
        seat.link.set_on(StreamSource.CAMERA, False)
        await seat.join()
        await seat.until(lambda _link: seat.media.answers and seat.media.fresh == [True])
        engine = house.engine.rooms[room.room_id]
        assert engine.published[seat.link.participation_id] == seat.media.offered
        assert engine.wants[seat.link.participation_id] == ()
        await seat.until(lambda link: link.me is not None and link.me.sources == (StreamSource.MICROPHONE,))


async def test_what_comes_later_needs_no_other_peer_and_the_room_knows_of_what_there_is_alone(house: House) -> None:
    room = await house.room()
    async with sitting(house.host, room.room_id) as seat:
        seat.media.offered = {str(number): source for number, source in enumerate(StreamSource)}
        seat.media.sent = (StreamSource.MICROPHONE,)
        await seat.join()
        await seat.until(lambda link: link.me is not None and link.me.sources == (StreamSource.MICROPHONE,))
        engine = house.engine.rooms[room.room_id]
        me = seat.link.participation_id
        assert engine.spare[me] == {StreamSource.CAMERA, StreamSource.SCREEN}

        seat.media.sent = (StreamSource.MICROPHONE, StreamSource.SCREEN)
        seat.link.set_on(StreamSource.SCREEN, True)
        seat.link.sources_changed()
        await seat.until(lambda link: link.me is not None and link.me.sources == seat.media.sent)
        assert engine.spare[me] == {StreamSource.CAMERA}
        seat.link.set_on(StreamSource.MICROPHONE, False)
        await seat.until(lambda link: link.me is not None and link.me.sources == (StreamSource.SCREEN,))
        assert engine.spare[me] == {StreamSource.CAMERA}, "the silence of a microphone is sent"

        house.engine.refusal = EngineRefusal.ROOM_FULL
        seat.media.sent = tuple(StreamSource)
        seat.link.sources_changed()
        await seat.until(lambda link: link.refused is Problem.ROOM_FULL)
        assert seat.link.me is not None
        assert seat.link.me.sources == (StreamSource.SCREEN,)
        await seat.until(lambda link: link.me is not None and link.me.waiting == (StreamSource.CAMERA,))
        house.engine.refusal = None
        await seat.until(
            lambda link: link.me is not None and link.me.sources == (StreamSource.CAMERA, StreamSource.SCREEN)
        )
        assert seat.media.offers == 1


async def test_the_engine_is_told_which_videos_are_shown_here_and_how_large(house: House) -> None:
    room = await house.room()
    other = await house.running.client(Role.DUTY_OFFICER)
    async with sitting(house.host, room.room_id) as seat, sitting(other, room.room_id) as shown:
        await seat.join()
        await shown.join()
        seat.link.want((WantedVideo(participant_id=shown.link.participation_id, height=360),))
        await seat.is_heard()
        wants = house.engine.rooms[room.room_id].wants[seat.link.participation_id]
        assert wants is not None
        assert [(one.stream.participant_id, one.height) for one in wants] == [(shown.link.participation_id, 360)]


async def test_everybody_hears_what_is_written_and_sees_a_hand(house: House) -> None:
    room = await house.room()
    other = await house.running.client(Role.DUTY_OFFICER)
    async with sitting(house.host, room.room_id) as host, sitting(other, room.room_id) as seat:
        await host.join()
        await seat.join()
        assert seat.link.say("水位在涨")
        await host.until(lambda link: [line.text for line in link.chat] == ["水位在涨"])
        seat.link.raise_hand(True)
        await host.until(lambda link: _hand(link, seat.link.participation_id))
        host.link.host(HostAction.LOWER_HAND, seat.link.participation_id)
        await seat.until(lambda link: not link.hand_up)


async def test_a_host_asks_for_a_voice_and_the_seat_decides(house: House) -> None:
    room = await house.room()
    other = await house.running.client(Role.OPERATOR)
    async with sitting(house.host, room.room_id) as host, sitting(other, room.room_id) as seat:
        await host.join()
        seat.link.set_on(StreamSource.MICROPHONE, False)
        await seat.join()
        host.link.host(HostAction.ASK_UNMUTE, seat.link.participation_id)
        await seat.until(lambda link: link.unmute_asked == {StreamSource.MICROPHONE})
        assert not seat.link.is_on(StreamSource.MICROPHONE)
        seat.link.set_on(StreamSource.MICROPHONE, True)
        assert not seat.link.unmute_asked


async def test_after_a_lost_line_it_is_the_same_place_with_fresh_media_and_what_was_muted(house: House) -> None:
    room = await house.room()
    async with cut_line(house.running.url) as line:
        client = await through(house, line)
        async with sitting(client, room.room_id) as seat:
            seat.media.offered = {"0": StreamSource.MICROPHONE}
            seat.link.set_on(StreamSource.MICROPHONE, False)
            await seat.join()
            seat.link.raise_hand(True)
            await seat.until(lambda link: link.me is not None and link.me.hand_up_since is not None)
            place = seat.link.participation_id
            line.cut()
            await seat.until(lambda link: link.status.phase is LinePhase.LOST)
            assert not seat.link.say("nobody hears that")
            line.mend()
            await seat.until(lambda link: link.status.phase is LinePhase.IN)
            await seat.until(lambda _link: seat.media.begun == 2 and seat.media.fresh == [True, True])
            assert seat.link.participation_id == place
            await seat.until(lambda link: link.me is not None and link.me.hand_up_since is not None)
            await seat.until(lambda link: link.me is not None and link.me.sources == ())
        await client.close()


async def test_who_is_removed_is_out_and_does_not_come_back_by_itself(house: House) -> None:
    room = await house.room()
    other = await house.running.client(Role.OPERATOR)
    async with sitting(house.host, room.room_id) as host, sitting(other, room.room_id) as seat:
        await host.join()
        await seat.join()
        host.link.host(HostAction.REMOVE, seat.link.participation_id)
        await seat.until(lambda link: link.is_over)
        assert seat.link.status.problem is Problem.REMOVED


async def test_the_end_of_the_conference_is_no_fault(house: House) -> None:
    room = await house.room()
    async with sitting(house.host, room.room_id) as seat:
        await seat.join()
        page = await house.host.room_page(room.room_id)
        await house.host.end_room(room.room_id, EndRoom(expected_version=page.room.version))
        await seat.until(lambda link: link.is_over)
        assert seat.link.status.ended
        assert seat.link.status.problem is None


async def test_who_may_not_is_told_so_once(house: House) -> None:
    room = await house.room()
    auditor = await house.running.client(Role.AUDITOR)
    async with sitting(auditor, room.room_id) as seat:
        await seat.until(lambda link: link.is_over)
        assert seat.link.status.problem is Problem.NOT_PERMITTED


async def test_a_wall_looks_without_being_asked_and_sends_nothing(house: House) -> None:
    room = await house.room()
    async with sitting(house.host, room.room_id) as host, sitting(house.host, room.room_id, viewer=True) as wall:
        await host.join()
        await wall.until(lambda link: link.status.phase is LinePhase.IN and link.room is not None)
        await wall.until(lambda _link: wall.media.fresh == [True])
        engine = house.engine.rooms[room.room_id]
        assert wall.link.participation_id not in engine.published
        await wall.until(lambda link: link.participant(host.link.participation_id) is not None)


async def test_a_first_picture_is_told_once(house: House) -> None:
    room = await house.room()
    other = await house.running.client(Role.OPERATOR)
    async with sitting(house.host, room.room_id) as host, sitting(other, room.room_id) as seat:
        seat.media.offered = {"0": StreamSource.CAMERA}
        await seat.join()
        await host.join()
        host.link.first_frame(seat.link.participation_id)
        host.link.first_frame(seat.link.participation_id)
        await host.is_heard()
        times = (await house.stored(seat.link.participation_id)).times
        assert times.first_frame_shown_at is not None


def _hand(link: RoomLink, participation_id: str) -> bool:
    one = link.participant(participation_id)
    return one is not None and one.hand_up_since is not None
