"""What Chromium's encoder, estimator and jitter buffer make of the embedded engine: sharpness, late joining, loss."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from tests.bench import table
from tests.bench.percentile import median, percentile
from tests.bench.rtc.browser import BrowserPeer, browser_peer
from tests.bench.rtc.engine_client import EngineRoom
from tests.bench.rtc.forwarding import FORWARDER, LOAD, engine
from tests.rtc.lossy_link import Impairment, LossyLink, lossy_link
from tests.rtc.network import join_networks, new_network
from tests.servers.chromium import chromium

Say = Callable[[str], None]

_SIZE = (1280, 720)
_HEIGHTS = {540: 4.0, 720: 8.0}  # lines: seconds
_SHARP_PATIENCE_S = 30.0
_LOOK_S = 0.1
_LATE_S = 0.5
_LATE_JOINS = 12
_SHOWN_PATIENCE_S = 20.0
_POOR = Impairment(loss=0.05, delay_s=0.05, jitter_s=0.05)
_SETTLE_S = 10.0
_LONGEST_FREEZE_MS = 500.0


def sharpness_rows(*, rounds: int, folder: Path, say: Say) -> Iterator[table.Row]:
    """How soon a camera that publishes is seen at its full size."""
    found: dict[int, list[float]] = {height: [] for height in _HEIGHTS}
    for number in range(rounds):
        with _direct(folder):
            reached = asyncio.run(_sharpness())
        say(f"  sharpness, round {number + 1}: {reached}")
        for height, after_s in reached.items():
            found[height].append(after_s)
    for height, bound_s in _HEIGHTS.items():
        yield table.at_most(
            f"Chromium's picture has {height} lines after", median(found[height]), bound_s, unit="s", digits=1
        )


def late_row(*, folder: Path, say: Say) -> table.Row:
    """How soon somebody who comes later sees who is there."""
    with _direct(folder):
        waits_s = asyncio.run(_late_joins())
    say(f"  late joins: {', '.join(f'{wait:.2f}' for wait in waits_s)}")
    return table.at_most(
        "late joiner's first frame, p95",
        percentile(waits_s, 95),
        _LATE_S,
        unit="s",
        digits=2,
        peer=f"p50 {median(waits_s):.2f} s of {len(waits_s)}",
    )


def loss_rows(*, seconds: float, folder: Path, say: Say) -> Iterator[table.Row]:
    """5 % loss and 50 ms jitter on both ways of both sides: what is painted and heard."""
    with (
        new_network() as inside,
        new_network() as outside,
        lossy_link(inside, outside, addresses=(f"{FORWARDER}/24", f"{LOAD}/24")) as link,
        engine(inside, folder),
        outside.entered(),
    ):
        gap_ms, frames, voice = asyncio.run(_on_a_poor_line(link, seconds))
    say(f"  poor line: longest gap {gap_ms:.0f} ms, {frames} frames, voice {voice}")
    yield table.at_most(
        "5 % loss and 50 ms jitter: longest time without a new picture",
        gap_ms,
        _LONGEST_FREEZE_MS,
        unit="ms",
        peer=f"{frames / seconds:.1f} pictures a second",
    )
    concealed = voice["concealedSamples"] / max(1, voice["totalSamplesReceived"])
    silent = voice["silentConcealedSamples"] / max(1, voice["totalSamplesReceived"])
    yield table.Row(
        "5 % loss and 50 ms jitter: voice that was concealed", "", f"{concealed:.1%}", f"of it silent {silent:.1%}"
    )


async def _sharpness() -> dict[int, float]:
    async with _room() as room, chromium() as browser, browser_peer(browser) as publisher:
        offer = await publisher.offer(*_SIZE)
        began_s = time.monotonic()
        await publisher.take_answer(await room.publish("publisher", offer))
        async with browser_peer(browser) as viewer:
            await room.accept("viewer", await viewer.answer(await room.subscribe("viewer", ("publisher",))))
            reached: dict[int, float] = {}
            while len(reached) < len(_HEIGHTS) and time.monotonic() - began_s < _SHARP_PATIENCE_S:
                height = (await publisher.sent("video")).get("frameHeight", 0)
                for wanted in _HEIGHTS:
                    if height >= wanted:
                        reached.setdefault(wanted, time.monotonic() - began_s)
                await asyncio.sleep(_LOOK_S)
    return {height: reached.get(height, float("inf")) for height in _HEIGHTS}


async def _late_joins() -> list[float]:
    waits_s = []
    async with _room() as room, chromium() as browser, browser_peer(browser) as publisher:
        await publisher.take_answer(await room.publish("publisher", await publisher.offer(*_SIZE)))
        for number in range(_LATE_JOINS):
            name = f"viewer-{number}"
            async with browser_peer(browser) as viewer:
                began_s = time.time()
                await room.accept(name, await viewer.answer(await room.subscribe(name, ("publisher",))))
                await viewer.until_painted(1, patience_s=_SHOWN_PATIENCE_S)
                waits_s.append((await viewer.painted_ms())[0][0] / 1000 - began_s)
            await room.leave(name)
    return waits_s


async def _on_a_poor_line(link: LossyLink, seconds: float) -> tuple[float, int, dict[str, float]]:
    async with (
        _room() as room,
        chromium() as browser,
        browser_peer(browser) as publisher,
        browser_peer(browser) as viewer,
    ):
        await publisher.take_answer(await room.publish("publisher", await publisher.offer(*_SIZE)))
        await room.accept("viewer", await viewer.answer(await room.subscribe("viewer", ("publisher",))))
        await viewer.until_painted(1, patience_s=_SHOWN_PATIENCE_S)
        link.impair(_POOR)
        await asyncio.sleep(_SETTLE_S)
        before = await _voice(viewer)
        await viewer.forget()
        await asyncio.sleep(seconds)
        (painted,) = await viewer.painted_ms()
        after = await _voice(viewer)
    gaps = [later - earlier for earlier, later in itertools.pairwise(painted)]
    return max(gaps), len(painted), {name: after[name] - before[name] for name in after}


async def _voice(viewer: BrowserPeer) -> dict[str, float]:
    names = ("concealedSamples", "silentConcealedSamples", "totalSamplesReceived")
    heard = [one for one in await viewer.received("audio") if one.get("packetsReceived")]
    return {name: sum(one.get(name, 0) for one in heard) for name in names}


@contextlib.contextmanager
def _direct(folder: Path) -> Iterator[None]:
    """The engine at one end of a cable, and the calling thread at the other."""
    with new_network() as inside, new_network() as outside:
        join_networks(inside, outside, addresses=(f"{FORWARDER}/24", f"{LOAD}/24"), names=("media0", "media0"))
        with engine(inside, folder), outside.entered():
            yield


@contextlib.asynccontextmanager
async def _room() -> AsyncIterator[EngineRoom]:
    room = EngineRoom(FORWARDER)
    await room.open()
    try:
        yield room
    finally:
        await room.close()
