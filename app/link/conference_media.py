"""Between a room's line and its media: the hub's messages on one side, peers on the media thread on the other."""

import ipaddress
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from app.link.hub_client import HubClient
from app.link.room_link import RoomLink
from app.link.room_media import Offer
from app.services.conference_engine import StreamSource
from app.services.signalling import IceServer, OfferedSlot, WantedVideo
from streams.media_thread import MediaThread
from streams.webrtc import ice
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from streams.webrtc.participant.room_media import RoomMedia
from streams.webrtc.peer_transport import TransportState

_GONE = (TransportState.CLOSED, TransportState.FAILED)


class ConferenceMedia:
    """Implements `app.link.room_media.RoomMedia` for one line, on the line's loop. `media` is for devices."""

    def __init__(
        self,
        link: RoomLink,
        client: HubClient,
        *,
        thread: MediaThread,
        rooms: ConferenceRooms,
        sources: Callable[[], Collection[StreamSource]],
    ) -> None:
        """`sources`: what this seat has to send, by its devices."""
        self._link = link
        self._client = client
        self._sources = sources
        self._answered = False
        self._offered: frozenset[StreamSource] = frozenset()
        self.media = RoomMedia(
            link.room_id,
            media=thread,
            rooms=rooms,
            settings=_settings(client.url, ()),
            viewer=link.is_viewer,
            on_wants=self._take_wants,
            on_publishing=self._publishing_changed,
            on_receiving=self._receiving_changed,
        )

    async def begin(self, servers: tuple[IceServer, ...]) -> None:
        self.media.settings = _settings(self._client.url, servers)
        self._offered = frozenset()
        await self.media.renew_receiving()
        self._answered = False

    async def offer(self) -> Offer | None:
        self._offered = frozenset()
        if self._link.is_viewer:
            return None
        sources = self._sources()
        offer = await self.media.publish_offer([Content(source.value) for source in sources], spare=[*Content])
        tracks = {track.mid: StreamSource(track.content.value) for track in offer.tracks}
        self._offered = frozenset(tracks.values())
        return Offer(offer.sdp, tracks)

    def sends(self) -> tuple[StreamSource, ...] | None:
        sources = self._sources()
        if not self._offered.issuperset(sources):
            return None
        self.media.follow([Content(source.value) for source in sources])
        return tuple(sources)

    async def published(self, sdp: str) -> None:
        await self.media.published(sdp)

    async def answer(self, sdp: str, slots: tuple[OfferedSlot, ...], *, fresh: bool) -> str:
        if fresh and self._answered:
            await self.media.renew_receiving()
        self._answered = True
        return await self.media.answer(sdp, _contents(slots))

    def take_slots(self, slots: tuple[OfferedSlot, ...]) -> None:
        self.media.slots(_contents(slots))

    def mute(self, source: StreamSource, *, muted: bool) -> None:
        self.media.mute(Content(source.value), muted=muted)

    async def end(self) -> None:
        await self.media.close()

    # -- told by the media, on this loop

    def _take_wants(self, wants: dict[RemoteStream, int]) -> None:
        self._link.want(
            tuple(
                WantedVideo(
                    participant_id=stream.participant_id, source=StreamSource(stream.content.value), height=height
                )
                for stream, height in wants.items()
            )
        )

    def _publishing_changed(self, state: TransportState) -> None:
        if state in _GONE:
            self._link.publishing_lost()

    def _receiving_changed(self, state: TransportState) -> None:
        if state in _GONE:
            self._link.subscribing_lost()


def _contents(slots: tuple[OfferedSlot, ...]) -> list[SlotContent]:
    return [
        SlotContent(
            slot.mid,
            RemoteStream(slot.participant_id, Content(slot.source.value))
            if slot.participant_id is not None and slot.source is not None
            else None,
        )
        for slot in slots
    ]


def _settings(url: str, servers: tuple[IceServer, ...]) -> ice.IceSettings:
    """A hub on this machine is reached over the loopback, whatever other addresses there are."""
    return ice.IceSettings(
        addresses=("127.0.0.1",) if _is_loopback(url) else None,
        servers=tuple(ice.IceServer(one.urls, one.username, one.credential) for one in servers),
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
