"""A line with the engine at one end, and participants to be made at the other."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from app.hub.engines.embedded import EmbeddedEngine
from app.services.conference_engine import Direction, Slot, StreamName, StreamSource, SubscriptionOffer
from streams.webrtc.ice import IceSettings
from tests.rtc.line import Line, new_line
from tests.rtc.peers import PublishingPeer, SubscribingPeer

_SOURCES = {"0": StreamSource.MICROPHONE, "1": StreamSource.CAMERA}


@dataclass
class Listener:
    """Keeps what the engine tells."""

    lost_ones: list[tuple[str, Direction]] = field(default_factory=list)
    offers: dict[str, SubscriptionOffer] = field(default_factory=dict)

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None: ...

    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None:
        self.lost_ones.append((participant_id, direction))

    def first_media(self, room_id: str, stream: StreamName) -> None: ...

    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None:
        self.offers[participant_id] = offer

    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None: ...

    def speaker(self, room_id: str, participant_id: str | None) -> None: ...


@dataclass
class RoomOnALine:
    """One room of a running engine; participants are made at the other end of the line and closed with it."""

    line: Line
    engine: EmbeddedEngine
    listener: Listener
    _closing: AsyncExitStack
    room_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def publisher(self, name: str) -> PublishingPeer:
        """Connected, and not sending yet."""
        peer = PublishingPeer(self._settings(), name)
        self._closing.push_async_callback(peer.close)
        with self.line.at_participants():
            offer = await peer.offer()
        way = f"{name} publishing {uuid.uuid4().hex}"
        answer = await self.engine.publish(self.room_id, name, self.line.to_hub(way, offer), _SOURCES)
        peer.take_answer(self.line.to_participant(way, answer))
        await peer.connected()
        return peer

    async def subscriber(self, name: str) -> SubscribingPeer:
        """Connected, to everything."""
        peer = SubscribingPeer(self._settings())
        self._closing.push_async_callback(peer.close)
        way = f"{name} subscribing {uuid.uuid4().hex}"
        offer = await self.engine.subscribe(self.room_id, name, None)
        with self.line.at_participants():
            answer = await peer.answer(self.line.to_participant(way, offer.sdp))
        await self.engine.accept(self.room_id, name, offer.generation, self.line.to_hub(way, answer))
        await peer.connected()
        return peer

    def _settings(self) -> IceSettings:
        return IceSettings(addresses=(self.line.participant_address,))


@pytest.fixture
def line() -> Iterator[Line]:
    with new_line() as made:
        yield made


@pytest.fixture
async def room(line: Line) -> AsyncIterator[RoomOnALine]:
    listener = Listener()
    engine = EmbeddedEngine(IceSettings(addresses=(line.hub_address,)))
    async with AsyncExitStack() as closing:
        with line.at_hub():
            await engine.start(listener)
        closing.push_async_callback(engine.close)
        made = RoomOnALine(line, engine, listener, closing)
        await engine.open_room(made.room_id)
        yield made
