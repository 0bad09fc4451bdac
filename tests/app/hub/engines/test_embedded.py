"""The embedded engine by itself: what it leaves behind, and who may do it harm."""

import asyncio
import random
import sys
import threading

import psutil
import pytest

from app.hub.engines.embedded import EmbeddedEngine
from app.services.conference_engine import Direction, EngineRefusedError
from tests.app.hub.engines.conftest import ROOM, SOURCES, Listener, World
from tests.fakes.media_peer import LOOPBACK, PublishingPeer, SubscribingPeer

_ROOMS = 200
_AT_ONCE = 10


async def test_rooms_leave_neither_sockets_nor_tasks_nor_threads() -> None:
    engine, listener, process = EmbeddedEngine(LOOPBACK), Listener(), psutil.Process()
    await engine.start(listener)

    async def use(room_id: str) -> None:
        await engine.open_room(room_id)
        publisher, subscriber = PublishingPeer(), SubscribingPeer()
        await engine.publish(room_id, "p", await publisher.offer(), SOURCES)
        offer = await engine.subscribe(room_id, "s", None)
        await engine.accept(room_id, "s", offer.generation, await subscriber.answer(offer.sdp))
        await engine.publish(room_id, "p", await publisher.offer(), SOURCES)
        await publisher.close()
        await subscriber.close()
        await engine.close_room(room_id)

    await use("first")  # what is made once for all
    descriptors = process.num_fds()
    for first in range(0, _ROOMS, _AT_ONCE):
        await asyncio.gather(*(use(f"room {first + number}") for number in range(_AT_ONCE)))
    assert process.num_fds() <= descriptors
    media = engine._media
    assert media is not None
    assert {task.get_name() for task in asyncio.all_tasks(media.loop)} == {"forwarder"}
    assert len(asyncio.all_tasks()) == 1
    await engine.close()
    assert "media" not in {thread.name for thread in threading.enumerate()}


async def test_it_may_be_closed_twice_and_before_it_was_started() -> None:
    engine = EmbeddedEngine(LOOPBACK)
    await engine.close()
    await engine.start(Listener())
    await engine.close()
    await engine.close()
    with pytest.raises(EngineRefusedError):
        await engine.open_room(ROOM)


async def test_media_wait_little_for_a_hub_that_computes(world: World) -> None:
    assert sys.getswitchinterval() <= 0.001


async def test_who_gives_up_waiting_leaves_nothing(world: World) -> None:
    peer = PublishingPeer()
    world.peers.append(peer)
    offer = await peer.offer()
    descriptors = psutil.Process().num_fds()
    for _ in range(10):
        task = asyncio.create_task(world.engine.publish(ROOM, "p", offer, SOURCES))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await world.engine.leave(ROOM, "p")
    await world.engine.close_room(ROOM)
    assert psutil.Process().num_fds() <= descriptors


@pytest.mark.parametrize("seed", range(3))
async def test_no_damaged_description_does_more_than_be_refused(world: World, seed: int) -> None:
    chance = random.Random(seed)
    peer = PublishingPeer()
    world.peers.append(peer)
    good = await peer.offer()
    for _ in range(40):
        lines = good.split("\r\n")
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(lines))
            match chance.randrange(4):
                case 0:
                    del lines[at]
                case 1:
                    lines.insert(at, chance.choice(lines))
                case 2:
                    lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
                case 3:
                    lines[at] = lines[at].replace(
                        chance.choice("0123456789"), chance.choice(["-1", "99999999999", "é"])
                    )
        try:
            await world.engine.publish(ROOM, "p", "\r\n".join(lines), SOURCES)
        except EngineRefusedError:
            continue
        await world.engine.leave(ROOM, "p")


async def test_who_vanishes_without_a_word_is_told_when_consent_expires(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aioice.ice.CONSENT_INTERVAL", 0.05)
    publisher, subscriber = await world.publisher("p"), await world.subscriber("s")
    for peer in (publisher, subscriber):
        for protocol in peer.transport._connection._protocols:
            protocol.datagram_received = lambda _data, _address: None  # type: ignore[method-assign]
    await world.listener.until("lost", ("p", Direction.PUBLISHING))
    await world.listener.until("lost", ("s", Direction.SUBSCRIBING))
    assert await world.engine.figures(ROOM) == ()
