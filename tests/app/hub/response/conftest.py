"""The hall in which reports are answered."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.domain.permissions import Role
from tests.app.hub.response.hall import Hall, camera
from tests.app.hub.rooms.office import furnish, open_office
from tests.servers.seat import seated


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(open_office(tmp_path / "hub", answers_reports=True))
        await furnish(office)
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        await admin.save_cameras([camera(number, metres_north=99 * number) for number in range(1, 9)])
        seat = await stack.enter_async_context(seated(office.desk.running, Role.DUTY_LEADER, name="leader"))
        yield Hall(office, stack, seat)
