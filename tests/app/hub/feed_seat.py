"""A seat's end of the feed, message by message."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

import websockets

from tests.servers.hub import RunningHub


class FeedSeat:
    """Connects when it is entered; `first` is what the hub says first."""

    def __init__(self, hub: RunningHub, token: str, *, after: int | None = None) -> None:
        query = "" if after is None else f"?after={after}"
        self._url = hub.url.replace("http", "ws", 1) + "/events" + query
        self._token = token
        self._hub = hub
        self.first: dict[str, Any] = {}
        self.socket: websockets.ClientConnection

    async def __aenter__(self) -> Self:
        self.socket = await websockets.connect(
            self._url,
            additional_headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
            proxy=None,
            max_size=None,
        )
        self.first = await self.next()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def next(self) -> dict[str, Any]:
        """Raises ConnectionClosed."""
        message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def up_to(self, seq: int) -> list[dict[str, Any]]:
        """Deltas until the one that goes up to this event."""
        told: list[dict[str, Any]] = []
        while not told or told[-1]["seq"] < seq:
            message = await self.next()
            if message["type"] == "delta":
                told.append(message)
        return told

    async def caught_up(self) -> list[dict[str, Any]]:
        """What was told since the last time, up to now."""
        return await self.up_to(self._hub.hub.store.writer.head_seq)

    async def close_code(self) -> int:
        """Of the hub, which has to close."""
        async with asyncio.timeout(20):
            try:
                while True:
                    await self.socket.recv()
            except websockets.ConnectionClosed:
                code = self.socket.close_code
        assert code is not None
        return code
