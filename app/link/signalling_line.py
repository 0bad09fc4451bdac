"""One connection to the hub's signalling: opened, greeted, kept alive, heard until it ends."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import websockets
from pydantic import BaseModel

from app.link.hub_client import HubClient
from app.services.signalling import FROM_HUB, HEARTBEAT_S, LONGEST_MESSAGE, Heartbeat, Hello
from app.tasks import TaskScope

# A room's whole state beside an offer; what is longer is not of our hub.
_LONGEST_HEARD = 4 * LONGEST_MESSAGE
# A heartbeat is overdue. What TCP has lost it sends again after ever longer pauses: after 10 s without a network a new
# connection is there seconds before this one would be heard again, and before the hub gives the place up.
_OVERDUE_S = HEARTBEAT_S + 2.0
# For the first tries, and then for a hub or a network that is slow. TCP repeats its first packet after a second.
_OPEN_S = (2.0, 2.0, 2.0, 5.0)


class SignallingLine:
    """Owned by one loop; used for one connection after the other."""

    def __init__(self, client: HubClient, tasks: TaskScope) -> None:
        self._client = client
        self._tasks = tasks
        self._outbox: asyncio.Queue[BaseModel] | None = None
        self._tries = 0  # since the last connection

    async def run(self, hello: Hello, heard: Callable[[Any], bool]) -> None:
        """Until the connection ends or `heard`, told each message, says that it is over.

        Raises OSError, TimeoutError and websockets.WebSocketException where it cannot be made or is silent for too
        long, and pydantic.ValidationError for a hub of another make.
        """
        address = self._client.url.replace("http", "ws", 1) + "/signalling"
        open_s = _OPEN_S[min(self._tries, len(_OPEN_S) - 1)]
        self._tries += 1
        async with websockets.connect(
            address,
            ssl=self._client.trusted or None,
            max_size=_LONGEST_HEARD,
            open_timeout=open_s,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        ) as socket:
            self._tries = 0
            await socket.send(hello.model_dump_json())
            outbox = self._outbox = asyncio.Queue()
            sending = self._tasks.start("send", _send_all(socket, outbox))
            beating = self._tasks.start("heartbeat", _beat(outbox))
            try:
                over = False
                while not over:
                    # Not wait_for: before Python 3.12 it loses a cancellation that comes with a message.
                    async with asyncio.timeout(_OVERDUE_S):
                        text = await socket.recv(decode=True)
                    over = heard(FROM_HUB.validate_json(text))
            except websockets.ConnectionClosed:
                return
            except TimeoutError:
                # Nobody would answer a farewell.
                socket.transport.abort()
                raise
            except asyncio.CancelledError:
                # Leaving is no failure: else the library tells the hub of an internal error.
                await socket.close()
                raise
            finally:
                self._outbox = None
                sending.cancel()
                beating.cancel()

    def send(self, message: BaseModel) -> bool:
        """Whether there is a connection to send it on."""
        if self._outbox is None:
            return False
        self._outbox.put_nowait(message)
        return True

    async def flush(self, longest_s: float) -> None:
        """Until what was sent is on its way."""
        if self._outbox is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._outbox.join(), longest_s)


async def _send_all(socket: websockets.ClientConnection, outbox: asyncio.Queue[BaseModel]) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            message = await outbox.get()
            await socket.send(message.model_dump_json())
            outbox.task_done()


async def _beat(outbox: asyncio.Queue[BaseModel]) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        outbox.put_nowait(Heartbeat())
