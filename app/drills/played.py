"""One person of a drill in the room: the product's own line and media, with what `made_up` gives as devices."""

import asyncio
import logging
import time
from collections.abc import Collection

from app.domain.drills import PlayedMedia, PlayedPerson
from app.domain.rooms import ParticipationKind
from app.domain.units import Point
from app.drills import made_up
from app.link.conference_media import ConferenceMedia
from app.link.hub_client import HubClient
from app.link.room_link import LinePhase, RoomLink
from app.services.conference_engine import StreamSource
from app.services.signalling import WantedVideo
from app.tasks import TaskScope
from streams.media_thread import MediaThread
from streams.webrtc.participant.conference_rooms import ConferenceRooms

log = logging.getLogger(__name__)

_SOURCES = {
    PlayedMedia.CAMERA_AND_VOICE: (StreamSource.MICROPHONE, StreamSource.CAMERA),
    PlayedMedia.VOICE: (StreamSource.MICROPHONE,),
    PlayedMedia.NO_MICROPHONE: (StreamSource.CAMERA,),
    PlayedMedia.NOTHING: (),
}
# Nobody looks: one small picture of somebody else is received, and acknowledged as a real one is.
_WANTED_HEIGHT = 180
# A stall of the machine is made up for to this extent.
_MOST_BLOCKS_AT_ONCE = 10
_LOOK_S = 0.25
_PICTURE_S = 1 / made_up.PICTURES_PER_S
_ACCURACY_M = 12.0


class PlayedInRoom:
    """Of one loop. `client` is the person's own and closed with it; `where` is told by who has a phone."""

    def __init__(
        self,
        client: HubClient,
        room_id: str,
        person: PlayedPerson,
        *,
        name: str,
        words: str,
        thread: MediaThread,
        device: str = "",
        where: Point | None = None,
    ) -> None:
        """`name` and `words` (what somebody is there) stand in the picture."""
        self.person = person
        self._client = client
        self._thread = thread
        self._where = where
        self._sources = _SOURCES[person.media]
        self._name, self._words = name, words
        self._wanted = ""
        self._tasks = TaskScope(f"played {person.title.value}")
        # Nobody's tiles: what is received of others is acknowledged and goes nowhere.
        self._rooms = ConferenceRooms()
        self.link = RoomLink(client, room_id, self._make_media, device=device)

    @property
    def is_in(self) -> bool:
        return self.link.status.phase is LinePhase.IN

    def come(self) -> None:
        """Through the door as soon as it is open."""
        for source in self._sources:
            self.link.set_on(source, True)
        self.link.start()
        self.link.join()
        self._tasks.start("looks", self._look())
        if self._sources:
            self._tasks.start("devices", self._give())

    async def leave(self) -> None:
        """For good; bounded."""
        await self._tasks.close()
        await self.link.leave()
        await self._client.close()

    def _make_media(self, link: RoomLink) -> ConferenceMedia:
        return ConferenceMedia(link, self._client, thread=self._thread, rooms=self._rooms, sources=self._devices)

    def _devices(self) -> Collection[StreamSource]:
        return self._sources

    async def _look(self) -> None:
        """At somebody, until cancelled. The media say what tiles want, and there are none: so it is said again."""
        while True:
            if self.is_in:
                self._want_somebody()
                self._tell_where()
            await asyncio.sleep(_LOOK_S)

    def _want_somebody(self) -> None:
        others = [
            one.participant_id
            for one in (self.link.room.participants if self.link.room is not None else ())
            if one.participant_id != self.link.participation_id
            and one.kind is not ParticipationKind.VIEWER
            and StreamSource.CAMERA in one.sources
        ]
        # As long as who is seen has a picture, somebody else's is not asked for.
        if self._wanted not in others:
            self._wanted = others[0] if others else ""
        self.link.want((WantedVideo(participant_id=self._wanted, height=_WANTED_HEIGHT),) if self._wanted else ())

    def _tell_where(self) -> None:
        where, self._where = self._where, None
        if where is not None:
            self.link.tell_position(longitude=where.longitude, latitude=where.latitude, accuracy_m=_ACCURACY_M)

    async def _give(self) -> None:
        """What the devices would, until cancelled."""
        media = self.link.media
        if not isinstance(media, ConferenceMedia):
            raise TypeError("played people have the product's own media")
        has_voice = StreamSource.MICROPHONE in self._sources
        voice = made_up.voice(self._name) if has_voice else []
        pictures: list[made_up.Planes] = []
        if StreamSource.CAMERA in self._sources:
            pictures = await asyncio.to_thread(made_up.pictures, self._name, self._words)
        began_s = time.monotonic()
        blocks = shown = 0
        while True:
            now_s = time.monotonic() - began_s
            if self.is_in:
                blocks = max(blocks, int(now_s / made_up.BLOCK_S) - _MOST_BLOCKS_AT_ONCE)
                while voice and blocks * made_up.BLOCK_S <= now_s:
                    media.media.voice.put(voice[blocks % len(voice)], began_s + blocks * made_up.BLOCK_S)
                    blocks += 1
                if pictures and shown * _PICTURE_S <= now_s:
                    shown = int(now_s / _PICTURE_S) + 1
                    media.media.camera.put(made_up.captured(pictures[shown % len(pictures)]))
            await asyncio.sleep(made_up.BLOCK_S)
