from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import URL

from app.store.store import Store
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def store(database: URL, clock: FakeClock) -> AsyncIterator[Store]:
    """On each engine."""
    store = Store(database, clock=clock, boot_id="boot")
    await store.start()
    yield store
    await store.close()
