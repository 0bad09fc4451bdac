"""Writes down what becomes of participants, in order, without holding up a conference.

A database that is slow or away costs a conference nothing that it has: what happened waits here and is written when
the database is back. Only what must not happen unwritten, somebody coming in or being looked at, is waited for.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.events import EventKind
from app.domain.participation_life import PRESENT
from app.domain.permissions import Actor
from app.domain.rooms import Participation
from app.hub.incidents.recording import plain
from app.store.change import Change
from app.store.errors import StoreError
from app.store.secrets import TokenSecret
from app.store.writer import Writer
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_AGAIN_S = 1.0
# An hour of a large room without a database.
_MOST_WAITING = 5_000

Work = Callable[[Change], Awaitable[None]]


@dataclass(eq=False, slots=True)
class _Entry:
    place: Participation
    kind: EventKind
    payload: Mapping[str, Any]
    actor: Actor
    work: Work | None
    key_hash: str | None
    written: asyncio.Future[None] | None


class Ledger:
    """Owned by the hub's loop. The row that is written is the place as `now_of` has it at that moment, so that what is
    written late overwrites nothing newer."""

    def __init__(self, writer: Writer, now_of: Callable[[str], Participation | None]) -> None:
        self._writer = writer
        self._now_of = now_of
        self._waiting: deque[_Entry] = deque()
        self._tasks = TaskScope("rooms' ledger")
        self._some = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def start(self) -> None:
        self._tasks.start("write", self._run())

    async def close(self, *, patience_s: float = 3.0) -> None:
        """What waits is written first, if that goes quickly."""
        try:
            async with asyncio.timeout(patience_s):
                await self.settled()
        except TimeoutError:
            log.error("%d steps of participants are not in the log", len(self._waiting))
        await self._tasks.close()

    async def settled(self) -> None:
        """Nothing waits to be written any more."""
        await self._idle.wait()

    def note(
        self,
        place: Participation,
        kind: EventKind,
        payload: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        work: Work | None = None,
    ) -> None:
        """Written as soon as it can be, with what `work` does."""
        if len(self._waiting) >= _MOST_WAITING:
            log.error("the database is away for too long: a step of a participant is not in the log")
            return
        self._put(_Entry(place, kind, payload or {}, actor, work, None, None))

    async def write(
        self,
        place: Participation,
        kind: EventKind,
        payload: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        work: Work | None = None,
        key_hash: str | None = None,
    ) -> None:
        """Returns when it is in the database, with what `work` does and the key to come back with. Raises StoreError:
        then it will not be written."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Entry(place, kind, payload or {}, actor, work, key_hash, written))
        await written

    def _put(self, entry: _Entry) -> None:
        self._waiting.append(entry)
        self._idle.clear()
        self._some.set()

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                # Submitted together they share one transaction.
                taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), 50))]
                results = await asyncio.gather(*(self._write(one) for one in taken), return_exceptions=True)
                failed = [one for one, result in zip(taken, results, strict=True) if not self._settled(one, result)]
                self._waiting.extendleft(reversed(failed))
                if failed:
                    await asyncio.sleep(_AGAIN_S)
            self._idle.set()

    def _settled(self, entry: _Entry, result: BaseException | None) -> bool:
        """Whether nothing more is to be done about it."""
        if entry.written is not None:
            if not entry.written.done():
                entry.written.set_exception(result) if result is not None else entry.written.set_result(None)
            return True
        if isinstance(result, StoreError):
            return False
        if result is not None:
            log.error("a step of a participant is not in the log", exc_info=result)
        return True

    async def _write(self, entry: _Entry) -> None:
        async def work(change: Change) -> None:
            if entry.work is not None:
                await entry.work(change)
            place = self._now_of(entry.place.participation_id) or entry.place
            stored = await change.get(Participation, place.participation_id)
            if stored is None:
                change.insert(place)
            elif stored != place and stored.version <= place.version:
                change.replace(place)
            if place.status not in PRESENT:
                await _forget_key(change, place.participation_id)
            elif entry.key_hash is not None:
                await _keep_key(change, place.participation_id, entry.key_hash)
            payload = {"participation": place.participation_id, "room": place.room_id, **entry.payload}
            change.record(
                entry.kind,
                plain(payload),
                incident_id=place.incident_id,
                unit_id=place.unit_id,
                about=[("participation", place.participation_id)],
            )

        await self._writer.run(work, actor=entry.actor)


async def _forget_key(change: Change, participation_id: str) -> None:
    if await change.get(TokenSecret, participation_id) is not None:
        change.remove(TokenSecret, participation_id)


async def _keep_key(change: Change, participation_id: str, key_hash: str) -> None:
    secret = TokenSecret(owner_id=participation_id, token_hash=key_hash)
    if await change.get(TokenSecret, participation_id) is None:
        change.insert(secret)
    else:
        change.replace(secret)
