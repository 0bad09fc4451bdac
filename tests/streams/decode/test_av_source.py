"""Sources that FFmpeg opens: the same life and the same reasons as an RTSP camera's."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from streams.access_unit import AccessUnit
from streams.decode import av_source
from streams.decode.av_source import AvSource
from streams.decode.picture_decoder import PictureDecoder
from streams.errors import Reason, StreamError
from streams.url import parse_stream_url

PICTURES = 10


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten pictures in 0.2 s."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=50, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(PICTURES):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 20, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 50)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


async def reason_of_opening(address: str) -> Reason:
    source = AvSource(parse_stream_url(address), on_access_unit=lambda _: None)
    try:
        async with asyncio.timeout(30):
            with pytest.raises(StreamError) as raised:
                await source.open()
    finally:
        await source.close()
    return raised.value.reason


async def test_a_file_plays_again_and_again_in_its_own_time(clip: Path) -> None:
    units: list[AccessUnit] = []
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def take(unit: AccessUnit) -> None:
        units.append(unit)
        if len(units) == 3 * PICTURES:
            loop.call_soon_threadsafe(enough.set)

    source = AvSource(parse_stream_url(str(clip)), on_access_unit=take)
    video = await source.open()
    begun_s = time.monotonic()
    reading = asyncio.ensure_future(source.run())
    async with asyncio.timeout(30):
        await enough.wait()
    # Faster than its own 0.2 s a round would be wrong, however fast the disk is.
    assert time.monotonic() - begun_s > 2 * 0.2 * 0.9
    await source.close()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    decoder = PictureDecoder.for_format(video)
    assert all(decoder.decode(unit) is not None for unit in units[:PICTURES])
    assert [unit.key for unit in units[: 3 * PICTURES : PICTURES]] == [True] * 3


async def test_a_folder_noise_and_nothing_at_all(tmp_path: Path) -> None:
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(bytes(range(256)) * 20)
    assert await reason_of_opening(str(tmp_path / "missing.mp4")) is Reason.NO_SUCH_STREAM
    assert await reason_of_opening(str(tmp_path)) is Reason.NO_SUCH_STREAM
    assert await reason_of_opening(str(noise)) in (Reason.BAD_ANSWER, Reason.NOT_VIDEO)


async def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert await reason_of_opening(str(path)) is Reason.NOT_VIDEO


@asynccontextmanager
async def http_answer(head: bytes) -> AsyncIterator[str]:
    """A server that answers every request with `head` and closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://operator:open-sesame@127.0.0.1:{server.sockets[0].getsockname()[1]}/live"
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"HTTP/1.1 404 Not Found", Reason.NO_SUCH_STREAM),
        (b"HTTP/1.1 401 Unauthorized", Reason.WRONG_PASSWORD),
        (b"HTTP/1.1 403 Forbidden", Reason.WRONG_PASSWORD),
        (b"HTTP/1.1 500 Oh", Reason.BAD_ANSWER),
    ],
)
async def test_what_a_web_server_says_becomes_a_reason(head: bytes, reason: Reason) -> None:
    async with http_answer(head) as address:
        assert await reason_of_opening(address) is reason


async def test_a_closed_port_is_refused_and_a_name_that_nobody_knows_is_unknown() -> None:
    assert await reason_of_opening("http://127.0.0.1:1/live") is Reason.REFUSED
    assert await reason_of_opening("http://camera.invalid/live") is Reason.UNKNOWN_HOST


async def test_a_server_that_says_nothing_times_out_and_can_be_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av_source, "_SILENCE_US", "300000")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/live"
        assert await reason_of_opening(address) is Reason.TIMED_OUT
        source = AvSource(parse_stream_url(address), on_access_unit=lambda _: None)
        opening = asyncio.ensure_future(source.open())
        await asyncio.sleep(0)
        opening.cancel()
        async with asyncio.timeout(2):
            await source.close()
        assert (await asyncio.gather(opening, return_exceptions=True))[0].__class__ is asyncio.CancelledError


async def test_no_error_repeats_a_password() -> None:
    async with http_answer(b"HTTP/1.1 500 Oh") as address:
        source = AvSource(parse_stream_url(address), on_access_unit=lambda _: None)
        with pytest.raises(StreamError) as raised:
            await source.open()
        await source.close()
    assert "sesame" not in str(raised.value)
    assert "sesame" not in raised.value.detail
