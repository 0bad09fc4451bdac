"""Incidents that are not over, in memory: the feed asks for them with every event, every report for its duplicates."""

from collections.abc import Iterable, Iterator

from app.domain.incidents import Incident
from app.store.writer import Committed


class OpenIncidents:
    """Kept up from what is committed; owned by the hub's loop. One that is over stays until the hub's next start,
    because what is written about its end still has to be shown to whom it was shown."""

    def __init__(self) -> None:
        self._incidents: dict[str, Incident] = {}

    def load(self, incidents: Iterable[Incident]) -> None:
        self._incidents = {incident.incident_id: incident for incident in incidents}

    def committed(self, committed: Committed) -> None:
        for thing in committed.rows.values():
            if isinstance(thing, Incident):
                self._incidents[thing.incident_id] = thing

    def get(self, incident_id: str | None) -> Incident | None:
        return self._incidents.get(incident_id) if incident_id is not None else None

    def __iter__(self) -> Iterator[Incident]:
        """Those that are not over."""
        return (incident for incident in self._incidents.values() if not incident.status.over)
