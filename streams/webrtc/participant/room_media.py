"""One room for one participation: everything heard, seen and sent, offered to the loop on which the signalling runs.

The media live on the media loop; every method here may be called on the owner's loop alone, and callbacks come there.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Coroutine, Iterable
from typing import Any, TypeVar

from streams.media_thread import MediaThread
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.capture import CapturedPicture
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from streams.webrtc.participant.figures import RoomFigures, SentFigures, quality_of
from streams.webrtc.participant.names import Content, SlotContent
from streams.webrtc.participant.opus import Samples
from streams.webrtc.participant.publisher import Publisher, PublishOffer
from streams.webrtc.participant.reception_room import ReceptionRoom, Wants
from streams.webrtc.participant.room_sound import RoomSound
from streams.webrtc.peer_transport import TransportState

T = TypeVar("T")


class PictureInlet:
    """Where a camera or a shared screen puts its pictures, from any thread; they go nowhere while nothing is
    published."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.publisher: Publisher | None = None

    def put(self, picture: CapturedPicture) -> None:
        publisher = self.publisher
        if publisher is not None:
            publisher.put_picture(self._content, picture)


class VoiceInlet:
    """As `PictureInlet`, for the voice chain's blocks."""

    def __init__(self) -> None:
        self.publisher: Publisher | None = None

    def put(self, block: Samples, at_s: float) -> None:
        publisher = self.publisher
        if publisher is not None:
            publisher.put_voice(block, at_s)


