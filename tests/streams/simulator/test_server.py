"""The simulator is a camera to clients that nobody here wrote, and to the letter of the protocol."""

import asyncio
import contextlib
import socket
import ssl
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from streams.access_unit import Codec
from streams.simulator.authentication import Authentication
from streams.simulator.camera import CameraPlan
from streams.simulator.outlets import CONGESTED_BYTES
from streams.simulator.server import Simulator
from streams.simulator.time_code import read_time_code
from tests.servers.certificates import make_certificate
from tests.streams.simulator.conftest import LOOP_S, Start
from tests.streams.simulator.raw_client import RawClient
from tests.streams.simulator.viewer import watch

NTP_EPOCH_S = 2_208_988_800
CLOCK_RATE = 90_000


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("codec", list(Codec))
async def test_ffmpeg_sees_every_picture(start: Start, codec: Codec, transport: str) -> None:
    simulator = await start(codec=codec)
    seen = await asyncio.to_thread(watch, simulator.url("cam02"), 40, transport=transport)
    assert {picture.pixels.shape for picture in seen} == {(360, 640)}
    steps = [(after.second - before.second) % LOOP_S for before, after in pairwise(seen)]
    assert steps == pytest.approx([0.04] * 39, abs=1e-6)


async def test_the_seconds_in_the_picture_are_those_of_the_minute(start: Start) -> None:
    simulator = await start(loop_s=60, folder=None)
    seen = await asyncio.to_thread(watch, simulator.url("cam02"), 30)
    assert seen[-1].age_s(60) < 10  # far less, but never the 50 and more of a clock that is ahead


async def test_main_is_the_same_scene_in_more_detail(start: Start) -> None:
    simulator = await start(main_size=(1280, 720))
    seen = await asyncio.to_thread(watch, simulator.url("cam01", "main"), 3)
    assert seen[0].pixels.shape == (720, 1280)
    assert seen[0].second is not None


