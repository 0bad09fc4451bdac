"""All rooms while people are in them: whose place it is, what becomes of it, and what a commit means for who is in.

After a start of the hub the rooms are made again of their rows: who was in has their place kept and comes back.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.domain import participation_life as life
from app.domain.events import EventKind
from app.domain.participation_life import PRESENT
from app.domain.permissions import Actor
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Room, RoomKind
from app.hub.rooms.callers import may_host, may_join
from app.hub.rooms.commits import Commits
from app.hub.rooms.conference_watch import ConferenceWatch
from app.hub.rooms.doorstep import Doorstep
from app.hub.rooms.entrance import Entrance
from app.hub.rooms.ledger import Ledger, Work
from app.hub.rooms.line import GOING_AWAY, Line
from app.hub.rooms.live_room import LiveRoom, Place
from app.hub.rooms.media import Media
from app.hub.rooms.running_engine import RunningEngine
from app.services.conference_engine import ConferenceEngine, EngineRefusedError
from app.services.signalling import Problem
from app.store.secrets import TokenSecret
from app.store.store import Reading
from app.store.tables import MAPPED
from app.tasks import TaskScope

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

S = ParticipationStatus


class LiveRooms:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub", make_engine: Callable[[], Awaitable[ConferenceEngine]]) -> None:
        self.hub = hub
        self.times = hub.settings.line_times
        self.ledger = Ledger(hub.store.writer, self._as_now)
        self.media = Media(self)
        self.engine = RunningEngine(make_engine, self.media)
        self.doorstep = Doorstep()
        self.entrance = Entrance(self)
        self.watch = ConferenceWatch(self)
        self.committed = Commits(self).committed
        self.tasks = TaskScope("rooms")
        self._rooms: dict[str, LiveRoom] = {}
        self._places: dict[str, Place] = {}
        self._by_key: dict[str, Place] = {}
        self._lines: set[Line] = set()
        self._on_wall: frozenset[str] = frozenset()
        self._is_warm = False
        self._closed = False

    # -- the hub begins and ends

    async def load(self, reading: Reading) -> None:
        table, token = MAPPED[Participation].table, MAPPED[TokenSecret].table
        present = table.c.status.in_([one.value for one in PRESENT])
        for participation in await reading.find(Participation, present):
            room = self.hub.open_rooms.get(participation.room_id)
            if room is not None and room.ended_at is None:
                self.add(self.live(room), Place(participation=participation))
        for secret in await reading.find(TokenSecret, token.c.owner_id.in_(list(self._places))):
            self.know_key(self._places[secret.owner_id], secret.token_hash)

    def take_up(self) -> None:
        """Places that were taken when the last hub ended are kept from now on."""
        self.ledger.start()
        self.tasks.start("figures", self.watch.run())
        for place in self.places():
            if place.participation.kind is not ParticipationKind.CAMERA:
                self.lost(place)

    def warm(self) -> None:
        """Before somebody needs the engine, where somebody is about to: after the hub is ready."""
        is_needed = self._places or any(room.kind is RoomKind.DUTY for room in self.hub.open_rooms)
        if is_needed and not self._is_warm:
            self._is_warm = True
            self.tasks.start("warm the engine", self._warm())
            for place in self.places():
                if place.participation.kind is ParticipationKind.CAMERA:
                    self.media.share(place)

    async def _warm(self) -> None:
        standing = [room.room_id for room in self.hub.open_rooms if room.kind is RoomKind.DUTY]
        with contextlib.suppress(EngineRefusedError):  # it is in the log, and the first who needs it tries again
            await self.engine.started()
            for room_id in standing:
                await self.engine.of_room(room_id)

    def close_lines(self) -> None:
        """Everybody comes back to the next hub."""
        self._closed = True
        for line in tuple(self._lines):
            line.end(GOING_AWAY)

    async def close(self) -> None:
        self.close_lines()
        for live in self._rooms.values():
            live.close()
        await self.tasks.close()
        await self.media.close()
        await self.engine.close()
        await self.ledger.close()

    # -- who there is

    def live(self, room: Room) -> LiveRoom:
        if (known := self._rooms.get(room.room_id)) is not None:
            return known
        live = LiveRoom(room, unit_name=self._unit_name, on_wall=self._on_wall_now)
        self._rooms[room.room_id] = live
        return live

    def known(self, room_id: str) -> LiveRoom | None:
        return self._rooms.get(room_id)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(tuple(self._rooms.values()))

    def places(self) -> tuple[Place, ...]:
        return tuple(self._places.values())

    def place(self, participation_id: str) -> Place | None:
        return self._places.get(participation_id)

    def place_of_key(self, key_hash: str) -> Place | None:
        return self._by_key.get(key_hash)

    def room_of(self, place: Place) -> LiveRoom:
        return self._rooms[place.participation.room_id]

    def close_room(self, live: LiveRoom) -> None:
        """Nobody is in it any more."""
        live.close()
        del self._rooms[live.room_id]
        self.tasks.start(f"close {live.room_id}", self.media.close_room(live.room_id))

    def add(self, live: LiveRoom, place: Place) -> None:
        live.places[place.participation_id] = place
        self._places[place.participation_id] = place

    def forget(self, place: Place) -> None:
        place.keep_no_longer()
        self._by_key.pop(place.key_hash, None)
        self._places.pop(place.participation_id, None)
        if (live := self._rooms.get(place.participation.room_id)) is not None:
            live.places.pop(place.participation_id, None)
            if live.speaker_id == place.participation_id:
                live.speaker_id = None
            live.changed()

    def know_key(self, place: Place, key_hash: str) -> None:
        """Whoever has this key takes up the place, and nobody with an earlier one."""
        self._by_key.pop(place.key_hash, None)
        place.key_hash = key_hash
        self._by_key[key_hash] = place

    @contextlib.contextmanager
    def line(self, line: Line) -> Iterator[None]:
        self._lines.add(line)
        if self._closed:
            line.end(GOING_AWAY)
        try:
            yield
        finally:
            self._lines.discard(line)

    def actor_of(self, place: Place) -> Actor:
        """For the log. What the hub finds out itself is the hub's word, with the participant in the event."""
        return place.caller.actor if place.caller is not None else self.hub.actor

    # -- what becomes of a place

    def step(
        self,
        place: Place,
        after: Participation | None,
        kind: EventKind,
        payload: Mapping[str, Any] | None = None,
        *,
        actor: Actor | None = None,
        work: Work | None = None,
    ) -> None:
        """Written in its time, with what `work` does; None: nothing happened."""
        if after is None:
            return
        place.participation = after
        self.ledger.note(after, kind, payload, actor=actor or self.actor_of(place), work=work)
        self.room_of(place).changed()

    async def step_written(
        self,
        place: Place,
        after: Participation,
        kind: EventKind,
        payload: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Raises StoreError: then it did not happen."""
        before, place.participation = place.participation, after
        try:
            await self.ledger.write(after, kind, payload, **{"actor": self.actor_of(place), **more})
        except BaseException:
            if place.participation is after:
                place.participation = replace(before, version=after.version)
            raise
        if self._places.get(place.participation_id) is place:
            self.room_of(place).changed()

    def lost(self, place: Place, line: Line | None = None) -> None:
        """The line of a place is gone, or after a start of the hub has not come back yet. Nothing happens where
        another line has taken it up."""
        if line is not None and place.line is not line:
            return
        place.line = None
        if place.participation.status not in PRESENT or self._closed:
            return
        if place.is_viewer:
            self.leave(place)
            return
        if place.participation.status is S.IN:
            self.step(place, life.dropped(place.participation, at=self.hub.clock.now()), EventKind.PARTICIPANT_DROPPED)
        else:
            self.room_of(place).changed()
        self.keep_for_a_while(place)

    def keep_for_a_while(self, place: Place) -> None:
        place.keep_no_longer()
        loop = asyncio.get_running_loop()
        place.expiry = loop.call_later(self.times.rejoin_s, self._expire, place)

    def _expire(self, place: Place) -> None:
        place.expiry = None
        if place.participation.status in PRESENT and (place.line is None or place.participation.status is S.DROPPED):
            self.leave(place, payload={"kept_s": int(self.times.rejoin_s)})

    def leave(
        self,
        place: Place,
        status: ParticipationStatus = S.LEFT,
        kind: EventKind = EventKind.PARTICIPANT_LEFT,
        *,
        payload: Mapping[str, Any] | None = None,
        actor: Actor | None = None,
        work: Work | None = None,
    ) -> None:
        """For good: the place is nobody's any more, and their media ends at once."""
        if place.participation.status not in PRESENT:
            return
        place.keep_no_longer()
        if place.line is not None:
            place.line.end()
            place.line = None
        if place.is_inside:
            self.media.end(place)
        after = life.gone(place.participation, status, at=self.hub.clock.now())
        self.step(place, after, kind, payload, actor=actor, work=work)
        self.forget(place)

    def eject(self, place: Place, problem: Problem, **more: Any) -> None:
        """And says why."""
        if place.line is not None:
            place.line.refuse(problem, final=True)
            place.line = None
        self.leave(place, **more)

    # -- rights

    def why_not(self, place: Place) -> Problem | None:
        """Why somebody may not be here any more. Links are revoked by a commit of theirs."""
        caller = place.caller
        if caller is None or caller.session_id is None:
            return None
        actor = self.hub.sessions.use(caller.session_id)
        if actor is None:
            return Problem.NOT_LOGGED_IN
        return None if may_join(self.hub, actor, self.room_of(place).room) else Problem.NOT_PERMITTED

    def settle_host(self, place: Place) -> None:
        """Who hosts follows what the account may now, whatever it was when they came in."""
        caller = place.caller
        if caller is None or caller.session_id is None or caller.kind is not ParticipationKind.SEAT:
            return
        actor = self.hub.sessions.use(caller.session_id)
        if actor is not None:
            is_host = may_host(self.hub, actor, self.room_of(place).room)
            after = life.hosting(place.participation, is_host=is_host)
            self.step(place, after, EventKind.PARTICIPANT_CHANGED, {"is_host": is_host}, actor=self.hub.actor)

    # -- walls

    def output_changed(self) -> None:
        shown = frozenset(
            tile.source_id.partition("/")[0]
            for output in self.hub.outputs.all()
            for tile in output.tiles
            if tile.visible and tile.source_id
        )
        changed = shown ^ self._on_wall
        self._on_wall = shown
        for participation_id in changed & self._places.keys():
            self.room_of(self._places[participation_id]).changed()

    def _on_wall_now(self, participation_id: str) -> bool:
        return participation_id in self._on_wall

    def _unit_name(self, unit_id: str) -> str:
        unit = self.hub.directory.get(unit_id)
        return unit.name if unit is not None else ""

    def _as_now(self, participation_id: str) -> Participation | None:
        place = self._places.get(participation_id)
        return place.participation if place is not None else None
