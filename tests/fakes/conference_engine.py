"""An engine that carries no media: it keeps what it was asked and says what a test has it say."""

import asyncio
from dataclasses import dataclass, field

from app.services.conference_engine import (
    Direction,
    EngineListener,
    EngineRefusal,
    EngineRefusedError,
    ParticipantFigures,
    Slot,
    StreamName,
    StreamSource,
    SubscriptionOffer,
    Want,
)


@dataclass
class FakeRoom:
    published: dict[str, dict[str, StreamSource]] = field(default_factory=dict)
    wants: dict[str, tuple[Want, ...] | None] = field(default_factory=dict)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    held: set[StreamName] = field(default_factory=set)
    spare: dict[str, set[StreamSource]] = field(default_factory=dict)
    cameras: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


class FakeConferenceEngine:
    """See `ConferenceEngine`. `refusal` is what everything is refused with from now on; `figures_of` is what `figures`
    answers."""

    def __init__(self) -> None:
        self.listener: EngineListener
        self.rooms: dict[str, FakeRoom] = {}
        self.closed_rooms: list[str] = []
        self.refusal: EngineRefusal | None = None
        self.figures_of: dict[str, tuple[ParticipantFigures, ...]] = {}
        self.starts = 0
        self.is_closed = False
        self._generation = 0
        self._changed = asyncio.Event()

    async def until_left(self, room_id: str, participant_id: str) -> None:
        while participant_id not in self.rooms[room_id].left:
            self._changed.clear()
            async with asyncio.timeout(30):
                await self._changed.wait()

    async def until_changed(self) -> None:
        self._changed.clear()
        async with asyncio.timeout(30):
            await self._changed.wait()

    def connect(self, room_id: str, participant_id: str) -> None:
        """Both ways, with media."""
        self.listener.connected(room_id, participant_id, Direction.PUBLISHING)
        self.listener.connected(room_id, participant_id, Direction.SUBSCRIBING)
        for source in self.rooms[room_id].published.get(participant_id, {}).values():
            self.listener.first_media(room_id, StreamName(participant_id, source))

    # -- ConferenceEngine

    async def start(self, listener: EngineListener) -> None:
        self.listener = listener
        self.starts += 1

    async def close(self) -> None:
        self.is_closed = True

    async def open_room(self, room_id: str) -> None:
        self.rooms.setdefault(room_id, FakeRoom())

    async def close_room(self, room_id: str) -> None:
        self.rooms.pop(room_id, None)
        self.closed_rooms.append(room_id)
        self._changed.set()

    async def publish(
        self,
        room_id: str,
        participant_id: str,
        offer: str,
        sources: dict[str, StreamSource],
        *,
        spare: frozenset[StreamSource] = frozenset(),
    ) -> str:
        self._room(room_id).published[participant_id] = sources
        self._room(room_id).spare[participant_id] = set(spare)
        self._changed.set()
        return f"answer to {offer}"

    async def send(self, room_id: str, stream: StreamName, *, sends: bool) -> None:
        spare = self._room(room_id).spare[stream.participant_id]
        (spare.discard if sends else spare.add)(stream.source)
        self._changed.set()

    async def subscribe(self, room_id: str, participant_id: str, wants: tuple[Want, ...] | None) -> SubscriptionOffer:
        room = self._room(room_id)
        room.wants[participant_id] = wants
        self._generation += 1
        return SubscriptionOffer(sdp=f"offer {self._generation}", generation=self._generation, slots=self._slots(room))

    async def accept(self, room_id: str, participant_id: str, generation: int, answer: str) -> None:
        room = self._room(room_id)
        if generation > self._generation:
            raise EngineRefusedError(EngineRefusal.UNKNOWN, "generation")
        room.answers[participant_id] = generation, answer
        self._changed.set()

    async def want(self, room_id: str, participant_id: str, wants: tuple[Want, ...]) -> None:
        self._room(room_id).wants[participant_id] = wants
        self._changed.set()

    async def hold(self, room_id: str, stream: StreamName, *, held: bool) -> None:
        room = self._room(room_id)
        (room.held.add if held else room.held.discard)(stream)
        self._changed.set()

    async def leave(self, room_id: str, participant_id: str) -> None:
        room = self.rooms.get(room_id)
        if room is not None:
            room.published.pop(participant_id, None)
            room.wants.pop(participant_id, None)
            room.cameras.pop(participant_id, None)
            room.left.append(participant_id)
        self._changed.set()

    async def share_camera(self, room_id: str, participant_id: str, address: str) -> None:
        self._room(room_id).cameras[participant_id] = address
        self._changed.set()

    async def figures(self, room_id: str) -> tuple[ParticipantFigures, ...]:
        self._room(room_id)
        return self.figures_of.get(room_id, ())

    def _room(self, room_id: str) -> FakeRoom:
        if self.refusal is not None:
            raise EngineRefusedError(self.refusal, "as the test says")
        room = self.rooms.get(room_id)
        if room is None:
            raise EngineRefusedError(EngineRefusal.UNKNOWN, "room")
        return room

    @staticmethod
    def _slots(room: FakeRoom) -> tuple[Slot, ...]:
        streams = [StreamName(who, source) for who, of in room.published.items() for source in of.values()]
        return tuple(Slot(str(number), one.source.kind, one) for number, one in enumerate(streams))
