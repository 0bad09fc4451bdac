"""The hall of the bench: simulated cameras, a desktop with its own hub and five wall outputs on one X screen, the
people who are on shift, and the bench as one more seat that reads the feed."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.outputs import Output
from app.link.hub_client import HubClient
from streams.simulator.control import ControlClient
from tests.bench.hub_process import MAIN
from tests.bench.loop import district
from tests.bench.loop.people import People, people
from tests.bench.loop.seen import Seen
from tests.bench.own_hub import door_of, seat_at
from tests.bench.processes import Child, child
from tests.bench.screen import Screen, screen

WIDTH, HEIGHT = 1920, 1080
OUTPUTS = 5
_COLUMNS, _ROWS = 3, 2  # of monitors; the first is the console's
_HOST = "127.0.0.1"
_START_S = 60.0
# The first run on a machine codes the pictures of 64 cameras.
_CODING_S = 600.0
_LOOP_S = 10


@dataclass(frozen=True, slots=True)
class Monitor:
    """Where an output stands on the X screen, pixels."""

    x: int
    y: int


MONITORS = tuple(Monitor(number % _COLUMNS * WIDTH, number // _COLUMNS * HEIGHT) for number in range(1, OUTPUTS + 1))


@dataclass(frozen=True)
class Hall:
    """`seats` are logged in as an administrator, one for each report that is sent at once. `number_of` an output is its
    place in `MONITORS`."""

    desktop: Child
    screen: Screen
    seats: Sequence[HubClient]
    seen: Seen
    people: People
    number_of: Mapping[str, int]


@contextlib.asynccontextmanager
async def open_hall(folder: Path, *, reaction_s: float, say: Callable[[str], None]) -> AsyncIterator[Hall]:
    """`reaction_s`: of people, from the ring to their answer."""
    data = folder / "data"
    with simulated_cameras(folder, say) as urls, _monitors() as shown:
        say(f"{district.REGISTERED} cameras are registered")
        await asyncio.to_thread(district.found, data / "hub", urls)
        environment = {**os.environ, "FIVEFIFTEEN_DATA": str(data), "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
        with child(
            "desktop",
            [sys.executable, str(MAIN)],
            log=folder / "desktop.log",
            environment=environment | shown.environment,
        ) as desktop:
            door = await door_of(desktop, data / "hub")
            async with contextlib.AsyncExitStack() as staying:
                seats = [await staying.enter_async_context(seat_at(door)) for _ in range(OUTPUTS)]
                number_of = await _outputs(seats[0], desktop)
                seen = await staying.enter_async_context(Seen.of(seats[0]))
                on_shift = await staying.enter_async_context(people(door.url, folder, reaction_s=reaction_s))
                yield Hall(desktop, shown, seats, seen, on_shift, number_of)


@contextlib.contextmanager
def simulated_cameras(folder: Path, say: Callable[[str], None]) -> Iterator[list[tuple[str, str]]]:
    """Main and sub stream of each, all of whose pictures are coded."""
    log = folder / "simulator.log"
    words = ["--cameras", str(district.SIMULATED), "--loop", str(_LOOP_S), "--prepare", "all"]
    command = [sys.executable, str(MAIN), "simulate", *words, "--control", f"{_HOST}:0"]
    with child("simulator", command, log=log, environment={"PYTHONUNBUFFERED": "1"}) as running:
        deadline_s, began_s, told = time.monotonic() + _CODING_S, time.monotonic(), False
        while "ready\n" not in (said := log.read_text()):
            running.check()
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"the simulator is not ready: {running.last_words()}")
            if not told and time.monotonic() - began_s > 5.0:
                told = True
                say("the simulator codes its pictures, once on a machine; that takes some minutes")
            time.sleep(0.1)
        port = re.search(r"control port (\d+)", said)
        assert port is not None, said
        with ControlClient(_HOST, int(port[1])) as control:
            yield [(one["urls"]["main"], one["urls"]["sub"]) for one in control.cameras()]


@contextlib.contextmanager
def _monitors() -> Iterator[Screen]:
    """One X screen that says it is six monitors. Needs xrandr."""
    with screen(_COLUMNS * WIDTH, _ROWS * HEIGHT) as shown:
        for number in range(_COLUMNS * _ROWS):
            place = f"+{number % _COLUMNS * WIDTH}+{number // _COLUMNS * HEIGHT}"
            # 85 inches; the first belongs to the only connector that the server has.
            size = f"{WIDTH}/1880x{HEIGHT}/1060{place}"
            subprocess.run(
                ["xrandr", "--setmonitor", f"monitor{number}", size, "none" if number else "screen"],
                env={**os.environ, **shown.environment},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield shown


async def _outputs(seat: HubClient, desktop: Child) -> dict[str, int]:
    """Once all of them are there: by their names in the order of the monitors."""
    async with asyncio.timeout(_START_S):
        while True:
            desktop.check()
            online: list[Output] = [one for one in await seat.outputs() if one.online]
            if len(online) == OUTPUTS:
                by_name = sorted(online, key=lambda one: one.name)
                return {one.output_id: number for number, one in enumerate(by_name)}
            await asyncio.sleep(0.2)
