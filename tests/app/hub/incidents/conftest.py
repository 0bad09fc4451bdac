from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.app.hub.incidents.desk import Desk, open_desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One hub for the tests of a module: each works on incidents of its own."""
    async with open_desk(tmp_path_factory.mktemp("hub") / "data") as opened:
        yield opened
