"""Rooms that come and go, one after the other: whether the engine keeps anything of those that are over."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import psutil

from streams.webrtc.ice import IceSettings
from tests.bench import table
from tests.bench.growth import Sample, growth, sample
from tests.bench.rtc.engine_client import EngineRoom
from tests.bench.rtc.forwarding import FORWARDER, LOAD, engine
from tests.rtc.network import join_networks, new_network
from tests.rtc.peers import PublishingPeer, SubscribingPeer, keep_sending

Say = Callable[[str], None]

ROOMS = 200
_ROOMS_BEFORE = 200  # until the allocators have what they need
_AT_ONCE = 2
_VIDEO_PACKETS = 30
_PATIENCE_S = 20.0


def row(*, folder: Path, say: Say) -> table.Row:
    """Two people in each, until media of both have arrived."""
    with new_network() as inside, new_network() as outside:
        join_networks(inside, outside, addresses=(f"{FORWARDER}/24", f"{LOAD}/24"), names=("media0", "media0"))
        with engine(inside, folder) as forwarder, outside.entered():
            samples = asyncio.run(_come_and_go(psutil.Process(forwarder.pid)))
    found = growth(samples)
    say(f"  {ROOMS} rooms: {found}")
    return table.level(f"{ROOMS} rooms opened and closed: the engine's growth", found)


async def _come_and_go(process: psutil.Process) -> list[Sample]:
    """A sample after each pair of rooms, when they are closed."""
    samples = []
    for _ in range((_ROOMS_BEFORE + ROOMS) // _AT_ONCE):
        await asyncio.gather(*(_one_room() for _ in range(_AT_ONCE)))
        samples.append(sample(process))
    return samples[-ROOMS // _AT_ONCE :]


async def _one_room() -> None:
    settings = IceSettings(addresses=(LOAD,))
    room = EngineRoom(FORWARDER)
    await room.open()
    publishers = [PublishingPeer(settings, name) for name in ("one", "other")]
    subscribers = [SubscribingPeer(settings) for _ in publishers]
    try:
        async with asyncio.timeout(_PATIENCE_S):
            for publisher in publishers:
                publisher.take_answer(await room.publish(publisher.name, await publisher.offer()))
            for publisher, subscriber in zip(publishers, subscribers, strict=True):
                await publisher.connected()
                offer = await room.subscribe(publisher.name, ())
                await room.accept(publisher.name, await subscriber.answer(offer))
            sending = asyncio.create_task(keep_sending(publishers))
            for subscriber in subscribers:
                await subscriber.until_flowing(videos=1, voices=1)
                (video,) = subscriber.videos()
                await subscriber.until(lambda video=video: video.packets >= _VIDEO_PACKETS)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    finally:
        await room.close()
        for peer in (*publishers, *subscribers):
            await peer.close()
