from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.app.hub.emptied import empty
from tests.servers.hub import RunningHub, running_hub


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHub]:
    """A seat that was cut off loses its outputs a tenth of a second later."""
    async with running_hub(tmp_path_factory.mktemp("hub"), output_grace=timedelta(seconds=0.1)) as running:
        await running.open_readers()
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def hub(one_hub: RunningHub) -> AsyncIterator[RunningHub]:
    """For all tests of a module with `pytestmark = pytest.mark.asyncio(loop_scope="module")`; each finds it empty."""
    yield one_hub
    await empty(one_hub)
