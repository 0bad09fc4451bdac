"""A hall with one seat, as it is installed: the desktop's process with its own hub, on a screen of its own.

The bench is another seat of the same hub.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.outputs import Output
from app.link.hub_client import HubClient
from tests.bench.hub_process import MAIN
from tests.bench.own_hub import door_of, seat_at
from tests.bench.processes import Child, child
from tests.bench.screen import Screen, screen

_START_S = 40.0


@dataclass(frozen=True)
class Hall:
    """`seat` is logged in as an administrator."""

    desktop: Child
    screen: Screen
    seat: HubClient

    async def output(self) -> Output:
        """The desktop's, once it is there."""
        async with asyncio.timeout(_START_S):
            while True:
                for output in await self.seat.outputs():
                    if output.online:
                        return output
                self.desktop.check()
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def open_hall(
    folder: Path, *, command: Sequence[str] = (str(MAIN),), variables: Mapping[str, str] | None = None
) -> AsyncIterator[Hall]:
    """With nothing in it but its one output. `command` of Python starts the desktop."""
    environment = {**os.environ, "FIVEFIFTEEN_DATA": str(folder), "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
    environment |= variables or {}
    with (
        screen() as shown,
        child(
            "desktop",
            [sys.executable, *command],
            log=folder.with_suffix(".log"),
            environment=environment | shown.environment,
        ) as desktop,
    ):
        async with seat_at(await door_of(desktop, folder / "hub")) as seat:
            yield Hall(desktop, shown, seat)
