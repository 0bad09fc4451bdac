"""Redirects: followed, but not for ever and not with the password."""

from collections.abc import Callable

import pytest

from streams.errors import Reason
from streams.rtsp import client as client_module
from streams.rtsp.message import Request
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
    guarded_by,
    reply,
)
from tests.streams.rtsp.viewer import Viewer, failure


def moved(location: Callable[[], str], status: str = "302 Found") -> Callable[[Request], bytes]:
    return lambda request: reply(request, status, f"Location: {location()}")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "305 Use Proxy", "307 Temporary"])
def test_a_redirect_to_the_same_host_is_followed_with_the_credentials(run: Run, status: str) -> None:
    async def scenario() -> None:
        describe = guarded_by('WWW-Authenticate: Basic realm="r"', right=bool)
        async with (
            ScriptedCamera(DESCRIBE=describe) as there,
            ScriptedCamera(DESCRIBE=moved(lambda: there.url("/moved"), status)) as here,
        ):
            viewer = Viewer(here.url(login="user:secret@"))
            await viewer.client.open()
            await viewer.close()
            assert there.requests[-1].url == there.url("/moved")

    run(scenario())


def test_a_redirect_to_another_host_gets_no_credentials(run: Run) -> None:
    async def scenario() -> None:
        describe = guarded_by('WWW-Authenticate: Basic realm="r"', right=bool)
        async with (
            ScriptedCamera(DESCRIBE=describe) as there,
            ScriptedCamera(DESCRIBE=moved(lambda: there.url(host="localhost"))) as here,
        ):
            error = await failure(here.url(login="user:secret@"))
            assert error.reason is Reason.WRONG_PASSWORD
            assert [request.headers.get("Authorization") for request in there.requests] == [None]

    run(scenario())


def test_endless_redirects_end(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera:
            camera.answers["DESCRIBE"] = moved(lambda: camera.url(f"/{camera.connections}"))
            assert (await failure(camera.url())).reason is Reason.BAD_ANSWER
            assert camera.connections == client_module.MOST_REDIRECTS + 1

    run(scenario())


@pytest.mark.parametrize("location", ["http://camera/live", "rtsp://", "", "nonsense with spaces"])
def test_a_redirect_to_nowhere(run: Run, location: str) -> None:
    async def scenario() -> None:
        async with ScriptedCamera(DESCRIBE=moved(lambda: location)) as camera:
            assert (await failure(camera.url())).reason is Reason.BAD_ANSWER

    run(scenario())
