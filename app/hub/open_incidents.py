"""Incidents that are not over, in memory: the feed asks for them with every event, every report for its duplicates."""

from collections.abc import Iterable, Iterator

from app.domain.incidents import Incident
from app.store.change import Committed

# A week of a busy district; a hub runs for months.
_MOST_OVER = 3000


class OpenIncidents:
    """Kept up from what is committed; owned by the hub's loop. The latest that are over stay for a while, because what
    is written about their end still has to be shown to whom they were shown."""

    def __init__(self) -> None:
        self._incidents: dict[str, Incident] = {}
        # In the order in which they were last changed.
        self._over: dict[str, Incident] = {}

    def load(self, incidents: Iterable[Incident]) -> None:
        self._incidents = {incident.incident_id: incident for incident in incidents}

    def committed(self, committed: Committed) -> None:
        for thing in committed.rows.values():
            if isinstance(thing, Incident):
                self._take(thing)

    def get(self, incident_id: str | None) -> Incident | None:
        if incident_id is None:
            return None
        return self._incidents.get(incident_id) or self._over.get(incident_id)

    def __iter__(self) -> Iterator[Incident]:
        """Those that are not over."""
        return iter(self._incidents.values())

    def _take(self, incident: Incident) -> None:
        incident_id = incident.incident_id
        self._over.pop(incident_id, None)
        if not incident.status.over:
            self._incidents[incident_id] = incident
            return
        self._incidents.pop(incident_id, None)
        self._over[incident_id] = incident
        if len(self._over) > _MOST_OVER:
            del self._over[next(iter(self._over))]
