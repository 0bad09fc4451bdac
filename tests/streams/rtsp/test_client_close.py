"""Leaving: at any time, within its bound, with nothing left behind."""

import asyncio

import pytest

from streams.errors import Reason, StreamError
from streams.rtsp.message import Request
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
)
from tests.streams.rtsp.viewer import Viewer


def test_close_is_right_at_any_time_and_more_than_once(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera:
            untouched = Viewer(camera.url())
            await untouched.close()
            await untouched.close()
            viewer = Viewer(camera.url())
            await viewer.client.open()
            viewer.start()
            await viewer.close()
            await viewer.close()
            assert camera.methods.count("TEARDOWN") == 1

    run(scenario())


@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
def test_opening_may_be_cancelled_anywhere(run: Run, method: str) -> None:
    async def scenario() -> None:
        async def never(request: Request) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

        async with ScriptedCamera(**{method: never}) as camera:
            viewer = Viewer(camera.url())
            opening = asyncio.ensure_future(viewer.client.open())
            await camera.until(lambda: method in camera.methods)
            opening.cancel()
            await asyncio.wait({opening})
            assert opening.cancelled()
            await viewer.close()

    run(scenario())


def test_close_does_not_wait_for_a_server_that_hangs(run: Run) -> None:
    async def scenario() -> None:
        async def never(request: Request) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

        async with ScriptedCamera(TEARDOWN=never) as camera:
            viewer = Viewer(camera.url(), open_timeout_s=60)
            await viewer.client.open()
            async with asyncio.timeout(20):
                await viewer.close()

    run(scenario())


def test_close_ends_a_run_that_goes_on(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera:
            viewer = Viewer(camera.url())
            await viewer.client.open()
            viewer.start()
            await viewer.client.close()
            assert viewer.running
            with pytest.raises(StreamError) as caught:
                await viewer.running
            assert caught.value.reason is Reason.ENDED

    run(scenario())