class RoomMedia:
    """Made and used on the owner's loop. `viewer`: looks only, so voices are neither asked for nor sent.

    `sound.playout` is for the thread of sound; `voice`, `camera` and `screen` take what devices give. They all stay the
    same when peers are replaced after a lost line, and so do the feeds of the room's videos.
    `on_wants(heights)` gets the videos that tiles show; `on_publishing` and `on_receiving` the states of the two peers.
    """

    def __init__(
        self,
        room_id: str,
        *,
        media: MediaThread,
        rooms: ConferenceRooms,
        settings: IceSettings,
        viewer: bool = False,
        on_wants: Callable[[Wants], None],
        on_publishing: Callable[[TransportState], None],
        on_receiving: Callable[[TransportState], None],
    ) -> None:
        self.room_id = room_id
        self.sound = RoomSound()
        self.voice = VoiceInlet()
        self.camera = PictureInlet(Content.CAMERA)
        self.screen = PictureInlet(Content.SCREEN)
        self.settings = settings
        self._media = media
        self._rooms = rooms
        self._viewer = viewer
        self._owner = asyncio.get_running_loop()
        self._on_wants, self._on_publishing, self._on_receiving = on_wants, on_publishing, on_receiving
        self._muted: set[Content] = set()
        # Below: on the media loop only.
        self._publisher: Publisher | None = None
        self._reception: ReceptionRoom | None = None
        self._closed = False
        media.call(self._begin_receiving)

    # -- sending

    async def publish_offer(self, contents: Collection[Content], *, spare: Collection[Content] = ()) -> PublishOffer:
        """A new publishing peer in place of the one before; `contents` are devices that are there, `spare` those for
        which `follow` may come later; at least one in all.

        Raises OSError (no address to bind, no libopus)."""
        return await self._on_media(self._offer(frozenset(contents), frozenset(spare)))

    def follow(self, contents: Collection[Content]) -> None:
        """Of what was offered there is this now."""
        self._media.call(self._follow, frozenset(contents))

    async def published(self, answer: str) -> None:
        """The hub's answer. Raises DescriptionError."""
        await self._on_media(self._answered(answer))

    async def unpublish(self) -> None:
        """Nothing is sent any more, of anything."""
        await self._on_media(self._end_publishing())

    def mute(self, content: Content, *, muted: bool) -> None:
        """Holds for later peers too."""
        self._muted = self._muted | {content} if muted else self._muted - {content}
        self._media.call(self._mute, content, muted)

    # -- receiving

    async def answer(self, offer: str, slots: Iterable[SlotContent]) -> str:
        """The answer to an offer of the hub and what flows in its slots. Raises DescriptionError, OSError."""
        return await self._on_media(self._answer(offer, tuple(slots)))

    def slots(self, slots: Iterable[SlotContent]) -> None:
        """Something else flows in the slots."""
        self._media.call(self._place, tuple(slots))

    async def renew_receiving(self) -> None:
        """After a lost line: the next offer is answered by a fresh peer."""
        await self._on_media(self._renew_receiving())

    # -- both

    async def figures(self) -> RoomFigures:
        return await self._on_media(self._figures())

    async def close(self) -> None:
        """Bounded; again is no error."""
        await self._on_media(self._close())

    # -- on the media loop

    async def _offer(self, contents: frozenset[Content], spare: frozenset[Content]) -> PublishOffer:
        await self._end_publishing()
        publisher = self._publisher = Publisher(
            settings=self.settings, on_state=lambda state: self._publishing_changed(publisher, state)
        )
        try:
            offer = await publisher.offer(contents, spare=spare)
        except BaseException:
            await self._end_publishing()
            raise
        for content in self._muted:
            publisher.mute(content, muted=True)
        return offer

    def _follow(self, contents: frozenset[Content]) -> None:
        if self._publisher is not None:
            self._publisher.follow(contents)

    async def _answered(self, answer: str) -> None:
        if self._publisher is None:
            raise RuntimeError("published() without publish_offer()")
        await self._publisher.answered(answer)
        for inlet in (self.voice, self.camera, self.screen):
            inlet.publisher = self._publisher

    async def _end_publishing(self) -> None:
        for inlet in (self.voice, self.camera, self.screen):
            inlet.publisher = None
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()

    def _publishing_changed(self, publisher: Publisher, state: TransportState) -> None:
        if publisher is self._publisher:
            self._tell(self._on_publishing, state)

    def _mute(self, content: Content, muted: bool) -> None:
        if self._publisher is not None:
            self._publisher.mute(content, muted=muted)

    def _begin_receiving(self) -> None:
        """Before the first offer: what the tiles want is to be known by then."""
        if self._closed:
            return
        reception = self._reception = ReceptionRoom(
            self.room_id,
            rooms=self._rooms,
            settings=self.settings,
            sound=self.sound,
            with_voices=not self._viewer,
            on_state=lambda state: self._receiving_changed(reception, state),
            on_wants=lambda wants: self._tell(self._on_wants, wants),
        )

    async def _answer(self, offer: str, slots: tuple[SlotContent, ...]) -> str:
        reception = self._reception
        if reception is None:
            raise RuntimeError("answer() after close()")
        return await reception.answer(offer, slots)

    def _place(self, slots: tuple[SlotContent, ...]) -> None:
        if self._reception is not None:
            self._reception.place(slots)

    async def _end_receiving(self) -> None:
        reception, self._reception = self._reception, None
        if reception is not None:
            await reception.close()

    async def _renew_receiving(self) -> None:
        await self._end_receiving()
        self._begin_receiving()

    def _receiving_changed(self, reception: ReceptionRoom, state: TransportState) -> None:
        if reception is self._reception:
            self._tell(self._on_receiving, state)

    async def _figures(self) -> RoomFigures:
        reception = self._reception
        subscriber = reception.subscriber if reception is not None else None
        received_bps = subscriber.received_bps if subscriber is not None else 0.0
        lost_share = subscriber.lost_share if subscriber is not None else 0.0
        jitters_s = [slot.reception.jitter_s for slot in subscriber.voices.values()] if subscriber is not None else []
        return RoomFigures(
            quality=quality_of(received_bps=received_bps, lost_share=lost_share, jitter_s=max(jitters_s, default=0.0)),
            received_bps=received_bps,
            lost_share=lost_share,
            link_bps=subscriber.link.bits_per_s if subscriber is not None else 0,
            people=reception.people() if reception is not None else (),
            sent=None if self._publisher is None else _sent_figures(self._publisher),
        )

    async def _close(self) -> None:
        self._closed = True
        await self._end_publishing()
        await self._end_receiving()

    # -- between the loops

    async def _on_media(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(self._media.submit(work))

    def _tell(self, callback: Callable[[Any], None], what: object) -> None:
        with contextlib.suppress(RuntimeError):  # the owner's loop is closed
            self._owner.call_soon_threadsafe(callback, what)


def _sent_figures(publisher: Publisher) -> SentFigures:
    videos = publisher.videos
    voice = publisher.voice
    return SentFigures(
        bits_per_s_allowed=publisher.allowed_bps,
        lost_share=publisher.lost_share,
        round_trip_s=publisher.round_trip_s,
        voice_packets=voice.sender.packets if voice is not None else 0,
        voice_level=voice.level if voice is not None else None,
        coded={
            content: (video.encoder.counters.width, video.encoder.counters.height, video.encoder.bits_per_s)
            for content, video in videos.items()
        },
        repeated_packets=sum(
            video.sender.retransmitter.repeated for video in videos.values() if video.sender.retransmitter is not None
        ),
        overtaken_pictures=sum(video.encoder.counters.overtaken for video in videos.values()),
    )
