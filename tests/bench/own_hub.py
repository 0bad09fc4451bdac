"""A desktop's own hub, waited for from outside, and one more seat at it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.link.hub_client import HubClient
from app.services.commands.sessions import LogIn
from app.services.embedded_hub_file import EmbeddedHub, read_embedded_hub
from tests.bench.processes import Child

_START_S = 60.0


async def door_of(desktop: Child, folder: Path) -> EmbeddedHub:
    """`folder`: the hub's. Raises TimeoutError, and what `Child.check` raises of a desktop that has ended."""
    deadline_s = time.monotonic() + _START_S
    while time.monotonic() < deadline_s:
        desktop.check()
        if (found := read_embedded_hub(folder)) is not None:
            return found
        await asyncio.sleep(0.05)
    raise TimeoutError(f"no hub within {_START_S:g} s")


@asynccontextmanager
async def seat_at(door: EmbeddedHub) -> AsyncIterator[HubClient]:
    """Logged in as an administrator."""
    client = HubClient(door.url)
    try:
        await client.log_in(LogIn(login=door.login, password=door.password, seat="bench"))
        yield client
    finally:
        await client.close()
