"""Everything that a camera, or what answers in its place, can do instead of streaming."""

import asyncio
import socket

import pytest

from streams.errors import Reason, UnsupportedPayloadError
from tests.servers.vlc import free_port
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
    reply,
)
from tests.streams.rtsp.viewer import failure


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("400 Bad Request", Reason.BAD_ANSWER),
        ("404 Not Found", Reason.NO_SUCH_STREAM),
        ("453 Not Enough Bandwidth", Reason.BAD_ANSWER),
        ("500 Internal Server Error", Reason.BAD_ANSWER),
        ("503 Service Unavailable", Reason.BAD_ANSWER),
    ],
)
@pytest.mark.parametrize("method", ["DESCRIBE", "SETUP", "PLAY"])
def test_a_refusal_keeps_its_status(run: Run, method: str, status: str, reason: Reason) -> None:
    async def scenario() -> None:
        async with ScriptedCamera(**{method: lambda request: reply(request, status)}) as camera:
            error = await failure(camera.url())
            assert error.reason is reason
            assert reason is not Reason.BAD_ANSWER or status in error.detail

    run(scenario())


def test_a_description_without_video(run: Run) -> None:
    async def scenario(body: str, reason: Reason) -> None:
        async with ScriptedCamera(DESCRIBE=lambda request: reply(request, body=body)) as camera:
            error = await failure(camera.url())
            assert error.reason is reason
            assert isinstance(error, UnsupportedPayloadError) == (reason is Reason.UNSUPPORTED_CODEC)

    run(scenario("v=0\r\nm=audio 0 RTP/AVP 0\r\n", Reason.NOT_VIDEO))
    run(scenario("v=0\r\nm=video 0 RTP/AVP 26\r\n", Reason.UNSUPPORTED_CODEC))
    run(scenario("<html>", Reason.BAD_ANSWER))
    run(scenario("", Reason.BAD_ANSWER))


def test_a_description_of_a_hundred_megabytes_costs_nothing(run: Run) -> None:
    async def scenario() -> None:
        sent = 0

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 100000000\r\n\r\n")
            while sent < 100_000_000:
                writer.write(b"a=" + b"x" * 65534)
                sent += 65536
                await writer.drain()

        async with ScriptedCamera(greet=greet) as camera:
            assert (await failure(camera.url())).reason is Reason.BAD_ANSWER
        assert sent < 20_000_000  # what kernel buffers hold

    run(scenario())


@pytest.mark.parametrize(
    ("greeting", "reasons"),
    [
        (b"220 FTP ready\r\n", {Reason.BAD_ANSWER}),
        (b"\x00\x01\x02\x03" * 1000, {Reason.BAD_ANSWER}),
        (b"RTSP/1.0 200 OK\r\nX: " + b"y" * 200_000, {Reason.BAD_ANSWER}),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 100\r\n\r\nshort", {Reason.ENDED}),
        (b"", {Reason.ENDED, Reason.BAD_ANSWER}),
    ],
    ids=["ftp", "binary", "endless head", "cut body", "closed"],
)
def test_something_else_than_rtsp(run: Run, greeting: bytes, reasons: set[Reason]) -> None:
    async def scenario() -> None:
        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(greeting)
            await writer.drain()
            writer.close()

        async with ScriptedCamera(greet=greet) as camera:
            assert (await failure(camera.url())).reason in reasons

    run(scenario())


def test_a_server_that_says_nothing(run: Run) -> None:
    async def scenario() -> None:
        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()

        async with ScriptedCamera(greet=greet) as camera:
            error = await failure(camera.url(), open_timeout_s=0.3)
            assert error.reason is Reason.TIMED_OUT
            assert "DESCRIBE" in error.detail

    run(scenario())


def test_nothing_listens(run: Run) -> None:
    async def scenario() -> None:
        error = await failure(f"rtsp://127.0.0.1:{free_port('127.0.0.1')}/live")
        assert error.reason is Reason.REFUSED

    run(scenario())


def test_a_host_that_nobody_knows(run: Run) -> None:
    async def scenario() -> None:
        assert (await failure("rtsp://no-such-camera.invalid/live")).reason is Reason.UNKNOWN_HOST

    run(scenario())


def test_a_name_server_that_does_not_answer_holds_up_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    release = threading.Event()
    asked: list[str] = []

    def slow(host: str, *_: object, **named: object) -> list[object]:
        if named.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "no number")
        asked.append(host)
        release.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    async def scenario() -> None:
        monkeypatch.setattr(socket, "getaddrinfo", slow)
        errors = await asyncio.gather(*(failure("rtsp://camera.test/live", open_timeout_s=0.2) for _ in range(20)))
        assert {error.reason for error in errors} == {Reason.TIMED_OUT}
        assert asked == ["camera.test"]

    try:
        run(scenario())
    finally:
        release.set()


def test_without_a_way_there_it_is_unreachable(run: Run) -> None:
    async def scenario() -> None:
        # A link-local address of an interface that is not there.
        error = await failure("rtsp://[fe80::1%25nowhere0]:554/live", open_timeout_s=1)
        assert error.reason in (Reason.UNREACHABLE, Reason.UNKNOWN_HOST)

    run(scenario())
