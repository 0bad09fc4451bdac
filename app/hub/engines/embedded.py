"""The conference engine inside the hub: the packet forwarder of `streams/webrtc/forwarder` on a thread of its own.

Media has its own loop so that a slow request or a big transaction of the hub costs no packet. Every method hops there
and back; what the forwarder has to say comes to the listener on the hub's loop.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.clock import Clock, SystemClock
from app.services.conference_engine import (
    Direction,
    EngineListener,
    EngineRefusal,
    EngineRefusedError,
    MediaKind,
    ParticipantFigures,
    Slot,
    StreamFigures,
    StreamName,
    StreamSource,
    SubscriptionOffer,
    Want,
)
from streams.errors import StreamError
from streams.media_thread import MediaThread
from streams.url import parse_stream_url
from streams.webrtc.forwarder.figures import ParticipantFigure, StreamFigure
from streams.webrtc.forwarder.forwarder import Forwarder
from streams.webrtc.forwarder.refusals import Refusal, RefusedError
from streams.webrtc.forwarder.room_events import Offer
from streams.webrtc.forwarder.slots import Name, SlotView
from streams.webrtc.ice import IceSettings

T = TypeVar("T")

_GIL_WAIT_S = 0.001

_REFUSALS = {
    Refusal.ROOM_FULL: EngineRefusal.ROOM_FULL,
    Refusal.UNUSABLE_DESCRIPTION: EngineRefusal.UNUSABLE_DESCRIPTION,
    Refusal.NO_COMMON_CODEC: EngineRefusal.NO_COMMON_CODEC,
    Refusal.UNKNOWN: EngineRefusal.UNKNOWN,
    Refusal.NOT_REACHABLE: EngineRefusal.NOT_REACHABLE,
}


class EmbeddedEngine:
    """A `ConferenceEngine`. Started and used on one loop, which may be any; `close()` ends its thread."""

    def __init__(self, settings: IceSettings | None = None, *, clock: Clock | None = None) -> None:
        self._settings = settings or IceSettings()
        self._clock = clock or SystemClock()
        self._media: MediaThread | None = None
        self._forwarder: Forwarder | None = None

    async def start(self, listener: EngineListener) -> None:
        # A packet that arrives while the hub computes waits so long for the GIL; Python's own 5 ms would be heard.
        sys.setswitchinterval(min(sys.getswitchinterval(), _GIL_WAIT_S))
        events = _Events(listener, asyncio.get_running_loop())
        self._media = MediaThread()

        async def start() -> None:
            self._forwarder = Forwarder(self._settings, events)
            self._forwarder.start()

        await self._there(start())

    async def close(self) -> None:
        if (media := self._media) is None:
            return
        if self._forwarder is not None:
            await self._there(self._forwarder.close())
        self._media = self._forwarder = None
        await asyncio.to_thread(media.close)

    async def open_room(self, room_id: str) -> None:
        async def open_room() -> None:
            self._running.open_room(room_id)

        await self._there(open_room())

    async def close_room(self, room_id: str) -> None:
        await self._there(self._running.close_room(room_id))

    async def publish(
        self,
        room_id: str,
        participant_id: str,
        offer: str,
        sources: dict[str, StreamSource],
        *,
        spare: frozenset[StreamSource] = frozenset(),
    ) -> str:
        async def publish() -> str:
            labels = {mid: source.value for mid, source in sources.items()}
            unsent = [source.value for source in spare]
            return await self._running.room(room_id).publish(participant_id, offer, labels, unsent)

        return await self._there(publish())

    async def send(self, room_id: str, stream: StreamName, *, sends: bool) -> None:
        async def send() -> None:
            self._running.room(room_id).send((stream.participant_id, stream.source.value), sends=sends)

        await self._there(send())

    async def subscribe(self, room_id: str, participant_id: str, wants: tuple[Want, ...] | None) -> SubscriptionOffer:
        async def subscribe() -> SubscriptionOffer:
            heights = None if wants is None else _heights(wants)
            return _offer(await self._running.room(room_id).subscribe(participant_id, heights))

        return await self._there(subscribe())

    async def accept(self, room_id: str, participant_id: str, generation: int, answer: str) -> None:
        async def accept() -> None:
            self._running.room(room_id).accept(participant_id, generation, answer)

        await self._there(accept())

    async def want(self, room_id: str, participant_id: str, wants: tuple[Want, ...]) -> None:
        async def want() -> None:
            self._running.room(room_id).want(participant_id, _heights(wants))

        await self._there(want())

    async def hold(self, room_id: str, stream: StreamName, *, held: bool) -> None:
        async def hold() -> None:
            self._running.room(room_id).hold((stream.participant_id, stream.source.value), held=held)

        await self._there(hold())

    async def leave(self, room_id: str, participant_id: str) -> None:
        async def leave() -> None:
            self._running.room(room_id).leave(participant_id)

        await self._there(leave())

    async def share_camera(self, room_id: str, participant_id: str, address: str) -> None:
        async def share_camera() -> None:
            await self._running.room(room_id).share_camera(participant_id, url)

        try:
            url = parse_stream_url(address)
        except StreamError as error:
            raise EngineRefusedError(EngineRefusal.NOT_REACHABLE, str(error)) from error
        await self._there(share_camera())

    async def figures(self, room_id: str) -> tuple[ParticipantFigures, ...]:
        async def figures() -> tuple[ParticipantFigure, ...]:
            return self._running.room(room_id).figures()

        found = await self._there(figures())
        return tuple(self._figures(one) for one in found)

    @property
    def _running(self) -> Forwarder:
        if self._forwarder is None:
            raise RefusedError(Refusal.UNKNOWN, "the engine does not run")
        return self._forwarder

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """On the media loop."""
        if self._media is None:
            work.close()
            raise EngineRefusedError(EngineRefusal.UNKNOWN, "the engine does not run")
        try:
            return await asyncio.wrap_future(self._media.submit(work))
        except RefusedError as error:
            raise EngineRefusedError(_REFUSALS[error.refusal], error.detail) from error

    def _figures(self, one: ParticipantFigure) -> ParticipantFigures:
        now, monotonic_s = self._clock.now(), time.monotonic()

        def moment(at: float | None) -> datetime | None:
            return None if at is None else now - timedelta(seconds=monotonic_s - at)

        return ParticipantFigures(
            participant_id=one.participant,
            published=tuple(_stream_figures(one.participant, figure) for figure in one.streams),
            received_since=moment(one.received_since),
            acknowledged_since=moment(one.acknowledged_since),
            lost_share_down=one.lost_share_down,
            round_trip_ms=None if one.round_trip_s is None else one.round_trip_s * 1000,
            video_paused=one.video_paused,
        )


class _Events:
    """Carries the forwarder's events from the media loop to the listener on the hub's."""

    def __init__(self, listener: EngineListener, loop: asyncio.AbstractEventLoop) -> None:
        self._listener, self._loop = listener, loop

    def connected(self, room_id: str, participant: str, *, publishing: bool) -> None:
        self._tell(self._listener.connected, room_id, participant, _direction(publishing=publishing))

    def lost(self, room_id: str, participant: str, *, publishing: bool) -> None:
        self._tell(self._listener.lost, room_id, participant, _direction(publishing=publishing))

    def first_media(self, room_id: str, name: Name) -> None:
        self._tell(self._listener.first_media, room_id, _stream(name))

    def offered(self, room_id: str, participant: str, offer: Offer) -> None:
        self._tell(self._listener.offered, room_id, participant, _offer(offer))

    def slots_changed(self, room_id: str, participant: str, slots: tuple[SlotView, ...]) -> None:
        self._tell(self._listener.slots_changed, room_id, participant, _slots(slots))

    def speaker(self, room_id: str, participant: str | None) -> None:
        self._tell(self._listener.speaker, room_id, participant)

    def _tell(self, function: Callable[..., None], *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)


def _direction(*, publishing: bool) -> Direction:
    return Direction.PUBLISHING if publishing else Direction.SUBSCRIBING


def _stream(name: Name) -> StreamName:
    return StreamName(name[0], StreamSource(name[1]))


def _heights(wants: tuple[Want, ...]) -> dict[Name, int]:
    return {(want.stream.participant_id, want.stream.source.value): want.height for want in wants}


def _offer(offer: Offer) -> SubscriptionOffer:
    return SubscriptionOffer(offer.sdp, offer.generation, _slots(offer.slots))


def _slots(slots: tuple[SlotView, ...]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            slot.mid,
            MediaKind.VIDEO if slot.is_video else MediaKind.AUDIO,
            None if slot.name is None else _stream(slot.name),
        )
        for slot in slots
    )


def _stream_figures(participant: str, figure: StreamFigure) -> StreamFigures:
    return StreamFigures(
        stream=StreamName(participant, StreamSource(figure.label)),
        bits_per_s=figure.bits_per_s,
        packets_per_s=figure.packets_per_s,
        lost_share=figure.lost_share,
        jitter_ms=figure.jitter_ms,
        width=figure.size[0],
        height=figure.size[1],
        held=figure.held,
    )
