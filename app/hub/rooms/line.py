"""One signalling WebSocket: what waits to be sent is bounded, what is heard is counted, silence is noticed.

A line that reads too slowly or says too much is closed, so that it costs the others of the room nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from app.clock import Clock
from app.hub.rooms.line_times import LineTimes
from app.services.signalling import (
    LONGEST_MESSAGE,
    ErrorSaid,
    Heartbeat,
    Problem,
)

log = logging.getLogger(__name__)

# What the hub closes a line with. Before OVER it has said why, and coming back by itself is no use.
GONE = 1000
GOING_AWAY = 1001
OVER = 4001
TOO_SLOW = 4008
SILENT = 4010
TOO_MANY = 4029
_SAID_TO_THE_LINE = frozenset({GONE, GOING_AWAY, OVER, TOO_SLOW, TOO_MANY})

_MOST_WAITING_MESSAGES = 300
_MOST_WAITING_BYTES = 4 * 1024 * 1024
_SEND_S = 10.0
_CLOSE_S = 5.0
# A page sends a handful of messages when it joins and then hardly any: twenty a second for seconds is a fault.
_BURST = 60.0
_PER_S = 20.0
# So many dropped ones, and nobody is listening at the other end.
_MOST_DROPPED = 200


class Allowance:
    """A token bucket on the loop's clock."""

    def __init__(self, *, burst: float = _BURST, per_s: float = _PER_S) -> None:
        self._burst, self._per_s = burst, per_s
        self._left, self._at = burst, asyncio.get_running_loop().time()

    def take(self, cost: float = 1.0) -> bool:
        now = asyncio.get_running_loop().time()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < cost:
            return False
        self._left -= cost
        return True


class Line:
    """Owned by the hub's loop. `over` is set once; after it nothing more is heard."""

    def __init__(self, socket: WebSocket, *, clock: Clock, times: LineTimes) -> None:
        self._socket = socket
        self._clock = clock
        self._times = times
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING_MESSAGES)
        self._waiting_bytes = 0
        self._over = asyncio.Event()
        self._close_code = GONE
        self._began_at = self._heard_at = 0.0
        self._busy = False
        self._introduced = False
        self._dropped = 0
        self.allowance = Allowance()

    # -- from the hub

    def say(self, message: BaseModel) -> None:
        self.say_text(message.model_dump_json())

    def say_text(self, text: str) -> None:
        """An encoded message, for one that goes to many lines."""
        if self._over.is_set():
            return
        if self._waiting.full() or self._waiting_bytes + len(text) > _MOST_WAITING_BYTES:
            log.info("a participant reads too slowly and is cut off")
            self.end(TOO_SLOW)
            return
        self._waiting_bytes += len(text)
        self._waiting.put_nowait(text)

    def refuse(self, problem: Problem, *, final: bool = False) -> None:
        """`final` also ends the line, after it was told."""
        self.say(ErrorSaid(problem=problem, final=final))
        if final:
            self.end(OVER)

    def end(self, code: int = GONE) -> None:
        """What waits is still sent, but for a line that reads too slowly. The first reason counts."""
        if not self._over.is_set():
            self._close_code = code
            self._over.set()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def introduced(self) -> None:
        """It has said who it is: from now on silence is all that counts."""
        self._introduced = True

    # -- the connection

    async def run(self, heard: Callable[[str], Awaitable[None]]) -> None:
        """Until it is over and is to be closed. `heard` is awaited for each message, one after the other, and must not
        raise."""
        self._began_at = self._heard_at = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as tasks:
            receiving = tasks.create_task(self._receive(heard))
            sending, watching = tasks.create_task(self._send()), tasks.create_task(self._watch())
            await self._over.wait()
            sending.cancel()
            watching.cancel()
            # What was heard in full is done: half of a join would be known to the database alone.
            if not self._busy:
                receiving.cancel()

    async def _send(self) -> None:
        while True:
            text = await self._waiting.get()
            self._waiting_bytes -= len(text)
            await self._send_text(text)

    async def _send_text(self, text: str) -> None:
        try:
            async with asyncio.timeout(_SEND_S):
                await self._socket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
            self.end(TOO_SLOW)

    async def _receive(self, heard: Callable[[str], Awaitable[None]]) -> None:
        while not self._over.is_set():
            try:
                message = await self._socket.receive()
            except (WebSocketDisconnect, RuntimeError):
                self.end(GONE)
                return
            if message["type"] == "websocket.disconnect":
                self.end(GONE)
                return
            self._heard_at = asyncio.get_running_loop().time()
            if not self.allowance.take():
                self._drop()
                continue
            text = message.get("text")
            # Binary ones, and what is too long, are no message of ours.
            self._busy = True
            await heard(text if text is not None and len(text) <= LONGEST_MESSAGE else "")
            self._busy = False
            self._heard_at = asyncio.get_running_loop().time()

    def _drop(self) -> None:
        self._dropped += 1
        if self._dropped > _MOST_DROPPED:
            self.end(TOO_MANY)
        elif self._dropped % 20 == 1:
            self.refuse(Problem.TOO_MANY)

    async def _watch(self) -> None:
        """Heartbeats, and whether the other side still has its own."""
        while True:
            left_s = self._patience_s()
            if left_s <= 0 and not self._busy:
                self.end(SILENT)
                return
            await asyncio.sleep(min(self._times.heartbeat_s, left_s) if left_s > 0 else self._times.heartbeat_s)
            self.say(Heartbeat(at=self._clock.now()))

    def _patience_s(self) -> float:
        """How long it may go on like this. Whoever does not say who they are gains no time by saying other things."""
        now_s = asyncio.get_running_loop().time()
        if self._introduced:
            return self._heard_at + self._times.silence_s - now_s
        return self._began_at + self._times.hello_s - now_s

    async def close(self) -> None:
        """Say why, to one that listens; bounded."""
        if self._close_code in _SAID_TO_THE_LINE and self._close_code != TOO_SLOW:
            while not self._waiting.empty():
                await self._send_text(self._waiting.get_nowait())
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._socket.close(self._close_code)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
            log.debug("the participant was gone before the line was closed")
