"""Warns of deadlines, each once: the only thing in the hub that acts because time passes.

It keeps no countdown. It knows the next due moment of each incident from what is stored, sleeps towards the nearest
and reads the clock again on waking, so that a restart or a clock that is set changes nothing. What was fired is stored
in the transaction that fires it.
"""

import asyncio
import heapq
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from app.domain.incidents import Incident
from app.domain.sla.clock_rules import due_firings, first_due_at, with_firings
from app.hub.incidents.recording import record_warned
from app.store.change import Change, Committed
from app.store.errors import StoreBusyError, StoreError, StoreFullError, StoreTakenError, StoreUnavailableError
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# The machine's clock may be set while we sleep: it is read at least this often.
_LONGEST_SLEEP_S = 0.5
_AFTER_FAILURE_S = 1.0
_AT_ONCE = 64
# These pass, and are no incident's fault.
_NOT_NOW = (StoreUnavailableError, StoreFullError, StoreBusyError, StoreTakenError, asyncio.CancelledError)


class SlaWatch:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._due: dict[str, datetime] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._changed = asyncio.Event()
        self._firing = asyncio.Lock()

    def load(self, incidents: Iterable[Incident]) -> None:
        for incident in incidents:
            self._note(incident)

    def committed(self, committed: Committed) -> None:
        for thing in committed.rows.values():
            if isinstance(thing, Incident):
                self._note(thing)

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
                    log.warning("warnings wait for the database: %s", error)
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
        """Everything that is due now, many incidents in one transaction; one that cannot be warned of, which is our
        mistake, keeps no other waiting. Raises StoreError."""
        async with self._firing:
            while due := self._due_now():
                await self._fire(due)

    async def _fire(self, due: list[tuple[datetime, str]]) -> None:
        work = partial(self.warn, incident_ids={incident_id for _, incident_id in due})
        try:
            looked_at = await self._hub.store.writer.run(work, actor=self._hub.actor)
        except _NOT_NOW:
            self._put_back(due)
            raise
        except Exception as error:
            await self._fire_each(due, error)
            return
        by_id = {incident.incident_id: incident for incident in looked_at}
        for at, incident_id in due:
            if self._due.get(incident_id) == at:
                # Nothing was due after all, as when the clock was set back meanwhile.
                del self._due[incident_id]
                if incident_id in by_id:
                    self._note(by_id[incident_id])

    async def _fire_each(self, due: list[tuple[datetime, str]], error: Exception) -> None:
        """What failed together, apart."""
        if len(due) == 1:
            # It would fail again and again; a change of it, or a start of the hub, is another try.
            log.error("of incident %s nobody can be warned", due[0][1], exc_info=error)
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

    async def warn(self, change: Change, incident_ids: set[str]) -> list[Incident]:
        """Give what is due, and the incidents with that written down."""
        found = await change.find(Incident, MAPPED[Incident].table.c.incident_id.in_(incident_ids))
        return [_warned(change, incident) for incident in found]

    def _note(self, incident: Incident) -> None:
        due = first_due_at(incident.clocks)
        if due is None:
            self._due.pop(incident.incident_id, None)
        elif self._due.get(incident.incident_id) != due:
            self._due[incident.incident_id] = due
            heapq.heappush(self._queue, (due, incident.incident_id))
            self._changed.set()


def _warned(change: Change, incident: Incident) -> Incident:
    clocks = []
    for clock in incident.clocks:
        firings = due_firings(clock, change.now)
        clocks.append(with_firings(clock, firings) if firings else clock)
        for firing in firings:
            record_warned(change, incident, clock, firing)
    if tuple(clocks) == incident.clocks:
        return incident
    warned = replace(incident, clocks=tuple(clocks))
    change.replace(warned)
    return warned
