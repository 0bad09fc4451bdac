"""What belongs to an incident is shown to whom the incident is shown: when that changes, it comes and goes with it."""

from app.domain.incidents import Incident
from app.hub.feed_content import OF_INCIDENT
from app.store.change import Change
from app.store.tables import MAPPED


async def tell_what_belongs(change: Change) -> None:
    """After a command: the rows of every incident that it shows to other units than before."""
    for (row, key), (_, thing) in tuple(change.staged.items()):
        if row is not Incident or thing is None:
            continue
        before = change.before(Incident, *key)
        if before is not None and before.shared_with != thing.shared_with:
            for belonging in OF_INCIDENT:
                await change.tell(belonging, MAPPED[belonging].table.c.incident_id == key[0])
