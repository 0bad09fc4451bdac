from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers.hub import RunningHub, running_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[RunningHub]:
    """On SQLite, with the machine's clock."""
    async with running_hub(tmp_path / "hub") as running:
        yield running
