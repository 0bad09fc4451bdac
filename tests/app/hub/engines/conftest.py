"""The engines that the contract tests are run against, and who listens to them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from app.hub.engines.embedded import EmbeddedEngine
from app.services.conference_engine import (
    ConferenceEngine,
    Direction,
    Slot,
    StreamName,
    StreamSource,
    SubscriptionOffer,
    Want,
)
from tests.fakes.media_peer import CAMERA, LOOPBACK, MICROPHONE, PublishingPeer, SubscribingPeer

ROOM = "room"
FACTORIES: dict[str, Callable[[], ConferenceEngine]] = {"embedded": lambda: EmbeddedEngine(LOOPBACK)}
SOURCES = {MICROPHONE: StreamSource.MICROPHONE, CAMERA: StreamSource.CAMERA}


@dataclass
class Listener:
    """Notes everything, and lets a test wait for it."""

    told: list[tuple[str, object]] = field(default_factory=list)
    offers: dict[str, list[SubscriptionOffer]] = field(default_factory=dict)
    slots: dict[str, tuple[Slot, ...]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def connected(self, room_id: str, participant_id: str, direction: Direction) -> None:
        self._note("connected", (participant_id, direction))

    def lost(self, room_id: str, participant_id: str, direction: Direction) -> None:
        self._note("lost", (participant_id, direction))

    def first_media(self, room_id: str, stream: StreamName) -> None:
        self._note("first media", stream)

    def offered(self, room_id: str, participant_id: str, offer: SubscriptionOffer) -> None:
        self.offers.setdefault(participant_id, []).append(offer)
        self._note("offered", participant_id)

    def slots_changed(self, room_id: str, participant_id: str, slots: tuple[Slot, ...]) -> None:
        self.slots[participant_id] = slots
        self._note("slots", participant_id)

    def speaker(self, room_id: str, participant_id: str | None) -> None:
        self._note("speaker", participant_id)

    def _note(self, what: str, of: object) -> None:
        self.told.append((what, of))
        self._changed.set()

    async def until(self, what: str, of: object, *, times: int = 1) -> None:
        await self.until_so(lambda: self.told.count((what, of)) >= times)

    async def until_so(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


@dataclass
class World:
    """An engine with one room, and participants that are put into it."""

    engine: ConferenceEngine
    listener: Listener
    peers: list[PublishingPeer | SubscribingPeer] = field(default_factory=list)

    async def publisher(self, name: str, peer: PublishingPeer | None = None) -> PublishingPeer:
        peer = peer or PublishingPeer()
        self.peers.append(peer)
        stands = "connected", (name, Direction.PUBLISHING)
        before = self.listener.told.count(stands)
        peer.take_answer(await self.engine.publish(ROOM, name, await peer.offer(), SOURCES))
        await peer.connected()
        await self.listener.until(*stands, times=before + 1)
        return peer

    async def subscriber(
        self,
        name: str,
        wants: tuple[Want, ...] | None = None,
        codecs: tuple[str, ...] = ("opus", "vp8", "h264", "rtx"),
    ) -> SubscribingPeer:
        peer = SubscribingPeer()
        self.peers.append(peer)
        offer = await self.engine.subscribe(ROOM, name, wants)
        self.listener.slots[name] = offer.slots
        await self.engine.accept(ROOM, name, offer.generation, await peer.answer(offer.sdp, codecs=codecs))
        await peer.connected()
        return peer

    async def reoffered(self, name: str, peer: SubscribingPeer) -> None:
        """Answer the newest offer."""
        offer = self.listener.offers[name][-1]
        self.listener.slots[name] = offer.slots
        await self.engine.accept(ROOM, name, offer.generation, await peer.answer(offer.sdp))

    def slot(self, subscriber: str, publisher: str, source: StreamSource = StreamSource.CAMERA) -> str | None:
        """The mid in which the subscriber is told to find it."""
        stream = StreamName(publisher, source)
        return next((slot.mid for slot in self.listener.slots[subscriber] if slot.stream == stream), None)

    async def until_slot(self, subscriber: str, publisher: str, source: StreamSource = StreamSource.CAMERA) -> str:
        await self.listener.until_so(lambda: self.slot(subscriber, publisher, source) is not None)
        mid = self.slot(subscriber, publisher, source)
        assert mid is not None
        return mid


@pytest.fixture(params=FACTORIES)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    engine = FACTORIES[request.param]()
    listener = Listener()
    await engine.start(listener)
    await engine.open_room(ROOM)
    made = World(engine, listener)
    try:
        yield made
    finally:
        for peer in made.peers:
            await peer.close()
        await engine.close()
