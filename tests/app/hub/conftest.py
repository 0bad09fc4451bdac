from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from app.store.engine import READERS
from tests.servers.hub import RunningHub, running_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[RunningHub]:
    """On SQLite, with the machine's clock."""
    async with running_hub(tmp_path / "hub") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHub]:
    """One for all tests of a module, which go without each other's things: for modules with
    `pytestmark = pytest.mark.asyncio(loop_scope="module")`."""
    async with running_hub(tmp_path_factory.mktemp("hub")) as running:
        async with AsyncExitStack() as readers:
            # Their threads begin now and not in the middle of a test.
            for _ in range(READERS):
                await readers.enter_async_context(running.hub.store.reading())
        yield running
