"""A phone that joined by a link is on the wall and at a desk: its own pixels, painted by the tiles of the product."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.layouts import parse_layout
from app.domain.permissions import Role
from app.domain.rooms import Participation, ParticipationStatus, Room
from app.domain.scenes import Source
from app.domain.wall import empty_wall
from app.link.conference_media import ConferenceMedia
from app.link.room_link import LinePhase, RoomLink
from app.link.room_links import RoomLinks
from app.link.rooms import responder
from app.services.conference_engine import StreamSource
from app.services.tile_feed import TileSource
from app.services.tile_sources import participant_source
from streams.errors import Reason
from streams.feeds import Feeds
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from tests.e2e.join.phones import Hall, Phone, until
from tests.servers.seat import Seat, seated
from widgets.application import make_application
from widgets.conference.stage import Stage
from widgets.conference.stage_entries import StageView, entries
from widgets.wall.output import WallOutput

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]

NAME = "王建国"


class Desktop:
    """The parts of a seat that conferences need, with one output of four tiles on a screen."""

    def __init__(self, seat: Seat) -> None:
        instance = QApplication.instance()
        self.application = instance if isinstance(instance, QApplication) else make_application(language="en")
        self.seat = seat
        self.rooms = ConferenceRooms()
        self.feeds = Feeds(decode_threads=1, conference_sources=self.rooms.source)
        self.awaited: set[str] = set()
        self.links = RoomLinks(
            seat.mirror, seat.client, make_media=self.make_media, looks=lambda: True, awaits=lambda: self.awaited
        )
        self.output = WallOutput(
            "Output 1",
            empty_wall(parse_layout("2x2")),
            feeds=self.feeds,
            resolve=self.resolve,
            find_scene=lambda _name: None,
        )
        self.stage = Stage(feeds=self.feeds, resolve=self.resolve, now=seat.mirror.now)
        self.rooms.follow(asyncio.get_running_loop(), self.links.want)
        self.links.subscribe(self._changed)
        seat.mirror.subscribe(Participation, lambda _keys: self._changed())
        self.links.start()
        for window in (self.output.canvas, self.stage):
            window.resize(640, 360)
        self.output.canvas.show()

    def resolve(self, source: Source) -> TileSource:
        if source.responder is not None:
            participation, absent = responder(self.seat.mirror, *source.responder), Reason.AWAITED
        else:
            participation, absent = self.seat.mirror.get(Participation, source.participation_id), Reason.NOT_IN_ROOM
        if participation is None:
            return TileSource("?", "", absent=absent)
        return participant_source(source, participation, self.links.live(participation.participation_id))

    def make_media(self, link: object) -> ConferenceMedia:
        return ConferenceMedia(
            link,  # type: ignore[arg-type]
            self.seat.client,
            thread=self.feeds.media,
            rooms=self.rooms,
            sources=lambda: (),
        )

    def _changed(self) -> None:
        self.output.sources_changed()
        self.stage.sources_changed()

    async def until(self, true: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + 45
        while not true():
            assert time.monotonic() < deadline_s, "it did not happen within 45 s"
            self.application.processEvents()
            await asyncio.sleep(0.002)

    async def somebody_in(self, room: Room) -> Participation:
        found: list[Participation] = []

        def is_in() -> bool:
            everybody = self.seat.mirror.all(Participation).values()
            found[:] = [one for one in everybody if (one.room_id, one.name) == (room.room_id, NAME)]
            return bool(found) and found[0].status is ParticipationStatus.IN

        await self.until(is_in)
        return found[0]

    async def close(self) -> None:
        self.output.close()
        self.stage.release()
        await self.links.close()
        for window in (self.output.canvas, self.stage):
            window.close()
            window.deleteLater()
        self.output.deleteLater()
        self.application.processEvents()
        await asyncio.to_thread(self.feeds.close)


@asynccontextmanager
async def desktop(hall: Hall) -> AsyncIterator[Desktop]:
    async with seated(hall.running, Role.OPERATOR, name="wall") as seat:
        made = Desktop(seat)
        try:
            yield made
        finally:
            await made.close()


def halves(widget: QWidget, tile: tuple[int, int, int, int]) -> list[str]:
    """The strongest colour in the middle of the left and of the right half of a tile, as painted."""
    image: QImage = widget.grab().toImage()
    x, y, width, height = tile
    found = []
    for share in (0.25, 0.75):
        colour: QColor = image.pixelColor(round(x + width * share), round(y + height * 0.4))
        channels = {"red": colour.red(), "green": colour.green(), "blue": colour.blue()}
        strongest = max(channels, key=lambda name: channels[name])
        found.append(strongest if channels[strongest] > 100 else "dark")
    return found


async def joined(hall: Hall, room: Room) -> Phone:
    phone = await hall.phone()
    await phone.join(await hall.link(room), NAME)
    return phone


async def test_a_phone_is_painted_on_a_wall_tile_and_the_room_knows(hall: Hall) -> None:
    async with desktop(hall) as desk:
        room = await hall.room()
        await joined(hall, room)
        somebody = await desk.somebody_in(room)
        assert desk.links.seat is None, "nobody at this seat is in the room"
        output = desk.output
        source = Source.of_participant(somebody.participation_id)
        output.command(output.state.assign(1, source))
        tile = output.canvas.tiles[1]
        rect = tile.rect.getRect()
        await desk.until(lambda: halves(output.canvas, rect) == ["red", "blue"])
        assert tile.feed is not None
        assert tile.feed.painted
        assert tile.feed.source.name == NAME
        desk.links.first_frame(somebody.participation_id)
        await desk.until(lambda: _first_frame(desk, somebody) is not None)


async def test_the_first_responder_appears_in_the_tile_that_is_kept_for_them(hall: Hall) -> None:
    async with desktop(hall) as desk:
        room = await hall.room()
        assert room.incident_id is not None
        output = desk.output
        output.command(output.state.assign(3, Source.of_field(room.incident_id, 1)))
        desk.awaited = {room.incident_id}
        tile = output.canvas.tiles[3]

        def looks_into_it() -> bool:
            viewer = desk.links.viewer(room.room_id)
            return viewer is not None and viewer.status.phase is LinePhase.IN

        await desk.until(looks_into_it)
        assert tile.feed is not None
        assert tile.feed.source.absent is Reason.AWAITED
        phone = await joined(hall, room)
        rect = tile.rect.getRect()
        await desk.until(lambda: halves(output.canvas, rect) == ["red", "blue"])
        assert tile.feed.source.name == NAME
        assert tile.feed.source.participation_id == (await desk.somebody_in(room)).participation_id
        await phone.at("leave-button").click()
        await phone.at("asked-yes").click()
        await desk.until(lambda: tile.feed is not None and tile.feed.source.absent is Reason.AWAITED)


async def test_who_leaves_leaves_the_wall_and_the_tile_says_so(hall: Hall) -> None:
    async with desktop(hall) as desk:
        room = await hall.room()
        phone = await joined(hall, room)
        somebody = await desk.somebody_in(room)
        output = desk.output
        output.command(output.state.assign(0, Source.of_participant(somebody.participation_id)))
        tile = output.canvas.tiles[0]
        rect = tile.rect.getRect()
        await desk.until(lambda: halves(output.canvas, rect) == ["red", "blue"])
        await phone.at("leave-button").click()
        await phone.at("asked-yes").click()
        await desk.until(lambda: tile.feed is not None and tile.feed.source.absent is Reason.NOT_IN_ROOM)
        await desk.until(lambda: halves(output.canvas, rect) == ["dark", "dark"])


async def test_a_seat_in_the_room_sees_the_phone_on_its_page(hall: Hall) -> None:
    async with desktop(hall) as desk:
        room = await hall.room()
        await joined(hall, room)
        link = desk.links.enter(room.room_id)
        await desk.until(lambda: link.status.phase is LinePhase.PREPARING)
        link.join()
        await desk.until(lambda: link.status.phase is LinePhase.IN and link.room is not None)
        await desk.until(lambda: entries(link.room, me=link.participation_id))
        desk.stage.show()

        def show() -> bool:
            desk.stage.show_entries(entries(link.room, me=link.participation_id), StageView.GALLERY)
            return halves(desk.stage, desk.stage.tiles[0].rect.getRect()) == ["red", "blue"]

        await desk.until(show)
        assert not link.is_on(StreamSource.CAMERA), "a machine without devices is in the room all the same"
        await desk.until(lambda: desk.links.viewer(room.room_id) is None)


async def test_a_viewer_that_comes_late_and_goes_again_takes_no_picture_with_it(hall: Hall) -> None:
    async with desktop(hall) as desk:
        room = await hall.room()
        await joined(hall, room)
        link = desk.links.enter(room.room_id)
        await desk.until(lambda: link.status.phase is LinePhase.PREPARING)
        link.join()
        await desk.until(lambda: link.room is not None and entries(link.room, me=link.participation_id))
        desk.stage.show()

        def shows() -> bool:
            desk.stage.show_entries(entries(link.room, me=link.participation_id), StageView.GALLERY)
            return halves(desk.stage, desk.stage.tiles[0].rect.getRect()) == ["red", "blue"]

        await desk.until(shows)
        # As one that was begun before this seat was in, and is in after it: nobody needs it any more.
        late = RoomLink(desk.seat.client, room.room_id, desk.make_media, viewer=True)
        late.start()
        await until(lambda: _has_pictures(late), True)
        await late.leave()
        feed = desk.stage.tiles[0].feed
        assert feed is not None
        painted = feed.painted
        await desk.until(lambda: shows() and feed.painted > painted + 10)


async def _has_pictures(link: RoomLink) -> bool:
    assert isinstance(link.media, ConferenceMedia)
    people = (await link.media.media.figures()).people
    return any(video.pictures > 3 for person in people for video in person.videos.values())


def _first_frame(desk: Desktop, somebody: Participation) -> object:
    known = desk.seat.mirror.get(Participation, somebody.participation_id)
    return replace(known).times.first_frame_shown_at if known is not None else None
