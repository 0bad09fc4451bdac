"""Rooms that have not ended, in memory: the feed asks for them with every row that belongs to one."""

from collections.abc import Iterable, Iterator

from app.domain.rooms import Room
from app.store.change import Committed

_MOST_ENDED = 1000


class OpenRooms:
    """Kept up from what is committed; owned by the hub's loop. The latest that ended stay for a while, because what is
    written about their end still has to be shown to whom they were shown."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        # In the order in which they were last changed.
        self._ended: dict[str, Room] = {}

    def load(self, rooms: Iterable[Room]) -> None:
        self._rooms = {room.room_id: room for room in rooms}

    def committed(self, committed: Committed) -> None:
        for thing in committed.rows.values():
            if isinstance(thing, Room):
                self._take(thing)

    def get(self, room_id: str | None) -> Room | None:
        """Also one of those that ended lately."""
        if room_id is None:
            return None
        return self._rooms.get(room_id) or self._ended.get(room_id)

    def __iter__(self) -> Iterator[Room]:
        """Those that have not ended."""
        return iter(self._rooms.values())

    def _take(self, room: Room) -> None:
        self._ended.pop(room.room_id, None)
        if room.ended_at is None:
            self._rooms[room.room_id] = room
            return
        self._rooms.pop(room.room_id, None)
        self._ended[room.room_id] = room
        if len(self._ended) > _MOST_ENDED:
            del self._ended[next(iter(self._ended))]
