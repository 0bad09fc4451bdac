from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from app.hub.passwords import hash_random_password
from tests.servers.hub import RunningHub, running_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[RunningHub]:
    """On SQLite, with the machine's clock."""
    async with running_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing one for real takes a core for a good while; what real hashes are is held in test_passwords.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.hub.passwords._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr("app.hub.passwords._NOBODY", hash_random_password("nobody's"))
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHub]:
    """One for all tests of a module, which go without each other's things: for modules with
    `pytestmark = pytest.mark.asyncio(loop_scope="module")`."""
    async with running_hub(tmp_path_factory.mktemp("hub")) as running:
        await running.open_readers()
        yield running
