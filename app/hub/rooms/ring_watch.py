"""Rings again and calls deputies when it is their turn, each once, also across a restart."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.ringing import Step, due, step
from app.domain.rooms import Invitation, InvitationStatus, Room
from app.hub.due_watch import DueWatch
from app.hub.resharing import tell_what_belongs
from app.hub.rooms.recording import record_invitation
from app.hub.rooms.ringing import record_rung
from app.store.change import Change, Committed
from app.store.store import Reading
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub


class RingWatch(DueWatch):
    """Of open rooms, by what was rung in them so far. Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        super().__init__(hub, waiting="rings", failing="nobody can be rung in room")
        self._invitations: dict[str, dict[str, Invitation]] = {}

    async def load(self, reading: Reading) -> None:
        """After the open rooms are known."""
        rooms = [room.room_id for room in self._hub.open_rooms]
        for one in await reading.find(Invitation, MAPPED[Invitation].table.c.room_id.in_(rooms)):
            self._take(one)
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
        for room_id in touched:
            self._look_at(room_id)

    async def work(self, change: Change, keys: set[str]) -> Mapping[str, datetime | None]:
        room_table, table = MAPPED[Room].table, MAPPED[Invitation].table
        rooms = await change.find(Room, room_table.c.room_id.in_(keys), room_table.c.ended_at.is_(None))
        invitations = await change.find(Invitation, table.c.room_id.in_([room.room_id for room in rooms]))
        following = {}
        for room in rooms:
            of_room = [one for one in invitations if one.room_id == room.room_id]
            following[room.room_id] = _first([*await _ring(change, room, of_room)], room)
        await tell_what_belongs(change)
        return following

    def _take(self, one: Invitation) -> None:
        self._invitations.setdefault(one.room_id, {})[one.invitation_id] = one

    def _look_at(self, room_id: str) -> None:
        room = self._hub.open_rooms.get(room_id)
        if room is None or room.ended_at is not None:
            self._invitations.pop(room_id, None)
            self.note(room_id, None)
        else:
            self.note(room_id, _first(self._invitations.get(room_id, {}).values(), room))


async def _ring(change: Change, room: Room, invitations: list[Invitation]) -> list[Invitation]:
    """Whatever is due now, with the room shown to whom it is due; the invitations then."""
    after = {one.invitation_id: one for one in invitations}
    people: dict[str, Person | None] = {}
    rung: list[Invitation] = []
    for next_one in due(invitations, room.ringing):
        if next_one.at > change.now:
            break
        one = step(after[next_one.invitation_id], next_one.step, now=change.now)
        after[one.invitation_id] = one
        change.replace(one)
        if next_one.step is Step.RING:
            people[one.person_id] = await change.get(Person, one.person_id)
            rung.append(one)
        else:
            record_invitation(change, one, EventKind.INVITATION_CHANGED, {"from": InvitationStatus.RINGING})
    shown = room_rules.showing(room, rung, people.get)
    if shown != room:
        change.replace(shown)
    for one in rung:
        record_rung(change, one, people[one.person_id], with_room=shown != room)
    return list(after.values())


def _first(invitations: Iterable[Invitation], room: Room) -> datetime | None:
    return next((one.at for one in due(invitations, room.ringing)), None)
