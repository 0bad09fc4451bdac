"""Warns of deadlines, each once; what was fired is stored in the transaction that fires it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.incidents import Incident
from app.domain.sla.clock_rules import due_firings, first_due_at, with_firings
from app.hub.due_watch import DueWatch
from app.hub.incidents.recording import record_warned
from app.store.change import Change, Committed
from app.store.tables import MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub


class SlaWatch(DueWatch):
    """Of incidents, by what their clocks say. Owned by the hub's loop."""

    def __init__(self, hub: "Hub") -> None:
        super().__init__(hub, waiting="warnings", failing="nobody can be warned of incident")

    def load(self, incidents: Iterable[Incident]) -> None:
        for incident in incidents:
            self.note(incident.incident_id, first_due_at(incident.clocks))

    def committed(self, committed: Committed) -> None:
        self.load(thing for thing in committed.rows.values() if isinstance(thing, Incident))

    async def work(self, change: Change, keys: set[str]) -> Mapping[str, datetime | None]:
        warned = await self.warn(change, keys)
        return {incident.incident_id: first_due_at(incident.clocks) for incident in warned}

    async def warn(self, change: Change, incident_ids: set[str]) -> list[Incident]:
        """Give what is due, and the incidents with that written down."""
        found = await change.find(Incident, MAPPED[Incident].table.c.incident_id.in_(incident_ids))
        return [_warned(change, incident) for incident in found]


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
