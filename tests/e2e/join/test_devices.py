"""A machine that has neither camera nor microphone, and one whose camera another app holds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.join.phones import Hall, open_hall
from tests.servers.chromium import chromium

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bare_browser() -> AsyncIterator[Browser]:
    async with chromium(devices=False) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bare_hall(bare_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    data: Path = tmp_path_factory.mktemp("hub")
    async with open_hall(data, bare_browser) as opened:
        yield opened


async def test_a_machine_without_devices_says_so_and_joins_all_the_same(bare_hall: Hall) -> None:
    room = await bare_hall.room()
    phone = await bare_hall.phone()
    await phone.open((await bare_hall.link(room)).url)
    await phone.says("reasons", "This device has no camera and no microphone. You can join, watch and write.")
    await phone.says("join", "Join and listen")
    await phone.tap_join()
    await phone.says("notices", "You are the first.")
    await phone.at("camera-button").click()
    await phone.says("notices", "The camera cannot be opened.")
    await phone.at("mute").click()
    await phone.says("notices", "The microphone cannot be opened.")
    await bare_hall.hang_up()


async def test_a_camera_that_another_app_holds_is_told_apart_from_a_refusal(bare_hall: Hall) -> None:
    phone = await bare_hall.phone()
    await phone.page.add_init_script(
        """navigator.mediaDevices.getUserMedia = async ({ video, audio }) => {
          if (video) throw new DOMException("held", "NotReadableError");
          return new AudioContext().createMediaStreamDestination().stream;
        };"""
    )
    await phone.open((await bare_hall.link(await bare_hall.room())).url)
    await phone.says("reasons", "Another app holds the camera. Close it, then ask again.")
    await phone.says("join", "Join")
