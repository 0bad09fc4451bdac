"""Waiting for a mirror to show something, without sleeping for it."""

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
