"""Loading a room for somebody: what they may not see is not there, what they may not do is refused."""

from app.domain.permissions import Action
from app.domain.room_rules import check_open
from app.domain.rooms import Invitation, Room
from app.hub.asking import Asking, expect, found
from app.hub.errors import not_found
from app.store.change import Change


async def readable(change: Change, asking: Asking, room_id: str) -> Room:
    """Raises RefusedError 404, also for one that the actor may not see."""
    room = await found(change, Room, room_id, what="room")
    if not asking.visibility.row(room):
        raise not_found("room")
    return room


async def for_command(change: Change, asking: Asking, room_id: str, *, expected_version: int | None = None) -> Room:
    """An open one on whose unit the actor may do what was asked for. Raises RefusedError 404, 403, 409,
    RoomRefusedError."""
    room = await readable(change, asking, room_id)
    asking.check(room.unit_id)
    if expected_version is not None:
        expect(room.version, expected_version)
    check_open(room)
    return room


async def invitation_of(
    change: Change, asking: Asking, invitation_id: str, *, expected_version: int
) -> tuple[Invitation, Room]:
    """Of an open room that the actor may see. Raises RefusedError 404, 409, RoomRefusedError."""
    invitation = await found(change, Invitation, invitation_id, what="invitation")
    room = await found(change, Room, invitation.room_id, what="invitation")
    if not asking.visibility.row(room):
        raise not_found("invitation")
    expect(invitation.version, expected_version)
    check_open(room)
    return invitation, room


def may_answer_for(asking: Asking, invitation: Invitation, room: Room) -> bool:
    """The person who is rung, the desk of the unit for which they are rung, and whoever hosts the room and writes down
    what was said on the telephone."""
    if asking.actor.person_id == invitation.person_id:
        return True
    return asking.may(invitation.of_unit_id) or asking.may(room.unit_id, action=Action.ROOM_HOST)
