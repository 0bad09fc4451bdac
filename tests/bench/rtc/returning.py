"""How soon media flow again: after the network of one side was away, and after the hub was killed and started again.

A phone's real page and a seat are on one side, another seat on the other; the seats are the product's own line into a
room, with real pictures and no codecs.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streams.media_thread import MediaThread
from tests.bench import table
from tests.bench.percentile import median
from tests.bench.rtc.installed_hub import InstalledHub
from tests.bench.rtc.people import link_into, room_of_an_incident
from tests.bench.rtc.phone import Phone, magenta_camera, phone
from tests.bench.rtc.seat import Seat
from tests.rtc.lossy_link import CLEAR, CUT, LossyLink, lossy_link
from tests.rtc.network import join_networks, new_network
from tests.rtc.recorded import recorded_video, recorded_voice
from tests.servers.chromium import chromium

Say = Callable[[str], None]

_HUB_NEAR, _NEAR = "198.18.0.1", "198.18.0.2"  # RFC 2544: for benchmarks
_HUB_FAR, _FAR = "198.18.1.1", "198.18.1.2"
_PATIENCE_S = 60.0
_CUT_S = 10.0
_BACK_S = {"cut": 3.0, "restart": 5.0}
_SETTLE_S = 5.0


@dataclass(frozen=True)
class Conference:
    """Everybody sees and hears everybody. `far` is of the loop of `thread`, as is what is awaited of it."""

    hub: InstalledHub
    line: LossyLink
    phone: Phone
    near: Seat
    far: Seat
    thread: MediaThread

    async def back(self, since_s: float) -> dict[str, float]:
        """How long after `since_s`, s since 1970, each of them had media of all others (the phone: of one)."""
        after_s = since_s - time.time() + time.monotonic()

        async def seat(of: Seat) -> float:
            await of.media.until_flowing(2, since_s=after_s)
            return time.monotonic() - after_s

        async with asyncio.timeout(_PATIENCE_S):
            near, far, painted_s = await asyncio.gather(
                seat(self.near), self.there(seat(self.far)), self.phone.until_painted(since_s)
            )
        return {"near seat": near, "far seat": far, "phone": painted_s - since_s}

    async def there(self, work: Any) -> Any:
        """On the loop of the far seat."""
        return await asyncio.wrap_future(self.thread.submit(work))


def cut_row(*, rounds: int, folder: Path, say: Say) -> table.Row:
    async def cut(conference: Conference) -> dict[str, float]:
        conference.line.impair(CUT)
        await asyncio.sleep(_CUT_S)
        conference.line.impair(CLEAR)
        return await conference.back(time.time())

    return _row(f"media again after one side's network was cut for {_CUT_S:.0f} s", "cut", cut, rounds, folder, say)


def restart_row(*, rounds: int, folder: Path, say: Say) -> table.Row:
    async def restart(conference: Conference) -> dict[str, float]:
        killed_s = time.time()
        conference.hub.kill()
        started_s = await asyncio.to_thread(conference.hub.start)
        say(f"  the hub served again after {started_s:.2f} s")
        return await conference.back(killed_s + 0.5)  # what was on its way has arrived by then

    return _row("hub killed and started again: everybody back with media", "restart", restart, rounds, folder, say)


def _row(
    what: str,
    name: str,
    happens: Callable[[Conference], Any],
    rounds: int,
    folder: Path,
    say: Say,
) -> table.Row:
    (folder / name).mkdir()
    found = asyncio.run(_rounds(happens, rounds, folder / name, say))
    worst = [max(one.values()) for one in found]
    each = ", ".join(f"{who} {median([one[who] for one in found]):.1f}" for who in found[0])
    peer = f"medians: {each} s"
    return table.at_most(f"{what}, the slowest of {rounds}", max(worst), _BACK_S[name], unit="s", digits=1, peer=peer)


async def _rounds(happens: Callable[[Conference], Any], rounds: int, folder: Path, say: Say) -> list[dict[str, float]]:
    found = []
    async with _conference(folder) as conference:
        for number in range(rounds):
            await asyncio.sleep(_SETTLE_S)
            found.append(await happens(conference))
            say(f"  round {number + 1}: " + ", ".join(f"{who} {after_s:.2f} s" for who, after_s in found[-1].items()))
    return found


@contextlib.asynccontextmanager
async def _conference(folder: Path) -> AsyncIterator[Conference]:
    recorded_video()  # made now, for both seats
    recorded_voice()
    async with contextlib.AsyncExitStack() as stack:
        inside, near, far = (stack.enter_context(new_network()) for _ in range(3))
        join_networks(inside, near, addresses=(f"{_HUB_NEAR}/24", f"{_NEAR}/24"), names=("near", "near"))
        line = stack.enter_context(lossy_link(inside, far, addresses=(f"{_HUB_FAR}/24", f"{_FAR}/24")))
        hub = InstalledHub(folder / "hub", inside, (_HUB_NEAR, _HUB_FAR))
        stack.callback(hub.kill)
        hub.start()
        with far.entered():
            browser = await stack.enter_async_context(chromium(video=magenta_camera(folder)))
            thread = MediaThread()
        stack.callback(thread.close)
        stack.enter_context(near.entered())
        officer = await hub.administrator(_HUB_NEAR)
        stack.push_async_callback(officer.close)
        room = await room_of_an_incident(officer)
        near_seat = Seat(await hub.person(_HUB_NEAR), room, _NEAR, "near seat")
        stack.push_async_callback(near_seat.close)

        async def sit() -> Seat:
            return Seat(await hub.person(_HUB_FAR), room, _FAR, "far seat")

        far_seat = await asyncio.wrap_future(thread.submit(sit()))
        conference = Conference(hub, line, await stack.enter_async_context(phone(browser)), near_seat, far_seat, thread)
        stack.push_async_callback(conference.there, far_seat.close())
        url = await link_into(room, officer)
        await conference.phone.open(url.replace(_HUB_NEAR, _HUB_FAR))
        await conference.phone.tap_join()
        await conference.back(time.time())
        yield conference
