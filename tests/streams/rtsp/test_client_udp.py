"""Pictures over UDP, and the way from one transport to the other."""

import socket
from collections.abc import Awaitable

import pytest

from streams.errors import Reason
from streams.rtsp.client import Transport
from streams.rtsp.message import Request
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
    client_port,
    picture,
    reply,
    udp_answer,
)
from tests.streams.rtsp.viewer import Viewer, failure, playing


@pytest.fixture
def sender() -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        found.setblocking(False)
        yield found


def datagram(number: int, *, key: bool = False) -> bytes:
    return picture(number, key=key)[4:]


@pytest.mark.parametrize("wish", list(Transport))
def test_a_server_that_only_does_udp(run: Run, sender: socket.socket, wish: Transport) -> None:
    async def scenario() -> None:
        def play(request: Request) -> bytes:
            sender.sendto(datagram(1, key=True), ("127.0.0.1", client_port(camera)))
            return reply(request)

        async with (
            ScriptedCamera(SETUP=udp_answer(sender), PLAY=play) as camera,
            playing(camera, transport=wish) as viewer,
        ):
            to = ("127.0.0.1", client_port(camera))
            sender.sendto(datagram(3), to)
            sender.sendto(datagram(2), to)
            await viewer.until(3)
            assert [unit.damaged for unit in viewer.units] == [False] * 3
            assert viewer.client.statistics.reordered == 1
            assert viewer.client.transport_used is Transport.UDP
            # The way back through a firewall was opened from the port that receives.
            punch, source = sender.recvfrom(100)
            assert (len(punch), source) == (12, to)

    run(scenario())


def test_a_server_that_only_does_tcp(run: Run) -> None:
    async def scenario() -> None:
        def set_up(request: Request) -> bytes:
            if "/TCP" not in (request.headers.get("Transport") or ""):
                return reply(request, "461 Unsupported Transport")
            return reply(request, "200 OK", "Session: 1", "Transport: RTP/AVP/TCP;interleaved=0-1")

        async with ScriptedCamera(SETUP=set_up) as camera, playing(camera, transport=Transport.UDP) as viewer:
            camera.push(picture(1, key=True))
            await viewer.until(1)
            assert viewer.client.transport_used is Transport.TCP

    run(scenario())


def test_a_server_that_does_neither(run: Run) -> None:
    async def scenario() -> None:
        async with ScriptedCamera(SETUP=lambda request: reply(request, "461 Unsupported")) as camera:
            assert (await failure(camera.url())).reason is Reason.BAD_ANSWER
            assert camera.methods.count("SETUP") == 2

    run(scenario())


def test_udp_packets_that_do_not_arrive_are_asked_for_over_tcp(run: Run, sender: socket.socket) -> None:
    async def scenario() -> None:
        agree = udp_answer(sender)

        def set_up(request: Request) -> bytes | Awaitable[bytes]:
            if "/TCP" in (request.headers.get("Transport") or ""):
                return reply(request, "200 OK", "Session: 2", "Transport: RTP/AVP/TCP;interleaved=0-1")
            return agree(request)

        async with ScriptedCamera(SETUP=set_up) as camera:
            viewer = Viewer(camera.url(), transport=Transport.UDP, open_timeout_s=1)
            await viewer.client.open()
            assert viewer.client.transport_used is Transport.TCP
            assert "TEARDOWN" in camera.methods
            await viewer.close()

    run(scenario())


def test_udp_packets_that_do_not_arrive_from_a_server_without_tcp(run: Run, sender: socket.socket) -> None:
    async def scenario() -> None:
        async with ScriptedCamera(SETUP=udp_answer(sender)) as camera:
            error = await failure(camera.url(), open_timeout_s=1, transport=Transport.UDP)
            assert error.reason is Reason.TIMED_OUT
            assert "UDP" in error.detail

    run(scenario())


def test_udp_packets_of_a_stranger_are_not_taken(run: Run, sender: socket.socket) -> None:
    async def scenario() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(("127.0.0.2", 0))

            def play(request: Request) -> bytes:
                to = ("127.0.0.1", client_port(camera))
                stranger.sendto(datagram(1, key=True), to)
                sender.sendto(datagram(2, key=True), to)
                return reply(request)

            async with (
                ScriptedCamera(SETUP=udp_answer(sender), PLAY=play) as camera,
                playing(camera, transport=Transport.UDP) as viewer,
            ):
                await viewer.until(1)
                assert viewer.client.statistics.packets == 1

    run(scenario())
