"""What a host does about somebody in the room or at its door; lock, lobby and the end are commands over HTTP."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from app.domain.events import EventKind
from app.domain.rooms import ParticipationKind, ParticipationStatus
from app.hub.rooms import links
from app.hub.rooms.live_room import Place
from app.services.conference_engine import StreamSource
from app.services.signalling import Host, HostAction, Problem, UnmuteAsked

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

S = ParticipationStatus


async def do(rooms: "LiveRooms", host: Place, asked: Host) -> bool:
    """Whether it could be done: the other may have gone, or not be where this makes sense.

    Raises EngineRefusedError, StoreError.
    """
    other = rooms.room_of(host).places.get(asked.participant_id)
    if other is None:
        return False
    return await _ACTIONS[asked.action](rooms, host, other, asked.source)


async def _admit(rooms: "LiveRooms", host: Place, other: Place, _source: StreamSource) -> bool:
    if other.participation.status is not S.WAITING or other.line is None:
        return False
    await rooms.entrance.admit(other, rooms.actor_of(host))
    return True


async def _refuse(rooms: "LiveRooms", host: Place, other: Place, _source: StreamSource) -> bool:
    if other.participation.status is not S.WAITING:
        return False
    _show_out(rooms, host, other, S.REFUSED, Problem.NOT_ADMITTED)
    return True


async def _remove(rooms: "LiveRooms", host: Place, other: Place, _source: StreamSource) -> bool:
    # Cameras are taken back by the command that shared them.
    if not other.is_inside or other is host or other.participation.kind is ParticipationKind.CAMERA:
        return False
    for one in (other, *_walls_of(rooms, other)):
        _show_out(rooms, host, one, S.REMOVED, Problem.REMOVED)
    return True


def _walls_of(rooms: "LiveRooms", seat: Place) -> list[Place]:
    """Those of the same account that look into the room: who is shown out sees and hears nothing more."""
    who = seat.participation
    if who.kind is not ParticipationKind.SEAT:
        return []
    places = rooms.room_of(seat).places.values()
    return [one for one in places if one.is_viewer and one.participation.account_id == who.account_id]


def _show_out(rooms: "LiveRooms", host: Place, other: Place, status: ParticipationStatus, problem: Problem) -> None:
    who, caller = other.participation, other.caller
    work = None
    if caller is not None:
        rooms.room_of(other).barred[caller.known_as] = rooms.hub.clock.now()
        if who.link_id is not None:
            closes = status is S.REMOVED
            if closes:
                rooms.room_of(other).closed_links.add(who.link_id)
            work = partial(links.bar, link_id=who.link_id, device=caller.device, closes=closes)
    rooms.eject(
        other,
        problem,
        status=status,
        kind=EventKind.PARTICIPANT_REMOVED,
        payload={"status": status, "name": who.name},
        actor=rooms.actor_of(host),
        work=work,
    )


async def _mute(rooms: "LiveRooms", host: Place, other: Place, source: StreamSource) -> bool:
    return await _hold(rooms, host, other, source, held=True)


async def _unmute(rooms: "LiveRooms", host: Place, other: Place, source: StreamSource) -> bool:
    return await _hold(rooms, host, other, source, held=False)


async def _hold(rooms: "LiveRooms", host: Place, other: Place, source: StreamSource, *, held: bool) -> bool:
    if not other.is_inside or other.is_viewer:
        return False
    if held != (source in other.muted_by_host):
        rooms.ledger.note(
            other.participation,
            EventKind.PARTICIPANT_MUTED,
            {"source": source, "muted": held},
            actor=rooms.actor_of(host),
        )
        await rooms.media.hold(other, source, held=held)
    return True


async def _ask_unmute(_rooms: "LiveRooms", _host: Place, other: Place, source: StreamSource) -> bool:
    if other.participation.status is not S.IN or other.line is None or other.is_viewer:
        return False
    other.say(UnmuteAsked(source=source))
    return True


async def _lower_hand(rooms: "LiveRooms", _host: Place, other: Place, _source: StreamSource) -> bool:
    other.hand_up_since = None
    rooms.room_of(other).changed()
    return True


_ACTIONS: dict[HostAction, Callable[["LiveRooms", Place, Place, StreamSource], Awaitable[bool]]] = {
    HostAction.ADMIT: _admit,
    HostAction.REFUSE: _refuse,
    HostAction.REMOVE: _remove,
    HostAction.MUTE: _mute,
    HostAction.UNMUTE: _unmute,
    HostAction.ASK_UNMUTE: _ask_unmute,
    HostAction.LOWER_HAND: _lower_hand,
}
