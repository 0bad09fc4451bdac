"""Commands of a seat on behalf of widgets that do not wait: done when the hub has it and the seat shows it."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.changes import Done
from app.tasks import TaskScope

# The feed brings what a command changed within milliseconds; where it is cut off, the command is done all the same.
_LONGEST_WAIT_S = 2.0


class Sending:
    """Owned by one loop. A failure goes to the command's `done`, or to `failed` where nobody waits."""

    def __init__(self, mirror: Mirror, *, name: str, failed: Callable[[Exception], None]) -> None:
        self._mirror = mirror
        self._failed = failed
        self._tasks = TaskScope(name)
        self._numbers = itertools.count(1)

    async def close(self) -> None:
        await self._tasks.close()

    def send(
        self, command: Coroutine[Any, Any, object], done: Done | None, *, row: type[Any], shown: Callable[[], bool]
    ) -> None:
        """`shown` says whether the mirror's rows of the kind `row` have what the command changed."""
        self._tasks.start(f"command {next(self._numbers)}", self._send(command, done, row, shown))

    async def _send(
        self,
        command: Coroutine[Any, Any, object],
        done: Done | None,
        row: type[Any],
        shown: Callable[[], bool],
    ) -> None:
        try:
            await command
        except (HubRefusedError, HubUnreachableError) as error:
            (done or self._failed)(error)
            return
        await self._until(row, shown)
        if done is not None:
            done(None)

    async def _until(self, row: type[Any], shown: Callable[[], bool]) -> None:
        changed = asyncio.Event()
        end = self._mirror.subscribe(row, lambda _keys: changed.set())
        try:
            async with asyncio.timeout(_LONGEST_WAIT_S):
                while not shown():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            return
        finally:
            end()
