"""Waiting for a mirror to show something or for a change to be kept, without sleeping for it."""

import asyncio
from collections.abc import Callable

from app.link.mirror import Mirror
from app.services.rows import ROWS


async def changed(mirror: Mirror, fulfilled: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Until `fulfilled()`, asked whenever rows or the status change."""
    change = asyncio.Event()
    endings = [mirror.subscribe(row, lambda _keys: change.set()) for row, _ in ROWS.values()]
    endings.append(mirror.subscribe_status(change.set))
    try:
        async with asyncio.timeout(seconds):
            while not fulfilled():
                change.clear()
                await change.wait()
    finally:
        for end in endings:
            end()


class Outcome:
    """Of one change: the `done` that it is given."""

    def __init__(self) -> None:
        self._told: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()

    def __call__(self, error: Exception | None) -> None:
        self._told.set_result(error)

    async def known(self) -> Exception | None:
        return await asyncio.wait_for(self._told, 10)
