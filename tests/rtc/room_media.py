"""The media of a seat without its devices and codecs: the product's own line into a room, on peers that count."""

import asyncio

from app.link.room_link import RoomLink
from app.link.room_media import Offer
from app.services.conference_engine import StreamSource
from app.services.signalling import IceServer, OfferedSlot
from app.tasks import TaskScope
from streams.webrtc.ice import IceSettings
from tests.rtc.arrivals import Arrivals
from tests.rtc.peers import PublishingPeer, SubscribingPeer, keep_sending
from tests.rtc.recorded import RecordedVideo

_LOOK_S = 0.01

_TRACKS = {"0": StreamSource.MICROPHONE, "1": StreamSource.CAMERA}


class CountingMedia:
    """A `RoomMedia` of one loop, that sends as soon as it may. The peers are new ones after every rejoin."""

    def __init__(
        self, link: RoomLink, settings: IceSettings, name: str, *, video: type[RecordedVideo] = RecordedVideo
    ) -> None:
        self._link, self._settings, self._name, self._video = link, settings, name, video
        self._publishing: PublishingPeer | None = None
        self._subscribing: SubscribingPeer | None = None
        self._tasks = TaskScope(f"media of {name}")

    async def begin(self, servers: tuple[IceServer, ...]) -> None:
        await self.end()

    async def offer(self) -> Offer | None:
        if self._publishing is not None:
            await self._publishing.close()
        self._publishing = PublishingPeer(self._settings, self._name, recorded=self._video)
        return Offer(await self._publishing.offer(), _TRACKS)

    def sends(self) -> tuple[StreamSource, ...] | None:
        return tuple(_TRACKS.values())

    async def published(self, sdp: str) -> None:
        peer = self._publishing
        if peer is not None:
            peer.take_answer(sdp)
            self._tasks.start("send", self._send(peer))

    async def answer(self, sdp: str, slots: tuple[OfferedSlot, ...], *, fresh: bool) -> str:
        if fresh or self._subscribing is None:
            if self._subscribing is not None:
                await self._subscribing.close()
            self._subscribing = SubscribingPeer(self._settings)
            self._tasks.start("watch", self._watch(self._subscribing))
        return await self._subscribing.answer(sdp)

    def take_slots(self, slots: tuple[OfferedSlot, ...]) -> None:
        """Whatever flows is counted."""

    async def end(self) -> None:
        await self._tasks.close()
        for peer in (self._publishing, self._subscribing):
            if peer is not None:
                await peer.close()
        self._publishing = self._subscribing = None
        self._tasks = TaskScope(f"media of {self._name}")

    def flowing(self, since_s: float) -> list[Arrivals]:
        """The streams of which something has come since then, monotonic."""
        every = self._subscribing.arrivals.values() if self._subscribing is not None else ()
        return [one for one in every if one.newest_s > since_s]

    async def until_flowing(self, people: int, *, since_s: float = 0.0) -> None:
        """Until voice and video of so many arrive."""
        while True:
            found = self.flowing(since_s)
            videos = sum(one.is_video for one in found)
            if videos >= people and len(found) - videos >= people:
                return
            await asyncio.sleep(_LOOK_S)

    async def _send(self, peer: PublishingPeer) -> None:
        await peer.connected()
        sending = asyncio.create_task(keep_sending([peer]))
        try:
            await peer.gone()
        finally:
            sending.cancel()
        self._link.publishing_lost()

    async def _watch(self, peer: SubscribingPeer) -> None:
        await peer.gone()
        if peer is self._subscribing:
            self._link.subscribing_lost()
