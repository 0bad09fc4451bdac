"""The way into a room: from "hello" to a place, from "join" past the door; and back to a place that was kept."""

import asyncio
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.domain import participation_life as life
from app.domain.events import EventKind
from app.domain.join_links import LinkRefusal, LinkRefusedError
from app.domain.participation_life import Door, at_the_door
from app.domain.permissions import Actor
from app.domain.ringing import InvitationRefusedError, Step, step
from app.domain.rooms import (
    Participation,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
)
from app.hub.rooms import callers, links
from app.hub.rooms.callers import Caller, NotLetInError
from app.hub.rooms.line import Line
from app.hub.rooms.live_room import LiveRoom, Place
from app.hub.rooms.recording import record_invitation
from app.hub.rooms.standing import invitations_of, standing_of
from app.hub.sessions import API_KEY_PREFIX, SESSION_PREFIX
from app.services.signalling import Hello, Problem, StatusChanged
from app.store.change import Change
from app.store.errors import StoreError
from app.store.secrets import new_token, token_hash

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

S = ParticipationStatus

RESUME_PREFIX = "ffr_"
_PROBLEM_OF_LINK = {
    LinkRefusal.UNKNOWN: Problem.LINK_UNKNOWN,
    LinkRefusal.REVOKED: Problem.LINK_REVOKED,
    LinkRefusal.EXPIRED: Problem.LINK_EXPIRED,
    LinkRefusal.USED_UP: Problem.LINK_USED_UP,
    # Whoever was shown out need not be told what else would help.
    LinkRefusal.CLOSED: Problem.LINK_USED_UP,
    LinkRefusal.ROOM_ENDED: Problem.ROOM_ENDED,
    LinkRefusal.TOO_MANY_TRIES: Problem.TOO_MANY,
}


