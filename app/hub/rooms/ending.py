"""Rooms end, by a host or with their incident, and follow their incident to whom it is shown and into another one.

A command reads before it stages: `room_of` and `contents_of` come first.
"""

from dataclasses import dataclass

from app.domain import room_rules
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.rooms import ChatMessage, Invitation, JoinLink, Participation, Room
from app.hub.asking import Asking
from app.hub.rooms.access import for_command
from app.hub.rooms.recording import record_room
from app.services.commands.rooms import EndRoom
from app.store.change import Change
from app.store.tables import MAPPED


@dataclass(frozen=True, slots=True)
class Contents:
    room: Room
    invitations: list[Invitation]
    participations: list[Participation]
    links: list[JoinLink]
    chat: list[ChatMessage]


async def end(change: Change, asking: Asking, room_id: str, command: EndRoom) -> Room:
    """For everybody. Raises RefusedError, RoomRefusedError."""
    room = await for_command(change, asking, room_id, expected_version=command.expected_version)
    return end_now(change, await _contents(change, room), because="")


async def room_of(change: Change, incident_id: str) -> Room | None:
    """The incident's room that is open. To be asked before anything is staged."""
    table = MAPPED[Room].table
    rooms = await change.find(Room, table.c.incident_id == incident_id, table.c.ended_at.is_(None))
    return rooms[0] if rooms else None


async def contents_of(change: Change, incident_id: str) -> Contents | None:
    """With everything in it. To be asked before anything is staged."""
    room = await room_of(change, incident_id)
    return await _contents(change, room) if room is not None else None


def end_now(change: Change, contents: Contents, *, because: str) -> Room:
    """`because`: what became of the incident; "" where a host ended it."""
    ended = room_rules.end(contents.room, at=change.now, by=change.actor.actor_id)
    change.replace(ended)
    touched: list[tuple[str, str]] = []
    for one in contents.invitations:
        if (after := room_rules.after_end(one, at=change.now)) != one:
            change.replace(after)
            touched.append(("invitation", one.invitation_id))
    for place in contents.participations:
        if (left := room_rules.left_at_end(place, at=change.now)) != place:
            change.replace(left)
            touched.append(("participation", place.participation_id))
    record_room(change, ended, EventKind.ROOM_ENDED, {"because": because}, about=touched)
    return ended


def share_along(change: Change, room: Room | None, incident: Incident) -> list[tuple[str, str]]:
    """Shown to whom the incident is shown from now on; what was touched, for the event that says so."""
    if room is None:
        return []
    change.replace(room_rules.shared(room, incident))
    return [("room", room.room_id)]


def merge_along(change: Change, absorbed: Contents | None, kept: Contents | None, into: Incident) -> None:
    """The room of the absorbed incident goes on as the kept one's; where that has its own, it ends."""
    if kept is not None:
        change.replace(room_rules.shared(kept.room, into))
        record_room(change, kept.room, EventKind.ROOM_CHANGED, {"shared_with": into.shared_with})
    if absorbed is None:
        return
    if kept is not None:
        end_now(change, absorbed, because="merged")
        return
    room = room_rules.carried(absorbed.room, into)
    change.replace(room)
    touched: list[tuple[str, str]] = []
    for invitation in absorbed.invitations:
        change.replace(room_rules.carried_along(invitation, room))
        touched.append(("invitation", invitation.invitation_id))
    for place in absorbed.participations:
        change.replace(room_rules.carried_along(place, room))
        touched.append(("participation", place.participation_id))
    for link in absorbed.links:
        change.replace(room_rules.carried_along(link, room))
        touched.append(("join-link", link.link_id))
    for message in absorbed.chat:
        change.replace(room_rules.carried_along(message, room))
        touched.append(("chat-message", message.message_id))
    payload = {"from_incident": absorbed.room.incident_id, "shared_with": into.shared_with}
    record_room(change, room, EventKind.ROOM_CHANGED, payload, about=touched)


async def _contents(change: Change, room: Room) -> Contents:
    async def of_room(row: type[room_rules.Belonging]) -> list[room_rules.Belonging]:
        return await change.find(row, MAPPED[row].table.c.room_id == room.room_id)

    return Contents(
        room,
        await of_room(Invitation),
        await of_room(Participation),
        await of_room(JoinLink),
        await of_room(ChatMessage),
    )
