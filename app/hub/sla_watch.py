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

from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.sla.clock_rules import due_firings, next_due_at, with_firings
from app.store.errors import StoreError
from app.store.writer import Change, Committed

if TYPE_CHECKING:
    from app.hub.hub import Hub

log = logging.getLogger(__name__)

# The machine's clock may be set while we sleep: it is read at least this often.
_LONGEST_SLEEP_S = 0.5
_AFTER_FAILURE_S = 1.0


class SlaWatch:
    """Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._due: dict[str, datetime] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._changed = asyncio.Event()

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
        while True:
            try:
                await self.fire_due()
            except StoreError as error:
                log.warning("warnings wait for the database: %s", error)
                await asyncio.sleep(_AFTER_FAILURE_S)
            self._changed.clear()
            due = self.next_due_at
            wait_s = (due - self._hub.clock.now()).total_seconds() if due is not None else _LONGEST_SLEEP_S
            try:
                await asyncio.wait_for(self._changed.wait(), min(max(wait_s, 0.0), _LONGEST_SLEEP_S))
            except TimeoutError:
                continue

    async def fire_due(self) -> None:
        """Everything that is due now. Raises StoreError."""
        while (due := self.next_due_at) is not None and due <= self._hub.clock.now():
            incident_id = self._queue[0][1]
            await self._hub.store.writer.run(partial(self._fire, incident_id=incident_id), actor=self._hub.actor)
            if self._due.get(incident_id) == due:
                # Nothing was due any more when it was looked at.
                self._due.pop(incident_id)

    async def _fire(self, change: Change, incident_id: str) -> None:
        incident = await change.get(Incident, incident_id)
        if incident is None:
            return
        clocks = []
        for clock in incident.clocks:
            firings = due_firings(clock, change.now)
            clocks.append(with_firings(clock, firings) if firings else clock)
            for firing in firings:
                change.record(
                    EventKind.CLOCK_WARNED,
                    {
                        "clock": clock.clock_id,
                        "kind": clock.kind,
                        "cycle": clock.cycle,
                        "percent": firing.percent,
                        "title": firing.title.value,
                        "due_at": firing.due_at.isoformat(),
                        "is_drill": incident.is_drill,
                    },
                    incident_id=incident_id,
                    unit_id=incident.unit_id,
                    about=[("incident", incident_id)],
                )
        if tuple(clocks) != incident.clocks:
            # The version counts what people change: a warning must not refuse a command that is being typed.
            change.replace(replace(incident, clocks=tuple(clocks)))

    def _note(self, incident: Incident) -> None:
        due = min((at for clock in incident.clocks if (at := next_due_at(clock)) is not None), default=None)
        if due is None:
            self._due.pop(incident.incident_id, None)
        elif self._due.get(incident.incident_id) != due:
            self._due[incident.incident_id] = due
            heapq.heappush(self._queue, (due, incident.incident_id))
            self._changed.set()
