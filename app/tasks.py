"""Owners of asyncio tasks: nothing runs that nobody would miss, and nothing outlives its owner."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class TaskScope:
    """Named, strongly held tasks of one owner on one loop; cancelled and awaited by `close()`.

    A task that fails is logged once with its traceback. Starting a task under the name of one that still runs
    cancels the old one: the new request replaces the old.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._replaced: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        if self._closed:
            work.close()
            raise RuntimeError(f"task scope {self._name} is closed")
        if (old := self._tasks.pop(name, None)) is not None:
            old.cancel()
            self._replaced.add(old)
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}/{name}")
        self._tasks[name] = task
        task.add_done_callback(self._finished)
        return task

    def cancel(self) -> None:
        """Cancel everything and take nothing new. For who cannot wait; `close` waits until it is gone."""
        self._closed = True
        for task in (*self._tasks.values(), *self._replaced):
            task.cancel()

    async def close(self) -> None:
        """Cancel everything and wait until it is gone. May be called more than once."""
        self.cancel()
        await asyncio.gather(*self._tasks.values(), *self._replaced, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._replaced.discard(task)
        name = task.get_name().removeprefix(f"{self._name}/")
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task %s failed", task.get_name(), exc_info=error)
