"""Rings again and calls deputies when it is their turn, also for somebody who is in without sound and picture; each
once, also across a restart."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.participation_life import INSIDE
from app.domain.people import Person, RoleTitle
from app.domain.response import Response, StepKind
from app.domain.ringing import Due, Step, due, nobody_behind, step, stood_in_for
from app.domain.rooms import Invitation, InvitationStatus, Participation, Room
from app.domain.silent_guests import silences
from app.hub.due_watch import DueWatch
from app.hub.resharing import tell_what_belongs
from app.hub.response.steps import with_step
from app.hub.rooms.recording import record_invitation
from app.hub.rooms.ringing import record_rung
from app.store.change import Change, Committed
from app.store.store import Reading
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

# Reason of the steps that tell of somebody who is in without sound and picture.
NO_MEDIA = "no-media"


class RingWatch(DueWatch):
    """Of open rooms, by what was rung in them so far and who came. Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        super().__init__(hub, waiting="rings", failing="nobody can be rung in room")
        self._invitations: dict[str, dict[str, Invitation]] = {}
        self._places: dict[str, dict[str, Participation]] = {}

    async def load(self, reading: Reading) -> None:
        """After the open rooms are known."""
        rooms = [room.room_id for room in self._hub.open_rooms]
        for one in await reading.find(Invitation, MAPPED[Invitation].table.c.room_id.in_(rooms)):
            self._take(one)
        for place in await reading.find(Participation, *_inside(rooms)):
            self._take_place(place)
        for room_id in rooms:
            self._look_at(room_id)

    def committed(self, committed: Committed) -> None:
        """After the open rooms are kept up."""
        touched: dict[str, None] = {}
        for (row, key), thing in committed.rows.items():
            if row is Room:
                touched[key[0]] = None
            elif isinstance(thing, Invitation):
                self._take(thing)
                touched[thing.room_id] = None
            elif isinstance(thing, Participation):
                self._take_place(thing)
                touched[thing.room_id] = None
        for room_id in touched:
            self._look_at(room_id)

    async def work(self, change: Change, keys: set[str]) -> Mapping[str, datetime | None]:
        room_table = MAPPED[Room].table
        rooms = await change.find(Room, room_table.c.room_id.in_(keys), room_table.c.ended_at.is_(None))
        open_ids = [room.room_id for room in rooms]
        invitations = await change.find(Invitation, MAPPED[Invitation].table.c.room_id.in_(open_ids))
        places = await change.find(Participation, *_inside(open_ids))
        following = {}
        for room in rooms:
            of_room = [one for one in invitations if one.room_id == room.room_id]
            inside = [one for one in places if one.room_id == room.room_id]
            following[room.room_id] = _first(await _ring(change, room, of_room, inside), inside, room)
        await tell_what_belongs(change)
        return following

    def _take(self, one: Invitation) -> None:
        self._invitations.setdefault(one.room_id, {})[one.invitation_id] = one

    def _take_place(self, one: Participation) -> None:
        of_room = self._places.setdefault(one.room_id, {})
        if one.status in INSIDE:
            of_room[one.participation_id] = one
        else:
            of_room.pop(one.participation_id, None)

    def _look_at(self, room_id: str) -> None:
        room = self._hub.open_rooms.get(room_id)
        if room is None or room.ended_at is not None:
            self._invitations.pop(room_id, None)
            self._places.pop(room_id, None)
            self.note(room_id, None)
        else:
            invitations, places = self._invitations.get(room_id, {}), self._places.get(room_id, {})
            self.note(room_id, _first(invitations.values(), places.values(), room))


def _inside(room_ids: list[str]) -> tuple[ColumnElement[bool], ...]:
    """A standing room has thousands who were in it."""
    table = MAPPED[Participation].table
    return table.c.room_id.in_(room_ids), table.c.status.in_([status.value for status in INSIDE])


async def _ring(
    change: Change, room: Room, invitations: list[Invitation], places: list[Participation]
) -> list[Invitation]:
    """Whatever is due now, with the room shown to whom it is due; the invitations then."""
    after = {one.invitation_id: one for one in invitations}
    people: dict[str, Person | None] = {}
    rung: list[Invitation] = []
    for next_one in _due(invitations, places, room):
        if next_one.at > change.now:
            break
        before = after[next_one.invitation_id]
        one = step(before, next_one.step, now=change.now)
        after[one.invitation_id] = one
        change.replace(one)
        if next_one.step is Step.RING:
            people[one.person_id] = await change.get(Person, one.person_id)
            rung.append(one)
            if before.status is InvitationStatus.WAITING:
                await _tell(change, room, StepKind.DEPUTY_RUNG, stood_in_for(after.values(), one))
        else:
            payload = {"from": before.status, "step": next_one.step}
            record_invitation(change, one, EventKind.INVITATION_CHANGED, payload)
            if next_one.step is Step.NOTHING_COMES:
                await _tell(change, room, StepKind.NOBODY_TO_RING, nobody_behind(after.values(), one))
    shown = room_rules.showing(room, rung, people.get)
    if shown != room:
        change.replace(shown)
    for one in rung:
        record_rung(change, one, people[one.person_id], with_room=shown != room)
    return list(after.values())


async def _tell(change: Change, room: Room, kind: StepKind, titles: Collection[RoleTitle]) -> None:
    """Among the steps of the incident's response, where there is one."""
    titles = tuple(title for title in titles if title in room.required_titles)
    if not titles or room.incident_id is None:
        return
    incident = await change.get(Incident, room.incident_id)
    response = await change.get(Response, room.incident_id)
    if incident is None or response is None or response.ended_at is not None:
        return
    change.replace(with_step(change, incident, response, kind, room_id=room.room_id, titles=titles, reason=NO_MEDIA))


def _due(invitations: Collection[Invitation], places: Iterable[Participation], room: Room) -> list[Due]:
    found = (*due(invitations, room.ringing), *silences(invitations, places, required=room.required_titles))
    return sorted(found, key=lambda one: one.at)


def _first(invitations: Collection[Invitation], places: Iterable[Participation], room: Room) -> datetime | None:
    return next((one.at for one in _due(invitations, places, room)), None)
