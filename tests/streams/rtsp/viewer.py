"""A viewer for scenarios: a client, what it has received, and events to wait for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from streams.access_unit import AccessUnit
from streams.errors import StreamError
from streams.rtsp.client import RtspClient, Transport
from streams.url import parse_stream_url
from tests.streams.rtsp.scripted_camera import (
    ScriptedCamera,
)


class Viewer:
    """A client with what it has received."""

    def __init__(self, url: str, *, transport: Transport = Transport.TCP, open_timeout_s: float = 5.0) -> None:
        self.units: list[AccessUnit] = []
        self.arrived = asyncio.Event()
        self.client = RtspClient(
            parse_stream_url(url), on_access_unit=self._take, transport=transport, open_timeout_s=open_timeout_s
        )
        self.running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.ensure_future(self.client.run())

    async def until(self, count: int) -> None:
        """Wait for so many access units. Raises what ended the stream if it ends before."""
        while len(self.units) < count:
            self.arrived.clear()
            arrival = asyncio.ensure_future(self.arrived.wait())
            waited = {arrival} if self.running is None else {arrival, self.running}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not arrival.done():
                arrival.cancel()
                assert self.running is not None
                self.running.result()

    async def close(self) -> None:
        if self.running is not None:
            self.running.cancel()
            await asyncio.wait({self.running})
            with contextlib.suppress(asyncio.CancelledError, StreamError):
                self.running.result()
        await self.client.close()

    def _take(self, unit: AccessUnit) -> None:
        self.units.append(unit)
        self.arrived.set()


@contextlib.asynccontextmanager
async def playing(camera: ScriptedCamera, **wishes: Transport) -> AsyncIterator[Viewer]:
    viewer = Viewer(camera.url(), **wishes)
    try:
        await viewer.client.open()
        viewer.start()
        yield viewer
    finally:
        await viewer.close()


async def failure(url: str, *, open_timeout_s: float = 5.0, transport: Transport = Transport.TCP) -> StreamError:
    """How opening this fails."""
    viewer = Viewer(url, open_timeout_s=open_timeout_s, transport=transport)
    try:
        with pytest.raises(StreamError) as caught:
            await viewer.client.open()
        return caught.value
    finally:
        await viewer.close()
