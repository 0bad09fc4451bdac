from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.join.pattern import write_pattern, write_tone
from tests.e2e.join.phones import Hall, open_hall
from tests.servers.chromium import chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """With the pattern as its camera and the tone as its microphone, which its contexts have to allow. `hall.test` is
    this machine by a name, at which a browser trusts no plain HTTP."""
    folder = tmp_path_factory.mktemp("devices")
    video, audio = write_pattern(folder / "pattern.y4m"), write_tone(folder / "tone.wav")
    names = "--host-resolver-rules=MAP hall.test 127.0.0.1"
    async with chromium(names, video=video, audio=audio, asks=True) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_for_all(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    data: Path = tmp_path_factory.mktemp("hub")
    async with open_hall(data, browser) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def hall(open_for_all: Hall) -> AsyncIterator[Hall]:
    """One for all tests of a module, each with a room and phones of its own."""
    yield open_for_all
    await open_for_all.hang_up()
