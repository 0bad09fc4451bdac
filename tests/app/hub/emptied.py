"""A hub that tests use one after the other: what one of them left behind is gone for the next."""

from app.domain.outputs import Output
from app.domain.units import Unit, UnitKind
from app.services.rows import SharedCamera, SharedScene, SharedTour
from app.store.change import Change
from app.store.secrets import CameraSecret
from app.store.tables import MAPPED
from tests.servers.hub import RunningHub

_LEFT = (SharedCamera, CameraSecret, SharedScene, SharedTour, Output)


async def empty(hub: RunningHub) -> None:
    """Cameras, scenes, tours, outputs and sites; accounts and the log stay."""

    async def remove(change: Change) -> None:
        left = [(row, thing) for row in _LEFT for thing in await change.find(row)]
        left += [(Unit, unit) for unit in await change.find(Unit) if unit.kind is UnitKind.SITE]
        for row, thing in left:
            change.remove(row, *MAPPED[row].key_of(thing))

    await hub.hub.store.writer.run(remove, actor=hub.hub.actor)
