"""A seat's line to its hub: logs in, follows the feed into the mirror, resumes where it was cut, keeps the clock.

Everything that is lost is tried again by itself, as is a hub that cannot answer now; only a refusal needs a person.
"""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import websockets
from pydantic import ValidationError

from app.link.doors import Door
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, Mirror, ReadMessage, read_message
from app.services.commands.sessions import LoggedIn
from app.services.feed_messages import FEED_MESSAGE, HEARTBEAT_S
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_SILENCE_S = 2.5 * HEARTBEAT_S
_WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 5.0)
_CLOCK_EVERY_S = 60.0
_CLOCK_TRIES = 3
# Reading more than this takes longer than a frame of the screen may wait.
_LARGE_MESSAGE_CHARACTERS = 20_000
_SESSION_OVER = 4001
_NOT_FOR_THIS_ROLE = 4003
# Answers that stay the same until a person does something; a hub whose database is gone answers with others.
_OURS_TO_CHANGE = range(400, 500)


class HubLink:
    """Owned by one loop. `start()` once, `close()` when done; `me` is who the seat is, from each login on."""

    def __init__(self, client: HubClient, mirror: Mirror, door: Door, *, seat: str) -> None:
        self.client = client
        self.mirror = mirror
        self.me: LoggedIn | None = None
        # Whose rows the mirror holds: somebody else's start with a snapshot.
        self._followed_as: tuple[str, str, str] | None = None
        self._door = door
        self._seat = seat
        self._tasks = TaskScope("hub link")
        self._again = asyncio.Event()

    def start(self) -> None:
        self._tasks.start("feed", self._follow())

    def try_again(self) -> None:
        """Now, instead of after the wait: a person has typed another password, or asks for it."""
        self._again.set()

    async def close(self) -> None:
        await self._tasks.close()
        self._tell(LinkState.CLOSED)
        await self.client.close()

    async def _follow(self) -> None:
        failures = 0
        while True:
            was_live_before = self.mirror.status.state is LinkState.LIVE
            try:
                await self._once()
                failures = 0
            except HubRefusedError as error:
                if error.status in _OURS_TO_CHANGE:
                    self._tell(LinkState.REFUSED, error.code)
                    await self._again.wait()
                    self._again.clear()
                    # What was refused before says nothing about what was typed now.
                    self._tell(LinkState.CONNECTING)
                    continue
                log.info("the hub cannot let us in now: %s", error.code)
            except (HubUnreachableError, OSError, websockets.WebSocketException, TimeoutError) as error:
                log.info("the hub is not reached: %s", error)
            except ValidationError:
                log.exception("the hub's feed is of another make")
            if self.mirror.status.state is LinkState.LIVE or was_live_before:
                failures = 0
            if self.mirror.status.state not in (LinkState.CONNECTING, LinkState.LOST):
                self._tell(LinkState.LOST)
            await self._wait(min(_WAITS_S[min(failures, len(_WAITS_S) - 1)], self._door.longest_wait_s))
            failures += 1

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._again.wait(), seconds)
            self._again.clear()
        except TimeoutError:
            return

    async def _once(self) -> None:
        """From logging in until the connection ends."""
        self.me = await self._door.enter(self.client, seat=self._seat)
        await self._set_clock()
        address = self.client.url.replace("http", "ws", 1) + "/events"
        following_as = (self.me.account_id, self.me.role.value, self.me.unit_path)
        if self.mirror.seq and following_as == self._followed_as:
            address += f"?after={self.mirror.seq}"
        async with websockets.connect(
            address,
            additional_headers={"Authorization": f"Bearer {self.client.token}"},
            ssl=self.client.trusted or None,
            max_size=None,
            open_timeout=5,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        ) as socket:
            clock = self._tasks.start("clock", self._keep_clock())
            try:
                while True:
                    # Not wait_for: before Python 3.12 it loses a cancellation that comes with a message.
                    async with asyncio.timeout(_SILENCE_S):
                        text = await socket.recv(decode=True)
                    self._take(await self._read(text))
                    self._followed_as = following_as
            except websockets.ConnectionClosed:
                if socket.close_code == _SESSION_OVER:
                    # Whether another session can be had is the door's to say.
                    self.client.token = ""
                elif socket.close_code == _NOT_FOR_THIS_ROLE:
                    raise HubRefusedError("not-permitted", "This role follows no feed.", status=403) from None
            finally:
                clock.cancel()

    async def _read(self, text: str | bytes) -> ReadMessage:
        def read() -> ReadMessage:
            return read_message(FEED_MESSAGE.validate_json(text))

        if len(text) > _LARGE_MESSAGE_CHARACTERS:
            return await asyncio.to_thread(read)
        return read()

    def _take(self, message: ReadMessage) -> None:
        self.mirror.take(message)
        status = self.mirror.status
        store_ok = status.store_ok if message.store_ok is None else message.store_ok
        if status.state is not LinkState.LIVE:
            self._tell(LinkState.LIVE)
        if store_ok != status.store_ok:
            self.mirror.set_status(replace(self.mirror.status, store_ok=store_ok))

    async def _keep_clock(self) -> None:
        while True:
            await asyncio.sleep(_CLOCK_EVERY_S)
            try:
                await self._set_clock()
            except (HubRefusedError, HubUnreachableError):
                log.info("the hub's clock was not read")

    async def _set_clock(self) -> None:
        """By the quickest of some answers: half of its way is the error that is left (Cristian's algorithm)."""
        best: tuple[float, datetime, float] | None = None
        for _ in range(_CLOCK_TRIES):
            asked_s = time.monotonic()
            hub_at = await self.client.hub_time()
            answered_s = time.monotonic()
            round_trip_s = answered_s - asked_s
            if best is None or round_trip_s < best[0]:
                best = round_trip_s, hub_at + timedelta(seconds=round_trip_s / 2), answered_s
        if best is not None:
            self.mirror.set_hub_clock(best[1], monotonic_s=best[2])
            self.mirror.set_status(replace(self.mirror.status, round_trip_s=best[0]))

    def _tell(self, state: LinkState, detail: str = "") -> None:
        now = datetime.now(UTC)
        self.mirror.set_status(replace(self.mirror.status, state=state, since=now, detail=detail))
