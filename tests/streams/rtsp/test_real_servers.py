"""The client on servers that nobody here wrote: GStreamer's and VLC's. What arrives is decoded and looked at."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.errors import Reason, StreamError, UnsupportedPayloadError
from streams.rtsp.client import Transport
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.gstreamer import GStreamerServer
from tests.servers.vlc import VlcServer
from tests.streams.rtsp.conftest import Run
from tests.streams.rtsp.viewer import Viewer, failure

# Left to right, what GStreamer's `smpte` and our clip for VLC show in their upper part.
SMPTE = [(255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255)]
VLC_BARS = [(255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255)]
PASSWORD = "p@ss: wörd/口令"


async def watch(url: str, pictures: int, **wishes: Transport) -> tuple[VideoFormat, list[AccessUnit], Viewer]:
    """Open, take so many pictures, leave."""
    viewer = Viewer(url, **wishes)
    try:
        described = await viewer.client.open()
        viewer.start()
        await viewer.until(pictures)
    finally:
        await viewer.close()
    return described, viewer.units, viewer


def decoded(described: VideoFormat, units: list[AccessUnit]) -> list[npt.NDArray[np.uint8]]:
    """RGB pictures from the first key frame on. A decoder fed whole access units answers at once."""
    decoder = av.CodecContext.create(described.codec, "r")
    decoder.thread_count = 1
    decoder.flags |= av.codec.context.Flags.low_delay
    first = next(number for number, unit in enumerate(units) if unit.key)
    found = []
    for unit in units[first:]:
        frames = decoder.decode(av.Packet(unit.data))
        assert len(frames) == 1
        found.append(frames[0].to_ndarray(format="rgb24"))
    return found


def shows(picture: npt.NDArray[np.uint8], bars: list[tuple[int, int, int]]) -> None:
    height, width, _ = picture.shape
    for number, colour in enumerate(bars):
        middle = int((number + 0.5) * width / len(bars))
        seen = picture[height // 4 - 4 : height // 4 + 4, middle - 4 : middle + 4].mean((0, 1))
        assert np.abs(seen - colour).max() < 25, (number, seen, colour)


@pytest.fixture(scope="module", params=["h264", "h265"])
def gstreamer(request: pytest.FixtureRequest) -> Iterator[GStreamerServer]:
    with GStreamerServer(codec=request.param, audio=True, key_interval=10, width=322, height=182) as server:
        yield server


@pytest.fixture(scope="module", params=["h264", "h265"])
def vlc(request: pytest.FixtureRequest) -> Iterator[VlcServer]:
    with VlcServer(codec=request.param, key_interval=10) as server:
        yield server


@pytest.mark.parametrize("transport", list(Transport))
def test_gstreamer_pictures_behind_an_audio_track(run: Run, gstreamer: GStreamerServer, transport: Transport) -> None:
    described, units, viewer = run(watch(gstreamer.url(), 12, transport=transport))
    assert viewer.client.transport_used is transport
    assert described.codec in (Codec.H264, Codec.H265)
    assert described.extradata
    pictures = decoded(described, units)
    assert pictures[0].shape == (182, 322, 3)
    for picture in pictures:
        shows(picture, SMPTE)
    assert viewer.client.statistics.lost_packets == viewer.client.statistics.garbled == 0
    assert not any(unit.damaged for unit in units)
    steps = np.diff([unit.media_time_s for unit in units])
    assert np.allclose(steps, 0.04, atol=0.002)


def test_gstreamer_tells_when_a_picture_was_taken(run: Run) -> None:
    """With its first sender report, some seconds after the beginning."""

    async def scenario(server: GStreamerServer) -> None:
        viewer = Viewer(server.url())
        await viewer.client.open()
        viewer.start()
        while not viewer.units or viewer.units[-1].captured_s is None:
            await viewer.until(len(viewer.units) + 1)
        first = len(viewer.units)
        await viewer.until(first + 5)
        await viewer.close()
        captured = [unit.captured_s or 0.0 for unit in viewer.units[first - 1 :]]
        assert np.allclose(np.diff(captured), 0.04, atol=0.002)
        assert abs(captured[0] - time.time()) < 5

    with GStreamerServer() as server:
        run(scenario(server))


def test_sixteen_viewers_on_one_loop(run: Run) -> None:
    async def scenario(server: GStreamerServer) -> None:
        # GStreamer 1.22's server crashes when many start the same media in the same moment: one goes first.
        first = Viewer(server.url())
        await first.client.open()
        first.start()
        await first.until(2)
        found = await asyncio.gather(*(watch(server.url(), 12) for _ in range(15)))
        await first.close()
        assert not any(unit.damaged for _, units, _ in found for unit in units)

    with GStreamerServer() as server:
        run(scenario(server))


def test_gstreamer_does_not_know_the_stream(run: Run, gstreamer: GStreamerServer) -> None:
    assert run(failure(gstreamer.url("/nothing"))).reason is Reason.NO_SUCH_STREAM


def test_gstreamer_is_left_politely(run: Run) -> None:
    """Shared media end with their last viewer; the next one starts them anew, from a key frame."""

    async def scenario(server: GStreamerServer) -> None:
        for _ in range(3):
            _, units, _ = await watch(server.url(), 3, transport=Transport.UDP)
            assert units[0].key

    with GStreamerServer(key_interval=1000) as server:
        run(scenario(server))


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_gstreamer_lets_in_who_knows_the_password(run: Run, auth: str) -> None:
    password = PASSWORD if auth == "basic" else "p@ss: w/rd"
    with GStreamerServer(auth=auth, password=password) as server:
        described, units, _ = run(watch(server.url(), 2))
        shows(decoded(described, units)[0], SMPTE)
        for login in (server.url(user="viewer", password="incorrect"), server.url().replace("viewer:", "nobody:")):
            error = run(failure(login))
            assert error.reason is Reason.WRONG_PASSWORD
            assert "incorrect" not in str(error)
        plain = server.url().partition("//")[0] + "//" + server.url().rpartition("@")[2]
        assert run(failure(plain)).reason is Reason.WRONG_PASSWORD


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secure(certificate: Certificate) -> Iterator[GStreamerServer]:
    with GStreamerServer(certificate=certificate) as server:
        yield server


def test_a_certificate_of_a_trusted_authority(
    run: Run, secure: GStreamerServer, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    described, units, viewer = run(watch(secure.url(), 3, transport=Transport.UDP))
    shows(decoded(described, units)[0], SMPTE)
    assert viewer.client.transport_used is Transport.TCP, "pictures would travel in the clear"


def test_a_certificate_of_nobody_known(run: Run, secure: GStreamerServer) -> None:
    error = run(failure(secure.url()))
    assert error.reason is Reason.NOT_TRUSTED
    assert "127.0.0.1" in error.detail


def test_a_certificate_for_another_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path, names="DNS:elsewhere.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with GStreamerServer(certificate=certificate) as server:
        assert run(failure(server.url())).reason is Reason.NOT_TRUSTED


def test_tls_to_a_server_that_has_none(run: Run, gstreamer: GStreamerServer) -> None:
    error = run(failure(gstreamer.url().replace("rtsp:", "rtsps:"), open_timeout_s=3))
    assert error.reason in (Reason.BAD_ANSWER, Reason.ENDED, Reason.TIMED_OUT)


def test_plain_text_to_a_server_that_speaks_tls(run: Run, secure: GStreamerServer) -> None:
    error = run(failure(secure.url().replace("rtsps:", "rtsp:"), open_timeout_s=3))
    assert error.reason in (Reason.BAD_ANSWER, Reason.ENDED)


@pytest.mark.parametrize(("codec", "name"), [("mjpeg", "JPEG"), ("vp8", "VP8")])
def test_gstreamer_pictures_of_another_kind(run: Run, codec: str, name: str) -> None:
    with GStreamerServer(codec=codec) as server:
        error = run(failure(server.url()))
    assert isinstance(error, UnsupportedPayloadError)
    assert name in error.detail


def test_gstreamer_sound_without_picture(run: Run) -> None:
    with GStreamerServer(codec=None, audio=True) as server:
        assert run(failure(server.url())).reason is Reason.NOT_VIDEO


def test_a_server_that_dies_ends_the_stream(run: Run) -> None:
    async def scenario(server: GStreamerServer) -> None:
        viewer = Viewer(server.url())
        await viewer.client.open()
        viewer.start()
        await viewer.until(2)
        await asyncio.get_running_loop().run_in_executor(None, server.stop)
        assert viewer.running
        with pytest.raises(StreamError) as caught:
            await viewer.running
        assert caught.value.reason is Reason.ENDED
        await viewer.close()

    with GStreamerServer() as server:
        run(scenario(server))


@pytest.mark.parametrize("wish", list(Transport))
def test_vlc_pictures_over_the_only_way_it_knows(run: Run, vlc: VlcServer, wish: Transport) -> None:
    described, units, viewer = run(watch(vlc.url(), 25, transport=wish))
    assert viewer.client.transport_used is Transport.UDP
    for picture in decoded(described, units):
        shows(picture, VLC_BARS)


def test_vlc_does_not_know_the_stream(run: Run, vlc: VlcServer) -> None:
    assert run(failure(vlc.url("/nothing"))).reason is Reason.NO_SUCH_STREAM
