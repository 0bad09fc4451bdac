"""The load of a conference on something that forwards it, from a process and a processor core of its own.

    python -m tests.bench.rtc.load janus|embedded ADDRESS PID OUR_ADDRESS [--publishers 6] [--subscribers 6] …

Everybody is connected from here, every packet carries the time when it was sent, and the processor time of the process
PID and its children is read at both ends of the window. Prints one JSON object.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import sys
import time
from typing import Protocol

import psutil
import uvloop

from streams.webrtc.ice import IceSettings
from tests.bench.percentile import percentile
from tests.bench.rtc.engine_client import EngineRoom
from tests.bench.rtc.janus import JanusRoom
from tests.rtc.peers import PublishingPeer, SubscribingPeer, keep_sending

_FLOWING_S = 30.0


class Room(Protocol):
    """One room of whatever forwards."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def publish(self, name: str, offer: str) -> str:
        """The answer."""

    async def subscribe(self, name: str, feeds: tuple[str, ...]) -> str:
        """The offer of all that `feeds` publish."""

    async def accept(self, name: str, answer: str) -> None: ...


@dataclasses.dataclass(frozen=True, slots=True)
class LoadFigures:
    """`cpu_us` per packet that arrived; delays from the sender's call to the receiver's, both of this process."""

    cpu_us: float
    cores: float
    packets_per_s: float
    delay_p50_ms: float
    delay_p99_ms: float
    lost_share: float
    asked_again: int
    own_cores: float  # of the generator: near 1 it measures itself
    rss_bytes: int


async def load(room: Room, pid: int, words: argparse.Namespace) -> LoadFigures:
    settings = IceSettings(addresses=(words.our_address,))
    publishers = [PublishingPeer(settings, f"publisher-{number}") for number in range(words.publishers)]
    subscribers = [SubscribingPeer(settings) for _ in range(words.subscribers)]
    await room.open()
    for publisher in publishers:
        publisher.take_answer(await room.publish(publisher.name, await publisher.offer()))
    async with asyncio.timeout(_FLOWING_S):
        await asyncio.gather(*(publisher.connected() for publisher in publishers))
    sending = asyncio.create_task(keep_sending(publishers))
    feeds = tuple(publisher.name for publisher in publishers)
    for number, subscriber in enumerate(subscribers):
        offer = await room.subscribe(f"subscriber-{number}", feeds)
        await room.accept(f"subscriber-{number}", await subscriber.answer(offer))
    try:
        async with asyncio.timeout(_FLOWING_S):
            for subscriber in subscribers:
                await subscriber.until_flowing(videos=len(feeds), voices=len(feeds))
        await asyncio.sleep(words.warm_up)
        return await _window(pid, publishers, subscribers, words.seconds)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        for peer in (*publishers, *subscribers):
            await peer.close()
        await room.close()


async def _window(
    pid: int, publishers: list[PublishingPeer], subscribers: list[SubscribingPeer], seconds: float
) -> LoadFigures:
    for subscriber in subscribers:
        for arrivals in subscriber.arrivals.values():
            arrivals.clear()
    asked_before = sum(publisher.nacked for publisher in publishers)
    forwarder, own = psutil.Process(pid), psutil.Process()
    began_s, used_before_s, own_before_s = time.monotonic(), _used_s(forwarder), _used_s(own)
    await asyncio.sleep(seconds)
    used_s, own_s = _used_s(forwarder) - used_before_s, _used_s(own) - own_before_s
    took_s = time.monotonic() - began_s
    every = [arrivals for subscriber in subscribers for arrivals in subscriber.arrivals.values() if arrivals.packets]
    packets = sum(one.packets for one in every)
    delays_ms = [delay / 1e6 for one in every for delay in one.delays_ns]
    return LoadFigures(
        cpu_us=used_s / packets * 1e6,
        cores=used_s / took_s,
        packets_per_s=packets / took_s,
        delay_p50_ms=percentile(delays_ms, 50),
        delay_p99_ms=percentile(delays_ms, 99),
        lost_share=sum(one.lost for one in every) / packets,
        asked_again=sum(publisher.nacked for publisher in publishers) - asked_before,
        own_cores=own_s / took_s,
        rss_bytes=forwarder.memory_info().rss,
    )


def _used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rtc.load")
    parser.add_argument("kind", choices=("janus", "embedded"))
    parser.add_argument("address")
    parser.add_argument("pid", type=int)
    parser.add_argument("our_address")
    parser.add_argument("--publishers", type=int, default=6)
    parser.add_argument("--subscribers", type=int, default=6)
    parser.add_argument("--warm-up", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--core", type=int, help="the processor core to stay on")
    words = parser.parse_args()
    if words.core is not None:
        os.sched_setaffinity(0, {words.core})
    room: Room = JanusRoom(words.address) if words.kind == "janus" else EngineRoom(words.address)
    figures = uvloop.run(load(room, words.pid, words))
    print(json.dumps(dataclasses.asdict(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
