"""Every room that this seat is in touch with: the conference that somebody sits in, and those that its walls look into.

A wall looks into a room as long as a tile shows somebody of it or waits for somebody at the scene, and as soon as
somebody with a phone is in the room of an open incident: then their picture is on the wall as soon as it is asked for.
"""

import asyncio
import time
from collections.abc import Callable, Iterable

from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Room
from app.link.hub_client import HubClient
from app.link.mirror import LinkState, Mirror
from app.link.room_link import LinePhase, RoomLink
from app.link.room_media import RoomMedia
from app.link.rooms import open_room
from app.services.conference_engine import StreamSource
from app.services.signalling import RoomParticipant
from app.tasks import TaskScope

# Between two looks at what nobody tells: a line that was refused, a wall that came or went.
_LOOK_S = 0.5
# A tile that is emptied and filled again does not look for the room anew.
_LINGER_S = 5.0
# A room that did not let us look is asked again.
_AFTER_OVER_S = 5.0
_COMING = (ParticipationStatus.PREPARING, ParticipationStatus.WAITING, ParticipationStatus.IN)


class RoomLinks:
    """Owned by the loop that feeds the mirror. `subscribe` tells of changes in any of the rooms.

    `make_media` makes what a line drives; `looks` says whether there is a wall to be warm for, `awaits` the
    incidents of which some tile is kept for whoever comes to the scene.
    """

    def __init__(
        self,
        mirror: Mirror,
        client: HubClient,
        *,
        make_media: Callable[[RoomLink], RoomMedia],
        looks: Callable[[], bool],
        awaits: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.seat: RoomLink | None = None
        self._mirror = mirror
        self._client = client
        self._make_media = make_media
        self._looks = looks
        self._awaits = awaits
        self._viewers: dict[str, RoomLink] = {}
        self._leaving: set[RoomLink] = set()
        self._wanted: frozenset[str] = frozenset()
        self._needed_s: dict[str, float] = {}
        self._live: dict[str, RoomParticipant] = {}
        self._listeners: list[Callable[[], None]] = []
        self._tasks = TaskScope("rooms")
        self._endings: list[Callable[[], None]] = []

    def start(self) -> None:
        self._tasks.start("look", self._keep_looking())
        self._endings = [self._mirror.subscribe(row, lambda _keys: self._look()) for row in (Participation, Room)]

    async def close(self) -> None:
        """The conference that somebody sits in is left."""
        for end in self._endings:
            end()
        self._endings = []
        await self._tasks.close()
        if self.seat is not None:
            await self.seat.leave()
        # Also those that had not come to their end, or not even begun to leave.
        for link in (*self._viewers.values(), *self._leaving):
            await link.leave()
        self._viewers.clear()
        self._leaving.clear()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change of who is in the rooms and what they send; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # -- the conference that this seat is in

    def enter(self, room_id: str) -> RoomLink:
        """To its lobby page; one conference at a time, another is left. Its line is started."""
        if self.seat is not None:
            self._end(self.seat)
        link = self.seat = RoomLink(self._client, room_id, self._make_media)
        link.subscribe(self._gather)
        link.start()
        return link

    async def leave(self) -> None:
        link, self.seat = self.seat, None
        if link is not None:
            await link.leave()
        self._gather()

    # -- what is known of everybody

    def live(self, participation_id: str) -> RoomParticipant | None:
        """As their room sees them; None: this seat is not in touch with it."""
        return self._live.get(participation_id)

    def first_frame(self, participation_id: str, source: StreamSource = StreamSource.CAMERA) -> None:
        """A picture of theirs was painted by this seat."""
        for link in self._links():
            if link.participant(participation_id) is not None:
                link.first_frame(participation_id, source)

    def viewer(self, room_id: str) -> RoomLink | None:
        return self._viewers.get(room_id)

    def _links(self) -> list[RoomLink]:
        return [*([self.seat] if self.seat is not None else []), *self._viewers.values()]

    def _gather(self) -> None:
        live = {
            one.participant_id: one
            for link in self._links()
            if link.room is not None and link.status.phase is LinePhase.IN
            for one in link.room.participants
        }
        before, self._live = self._live, live
        # Figures change every second and nothing that a tile shows depends on them.
        if {key: _presence(one) for key, one in live.items()} != {key: _presence(one) for key, one in before.items()}:
            for listener in tuple(self._listeners):
                listener()

    # -- which rooms are looked into

    def want(self, room_ids: frozenset[str]) -> None:
        """The rooms of which some tile shows somebody."""
        self._wanted = room_ids
        self._look()

    async def _keep_looking(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(_LOOK_S)

    def _look(self) -> None:
        if not self._endings or self._mirror.status.state is not LinkState.LIVE:
            return
        now_s = time.monotonic()
        own = self.seat.room_id if self.seat is not None and self.seat.status.phase is LinePhase.IN else None
        for room_id in {*self._wanted, *self._warm_rooms()}:
            if room_id != own:
                self._needed_s[room_id] = now_s
        for room_id, needed_s in list(self._needed_s.items()):
            viewer = self._viewers.get(room_id)
            if room_id == own or now_s - needed_s > _LINGER_S:
                del self._needed_s[room_id]
                self._let_go(room_id)
            elif viewer is None or (viewer.is_over and now_s - viewer.status.since_s > _AFTER_OVER_S):
                self._let_go(room_id)
                self._begin(room_id)

    def _warm_rooms(self) -> set[str]:
        if not self._looks():
            return set()
        awaited = {room.room_id for one in self._awaits() if (room := open_room(self._mirror, one)) is not None}
        return awaited | {
            one.room_id
            for one in self._mirror.all(Participation).values()
            if one.kind is ParticipationKind.FIELD and one.status in _COMING and self._is_open(one.room_id)
        }

    def _is_open(self, room_id: str) -> bool:
        room = self._mirror.get(Room, room_id)
        return room is not None and room.ended_at is None

    def _begin(self, room_id: str) -> None:
        if not self._is_open(room_id):
            return
        viewer = self._viewers[room_id] = RoomLink(self._client, room_id, self._make_media, viewer=True)
        viewer.subscribe(self._gather)
        viewer.start()

    def _let_go(self, room_id: str) -> None:
        viewer = self._viewers.pop(room_id, None)
        if viewer is not None:
            self._end(viewer)
            self._gather()

    def _end(self, link: RoomLink) -> None:
        self._leaving.add(link)
        self._tasks.start(f"leave {id(link)}", self._leave(link))

    async def _leave(self, link: RoomLink) -> None:
        await link.leave()
        self._leaving.discard(link)


def _presence(one: RoomParticipant) -> object:
    return one.name, one.status, one.sources, one.muted_by_host
