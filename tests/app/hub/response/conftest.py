"""The hall in which reports are answered."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.domain.permissions import Role
from tests.app.hub.response.hall import Hall, camera
from tests.app.hub.rooms.office import furnish, open_office
from tests.servers.seat import seated


@pytest.fixture
def database(request: pytest.FixtureRequest, database_on: Callable[[str], URL]) -> URL:
    """SQLite, but for tests that are marked with `ON_EACH_ENGINE`."""
    return database_on(getattr(request, "param", "sqlite"))


@pytest.fixture
async def hall(tmp_path: Path, database: URL) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        open_hall = open_office(tmp_path / "hub", answers_reports=True, database=database)
        office = await stack.enter_async_context(open_hall)
        await furnish(office)
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 9)])
        seat = await stack.enter_async_context(seated(office.desk.running, Role.DUTY_LEADER, name="leader"))
        yield Hall(office, stack, seat)
