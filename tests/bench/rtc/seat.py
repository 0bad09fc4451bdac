"""A seat without its screen and devices: the product's own line into a room, with media that are counted."""

from typing import cast

from app.domain.rooms import Room
from app.link.hub_client import HubClient
from app.link.room_link import RoomLink
from app.services.conference_engine import StreamSource
from app.services.signalling import WantedVideo
from streams.webrtc.ice import IceSettings
from tests.rtc.room_media import CountingMedia

_HEIGHT = 720


class Seat:
    """Of one loop: joins at once, wants everybody, and sends from then on. `client` is closed with it."""

    def __init__(self, client: HubClient, room: Room, address: str, name: str) -> None:
        self._client = client
        settings = IceSettings(addresses=(address,))
        self.link = RoomLink(client, room.room_id, lambda link: CountingMedia(link, settings, name))
        for source in (StreamSource.MICROPHONE, StreamSource.CAMERA):
            self.link.set_on(source, True)
        self.link.subscribe(self._want_all)
        self.link.start()
        self.link.join()

    @property
    def media(self) -> CountingMedia:
        return cast(CountingMedia, self.link.media)

    async def leave(self) -> None:
        """For good; the account can come back with another."""
        await self.link.leave()

    async def close(self) -> None:
        await self.leave()
        await self._client.close()

    def _want_all(self) -> None:
        """As a gallery of everybody would."""
        everybody = self.link.room.participants if self.link.room is not None else ()
        others = [one.participant_id for one in everybody if one.participant_id != self.link.participation_id]
        self.link.want(tuple(WantedVideo(participant_id=one, height=_HEIGHT) for one in others))
