"""Between signalling and the conference engine: what a participant asks of it, and what it tells of them."""

import asyncio
import logging
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from app.domain import participation_life as life
from app.domain.events import EventKind
from app.domain.rooms import ParticipationKind, ParticipationStatus
from app.hub.rooms.camera_address import camera_address
from app.hub.rooms.live_room import LiveRoom, Place
from app.services.conference_engine import (
    ConferenceEngine,
    Direction,
    EngineRefusal,
    EngineRefusedError,
    MediaKind,
    Slot,
    StreamName,
    StreamSource,
    SubscriptionOffer,
    Want,
)
from app.services.signalling import (
    Offered,
    OfferedSlot,
    Problem,
    Publish,
    SlotsChanged,
    StatusChanged,
    WantedVideo,
)
from app.store.errors import StoreError
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

log = logging.getLogger(__name__)

S = ParticipationStatus

PROBLEM_OF = {
    EngineRefusal.ROOM_FULL: Problem.ROOM_FULL,
    EngineRefusal.UNUSABLE_DESCRIPTION: Problem.UNUSABLE_MESSAGE,
    EngineRefusal.NO_COMMON_CODEC: Problem.NO_COMMON_CODEC,
}
_CAMERA_AGAIN_S = 5.0


class Media:
    """The engine's listener; owned by the hub's loop. What an engine does late, or of somebody who has gone, is no
    fault."""

    def __init__(self, rooms: "LiveRooms") -> None:
        self._rooms = rooms
        self._tasks = TaskScope("conference media")
        self._closed = False

    async def close(self) -> None:
        self._closed = True
        await self._tasks.close()

    # -- asked by a participant who is in; all raise EngineRefusedError

    async def publish(self, place: Place, message: Publish) -> str:
        """The answer. A host's mute outlasts the peers. Pictures for which the room has no place wait for one, and
        the voice comes in."""
        sources = {track.mid: track.source for track in message.tracks}
        if not sources or len({*sources.values()}) < len(message.tracks):
            raise EngineRefusedError(EngineRefusal.UNUSABLE_DESCRIPTION, "tracks that are not one of each source")
        room_id, participant_id = _names(place)
        engine = await self._rooms.engine.of_room(room_id)
        published = {*sources.values()}
        spare = published - {*message.sends} if message.sends is not None else set()
        unsent = frozenset(spare | {one for one in place.off if one.kind is MediaKind.VIDEO})
        waiting: set[StreamSource] = set()
        try:
            answer = await engine.publish(room_id, participant_id, message.sdp, sources, spare=unsent & published)
        except EngineRefusedError as error:
            waiting = {one for one in published - unsent if one.kind is MediaKind.VIDEO}
            if error.refusal is not EngineRefusal.ROOM_FULL or not waiting:
                raise
            unsent |= waiting
            answer = await engine.publish(room_id, participant_id, message.sdp, sources, spare=unsent & published)
        await self._check_still_inside(place, engine)
        place.published, place.spare, place.waiting = published, spare | waiting, waiting
        self._rooms.room_of(place).changed()
        for source in place.muted_by_host & place.published:
            await engine.hold(room_id, StreamName(participant_id, source), held=True)
        return answer

    async def subscribe(self, place: Place, wants: tuple[WantedVideo, ...] | None) -> SubscriptionOffer:
        room_id, participant_id = _names(place)
        engine = await self._rooms.engine.of_room(room_id)
        asked = None if wants is None else self._usable(place, wants)
        offer = await engine.subscribe(room_id, participant_id, asked)
        await self._check_still_inside(place, engine)
        return offer

    async def _check_still_inside(self, place: Place, engine: ConferenceEngine) -> None:
        """Raises EngineRefusedError: who was removed while the engine worked for them has nothing in it."""
        if not place.is_inside:
            await engine.leave(*_names(place))
            raise EngineRefusedError(EngineRefusal.UNKNOWN, "they left meanwhile")

    async def accept(self, place: Place, generation: int, sdp: str) -> None:
        room_id, participant_id = _names(place)
        engine = await self._rooms.engine.of_room(room_id)
        await engine.accept(room_id, participant_id, generation, sdp)

    async def want(self, place: Place, wants: tuple[WantedVideo, ...]) -> None:
        room_id, participant_id = _names(place)
        engine = await self._rooms.engine.of_room(room_id)
        await engine.want(room_id, participant_id, self._usable(place, wants))

    async def send(self, place: Place, sources: Collection[StreamSource]) -> None:
        """These of what they have published are there now."""
        place.waiting &= {*sources}
        await self._become(place, spare=(place.published - {*sources}) | place.waiting, off=place.off)

    async def turn(self, place: Place, source: StreamSource, *, on: bool) -> None:
        """By themselves."""
        await self._become(place, spare=place.spare, off=place.off - {source} if on else place.off | {source})

    async def _become(self, place: Place, *, spare: set[StreamSource], off: set[StreamSource]) -> None:
        """What the room cannot take is not on, whatever they say; a picture waits for a place."""
        before, known = place.unsent, (place.spare, place.off)
        refused: EngineRefusedError | None = None
        place.spare, place.off = spare, off
        self._rooms.room_of(place).changed()
        room_id, participant_id = _names(place)
        engine = self._rooms.engine.if_open(room_id)
        if engine is None:
            return
        for source in before ^ place.unsent:
            stream = StreamName(participant_id, source)
            try:
                await engine.send(room_id, stream, sends=source in before)
            except EngineRefusedError as error:
                refused = error
                if error.refusal is EngineRefusal.ROOM_FULL:
                    place.spare |= {source}
                    place.waiting.add(source)
                else:
                    place.spare |= known[0] & {source}
                    place.off |= known[1] & {source}
        if refused is not None:
            raise refused

    async def give_places(self, live: LiveRoom) -> None:
        """Who waits with a picture gets the place that has become free, in the order of coming. Raises
        EngineRefusedError."""
        for place in tuple(live.places.values()):
            for source in sorted(place.waiting - place.off):
                if not await self._give_place(place, source):
                    return

    async def _give_place(self, place: Place, source: StreamSource) -> bool:
        """False: there is none."""
        room_id, participant_id = _names(place)
        engine = self._rooms.engine.if_open(room_id)
        if engine is None:
            return False
        try:
            await engine.send(room_id, StreamName(participant_id, source), sends=True)
        except EngineRefusedError as error:
            if error.refusal is EngineRefusal.ROOM_FULL:
                return False
            raise
        if source not in place.waiting - place.off:
            # They have thought better of it meanwhile.
            await engine.send(room_id, StreamName(participant_id, source), sends=False)
        else:
            place.waiting.discard(source)
            place.spare.discard(source)
            self._rooms.room_of(place).changed()
        return True

    async def hold(self, place: Place, source: StreamSource, *, held: bool) -> None:
        """Now, or when it is published."""
        (place.muted_by_host.add if held else place.muted_by_host.discard)(source)
        self._rooms.room_of(place).changed()
        room_id, participant_id = _names(place)
        engine = self._rooms.engine.if_open(room_id)
        if engine is not None and source in place.published:
            await engine.hold(room_id, StreamName(participant_id, source), held=held)

    def _usable(self, place: Place, wants: Iterable[WantedVideo]) -> tuple[Want, ...]:
        """Of people of the same room: whoever else it is, is nobody's to know. Also of who is still at the door, for a
        want is said once and holds when they come in."""
        room = self._rooms.room_of(place)
        chosen: dict[StreamName, Want] = {}
        for one in wants:
            other = room.places.get(one.participant_id)
            if other is not None and other is not place and one.source is not _VOICE:
                stream = StreamName(one.participant_id, one.source)
                chosen[stream] = Want(stream, one.height)
        return tuple(chosen.values())

    # -- the end of somebody's media

    def end(self, place: Place) -> None:
        """At once, whoever waits for it."""
        place.published.clear()
        place.spare.clear()
        place.waiting.clear()
        room_id, participant_id = _names(place)
        engine = self._rooms.engine.if_open(room_id)
        if engine is not None and not self._closed:
            self._tasks.start(f"leave {participant_id}", _quietly(engine.leave(room_id, participant_id)))

    async def close_room(self, room_id: str) -> None:
        await _quietly(self._rooms.engine.close_room(room_id))

    # -- cameras of the registry

    def share(self, place: Place) -> None:
        if not self._closed:
            self._tasks.start(f"share {place.participation_id}", self._share(place))

    async def _share(self, place: Place) -> None:
        """Until it is shared, or taken back."""
        room_id, participant_id = _names(place)
        while place.is_inside:
            try:
                address = await camera_address(self._rooms.hub, place.participation.camera_id or "")
                if address is None:
                    log.warning("camera %s is shared and cannot be opened", place.participation.camera_id)
                    return
                engine = await self._rooms.engine.of_room(room_id)
                await engine.share_camera(room_id, participant_id, address)
            except (EngineRefusedError, StoreError) as error:
                # An engine's words about an address say no secret; it may be back soon.
                log.info("camera %s is not in the room yet: %s", place.participation.camera_id, error)
            else:
                place.published = {StreamSource.CAMERA}
                self._rooms.room_of(place).changed()
                return
            await asyncio.sleep(_CAMERA_AGAIN_S)

    # -- EngineListener

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None:
        place = self._inside(room_id, participant_id)
        if place is None:
            return
        now = self._rooms.hub.clock.now()
        if place.participation.status is S.DROPPED and place.line is not None:
            place.keep_no_longer()
            after = life.rejoined(place.participation, at=now)
            self._rooms.step(place, after, EventKind.PARTICIPANT_REJOINED, {"direction": direction})
            place.say(StatusChanged(status=S.IN))
        self._note_once(place, "connected_at", {"connected": direction})

    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None:
        place = self._inside(room_id, participant_id)
        if place is None:
            return
        if direction is Direction.PUBLISHING:
            place.published.clear()
            place.spare.clear()
            place.waiting.clear()
        if place.participation.kind is ParticipationKind.CAMERA:
            self.share(place)
        elif place.participation.status is S.IN and not place.is_viewer:
            after = life.dropped(place.participation, at=self._rooms.hub.clock.now())
            # The place is theirs for as long as their line holds.
            self._rooms.step(place, after, EventKind.PARTICIPANT_DROPPED, {"direction": direction})
        # They may not know yet; fresh peers are theirs to make.
        place.say(StatusChanged(status=S.DROPPED))
        self._rooms.room_of(place).changed()

    def first_media(self, room_id: str, stream: StreamName) -> None:
        place = self._inside(room_id, stream.participant_id)
        if place is not None:
            place.published.add(stream.source)
            self._note_once(place, "first_media_at", {"first_media": stream.source})
            self._rooms.room_of(place).changed()

    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None:
        if (place := self._inside(room_id, participant_id)) is not None:
            place.say(as_offered(offer))

    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None:
        if (place := self._inside(room_id, participant_id)) is not None:
            place.say(SlotsChanged(slots=as_slots(slots)))

    def speaker(self, room_id: str, participant_id: str | None) -> None:
        live = self._rooms.known(room_id)
        if live is not None and live.speaker_id != participant_id:
            live.speaker_id = participant_id
            live.changed()

    def _inside(self, room_id: str, participant_id: str) -> Place | None:
        place = self._rooms.place(participant_id)
        if place is None or not place.is_inside or place.participation.room_id != room_id:
            return None
        return place

    def _note_once(self, place: Place, name: str, payload: dict[str, object]) -> None:
        after = life.timed(place.participation, name, at=self._rooms.hub.clock.now())
        self._rooms.step(place, after, EventKind.PARTICIPANT_CHANGED, payload)


_VOICE = StreamSource.MICROPHONE


def as_offered(offer: SubscriptionOffer) -> Offered:
    return Offered(generation=offer.generation, sdp=offer.sdp, slots=as_slots(offer.slots))


def as_slots(slots: tuple[Slot, ...]) -> tuple[OfferedSlot, ...]:
    return tuple(
        OfferedSlot(
            mid=slot.mid,
            kind=slot.kind,
            participant_id=slot.stream.participant_id if slot.stream is not None else None,
            source=slot.stream.source if slot.stream is not None else None,
        )
        for slot in slots
    )


def _names(place: Place) -> tuple[str, str]:
    return place.participation.room_id, place.participation_id


async def _quietly(asked: object) -> None:
    """What ends cannot be refused any more."""
    try:
        await asked  # type: ignore[misc]  # a coroutine of the engine's
    except EngineRefusedError as error:
        log.info("the engine did not end what has ended: %s", error)
