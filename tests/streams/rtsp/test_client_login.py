"""Logins: the strongest that is offered, never twice the wrong one, never in the wrong place."""

import pytest

from streams.errors import Reason
from streams.rtsp.message import Request
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    DESCRIPTION,
    DIGEST,
    ScriptedCamera,
    guarded_by,
    reply,
)
from tests.streams.rtsp.viewer import Viewer, failure


def test_basic_is_never_sent_where_digest_is_offered(run: Run) -> None:
    async def scenario() -> None:
        describe = guarded_by(
            'WWW-Authenticate: Basic realm="r"', DIGEST.format("n"), right=lambda field: field.startswith("Digest ")
        )
        async with ScriptedCamera(DESCRIBE=describe) as camera:
            viewer = Viewer(camera.url(login="user:secret@"))
            await viewer.client.open()
            await viewer.close()
            sent = [request.headers.get("Authorization") or "" for request in camera.requests]
            assert sent[0] == ""
            assert all(field.startswith("Digest ") for field in sent[1:])
            assert all(
                "secret" not in f"{request.url} {field}" for request, field in zip(camera.requests, sent, strict=True)
            )

    run(scenario())


@pytest.mark.parametrize("login", ["", "user:incorrect@"])
@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_wrong_or_missing_password(run: Run, login: str, status: str) -> None:
    async def scenario() -> None:
        describe = lambda request: reply(request, status, 'WWW-Authenticate: Basic realm="r"')  # noqa: E731
        async with ScriptedCamera(DESCRIBE=describe) as camera:
            error = await failure(camera.url(login=login))
            assert error.reason is Reason.WRONG_PASSWORD
            assert "incorrect" not in str(error)
            assert len(camera.requests) <= 2

    run(scenario())


def test_a_digest_once_accepted_is_not_weakened_to_basic(run: Run) -> None:
    async def scenario() -> None:
        set_up = lambda request: reply(request, "401 Unauthorized", 'WWW-Authenticate: Basic realm="r"')  # noqa: E731
        describe = guarded_by(DIGEST.format("n"), right=bool)
        async with ScriptedCamera(DESCRIBE=describe, SETUP=set_up) as camera:
            assert (await failure(camera.url(login="user:secret@"))).reason is Reason.WRONG_PASSWORD
            assert not any("Basic" in (request.headers.get("Authorization") or "") for request in camera.requests)

    run(scenario())


@pytest.mark.parametrize("stale", ["", ", stale=TRUE"])
def test_a_nonce_that_ran_out_is_replaced(run: Run, stale: str) -> None:
    async def scenario() -> None:
        def set_up(request: Request) -> bytes:
            if 'nonce="2"' not in (request.headers.get("Authorization") or ""):
                return reply(request, "401 Unauthorized", DIGEST.format(2) + stale)
            return reply(request, "200 OK", "Session: 1", "Transport: RTP/AVP/TCP;interleaved=0-1")

        async with ScriptedCamera(DESCRIBE=guarded_by(DIGEST.format(1), right=bool), SETUP=set_up) as camera:
            viewer = Viewer(camera.url(login="user:secret@"))
            await viewer.client.open()
            await viewer.close()
            assert camera.methods == ["DESCRIBE", "DESCRIBE", "SETUP", "SETUP", "PLAY", "TEARDOWN"]

    run(scenario())


def test_a_server_that_closes_with_its_challenge_is_asked_again(run: Run) -> None:
    async def scenario() -> None:
        refused: list[Request] = []

        async def describe(request: Request) -> bytes:
            if request.headers.get("Authorization"):
                return reply(request, body=DESCRIPTION) if refused else b""
            return reply(request, "401 Unauthorized", 'WWW-Authenticate: Basic realm="r"')

        async def close_once(request: Request) -> bytes:
            answer = await describe(request)
            if not answer:
                refused.append(request)
            return answer

        async with ScriptedCamera(DESCRIBE=close_once) as camera:
            viewer = Viewer(camera.url(login="user:secret@"))
            await viewer.client.open()
            await viewer.close()
            assert camera.connections == 2

    run(scenario())
