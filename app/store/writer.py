"""The only way into the database: commands one after the other, many in one transaction, their events with them.

A command reads, decides and stages what it wants written; staged things of a command that is refused are dropped.
Whatever waits while a transaction goes to the disk shares the next one, so that twenty seats cost one flush of the
disk and not twenty (group commit). A command is answered after its commit and not before.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.clock import Clock
from app.domain.event_chain import GENESIS, link
from app.domain.events import Event
from app.domain.permissions import Actor
from app.store.answers import (
    Answer,
    Idempotency,
    Kept,
    KeyReusedError,
    Slot,
    forget_answers,
    keep_answers,
    known_answers,
)
from app.store.batch import Batch
from app.store.change import Change, Committed, Draft
from app.store.engine import POSTGRES_LOCK
from app.store.errors import (
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreTakenError,
    StoreUnavailableError,
    connect_error,
    store_error,
)
from app.store.tables import EVENT

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_WAITING = 1000
_MOST_IN_ONE_TRANSACTION = 64
_PRUNE_EVERY_S = 3600.0
# A database that is gone or full is so for all commands.
_OF_ALL = (StoreUnavailableError, StoreFullError, StoreTakenError)


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Change], Awaitable[Any]]
    actor: Actor
    idempotency: Idempotency | None
    answered: asyncio.Future[Any]

    @property
    def slot(self) -> Slot | None:
        """Under which its answer is kept."""
        return (self.actor.actor_id, self.idempotency.key) if self.idempotency is not None else None


@dataclass(slots=True)
class _Head:
    seq: int
    hash: str


@dataclass(slots=True)
class WriterState:
    """`ok`: the last transaction went through. `detail` says what did not."""

    ok: bool = True
    detail: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Transaction:
    """What it will have changed once it is through, and what its commands are answered then."""

    committed: Committed
    results: list[tuple[_Job, Any]] = field(default_factory=list)
    refusals: list[tuple[_Job, Exception]] = field(default_factory=list)


class Writer:
    """See the module. `start()`, then `run()` from any task of the loop; `close()` when done."""

    def __init__(self, engine: AsyncEngine, *, clock: Clock, boot_id: str) -> None:
        self._engine = engine
        self._clock = clock
        self._boot_id = boot_id
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue(_MOST_WAITING)
        self._connection: AsyncConnection | None = None
        self._head: _Head | None = None
        self._serving: asyncio.Task[None] | None = None
        self._closed = False
        self._listeners: list[Callable[[Committed], None]] = []
        # Its commit went out and no answer came: the log says on the next connection whether it was done.
        self._in_doubt: Committed | None = None
        self.overtaken = asyncio.Event()
        self._answers_pruned_s = time.monotonic()
        self.state = WriterState()

    async def start(self) -> None:
        """Raises StoreTakenError, StoreUnavailableError."""
        try:
            await self._connect()
        except (SQLAlchemyError, OSError) as error:
            raise store_error(error) from error
        self._serving = asyncio.get_running_loop().create_task(self._serve(), name="store writer")

    async def close(self) -> None:
        """What waits is still done."""
        self._closed = True
        if self._serving is not None:
            await self._jobs.put(None)
            await self._serving
        await self._disconnect()

    def on_commit(self, listener: Callable[[Committed], None]) -> None:
        """Call `listener` after every transaction, in their order. It must be quick and must not raise."""
        self._listeners.append(listener)

    @property
    def head_seq(self) -> int:
        """Of the last event that is on the disk; 0 for an empty log."""
        return self._head.seq if self._head is not None else 0

    @property
    def head(self) -> tuple[int, str]:
        """Sequence and hash of the last event that is on the disk, of one moment: also for other threads."""
        head = self._head
        return (head.seq, head.hash) if head is not None else (0, GENESIS)

    async def run(self, work: Callable[[Change], Awaitable[T]], *, actor: Actor) -> T:
        """Do `work` in a transaction; returns after its commit. Raises what it raises, and StoreError."""
        result: T = await self._submit(work, actor, None)
        return result

    async def run_once(
        self, work: Callable[[Change], Awaitable[Answer]], *, actor: Actor, idempotency: Idempotency
    ) -> Answer:
        """The same, but a repeated command gets the answer that it got before. Raises KeyReusedError besides."""
        result: Answer = await self._submit(work, actor, idempotency)
        return result

    async def _submit(
        self, work: Callable[[Change], Awaitable[Any]], actor: Actor, idempotency: Idempotency | None
    ) -> Any:
        if self._closed:
            raise StoreUnavailableError("the hub is closing")
        job = _Job(work, actor, idempotency, asyncio.get_running_loop().create_future())
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            raise StoreBusyError("too many commands wait") from None
        return await job.answered

    # -- the task

    async def _serve(self) -> None:
        while True:
            jobs = [await self._jobs.get()]
            while len(jobs) < _MOST_IN_ONE_TRANSACTION and not self._jobs.empty():
                jobs.append(self._jobs.get_nowait())
            await self._do([job for job in jobs if job is not None])
            if None in jobs:
                return

    async def _do(self, jobs: list[_Job]) -> None:
        """Together; where the database objects to that, one by one, so that nobody pays for another's fault."""
        if not jobs:
            return
        error = await self._attempt(jobs)
        if error is None:
            return
        is_shared = len(jobs) == 1 or isinstance(error, _OF_ALL)
        for job in [job for job in jobs if not job.answered.done()]:
            alone = error if is_shared else await self._attempt([job])
            if alone is not None:
                if not isinstance(alone, _OF_ALL):
                    log.error("a command is not done", exc_info=alone)
                _fail(job, alone)

    async def _attempt(self, jobs: list[_Job]) -> StoreError | None:
        """One transaction. Jobs whose work refuses are answered with that and do not spoil it for the others."""
        if self._closed and not self.state.ok:
            return StoreUnavailableError("the hub is closing")
        through: _Transaction | None = None
        try:
            connection = await self._connect()
            async with connection.begin():
                through = await self._transact(connection, jobs)
                self._in_doubt = through.committed
        except (StoreError, SQLAlchemyError, OSError, sqlite3.Error) as error:
            await self._disconnect()
            failure = store_error(error)
            failure.__cause__ = error if failure is not error else None
            if through is None or not await self._was_committed(through.committed):
                self._set_state(failure)
                return failure
        except Exception as error:
            # Our mistake, such as a thing that has no column for a field: its command fails and the hub goes on.
            await self._disconnect()
            failure = StoreError(f"the hub failed on this change ({type(error).__name__})")
            failure.__cause__ = error
            return failure
        else:
            self._in_doubt = None
            self._tell(through.committed)
        self._set_state(None)
        for job, result in through.results:
            if not job.answered.done():
                job.answered.set_result(result)
        for job, refusal in through.refusals:
            _fail(job, refusal)
        return None

    async def _was_committed(self, committed: Committed) -> bool:
        """After a failure during the commit: whether the database has it. Where that cannot be found out now, the
        next connection tells the listeners, and a command that is repeated with its key gets its answer."""
        if not committed.events:
            self._in_doubt = None
            return False
        try:
            await self._connect()
        except (StoreError, SQLAlchemyError, OSError, sqlite3.Error):
            return False
        return self.head[1] == committed.events[-1].hash

    def _tell(self, committed: Committed) -> None:
        if committed.events:
            self._head = _Head(committed.events[-1].seq, committed.events[-1].hash)
        for listener in self._listeners:
            try:
                listener(committed)
            except Exception:
                log.exception("a part of the hub does not follow what was committed")

    async def _transact(self, connection: AsyncConnection, jobs: list[_Job]) -> _Transaction:
        batch = Batch(connection)
        known = await known_answers(connection, [slot for job in jobs if (slot := job.slot) is not None])
        drafts: list[Draft] = []
        told: dict[tuple[type[Any], tuple[Any, ...]], Any] = {}
        kept: list[tuple[Slot, Kept]] = []
        results: list[tuple[_Job, Any]] = []
        refusals: list[tuple[_Job, Exception]] = []
        for job in jobs:
            slot, idempotency = job.slot, job.idempotency
            if idempotency is not None and slot is not None and (before := known.get(slot)) is not None:
                if before.request_hash != idempotency.request_hash:
                    refusals.append((job, KeyReusedError(idempotency.key)))
                else:
                    results.append((job, replace(before.answer, repeated=True)))
                continue
            change = Change(batch, job.actor, self._clock.now(), int(self._clock.monotonic_s() * 1e9))
            try:
                result = await job.work(change)
            except (SQLAlchemyError, OSError, sqlite3.Error):
                raise
            except Exception as error:
                refusals.append((job, error))
                continue
            await batch.read_before(change.staged)
            batch.take(change.staged)
            told.update(change.told)
            drafts += change.drafts
            results.append((job, result))
            if idempotency is not None and slot is not None:
                known[slot] = Kept(idempotency.request_hash, result, change.now)
                kept.append((slot, known[slot]))
        await batch.flush()
        events = self._linked(drafts)
        if events:
            await connection.execute(EVENT.insert(), [EVENT.encode(event) for event in events])
        if kept:
            await keep_answers(connection, kept)
            await self._prune_answers(connection)
        rows = told | {key: thing for key, (_, thing) in batch.staged.items()}
        committed = Committed(events, rows, {key: batch.before[key] for key in rows if key in batch.before})
        return _Transaction(committed, results, refusals)

    async def _prune_answers(self, connection: AsyncConnection) -> None:
        if time.monotonic() - self._answers_pruned_s > _PRUNE_EVERY_S:
            self._answers_pruned_s = time.monotonic()
            await forget_answers(connection, now=self._clock.now())

    def _linked(self, drafts: list[Draft]) -> tuple[Event, ...]:
        if self._head is None:
            raise RuntimeError("the log's head is not known")
        seq, previous_hash = self._head.seq, self._head.hash
        events = []
        for draft in drafts:
            seq += 1
            event = link(
                previous_hash=previous_hash,
                seq=seq,
                at=draft.at,
                monotonic_ns=draft.monotonic_ns,
                boot_id=self._boot_id,
                actor_id=draft.actor.actor_id,
                actor_name=draft.actor.name,
                seat=draft.actor.seat,
                incident_id=draft.incident_id,
                unit_id=draft.unit_id,
                kind=draft.kind,
                about=draft.about,
                payload=draft.payload,
            )
            previous_hash = event.hash
            events.append(event)
        return tuple(events)

    # -- the connection

    async def _connect(self) -> AsyncConnection:
        """The one connection, made anew after a fault; holds the lock that keeps a second hub out."""
        if self._connection is not None:
            return self._connection
        try:
            connection = await self._engine.connect()
        except (SQLAlchemyError, OSError) as error:
            raise connect_error(error) from error
        try:
            async with connection.begin():
                if connection.dialect.name == "postgresql":
                    taken = await connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({POSTGRES_LOCK})")
                    if not taken.scalar_one():
                        raise StoreTakenError("another hub works on this database")
                last = (
                    await connection.execute(
                        select(EVENT.table.c.seq, EVENT.table.c.hash).order_by(EVENT.table.c.seq.desc()).limit(1)
                    )
                ).first()
        except BaseException:
            await connection.invalidate()
            await connection.close()
            raise
        try:
            self._take_head(_Head(last.seq, last.hash) if last is not None else _Head(0, GENESIS))
        except StoreTakenError:
            await connection.close()
            raise
        self._connection = connection
        return connection

    def _take_head(self, head: _Head) -> None:
        """Raises StoreTakenError where somebody else has written meanwhile: what the hub remembers is not true then."""
        in_doubt, self._in_doubt = self._in_doubt, None
        if self._head is None or head == self._head:
            self._head = head
        elif in_doubt is not None and in_doubt.events and head.hash == in_doubt.events[-1].hash:
            self._tell(in_doubt)
        else:
            self.overtaken.set()
            raise StoreTakenError("another program has written into this hub's database; the hub has to start anew")

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                if not self._closed:
                    await connection.invalidate()
                await connection.close()
            except (SQLAlchemyError, OSError, sqlite3.Error):
                log.debug("the connection was already gone")

    def _set_state(self, failure: StoreError | None) -> None:
        if failure is None:
            if not self.state.ok:
                log.info("the database takes commands again")
                self.state = WriterState()
        elif isinstance(failure, _OF_ALL) and self.state.detail != str(failure):
            log.error("the database refuses commands: %s", failure)
            self.state = WriterState(ok=False, detail=str(failure), since=self.state.since or self._clock.now())


def _fail(job: _Job, error: BaseException) -> None:
    if not job.answered.done():
        job.answered.set_exception(error)
