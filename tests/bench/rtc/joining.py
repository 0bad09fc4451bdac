"""From the tap on "join" on a phone to its picture on the wall: page, hub, desktop and screen are the real ones."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.rooms import ParticipationKind, ParticipationStatus, Room
from app.services.commands.outputs import PushToOutput
from tests.bench import table
from tests.bench.percentile import percentile
from tests.bench.rtc.hall import Hall, open_hall
from tests.bench.rtc.people import link_into, room_of_an_incident
from tests.bench.rtc.phone import MAGENTA, magenta_camera, phone
from tests.bench.screen import Pixels
from tests.servers.chromium import chromium

Say = Callable[[str], None]

_JOINS = 12
_TARGETS_S = {50: 1.2, 95: 2.5}
_PATIENCE_S = 20.0
_LOOK_S = 0.002
_NEAR = 60  # of each colour, after encoding
_FEWEST = 20  # points
_ASK_S = 0.01


def rows(*, folder: Path, say: Say) -> Iterator[table.Row]:
    waits_s = asyncio.run(_joins(folder, say))
    for percent, bound_s in _TARGETS_S.items():
        what = f"phone taps join → its picture painted on the wall, p{percent}"
        yield table.at_most(
            what, percentile(waits_s, percent), bound_s, unit="s", digits=2, peer=f"{len(waits_s)} phones"
        )


async def _joins(folder: Path, say: Say) -> list[float]:
    """Each phone goes to a tile that was empty."""
    waits_s = []
    async with (
        chromium(video=magenta_camera(folder)) as browser,
        open_hall(folder / "hall") as hall,
    ):
        output, room = await hall.output(), await room_of_an_incident(hall.seat)
        url = await link_into(room, hall.seat, uses=_JOINS)
        for number in range(_JOINS):
            async with phone(browser) as one:
                await one.open(url)
                before = set(await _inside(hall, room))
                with ThreadPoolExecutor(1) as looking:
                    seen = looking.submit(_painted_at, hall.screen.pixels, _magenta(hall.screen.pixels))
                    tapped_s = await one.tap_join()
                    newcomer = await _newcomer(hall, room, before)
                    await hall.seat.push(output.output_id, PushToOutput(participation_id=newcomer, tile=number))
                    waits_s.append(await asyncio.wrap_future(seen) - tapped_s)
                say(f"  phone {number + 1}: {waits_s[-1]:.2f} s")
    return waits_s


async def _newcomer(hall: Hall, room: Room, before: set[str]) -> str:
    """What a seat learns from its feed, asked for instead."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            if new := set(await _inside(hall, room)) - before:
                return new.pop()
            await asyncio.sleep(_ASK_S)


async def _inside(hall: Hall, room: Room) -> list[str]:
    page = await hall.seat.room_page(room.room_id)
    return [
        one.participation_id
        for one in page.participations
        if one.status is ParticipationStatus.IN and one.kind is ParticipationKind.FIELD
    ]


def _painted_at(pixels: Pixels, before: NDArray[np.bool_]) -> float:
    """When magenta comes to be where there was none, s since 1970."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline_s:
        if int((_magenta(pixels) & ~before).sum()) > _FEWEST:
            return time.time()
        time.sleep(_LOOK_S)
    raise TimeoutError("no picture of the phone on the screen")


def _magenta(pixels: Pixels) -> NDArray[np.bool_]:
    """Where it is, of every 20th point each way."""
    some = pixels[::20, ::20, :3].astype(np.int16)
    return np.abs(some - np.array(MAGENTA[::-1], np.int16)).max(axis=2) < _NEAR
