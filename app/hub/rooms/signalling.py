"""One participant's line: what it says is checked, done and answered; nothing unusable ends it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import WebSocket
from pydantic import ValidationError

from app.domain import participation_life as life
from app.domain.events import EventKind
from app.domain.rooms import ParticipationKind, ParticipationStatus, Whereabouts
from app.hub.rooms import chat, hosting, turn
from app.hub.rooms.callers import NotLetInError
from app.hub.rooms.line import GONE, Line
from app.hub.rooms.live_room import LiveRoom, Place
from app.hub.rooms.media import PROBLEM_OF, as_offered
from app.hub.rooms.missed_chat import missed_chat, said
from app.hub.rooms.walking import is_news
from app.services import signalling as wire
from app.services.conference_engine import EngineRefusedError
from app.services.signalling import FROM_PARTICIPANT, Problem
from app.store.errors import StoreError

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

log = logging.getLogger(__name__)

S = ParticipationStatus

# An engine ends within seconds by its contract; a second one across the network may not.
_ENGINE_S = 12.0
# What costs the engine a negotiation costs more than a word.
_COST = {"publish": 8.0, "subscribe": 8.0, "answer": 3.0, "hello": 10.0, "chat": 3.0}


class Conversation:
    """From "hello" to the end of one line. Owned by the hub's loop."""

    def __init__(self, rooms: "LiveRooms", line: Line, *, address: str, introduced: Callable[[], None]) -> None:
        self._rooms = rooms
        self._line = line
        self._address = address
        self._introduced = introduced
        self._place: Place | None = None

    async def heard(self, text: str) -> None:
        """One message. Never raises but for a cancellation."""
        try:
            message = FROM_PARTICIPANT.validate_json(text)
        except ValidationError:
            self._line.refuse(Problem.UNUSABLE_MESSAGE)
            return
        if not self._line.allowance.take(_COST.get(message.type, 0.0)):
            self._line.refuse(Problem.TOO_MANY)
            return
        try:
            await self._do(message)
        except NotLetInError as error:
            self._line.refuse(error.problem, final=error.final)
        except EngineRefusedError as error:
            log.info("the engine refuses a %s: %s", message.type, error)
            self._line.refuse(PROBLEM_OF.get(error.refusal, Problem.TRY_AGAIN))
        except (StoreError, TimeoutError) as error:
            log.warning("a %s waits for better times: %s", message.type, error)
            self._line.refuse(Problem.TRY_AGAIN)
        except Exception:
            log.exception("a %s is not done", message.type)
            self._line.refuse(Problem.TRY_AGAIN)

    def ended(self) -> None:
        """The line is gone."""
        if self._place is not None:
            self._rooms.lost(self._place, self._line)

    async def _do(self, message: Any) -> None:
        if isinstance(message, wire.Hello):
            await self._hello(message)
            return
        place = self._speaking_for()
        # A session ends by its time without anybody doing anything.
        if place is not None and (problem := self._rooms.why_not(place)) is not None:
            self._rooms.eject(place, problem, payload={"reason": problem.value}, actor=self._rooms.hub.actor)
            return
        if isinstance(message, wire.Heartbeat):
            return
        if place is None:
            self._line.refuse(Problem.NOT_ADMITTED)
            return
        if (before_door := _BEFORE_THE_DOOR.get(type(message))) is not None:
            await before_door(self, place, message)
        elif not place.is_inside or place.arriving:
            self._line.refuse(Problem.NOT_ADMITTED)
        elif place.is_viewer and not isinstance(message, _OF_VIEWERS):
            self._line.refuse(Problem.NOT_PERMITTED)
        else:
            await _INSIDE[type(message)](self, place, message)

    def _speaking_for(self) -> Place | None:
        """Nobody before "hello", and nobody any more once another line has taken up the place."""
        place = self._place
        return place if place is not None and place.line is self._line else None

    def _room(self, place: Place) -> LiveRoom:
        return self._rooms.room_of(place)

    # -- before the door

    async def _hello(self, message: wire.Hello) -> None:
        if self._place is not None:
            self._line.refuse(Problem.UNUSABLE_MESSAGE)
            return
        place, key = await self._rooms.entrance.hello(self._line, message, address=self._address)
        self._place = place
        self._line.introduced()
        self._introduced()
        if self._line.is_over:
            self._rooms.lost(place, self._line)
            return
        # The page asks for permissions meanwhile, which takes longer than to start.
        self._rooms.warm()
        self._line.say(self._welcome(place, key))
        if self._status(place) is S.IN:
            self._room(place).tell_state(place)
            await self._tell_missed(place)

    def _status(self, place: Place) -> ParticipationStatus:
        """As the line has to know it: who has lost their key begins with "join" again."""
        status = place.participation.status
        return S.PREPARING if status is S.DROPPED else status

    def _welcome(self, place: Place, key: str) -> wire.Welcome:
        hub, who = self._rooms.hub, place.participation
        incident = hub.open_incidents.get(who.incident_id)
        room = self._room(place).room
        return wire.Welcome(
            participant_id=who.participation_id,
            resume_key=key,
            status=self._status(place),
            name=who.name,
            title=who.titles[0] if who.titles and who.kind is ParticipationKind.FIELD else None,
            room_name=room.name,
            incident_title=incident.title if incident is not None else "",
            place=incident.place.text if incident is not None else "",
            is_drill=room.is_drill,
            at=hub.clock.now(),
            ice_servers=turn.ice_servers(hub.settings.conference.turn, who.participation_id, now=hub.clock.now()),
        )

    async def _join(self, place: Place, message: wire.Join) -> None:
        was_in = place.participation.status is S.DROPPED
        await self._rooms.entrance.join(place, message.name)
        if was_in:
            await self._tell_missed(place)

    async def _tell_missed(self, place: Place) -> None:
        try:
            missed = await missed_chat(self._rooms.hub, place.participation)
        except StoreError as error:
            log.warning("what was said meanwhile waits for better times: %s", error)
            return
        for message in missed:
            self._line.say(message)

    async def _permitted(self, place: Place, _message: wire.Permitted) -> None:
        after = life.timed(place.participation, "permitted_at", at=self._rooms.hub.clock.now())
        self._rooms.step(place, after, EventKind.PARTICIPANT_CHANGED, {"permitted": True})

    async def _leave(self, place: Place, _message: wire.Leave) -> None:
        self._rooms.leave(place)
        self._line.end(GONE)

    # -- media

    async def _publish(self, place: Place, message: wire.Publish) -> None:
        async with asyncio.timeout(_ENGINE_S):
            answer = await self._rooms.media.publish(place, message)
        self._line.say(wire.Published(sdp=answer))
        if place.waiting:
            self._line.refuse(Problem.ROOM_FULL)

    async def _subscribe(self, place: Place, message: wire.Subscribe) -> None:
        wants = message.wants
        if place.is_viewer:
            wants = wants or ()
            await self._note_views(place, wants)
        async with asyncio.timeout(_ENGINE_S):
            offer = await self._rooms.media.subscribe(place, wants)
        self._line.say(as_offered(offer))

    async def _answer(self, place: Place, message: wire.AnswerOffer) -> None:
        async with asyncio.timeout(_ENGINE_S):
            await self._rooms.media.accept(place, message.generation, message.sdp)

    async def _want(self, place: Place, message: wire.WantVideos) -> None:
        if place.is_viewer:
            await self._note_views(place, message.wants)
        async with asyncio.timeout(_ENGINE_S):
            await self._rooms.media.want(place, message.wants)

    async def _note_views(self, place: Place, wants: tuple[wire.WantedVideo, ...]) -> None:
        """Whom a wall begins to show: what cannot be written down is not shown."""
        room = self._room(place)
        shown = {one.participant_id for one in wants if one.height > 0 and one.participant_id in room.places}
        if new := sorted(shown - place.viewed):
            await self._rooms.ledger.write(
                place.participation,
                EventKind.PARTICIPANT_VIEWED,
                {"viewed": [{"participation": one, "name": room.places[one].participation.name} for one in new]},
                actor=self._rooms.actor_of(place),
            )
        place.viewed = shown

    async def _muted(self, place: Place, message: wire.Muted) -> None:
        async with asyncio.timeout(_ENGINE_S):
            await self._rooms.media.turn(place, message.source, on=message.on)

    async def _sends(self, place: Place, message: wire.Sends) -> None:
        async with asyncio.timeout(_ENGINE_S):
            await self._rooms.media.send(place, message.sources)

    async def _poor(self, place: Place, message: wire.Poor) -> None:
        place.audio_only = message.audio_only
        self._room(place).changed()

    async def _first_frame(self, place: Place, message: wire.FirstFrame) -> None:
        other = self._room(place).places.get(message.participant_id)
        if other is None or not other.is_inside or other is place:
            return
        after = life.timed(other.participation, "first_frame_shown_at", at=self._rooms.hub.clock.now())
        payload = {"first_frame_shown_to": place.participation_id}
        self._rooms.step(other, after, EventKind.PARTICIPANT_CHANGED, payload, actor=self._rooms.actor_of(place))

    # -- people

    async def _hand(self, place: Place, message: wire.Hand) -> None:
        if message.up != (place.hand_up_since is not None):
            place.hand_up_since = self._rooms.hub.clock.now() if message.up else None
            self._room(place).changed()

    async def _say(self, place: Place, message: wire.Say) -> None:
        kept = await chat.say(self._rooms.hub, place.participation, message.text, actor=self._rooms.actor_of(place))
        # The room may have ended while it was written.
        if (live := self._rooms.known(place.participation.room_id)) is not None:
            live.tell(said(kept))

    async def _position(self, place: Place, message: wire.TellPosition) -> None:
        hub = self._rooms.hub
        here = Whereabouts(
            longitude=message.longitude, latitude=message.latitude, accuracy_m=message.accuracy_m, at=hub.clock.now()
        )
        if place.participation.kind is not ParticipationKind.FIELD:
            self._line.refuse(Problem.NOT_PERMITTED)
        elif is_news(here, place.participation.whereabouts):
            self._rooms.step(
                place, life.found_at(place.participation, here), EventKind.PARTICIPANT_CHANGED, {"whereabouts": here}
            )

    async def _host(self, place: Place, message: wire.Host) -> None:
        if not place.is_host:
            self._line.refuse(Problem.NOT_PERMITTED)
        elif not await hosting.do(self._rooms, place, message):
            self._line.refuse(Problem.TRY_AGAIN)


