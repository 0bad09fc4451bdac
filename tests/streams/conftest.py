"""Coded pictures made once, and waiting for what happens on other threads."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from streams.access_unit import AccessUnit

Until = Callable[..., Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """`await until(lambda: …)`: returns when the condition holds, fails after half a minute."""

    async def wait(condition: Callable[[], object], what: str = "") -> None:
        deadline_s = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline_s, f"never happened: {what or condition}"
            await asyncio.sleep(0.005)

    return wait


def coded_pictures(
    count: int, *, width: int = 64, height: int = 48, codec: str = "libx264", key_interval: int = 10
) -> list[AccessUnit]:
    """Access units of grey pictures whose luma is 40 + 2 × their number."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.gop_size = key_interval
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "qp": "10"}
    units = []
    for number in range(count):
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = 40 + 2 * number
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            units.append(
                AccessUnit(
                    data=bytes(packet), key=packet.is_keyframe, media_time_s=number / 25, received_s=time.monotonic()
                )
            )
    assert len(units) == count
    return units


@pytest.fixture(scope="session")
def pictures() -> list[AccessUnit]:
    """Thirty pictures of 64 × 48 in H.264 with a key frame at 0, 10 and 20."""
    return coded_pictures(30)


@pytest.fixture(scope="session")
def video_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of 64 × 48 in an MP4 of half a second."""
    path = tmp_path_factory.mktemp("video") / "twelve.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "tune": "zerolatency"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(12):
            planes = np.full((72, 64), 128, np.uint8)
            planes[:48] = 40 + 10 * number
            for packet in stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
