"""The client in its good course: few requests, pictures at their marker, room for other cameras."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable

import pytest

from streams.access_unit import Codec
from streams.rtsp.client import Transport
from streams.rtsp.message import Request
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.nal_units import H264, rtp
from tests.streams.rtsp.scripted_camera import (
    DESCRIPTION,
    ScriptedCamera,
    frame,
    picture,
    reply,
)
from tests.streams.rtsp.viewer import Viewer, playing


def test_opening_takes_three_requests_with_the_right_urls(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera, contextlib.AsyncExitStack() as stack:
            viewer = Viewer(camera.url("/live?channel=1", login="user:se%40cret@"))
            stack.push_async_callback(viewer.close)
            described = await viewer.client.open()
            assert described.codec is Codec.H264
            assert viewer.client.transport_used is Transport.TCP
            await viewer.client.close()
            assert [(request.method, request.url) for request in camera.requests] == [
                ("DESCRIBE", camera.url("/live?channel=1")),
                ("SETUP", camera.url("/live?channel=1/track1")),
                ("PLAY", camera.url("/live?channel=1")),
                ("TEARDOWN", camera.url("/live?channel=1")),
            ]
            assert [request.headers.get("Session") for request in camera.requests] == [None, None, *["12345678"] * 2]
            assert all(request.headers.get("Authorization") is None for request in camera.requests)

    run(scenario())


def test_a_picture_leaves_at_its_marker(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera, playing(camera) as viewer:
            camera.push(picture(1, key=True))
            await viewer.until(1)
            camera.push(picture(2))
            await viewer.until(2)
            assert [(unit.key, unit.damaged) for unit in viewer.units] == [(True, False), (False, False)]
            assert viewer.units[0].received_s <= time.monotonic()

    run(scenario())


def test_pictures_in_one_breath_with_the_answer_wait_for_run(run: Run) -> None:
    async def scenario() -> None:
        def play(request: Request) -> bytes:
            return reply(request) + picture(1, key=True) + picture(2) + picture(3, key=True) + picture(4)

        async with ScriptedCamera(PLAY=play) as camera:
            viewer = Viewer(camera.url())
            await viewer.client.open()
            assert viewer.units == []
            viewer.start()
            await viewer.until(2)
            camera.push(picture(5))
            await viewer.until(3)
            assert [unit.key for unit in viewer.units] == [True, False, False]
            await viewer.close()

    run(scenario())


def test_channels_that_the_server_chose_otherwise(run: Run) -> None:
    async def scenario() -> None:
        def set_up(request: Request) -> bytes:
            return reply(request, "200 OK", "Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=6-7")

        async with ScriptedCamera(SETUP=set_up) as camera, playing(camera) as viewer:
            camera.push(picture(9, channel=0) + picture(1, key=True, channel=6))
            await viewer.until(1)
            assert viewer.client.statistics.packets == 1

    run(scenario())


def test_a_server_with_bare_line_feeds_and_odd_spelling(run: Run) -> None:
    async def scenario() -> None:
        def plainly(text: str) -> Callable[[Request], bytes]:
            return lambda request: text.format(request.headers.get("CSeq")).encode()

        answers = {
            "DESCRIBE": plainly(
                f"RTSP/1.0 200 OK\ncseq: {{}}\nCONTENT-length: {len(DESCRIPTION)}\n\n" + DESCRIPTION.replace("{", "{{")
            ),
            "SETUP": plainly(
                "RTSP/1.0 200 OK\nCSEQ:{}\nsession:9;TimeOut=30\ntransport:RTP/AVP/TCP;interleaved=0-1\n\n"
            ),
            "PLAY": plainly("RTSP/1.0 200 OK\n\n"),
        }
        async with ScriptedCamera(**answers) as camera, playing(camera) as viewer:
            camera.push(picture(1, key=True))
            await viewer.until(1)

    run(scenario())


def test_an_ipv6_host(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera(host="::1") as camera, playing(camera) as viewer:
            camera.push(picture(1, key=True))
            await viewer.until(1)

    run(scenario())


def test_a_name_with_several_addresses_is_tried_through(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with ScriptedCamera() as camera:
            real = socket.getaddrinfo

            def two(host: str, *rest: object, **named: object) -> list[object]:
                if host != "camera.test":
                    return real(host, *rest, **named)  # type: ignore[arg-type]
                if named.get("flags"):
                    raise socket.gaierror(socket.EAI_NONAME, "no number")
                return [(2, 1, 6, "", ("127.0.0.9", 0)), (2, 1, 6, "", ("127.0.0.1", 0))]

            monkeypatch.setattr(socket, "getaddrinfo", two)
            viewer = Viewer(camera.url(host="camera.test"))
            await viewer.client.open()
            await viewer.close()

    run(scenario())


def test_a_camera_that_floods_costs_another_no_picture(run: Run) -> None:
    async def scenario() -> None:
        small = b"".join(frame(rtp(H264.slice(body=b""), sequence=n, timestamp=n, marker=True)) for n in range(65536))
        flooding = True

        async def flood(camera: ScriptedCamera) -> None:
            while flooding:
                camera.push(small)
                await camera.drained()

        async with (
            ScriptedCamera() as loud,
            ScriptedCamera() as quiet,
            playing(loud) as flooded,
            playing(quiet) as viewer,
        ):
            pouring = asyncio.ensure_future(flood(loud))
            for number in range(100):
                quiet.push(picture(number, key=number == 0))
                await viewer.until(number + 1)
            flooding = False
            await flooded.until(1)
            pouring.cancel()
            await asyncio.wait({pouring})
            assert not any(unit.damaged for unit in (*viewer.units, *flooded.units))

    run(scenario())