class Entrance:
    """Owned by the hub's loop."""

    def __init__(self, rooms: "LiveRooms") -> None:
        self._rooms = rooms
        # One at a time for everybody: two lines with one link must not both find its place free.
        self._turn = asyncio.Lock()

    async def hello(self, line: Line, hello: Hello, *, address: str) -> tuple[Place, str]:
        """The place that this line speaks for from now on, and the key to come back with. `address` of the network.

        Raises NotLetInError, StoreError.
        """
        kept = self._kept(hello)
        try:
            caller = await self._caller(hello, address=address, returning=kept is not None)
            if kept is not None and not _is_of(kept.participation, caller):
                # A key to somebody else's place is none, and no reason to count a device as known.
                kept, caller = None, await self._caller(hello, address=address, returning=False)
        except StoreError:
            # Without the database nobody new comes in; who was in comes back with what they came in with.
            if kept is None or kept.caller is None or not _brings_the_same(hello, kept.caller):
                raise
            caller = kept.caller
        async with self._turn:
            if kept is not None and self._rooms.place(kept.participation_id) is kept:
                self._take_up(kept, caller, line)
                return kept, hello.resume_key
            live = self._rooms.live(caller.room)
            same = live.same_as(caller)
            if same is not None and caller.kind is not ParticipationKind.VIEWER:
                return same, await self._take_over(same, caller, line)
            if same is not None:
                self._replace_line(same, None)
                self._rooms.leave(same)
            return await self._new(live, caller, line)

    # -- who it is

    async def _caller(self, hello: Hello, *, address: str, returning: bool) -> Caller:
        hub = self._rooms.hub
        if hello.credential.startswith((SESSION_PREFIX, API_KEY_PREFIX)):
            known = hub.sessions.actor(hello.credential)
            if known is None:
                raise NotLetInError(Problem.NOT_LOGGED_IN)
            return await callers.seat(hub, *known, hello)
        if hello.viewer:
            raise NotLetInError(Problem.NOT_PERMITTED)
        try:
            link, room = await links.resolve(
                hub, hello.credential, device=hello.device, address=address, returning=returning
            )
        except LinkRefusedError as error:
            # After too many unknown ones from an address a good one waits a while; the others are what they are.
            is_final = error.refusal is not LinkRefusal.TOO_MANY_TRIES
            raise NotLetInError(_PROBLEM_OF_LINK[error.refusal], final=is_final) from None
        return callers.guest(hub, link, room, hello)

    def _kept(self, hello: Hello) -> Place | None:
        return self._rooms.place_of_key(token_hash(hello.resume_key)) if hello.resume_key else None

    # -- a place that there is already

    def _take_up(self, place: Place, caller: Caller, line: Line) -> None:
        """With its key: whoever was in is in."""
        self._replace_line(place, line)
        place.caller = caller
        self._rooms.settle_host(place)
        place.keep_no_longer()
        if place.is_inside:
            after = life.rejoined(place.participation, at=self._now())
            self._rooms.step(place, after, EventKind.PARTICIPANT_REJOINED)
        else:
            self._rooms.room_of(place).changed()

    async def _take_over(self, place: Place, caller: Caller, line: Line) -> str:
        """Without its key, as after a page was opened anew: what they send begins with another "join"."""
        key = new_token(RESUME_PREFIX)
        now = place.participation
        after = life.dropped(now, at=self._now()) if now.status is S.IN else now
        if after.status is S.WAITING:
            after = replace(after, version=after.version + 1, status=S.PREPARING)
        await self._rooms.step_written(
            place,
            replace(after, titles=caller.titles, is_host=caller.is_host),
            EventKind.PARTICIPANT_OPENED,
            {"again": True},
            actor=caller.actor,
            key_hash=token_hash(key),
        )
        self._check_still_there(place, caller)
        self._rooms.know_key(place, token_hash(key))
        self._replace_line(place, line)
        place.caller = caller
        if after.status is S.DROPPED:
            self._rooms.media.end(place)
            self._rooms.keep_for_a_while(place)
        else:
            place.keep_no_longer()
        return key

    def _replace_line(self, place: Place, line: Line | None) -> None:
        before, place.line = place.line, line
        if before is not None:
            before.refuse(Problem.ELSEWHERE, final=True)

    # -- a new place

    async def _new(self, live: LiveRoom, caller: Caller, line: Line) -> tuple[Place, str]:
        room, now = live.room, self._now()
        standing, rung_at = await standing_of(self._rooms.hub, live, caller)
        if caller.kind is ParticipationKind.VIEWER and at_the_door(room, standing) is not Door.IN:
            raise NotLetInError(Problem.ROOM_LOCKED if room.locked else Problem.NOT_ADMITTED, final=False)
        if at_the_door(room, standing) is Door.REFUSED:
            raise NotLetInError(Problem.REMOVED)
        is_viewer = caller.kind is ParticipationKind.VIEWER
        participation = Participation(
            participation_id=uuid.uuid4().hex,
            room_id=room.room_id,
            incident_id=room.incident_id,
            unit_id=room.unit_id,
            kind=caller.kind,
            status=S.IN if is_viewer else S.PREPARING,
            name=caller.name,
            of_unit_id=caller.of_unit_id,
            titles=caller.titles,
            is_host=caller.is_host and not is_viewer,
            person_id=caller.person_id,
            account_id=caller.account_id,
            link_id=caller.link_id,
            times=ParticipationTimes(rung_at=rung_at, opened_at=now, joined_at=now if is_viewer else None),
        )
        key = new_token(RESUME_PREFIX)
        place = Place(participation=participation, caller=caller, line=line)
        # Known before it is written: what is committed meanwhile, such as the end of the room, finds it.
        self._rooms.add(live, place)
        try:
            await self._rooms.ledger.write(
                participation,
                EventKind.PARTICIPANT_OPENED,
                {"kind": caller.kind, "name": caller.name, "titles": caller.titles},
                actor=caller.actor,
                key_hash=token_hash(key),
                work=None if is_viewer else partial(_answer, caller=caller, what=Step.OPEN),
            )
        except BaseException:
            self._rooms.forget(place)
            raise
        self._check_still_there(place, caller)
        self._rooms.know_key(place, token_hash(key))
        live.changed()
        return place, key

    def _check_still_there(self, place: Place, caller: Caller) -> None:
        """Raises NotLetInError: they were put out, or the room ended, while it was written that they came."""
        if self._rooms.place(place.participation_id) is not place:
            room = self._rooms.hub.open_rooms.get(caller.room.room_id)
            has_ended = room is None or room.ended_at is not None
            raise NotLetInError(Problem.ROOM_ENDED if has_ended else Problem.NOT_PERMITTED)

    # -- past the door

    async def join(self, place: Place, name: str) -> None:
        """Sets them IN or WAITING and tells them. Raises NotLetInError, StoreError."""
        caller, live = place.caller, self._rooms.room_of(place)
        if caller is None:
            raise NotLetInError(Problem.TRY_AGAIN, final=False)
        if caller.kind is ParticipationKind.FIELD and name.strip():
            name = " ".join(name.split())
        else:
            name = place.participation.name
        status = place.participation.status
        if status is S.DROPPED:
            await self._back(place)
            return
        if status is S.PREPARING:
            standing, _ = await standing_of(self._rooms.hub, live, caller)
            match at_the_door(live.room, standing):
                case Door.IN:
                    await self._enter(place, name, caller.actor)
                    return
                case Door.LOCKED:
                    raise NotLetInError(Problem.ROOM_LOCKED, final=False)
                case Door.REFUSED:
                    raise NotLetInError(Problem.REMOVED)
            after = life.waiting(place.participation, name=name, at=self._now())
            await self._rooms.step_written(place, after, EventKind.PARTICIPANT_CHANGED, {"waits": True, "name": name})
        place.say(StatusChanged(status=place.participation.status))

    async def admit(self, place: Place, actor: Actor) -> None:
        """Who waits comes in, whatever the lock. Raises StoreError."""
        if place.participation.status is S.WAITING and place.line is not None:
            await self._enter(place, place.participation.name, actor)

    async def reconsider(self, place: Place) -> None:
        """Who waits comes in, if the door is open for them now. Raises StoreError."""
        caller, live = place.caller, self._rooms.room_of(place)
        if caller is None:
            return
        standing, _ = await standing_of(self._rooms.hub, live, caller)
        if at_the_door(live.room, standing) is Door.IN:
            await self.admit(place, self._rooms.hub.actor)

    async def _enter(self, place: Place, name: str, by: Actor) -> None:
        caller, live = place.caller, self._rooms.room_of(place)
        after = life.entered(place.participation, name=name, at=self._now())
        payload = {"name": name, "titles": after.titles, "kind": after.kind}
        work = partial(_answer, caller=caller, what=Step.JOIN) if caller is not None else None
        with _arriving(place):
            await self._rooms.step_written(place, after, EventKind.PARTICIPANT_JOINED, payload, actor=by, work=work)
        if caller is not None:
            live.barred.pop(caller.known_as, None)
        self._tell_in(place)

    async def _back(self, place: Place) -> None:
        place.keep_no_longer()
        after = life.rejoined(place.participation, at=self._now())
        with _arriving(place):
            await self._rooms.step_written(place, after, EventKind.PARTICIPANT_REJOINED)
        self._tell_in(place)

    def _tell_in(self, place: Place) -> None:
        # They may have been ejected while it was written down.
        if self._rooms.place(place.participation_id) is place and place.participation.status is S.IN:
            place.say(StatusChanged(status=S.IN))
            self._rooms.room_of(place).tell_state(place)

    def _now(self) -> datetime:
        return self._rooms.hub.clock.now()


@contextmanager
def _arriving(place: Place) -> Iterator[None]:
    place.arriving = True
    try:
        yield
    finally:
        place.arriving = False


def _is_of(participation: Participation, caller: Caller) -> bool:
    """A key alone opens nothing: it has to come from the same account, or with the same link."""
    mine = (participation.room_id, participation.kind, participation.account_id, participation.link_id)
    return mine == (caller.room.room_id, caller.kind, caller.account_id, caller.link_id)


def _brings_the_same(hello: Hello, caller: Caller) -> bool:
    return secrets.compare_digest(token_hash(hello.credential), caller.credential_hash)


async def _answer(change: Change, *, caller: Caller, what: Step) -> None:
    """Their invitations become OPENED or JOINED, in the same transaction."""
    for one in await invitations_of(change, caller):
        try:
            after = step(one, what, now=change.now)
        except InvitationRefusedError:
            continue  # they have said more than that already
        change.replace(after)
        record_invitation(change, after, EventKind.INVITATION_CHANGED, {"step": what})
