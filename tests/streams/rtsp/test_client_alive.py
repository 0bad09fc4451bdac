"""Signs of life and reports, to the server and from it, until the stream ends."""

import asyncio
import struct
import time

import pytest

from streams.errors import Reason, StreamError
from streams.rtsp import client as client_module
from streams.rtsp import session as session_module
from streams.rtsp.message import Request
from streams.rtsp.rtcp import NTP_EPOCH_OFFSET_S
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
    frame,
    picture,
    reply,
)
from tests.streams.rtsp.viewer import Viewer, playing


def test_the_session_is_kept_alive_within_its_timeout(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SHORTEST_KEEP_ALIVE_S", 0.05)

    async def scenario(public: str, method: str) -> None:
        def options(request: Request) -> bytes:
            return frame(b"\x80") + reply(request, "200 OK", f"Public: {public}") + picture(1, key=True)

        async with ScriptedCamera(session="abc;timeout=0", OPTIONS=options) as camera, playing(camera) as viewer:
            await camera.until(lambda: camera.methods.count(method) >= 3)
            assert viewer.units
            assert all(request.headers.get("Session") == "abc" for request in camera.requests[2:])

    run(scenario("OPTIONS, DESCRIBE, GET_PARAMETER", "GET_PARAMETER"))
    run(scenario("OPTIONS, DESCRIBE", "OPTIONS"))


def test_a_keep_alive_that_is_refused_is_tried_with_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SHORTEST_KEEP_ALIVE_S", 0.05)

    async def scenario() -> None:
        answers = {
            "OPTIONS": lambda request: reply(request, "200 OK", "Public: GET_PARAMETER"),
            "GET_PARAMETER": lambda request: reply(request, "551 Option not supported"),
        }
        async with ScriptedCamera(session="abc;timeout=0", **answers) as camera, playing(camera):
            await camera.until(lambda: camera.methods[-3:] == ["GET_PARAMETER", "OPTIONS", "OPTIONS"])

    run(scenario())


def test_a_server_that_forgot_the_session_ends_the_stream(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SHORTEST_KEEP_ALIVE_S", 0.05)

    async def scenario() -> None:
        async with (
            ScriptedCamera(
                session="a;timeout=0", OPTIONS=lambda request: reply(request, "454 Session Not Found")
            ) as camera,
            playing(camera) as viewer,
        ):
            assert viewer.running
            with pytest.raises(StreamError) as caught:
                await viewer.running
            assert caught.value.reason is Reason.ENDED

    run(scenario())


def test_a_server_that_does_not_answer_any_more_is_given_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SHORTEST_KEEP_ALIVE_S", 0.05)

    async def scenario() -> None:
        async def never(request: Request) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

        async with ScriptedCamera(session="a;timeout=0", OPTIONS=never) as camera:
            viewer = Viewer(camera.url(), open_timeout_s=0.5)
            await viewer.client.open()
            with pytest.raises(StreamError) as caught:
                await viewer.client.run()
            assert caught.value.reason is Reason.TIMED_OUT
            await viewer.close()

    run(scenario())


def test_receiver_reports_tell_loss_and_the_last_sender_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "REPORT_INTERVAL_S", 0.2)

    async def scenario() -> None:
        async with ScriptedCamera() as camera, playing(camera) as viewer:
            now = int(time.time())
            ntp_s = now + NTP_EPOCH_OFFSET_S & 0xFFFFFFFF
            sender = struct.pack("!BBHIIIIII", 0x80, 200, 6, 7, ntp_s, 1 << 31, 3600, 1, 1)
            camera.push(picture(1, key=True) + frame(sender, 1) + picture(2) + picture(4))
            await viewer.until(3)
            assert [unit.captured_s for unit in viewer.units] == [
                None,
                pytest.approx(now + 0.54),
                pytest.approx(now + 0.62),
            ]
            await camera.until(lambda: bool(camera.packets))
            channel, packet = camera.packets[0]
            assert channel == 1
            fields = struct.unpack_from("!BBHIIIIIII", packet)
            assert fields[:3] == (0x81, 201, 7)
            assert fields[4:7] == (7, 64 << 24 | 1, 4)
            assert fields[8] == (ntp_s & 0xFFFF) << 16 | 0x8000
            assert 0 < fields[9] < 5 * 65536

    run(scenario())


def test_a_farewell_ends_the_stream(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera, playing(camera) as viewer:
            camera.push(picture(1, key=True) + frame(struct.pack("!BBHI", 0x81, 203, 1, 7), 1))
            assert viewer.running
            with pytest.raises(StreamError) as caught:
                await viewer.running
            assert caught.value.reason is Reason.ENDED
            assert len(viewer.units) == 1

    run(scenario())


def test_a_connection_that_ends_says_so(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera, playing(camera) as viewer:
            camera.hang_up()
            assert viewer.running
            with pytest.raises(StreamError) as caught:
                await viewer.running
            assert caught.value.reason is Reason.ENDED

    run(scenario())
