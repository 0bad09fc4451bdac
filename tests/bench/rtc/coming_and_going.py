"""People who join and leave for an hour, or for some minutes: whether the hub keeps anything of those who are gone."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from streams.media_thread import new_media_loop
from tests.bench import table
from tests.bench.growth import Sample, growth, sample
from tests.bench.rtc.installed_hub import InstalledHub
from tests.bench.rtc.people import room_of_an_incident
from tests.bench.rtc.seat import Seat
from tests.rtc.network import join_networks, new_network
from tests.rtc.recorded import recorded_video, recorded_voice

Say = Callable[[str], None]

_HUB, _SEATS = "198.18.0.1", "198.18.0.2"  # RFC 2544: for benchmarks
_PEOPLE = 4
_PATIENCE_S = 30.0
_TELL_EVERY_S = 30.0


def row(*, minutes: float, folder: Path, say: Say) -> table.Row:
    """One of four comes anew again and again; a sample of the hub each time everybody has media of everybody."""
    with contextlib.closing(new_media_loop()) as loop:
        samples = loop.run_until_complete(_come_and_go(minutes * 60, folder / "coming", say))
    found = growth(samples)
    say(f"  {len(samples)} times somebody came and left: {found}")
    return table.level(f"{len(samples)} joins and leaves in {minutes:g} min: the hub's growth", found)


async def _come_and_go(length_s: float, folder: Path, say: Say) -> list[Sample]:
    recorded_video()
    recorded_voice()
    async with contextlib.AsyncExitStack() as stack:
        inside, outside = (stack.enter_context(new_network()) for _ in range(2))
        join_networks(inside, outside, addresses=(f"{_HUB}/24", f"{_SEATS}/24"), names=("media0", "media0"))
        hub = InstalledHub(folder, inside, (_HUB,))
        stack.callback(hub.kill)
        hub.start()
        stack.enter_context(outside.entered())
        officer = await hub.administrator(_HUB)
        stack.push_async_callback(officer.close)
        room = await room_of_an_incident(officer)
        clients = [await hub.person(_HUB) for _ in range(_PEOPLE)]
        for client in clients:
            stack.push_async_callback(client.close)
        seats = {number: Seat(client, room, _SEATS, f"seat {number}") for number, client in enumerate(clients)}
        samples: list[Sample] = []
        began_s = told_s = time.monotonic()
        try:
            for number in itertools.cycle(seats):
                async with asyncio.timeout(_PATIENCE_S):
                    await asyncio.gather(*(seat.media.until_flowing(_PEOPLE - 1) for seat in seats.values()))
                samples.append(sample(psutil.Process(hub.pid), tasks=hub.tasks()))
                now_s = time.monotonic()
                if now_s - told_s > _TELL_EVERY_S:
                    told_s = now_s
                    say(f"  {(now_s - began_s) / 60:.1f} min: {samples[-1]}")
                if now_s - began_s > length_s:
                    return samples
                await seats[number].leave()
                seats[number] = Seat(clients[number], room, _SEATS, f"seat {number}")
        finally:
            for seat in seats.values():
                await seat.leave()
    raise AssertionError("a cycle has no end")
