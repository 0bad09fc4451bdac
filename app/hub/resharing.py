"""What belongs to an incident or a room is shown to whom that is shown: when that changes, it comes and goes too."""

from app.domain.incidents import Incident
from app.domain.rooms import Room
from app.hub.rooms.contents import of_room
from app.hub.visibility import OF_INCIDENT, OF_ROOM
from app.store.change import Change
from app.store.tables import MAPPED


async def tell_what_belongs(change: Change) -> None:
    """After a command: the rows of every incident and room that it shows to others than before."""
    for (row, key), (_, thing) in tuple(change.staged.items()):
        if row is Incident and thing is not None:
            before = change.before(Incident, *key)
            if before is not None and before.shared_with != thing.shared_with:
                for belonging in OF_INCIDENT:
                    await change.tell(belonging, MAPPED[belonging].table.c.incident_id == key[0])
        elif row is Room and thing is not None:
            known = change.before(Room, *key)
            if known is not None and _shown_to(known) != _shown_to(thing):
                for in_room in OF_ROOM:
                    await change.tell(in_room, of_room(in_room, thing, now=change.now))


def _shown_to(room: Room) -> tuple[tuple[str, ...], ...]:
    return room.shared_with, room.invited_persons, room.invited_units
