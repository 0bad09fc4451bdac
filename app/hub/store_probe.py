"""Asks the database now and then, so that what is said of it is true also while nobody commands anything.

Without it a hub whose disk has room again, or whose server is back, would call itself ill until somebody tried.
"""

import asyncio
import contextlib

from sqlalchemy import select

from app.domain.permissions import Actor
from app.store.change import Change
from app.store.errors import StoreError
from app.store.tables import Setting
from app.store.writer import Writer

_EVERY_S = 5.0
_WHILE_REFUSED_S = 1.0
_TRIED_AT = "store-tried-at"


async def probe_store(writer: Writer, actor: Actor) -> None:
    """For good."""
    while True:
        await asyncio.sleep(_EVERY_S if writer.state.ok else _WHILE_REFUSED_S)
        with contextlib.suppress(StoreError):  # the writer has noted and told it
            await writer.run(_look if writer.state.ok else _try, actor=actor)


async def _look(change: Change) -> None:
    await change.execute(select(1))


async def _try(change: Change) -> None:
    """To write, because a full disk still lets everybody look."""
    tried = Setting(name=_TRIED_AT, value=change.now.isoformat())
    if await change.get(Setting, _TRIED_AT) is None:
        change.insert(tried)
    else:
        change.replace(tried)
