from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.app.hub.rooms.house import House, open_house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One for all tests of a module, each with a room of its own: for modules with
    `pytestmark = pytest.mark.asyncio(loop_scope="module")`."""
    async with open_house(tmp_path_factory.mktemp("hub")) as opened:
        yield opened
