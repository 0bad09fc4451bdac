import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.hub.passwords import hash_random_password
from app.services.commands.incidents import ReportIncident
from tests.app.hub.emptied import emptied_hub, one_hub
from tests.servers.hub import RunningHub, running_hub

__all__ = ["emptied_hub", "one_hub"]  # fixtures of the tests here


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


@pytest.fixture(scope="session")
def stopped_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a hub that has run once, with one incident and one picture. To be copied."""
    data = tmp_path_factory.mktemp("stopped") / "hub"

    async def run_once() -> None:
        async with running_hub(data) as hub:
            seat = await hub.client(Role.DUTY_OFFICER)
            await seat.report_incident(
                ReportIncident(
                    title="商场火情",
                    classes=(IncidentClass.ACCIDENT,),
                    level=IncidentLevel.II,
                    place=Place(text="华阳路街道 中山公园"),
                )
            )
            picture = b"not looked at here"
            (hub.hub.settings.attachments / hashlib.sha256(picture).hexdigest()).write_bytes(picture)

    asyncio.run(run_once())
    return data