_Handler = Callable[[Conversation, Place, Any], Awaitable[None]]

_BEFORE_THE_DOOR: dict[type[Any], _Handler] = {
    wire.Join: Conversation._join,
    wire.Permitted: Conversation._permitted,
    wire.Leave: Conversation._leave,
}
_INSIDE: dict[type[Any], _Handler] = {
    wire.Publish: Conversation._publish,
    wire.Sends: Conversation._sends,
    wire.Subscribe: Conversation._subscribe,
    wire.AnswerOffer: Conversation._answer,
    wire.WantVideos: Conversation._want,
    wire.Muted: Conversation._muted,
    wire.Hand: Conversation._hand,
    wire.Say: Conversation._say,
    wire.TellPosition: Conversation._position,
    wire.FirstFrame: Conversation._first_frame,
    wire.Poor: Conversation._poor,
    wire.Host: Conversation._host,
}
_OF_VIEWERS = (wire.Subscribe, wire.AnswerOffer, wire.WantVideos, wire.FirstFrame)


async def serve(rooms: "LiveRooms", socket: WebSocket) -> None:
    """One line, accepted already, until it ends."""
    line = Line(socket, clock=rooms.hub.clock, times=rooms.times)
    address = socket.client.host if socket.client is not None else ""
    if (code := rooms.doorstep.why_not(address)) is not None:
        line.end(code)
        await line.close()
        return
    with rooms.line(line), rooms.doorstep.waiting(address) as introduced:
        conversation = Conversation(rooms, line, address=address, introduced=introduced)
        try:
            await line.run(conversation.heard)
        finally:
            conversation.ended()
            await line.close()
