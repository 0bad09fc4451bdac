"""What a commit means for who is in a room: it ends, a door opens or closes, a link is revoked, a session is over."""

import itertools
import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.accounts import Account, Session
from app.domain.participation_life import PRESENT
from app.domain.rooms import JoinLink, Participation, ParticipationKind, ParticipationStatus, Room
from app.hub.rooms.line import OVER
from app.hub.rooms.live_room import LiveRoom, Place
from app.services.signalling import Ended, Problem
from app.store.change import Committed
from app.store.errors import StoreError

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

log = logging.getLogger(__name__)

S = ParticipationStatus


class Commits:
    """Owned by the hub's loop."""

    def __init__(self, rooms: "LiveRooms") -> None:
        self._rooms = rooms
        self._numbers = itertools.count()

    def committed(self, committed: Committed) -> None:
        rows = committed.rows
        # Of everybody in it, the end of a room writes the end as well: they have to be told why.
        for thing in rows.values():
            if isinstance(thing, Room):
                self._room_changed(thing)
        for thing in rows.values():
            if isinstance(thing, Participation):
                self._participation_changed(thing)
            elif isinstance(thing, JoinLink) and thing.revoked_at is not None:
                self._link_revoked(thing)
        if any(row in (Session, Account) for row, _ in rows):
            self._apply_rights(self._rooms.places())

    def _room_changed(self, room: Room) -> None:
        live = self._rooms.known(room.room_id)
        if live is None:
            return
        live.room = room
        if room.ended_at is not None:
            self._end(live)
            return
        self._apply_rights(tuple(live.places.values()))
        for place in tuple(live.places.values()):
            if place.participation.status is S.WAITING:
                # Each in its own task: one that is under way is not called back.
                name = f"door of {place.participation_id} {next(self._numbers)}"
                self._rooms.tasks.start(name, self._reconsider(place))
        live.changed()

    async def _reconsider(self, place: Place) -> None:
        try:
            await self._rooms.entrance.reconsider(place)
        except StoreError as error:
            log.warning("who waits is let in by hand: %s", error)

    def _end(self, live: LiveRoom) -> None:
        """Also those at the door are told."""
        for place in tuple(live.places.values()):
            if place.line is not None:
                place.line.say(Ended())
                place.line.end(OVER)
                place.line = None
            self._rooms.leave(place, payload={"ended": True}, actor=self._rooms.hub.actor)
        self._rooms.close_room(live)

    def _participation_changed(self, thing: Participation) -> None:
        """By somebody else than signalling: a camera is shared or taken back, a room goes to another incident."""
        place = self._rooms.place(thing.participation_id)
        if place is None:
            self._perhaps_new_camera(thing)
            return
        mine = place.participation
        if (thing.incident_id, thing.unit_id) != (mine.incident_id, mine.unit_id):
            version = max(thing.version, mine.version)
            place.participation = replace(mine, incident_id=thing.incident_id, unit_id=thing.unit_id, version=version)
        if thing.status not in PRESENT and mine.status in PRESENT:
            place.participation = thing
            if place.line is not None:
                place.line.end()
            self._rooms.media.end(place)
            self._rooms.forget(place)

    def _perhaps_new_camera(self, thing: Participation) -> None:
        room = self._rooms.hub.open_rooms.get(thing.room_id)
        is_camera = thing.kind is ParticipationKind.CAMERA and thing.status is S.IN
        if is_camera and room is not None and room.ended_at is None:
            live, place = self._rooms.live(room), Place(participation=thing)
            self._rooms.add(live, place)
            self._rooms.media.share(place)
            live.changed()

    def _link_revoked(self, link: JoinLink) -> None:
        for place in self._rooms.places():
            if place.participation.link_id == link.link_id:
                self._eject(place, Problem.LINK_REVOKED)

    def _apply_rights(self, places: Iterable[Place]) -> None:
        for place in places:
            if (problem := self._rooms.why_not(place)) is not None:
                self._eject(place, problem)
            else:
                self._rooms.settle_host(place)

    def _eject(self, place: Place, problem: Problem) -> None:
        self._rooms.eject(place, problem, payload={"reason": problem.value}, actor=self._rooms.hub.actor)
