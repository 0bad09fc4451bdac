"""A hub that tests use one after the other: what one of them left behind is gone for the next.

For modules with `pytestmark = pytest.mark.asyncio(loop_scope="module")`, whose `hub` is the `emptied_hub`.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from app.domain.outputs import Output
from app.domain.units import Unit, UnitKind
from app.services.rows import SharedCamera, SharedScene, SharedTour
from app.store.change import Change
from app.store.secrets import CameraSecret
from app.store.tables import MAPPED
from tests.servers.hub import RunningHub, running_hub

_LEFT = (SharedCamera, CameraSecret, SharedScene, SharedTour, Output)


async def empty(hub: RunningHub) -> None:
    """Cameras, scenes, tours, outputs and sites; accounts and the log stay."""

    async def remove(change: Change) -> None:
        left = [(row, thing) for row in _LEFT for thing in await change.find(row)]
        left += [(Unit, unit) for unit in await change.find(Unit) if unit.kind is UnitKind.SITE]
        for row, thing in left:
            change.remove(row, *MAPPED[row].key_of(thing))

    await hub.hub.store.writer.run(remove, actor=hub.hub.actor)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHub]:
    """A seat that was cut off loses its outputs a tenth of a second later."""
    async with running_hub(tmp_path_factory.mktemp("hub"), output_grace=timedelta(seconds=0.1)) as running:
        await running.open_readers()
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def emptied_hub(one_hub: RunningHub) -> AsyncIterator[RunningHub]:
    """For all tests of the module; each finds it empty."""
    yield one_hub
    await empty(one_hub)
