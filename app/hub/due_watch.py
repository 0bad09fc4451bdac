"""Does what falls due because time passes, each thing once.

It keeps no countdown. It knows the next due moment of each thing from what is stored, sleeps towards the nearest and
reads the clock again on waking, so that a restart or a clock that is set changes nothing. What was done is stored in
the transaction that does it.
"""

import asyncio
import heapq
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.store.change import Change
from app.store.errors import StoreBusyError, StoreError, StoreFullError, StoreTakenError, StoreUnavailableError

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# The machine's clock may be set while we sleep: it is read at least this often.
_LONGEST_SLEEP_S = 0.5
_AFTER_FAILURE_S = 1.0
_AT_ONCE = 64
# These pass, and are nobody's fault.
_NOT_NOW = (StoreUnavailableError, StoreFullError, StoreBusyError, StoreTakenError, asyncio.CancelledError)


class DueWatch(ABC):
    """Things are known by their keys. `waiting` and `failing` say in the log what waits for the database, and what
    cannot be done for a key. Owned by the hub's loop."""

    def __init__(self, hub: "Hub", *, waiting: str, failing: str) -> None:
        self._hub = hub
        self._waiting, self._failing = waiting, failing
        self._due: dict[str, datetime] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._changed = asyncio.Event()
        self._firing = asyncio.Lock()

    @abstractmethod
    async def work(self, change: Change, keys: set[str]) -> Mapping[str, datetime | None]:
        """Do what is due for these; when each is due next. What is not among the answer is gone."""

    def note(self, key: str, due: datetime | None) -> None:
        """From now on this is due then."""
        if due is None:
            self._due.pop(key, None)
        elif self._due.get(key) != due:
            self._due[key] = due
            heapq.heappush(self._queue, (due, key))
            self._changed.set()

    @property
    def next_due_at(self) -> datetime | None:
        while self._queue and self._due.get(self._queue[0][1]) != self._queue[0][0]:
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    async def run(self) -> None:
        waits_for_store = False
        while True:
            try:
                await self.fire_due()
                waits_for_store = False
            except StoreError as error:
                if not waits_for_store:
                    log.warning("%s wait for the database: %s", self._waiting, error)
                waits_for_store = True
                await asyncio.sleep(_AFTER_FAILURE_S)
            self._changed.clear()
            due = self.next_due_at
            wait_s = (due - self._hub.clock.now()).total_seconds() if due is not None else _LONGEST_SLEEP_S
            try:
                await asyncio.wait_for(self._changed.wait(), min(max(wait_s, 0.0), _LONGEST_SLEEP_S))
            except TimeoutError:
                continue

    async def fire_due(self) -> None:
        """Everything that is due now, much of it in one transaction; what cannot be done, which is our mistake, keeps
        nothing else waiting. Raises StoreError."""
        async with self._firing:
            while due := self._due_now():
                await self._fire(due)

    async def _fire(self, due: list[tuple[datetime, str]]) -> None:
        work = partial(self.work, keys={key for _, key in due})
        try:
            following = await self._hub.store.writer.run(work, actor=self._hub.actor)
        except _NOT_NOW:
            self._put_back(due)
            raise
        except Exception as error:
            await self._fire_each(due, error)
            return
        for at, key in due:
            if self._due.get(key) == at:
                # Nothing was due after all, as when the clock was set back meanwhile.
                del self._due[key]
                self.note(key, following.get(key))

    async def _fire_each(self, due: list[tuple[datetime, str]], error: Exception) -> None:
        """What failed together, apart."""
        if len(due) == 1:
            # It would fail again and again; a change of it, or a start of the hub, is another try.
            log.error("%s %s", self._failing, due[0][1], exc_info=error)
            self._due.pop(due[0][1], None)
            return
        for number, entry in enumerate(due, 1):
            try:
                await self._fire([entry])
            except BaseException:
                self._put_back(due[number:])
                raise

    def _put_back(self, due: list[tuple[datetime, str]]) -> None:
        for entry in due:
            heapq.heappush(self._queue, entry)

    def _due_now(self) -> list[tuple[datetime, str]]:
        """The first of what is due, taken off the queue."""
        found: list[tuple[datetime, str]] = []
        while (at := self.next_due_at) is not None and at <= self._hub.clock.now() and len(found) < _AT_ONCE:
            found.append(heapq.heappop(self._queue))
        return found