async def test_gstreamer_reads_it(simulator: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "pictures.grey"
    pipeline = (
        f"rtspsrc location={simulator.url('cam01')} latency=0 protocols=tcp ! decodebin ! videoconvert ! "
        f"video/x-raw,format=GRAY8 ! identity eos-after=8 ! filesink location={file}"
    )
    script = (
        "import sys, gi; gi.require_version('Gst', '1.0'); from gi.repository import Gst\n"
        "Gst.init(None); pipe = Gst.parse_launch(sys.argv[1]); pipe.set_state(Gst.State.PLAYING)\n"
        "said = pipe.get_bus().timed_pop_filtered(20 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)\n"
        "pipe.set_state(Gst.State.NULL)\n"
        "sys.exit(0 if said and said.type == Gst.MessageType.EOS else 1)\n"
    )
    process = await asyncio.create_subprocess_exec("/usr/bin/python3", "-c", script, pipeline)
    assert await process.wait() == 0
    pictures = np.fromfile(file, np.uint8).reshape(-1, 360, 640)
    assert len(pictures) >= 7
    assert all(read_time_code(picture) is not None for picture in pictures)


async def test_several_clients_watch_one_camera_each_with_numbers_of_its_own(simulator: Simulator) -> None:
    url = simulator.url("cam01")
    async with RawClient(url) as first, RawClient(url) as second:
        await first.play()
        await second.play(transport="RTP/AVP/TCP;unicast;interleaved=6-7")
        one, other = await first.packet(), await second.packet()
        assert (one.source, one.sequence, one.timestamp) != (other.source, other.sequence, other.timestamp)
        for client in (first, second):
            packets = [await client.packet() for _ in range(60)]
            assert all((after.sequence - before.sequence) % 65536 == 1 for before, after in pairwise(packets))
            assert len({packet.source for packet in packets}) == 1


async def test_a_new_client_gets_a_key_picture_at_once_and_then_live_time(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        assert (await client.request("DESCRIBE")).status == 200
        await client.play()
        before = simulator.camera("cam01").number()
        first = await client.picture()
        assert first[0].payload[0] & 0x1F == 7  # a sequence parameter set stands before a key picture
        pictures = [first]
        for _ in range(30):
            pictures.append(await client.picture())
        stamps = [picture[0].timestamp for picture in pictures]
        steps = [(after - before) % 2**32 for before, after in pairwise(stamps)]
        # The past since the key picture is stamped 1 ms apart, then pictures come as they are taken.
        caught_up = steps.index(3600)
        assert steps == [90] * caught_up + [3600] * (30 - caught_up)
        assert caught_up <= 24
        assert simulator.camera("cam01").number() - before >= 30 - caught_up - 1


async def test_a_client_may_have_to_wait_for_the_next_key_picture(start: Start) -> None:
    simulator = await start(key_at_once=False)
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        first = (await client.picture())[0]
        assert first.payload[0] & 0x1F == 7
        camera = simulator.camera("cam01")
        (player,) = camera.mount_points["sub"].players
        now = camera.number()
        number = now - (player.timestamp(now) - first.timestamp) % 2**32 // 3600
        assert number % 25 == 0


async def test_sender_reports_tell_true_time(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam02")) as client:
        await client.request("DESCRIBE")
        await client.play()
        now = time.time()
        report = await client.report()
        assert report.ntp_s - NTP_EPOCH_S == pytest.approx(now, abs=10)
        assert (report.packets, report.octets) == (0, 0)
        # Its RTP time stamp is of the same moment: the picture taken then carries it.
        taken_ms = (report.ntp_s - NTP_EPOCH_S) * 1000 - simulator.camera("cam02").phase_ms
        assert taken_ms % 40 == pytest.approx(0, abs=0.1) or taken_ms % 40 == pytest.approx(40, abs=0.1)
        while (packet := await client.packet()).timestamp != report.timestamp:
            pass
        (player,) = simulator.camera("cam02").mount_points["sub"].players
        assert player.timestamp(round(taken_ms / 40)) == packet.timestamp


async def test_speaks_the_whole_protocol(simulator: Simulator) -> None:
    url = simulator.url("cam01")
    async with RawClient(url) as client:
        options = await client.request("OPTIONS")
        assert {"DESCRIBE", "SETUP", "PLAY", "PAUSE", "GET_PARAMETER", "TEARDOWN"} <= set(
            options.headers["public"].split(", ")
        )
        described = await client.request("DESCRIBE")
        assert described.headers["content-base"] == f"{url}/"
        assert b"sprop-parameter-sets=" in described.body
        assert "中山公园站 3号口".encode() in described.body
        setup = await client.play()
        assert "timeout=60" in setup.headers["session"]
        assert "interleaved=0-1" in setup.headers["transport"]
        await client.picture()
        assert (await client.request("GET_PARAMETER")).status == 200
        assert (await client.request("PAUSE")).status == 200
        client.forget()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.reader.read(1), 0.2)
        assert (await client.request("PLAY")).status == 200
        assert (await client.picture())[0].payload[0] & 0x1F == 7
        assert (await client.request("TEARDOWN")).status == 200
        assert (await client.request("PLAY")).status == 454
        assert (await client.request("RECORD")).status == 501


@pytest.mark.parametrize("path", ["", "cam99/sub", "cam01", "cam01/third", "%00", "../cam01"])
async def test_what_is_not_there_is_not_found(simulator: Simulator, path: str) -> None:
    base = simulator.url("cam01").removesuffix("cam01/sub")
    async with RawClient(base + path) as client:
        assert (await client.request("DESCRIBE")).status == 404


@pytest.mark.parametrize("offer", ["", "RTP/AVP;multicast", "RTP/AVP/TCP;interleaved=300-301", "RAW/RAW/UDP"])
async def test_a_transport_that_no_camera_has_is_refused(simulator: Simulator, offer: str) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        assert (await client.request("SETUP", Transport=offer)).status == 461


@pytest.mark.parametrize(
    "noise",
    [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 70_000, b"A\r\n\r\n", b"OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n"],
)
async def test_noise_is_answered_with_400_and_the_end(simulator: Simulator, noise: bytes) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        client.writer.write(noise)
        assert (await client.reader.read()).startswith(b"RTSP/1.0 400")


async def test_reports_from_clients_and_requests_in_pieces_are_understood(simulator: Simulator) -> None:
    async with RawClient(simulator.url("cam01")) as client:
        request = f"OPTIONS {client.url} RTSP/1.0\r\nCSeq: 9\r\nContent-Length: 3\r\n\r\nabc".encode()
        for piece in (b"$\x01\x00", b"\x02ab", request[:10], request[10:-2], request[-2:]):
            client.writer.write(piece)
            await client.writer.drain()
        assert b"CSeq: 9" in await asyncio.wait_for(client.reader.readuntil(b"\r\n\r\n"), 30)


async def test_a_silent_client_is_dropped_after_the_session_time(start: Start) -> None:
    simulator = await start(session_timeout_s=1)
    async with RawClient(simulator.url("cam01")) as client:
        await client.play()
        async with asyncio.timeout(30):
            while await client.reader.read(65536):
                pass
    assert not simulator.camera("cam01").mount_points["sub"].players


async def test_a_client_that_does_not_read_harms_nobody(start: Start) -> None:
    simulator = await start(main_size=(1280, 720))
    url = simulator.url("cam01", "main")
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(slow, ("127.0.0.1", simulator.port))
    async with RawClient(url) as lively:
        await loop.sock_sendall(slow, f"SETUP {url} RTSP/1.0\r\nTransport: RTP/AVP/TCP\r\n\r\n".encode())
        session = (await loop.sock_recv(slow, 1000)).split(b"Session: ")[1].split(b";")[0].decode()
        await loop.sock_sendall(slow, f"PLAY {url} RTSP/1.0\r\nSession: {session}\r\n\r\n".encode())
        await lively.play()
        mount = simulator.camera("cam01").mount_points["main"]
        stamps = []
        while not any(player.skipped > 5 for player in mount.players):
            stamps.append((await lively.picture())[0].timestamp)
        assert {(after - before) % 2**32 for before, after in pairwise(stamps)} <= {90, 3600}
        buffered = [connection.buffered for connection in simulator.connections]
        # One burst more than the limit: the check is made before each picture.
        assert max(buffered) < 2 * CONGESTED_BYTES
        # Reading again, it gets key pictures again.
        skipping = next(player for player in mount.players if player.skipped > 5)
        before = skipping.sequence
        while skipping.sequence == before:
            with contextlib.suppress(BlockingIOError):
                slow.recv(1 << 20)
            await asyncio.sleep(0)
    slow.close()


USERS = (CameraPlan("cam01", "仙霞路", "admin", "a:b ü%"), CameraPlan("cam02", "新华路", "viewer", "other"))


@pytest.mark.parametrize("method", [Authentication.BASIC, Authentication.DIGEST])
async def test_each_camera_asks_for_its_own_password(start: Start, method: Authentication) -> None:
    simulator = await start((USERS[1],), authentication=method)
    url = simulator.url("cam02")
    seen = await asyncio.to_thread(watch, url.replace("//", "//viewer:other@"), 2)
    assert len(seen) == 2
    for wrong in ("", "viewer:wrong@", "admin:other@"):
        with pytest.raises(av.FFmpegError):
            await asyncio.to_thread(watch, url.replace("//", f"//{wrong}"), 1)


async def test_the_challenge_names_the_method_and_a_nonce_of_its_own(start: Start) -> None:
    simulator = await start(USERS, authentication=Authentication.DIGEST_SHA256)
    challenges = []
    for _ in range(2):
        async with RawClient(simulator.url("cam01")) as client:
            assert (await client.request("OPTIONS")).status == 200
            answer = await client.request("DESCRIBE")
            assert answer.status == 401
            challenges.append(answer.headers["www-authenticate"])
    assert all("algorithm=SHA-256" in challenge for challenge in challenges)
    assert challenges[0] != challenges[1]


def test_addresses_carry_credentials_only_when_asked() -> None:
    simulator = Simulator(USERS)
    assert "a:b" not in simulator.url("cam01") + repr(USERS)
    assert simulator.url("cam01", credentials=True).startswith("rtsp://admin:a%3Ab%20%C3%BC%25@127.0.0.1")


async def test_listens_on_ipv6(start: Start) -> None:
    simulator = await start(host="::1")
    assert simulator.url("cam01").startswith("rtsp://[::1]:")
    assert len(await asyncio.to_thread(watch, simulator.url("cam01"), 2)) == 2
    assert len(await asyncio.to_thread(watch, simulator.url("cam01"), 2, transport="udp")) == 2


async def test_serves_rtsps(start: Start, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.certificate, certificate.key)
    simulator = await start(tls=tls)
    assert simulator.url("cam01").startswith("rtsps://")
    async with RawClient(simulator.url("cam01"), ssl.create_default_context(cafile=certificate.authority)) as client:
        assert (await client.request("DESCRIBE")).headers["content-base"].startswith("rtsps://")
        await client.play()
        assert (await client.picture())[0].payload[0] & 0x1F == 7


async def test_a_whole_wall_may_connect_at_once(simulator: Simulator) -> None:
    """More than the usual backlog before the loop accepts the first: no connection has to be tried again."""
    waiting = [socket.create_connection(("127.0.0.1", simulator.port), 5) for _ in range(300)]
    for one in waiting:
        one.close()


async def test_a_used_port_is_an_error(simulator: Simulator, start: Start) -> None:
    with pytest.raises(OSError, match="in use"):
        await start(port=simulator.port)


def test_a_loop_that_does_not_fit_a_minute_is_refused() -> None:
    from streams.simulator.server import Options

    with pytest.raises(ValueError, match="minute"):
        Simulator((), Options(loop_s=7))
