"""How somebody stands at the door of a room: what became of them there before, and whether they were rung.

A host's word counts from the moment it is said: whom they show out may be back before the database knows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain import participation_life as life
from app.domain.participation_life import Standing
from app.domain.rooms import Invitation, Participation, ParticipationKind, ParticipationStatus
from app.hub.rooms import links
from app.hub.rooms.callers import Caller
from app.hub.rooms.live_room import LiveRoom
from app.store.change import Change
from app.store.store import Reading
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

# A standing room lives for years; a removal of yesterday's is over.
_REMOVED_FOR_S = 12 * 3600.0
_SHOWN_OUT = (ParticipationStatus.REMOVED, ParticipationStatus.REFUSED)


async def standing_of(hub: "Hub", live: LiveRoom, caller: Caller) -> tuple[Standing, datetime | None]:
    """And when they were rung first. Raises StoreError."""
    async with hub.store.reading() as reading:
        earlier = await _earlier(reading, caller)
        rung = await invitations_of(reading, caller)
        barred = await links.barred_at(reading, caller.link_id, caller.device) if caller.link_id is not None else None
    standing = Standing(
        by_right=caller.by_right,
        auto_admit=caller.auto_admit,
        # That one device of a link was let in says nothing about another.
        was_in=caller.single_use and any(life.was_inside(one) for one in earlier if one.kind is caller.kind),
        removed=_was_removed(live, caller, earlier, barred, now=hub.clock.now()),
    )
    return standing, min((at for one in rung for at in one.rung_at), default=None)


async def invitations_of(reading: Reading | Change, caller: Caller) -> list[Invitation]:
    """Of the person, and those with which the link was sent."""
    table = MAPPED[Invitation].table
    if caller.link_id is not None and caller.person_id is None:
        who = table.c.link_id == caller.link_id
    elif caller.person_id is not None:
        who = table.c.person_id == caller.person_id
    else:
        return []
    return await reading.find(Invitation, table.c.room_id == caller.room.room_id, who)


async def _earlier(reading: Reading, caller: Caller) -> list[Participation]:
    """Places of theirs that are over; not those of cameras that they shared."""
    table = MAPPED[Participation].table
    who = table.c.link_id == caller.link_id if caller.link_id is not None else table.c.account_id == caller.account_id
    of_room = table.c.room_id == caller.room.room_id
    found = await reading.find(Participation, of_room, who, table.c.kind != ParticipationKind.CAMERA.value)
    return [one for one in found if one.status not in life.PRESENT]


def _was_removed(
    live: LiveRoom, caller: Caller, earlier: list[Participation], barred_at: datetime | None, *, now: datetime
) -> bool:
    """A link that several devices use has to tell them apart: `barred_at` is when this one was shown out. Whose seat
    was shown out looks in from no wall either, until the seat is let in again."""
    kinds = {caller.kind}
    forgiven_at = datetime.min.replace(tzinfo=UTC)
    if caller.kind is ParticipationKind.VIEWER:
        kinds.add(ParticipationKind.SEAT)
        forgiven_at = max(_seat_came_in(live, caller), default=forgiven_at)
    keys = [replace(caller, kind=kind).known_as for kind in kinds]
    times = [live.barred[key] for key in keys if key in live.barred]
    if barred_at is not None and not caller.single_use:
        times.append(barred_at)
    theirs = [one for one in earlier if one.kind in kinds]
    latest = max(theirs, key=lambda one: one.times.opened_at or live.room.opened_at, default=None)
    if caller.single_use and latest is not None and latest.status in _SHOWN_OUT and latest.times.left_at is not None:
        times.append(latest.times.left_at)
    return any(at > forgiven_at and (now - at).total_seconds() < _REMOVED_FOR_S for at in times)


def _seat_came_in(live: LiveRoom, caller: Caller) -> Iterator[datetime]:
    """When the seat of the same account, where it is inside, asked to come in."""
    for one in live.places.values():
        who = one.participation
        is_seat = who.kind is ParticipationKind.SEAT and who.account_id == caller.account_id
        if is_seat and one.is_inside and who.times.joined_at is not None:
            yield who.times.joined_at
