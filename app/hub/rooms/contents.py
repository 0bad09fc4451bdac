"""What belongs to rooms, as seats are shown it. A standing room lives for years: of that only the last day counts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.domain.participation_life import PRESENT
from app.domain.rooms import (
    ChatMessage,
    Invitation,
    InvitationStatus,
    JoinLink,
    Participation,
    Room,
    RoomKind,
)
from app.store.tables import MAPPED

_LATELY = timedelta(days=1)
_STILL_RUNG = (InvitationStatus.WAITING.value, InvitationStatus.RINGING.value)
_PRESENT = [status.value for status in PRESENT]


def in_open_room(row: type[Any], *, now: datetime) -> ColumnElement[bool]:
    """Of rows that belong to a room: those of all rooms that have not ended, of standing ones those of the last day."""
    room = MAPPED[Room].table
    of_incident = select(room.c.room_id).where(room.c.ended_at.is_(None), room.c.kind == RoomKind.INCIDENT.value)
    standing = select(room.c.room_id).where(room.c.ended_at.is_(None), room.c.kind == RoomKind.DUTY.value)
    room_id = MAPPED[row].table.c.room_id
    return or_(room_id.in_(of_incident), and_(room_id.in_(standing), lately(row, now=now)))


def of_room(row: type[Any], room: Room, *, now: datetime) -> ColumnElement[bool]:
    """Of rows that belong to a room: those of this one, of a standing one those of the last day."""
    belongs = MAPPED[row].table.c.room_id == room.room_id
    return belongs if room.kind is RoomKind.INCIDENT else and_(belongs, lately(row, now=now))


def lately(row: type[Any], *, now: datetime) -> ColumnElement[bool]:
    table, since = MAPPED[row].table, now - _LATELY
    if row is Invitation:
        return or_(table.c.created_at >= since, table.c.answered_at >= since, table.c.status.in_(_STILL_RUNG))
    if row is Participation:
        return table.c.status.in_(_PRESENT)
    if row is JoinLink:
        return and_(table.c.revoked_at.is_(None), table.c.expires_at >= now)
    if row is ChatMessage:
        return table.c.at >= since
    raise TypeError(f"{row.__name__} belongs to no room")
